"""``audit diff``: what differs between two recorded assessments."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.audit.options import RECORD, give, giving_output, open_asked, plain_data


@click.command()
@click.argument("before", metavar="ID", type=RECORD)
@click.argument("after", metavar="ID", type=RECORD)
@giving_output
@click.pass_obj
def command(audit: str | None, before: int, after: int, format_: str, output: Path | None) -> None:
    """Compare two assessments.

    Shows what differs, and which answers, rules and entries of the knowledge
    made it so.
    """
    log = open_asked(audit)
    from advisor.audit.pages import difference_page
    from advisor.audit.replay import recorded_difference
    from advisor.explain.difference import compare_recorded

    found = recorded_difference(log, before, after, compare_recorded)
    give(plain_data(found), lambda width: difference_page(found, width), format_, output)
