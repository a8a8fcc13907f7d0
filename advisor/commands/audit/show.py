"""``audit show``: one record, and what was decided on it."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.audit.options import RECORD, give, giving_output, open_asked, plain_data


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@giving_output
@click.pass_obj
def command(audit: str | None, record: int, format_: str, output: Path | None) -> None:
    """Show a record, and what was decided on it."""
    log = open_asked(audit)
    from advisor.audit.canonical import canonical, sha256
    from advisor.audit.pages import record_page

    found = log.get(record)
    decisions = list(log.decisions(record))
    plain = found.model_dump(mode="json")
    whole = {"hash": sha256(canonical(plain)), "record": plain, "decisions": plain_data(decisions)}
    give(whole, lambda width: record_page(found, decisions, width), format_, output)
