"""``audit timeline``: one relationship over time."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.audit.options import give, giving_output, open_asked, plain_data


@click.command()
@click.argument("name")
@giving_output
@click.pass_obj
def command(audit: str | None, name: str, format_: str, output: Path | None) -> None:
    """Follow one relationship over time.

    Shows its assessments, and what became of their advice.
    """
    log = open_asked(audit)
    from advisor.audit.pages import timeline_page
    from advisor.audit.timeline import timeline as timeline_of

    found = timeline_of(log, name)
    give(plain_data(found), lambda width: timeline_page(found, width), format_, output)
