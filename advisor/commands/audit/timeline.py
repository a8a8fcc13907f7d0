"""``audit timeline``: one relationship over time."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.audit.options import give, giving_output, open_asked, plain_data, state_option
from advisor.model.states import State


@click.command()
@click.argument("name")
@state_option("Of the advice only what is in this state now.")
@giving_output
@click.pass_obj
def command(audit: str | None, name: str, state: State | None, format_: str, output: Path | None) -> None:
    """Follow one relationship over time.

    Shows its assessments, and what became of their advice.
    """
    log = open_asked(audit)
    from advisor.audit.pages import timeline_page
    from advisor.audit.timeline import timeline as timeline_of

    found = timeline_of(log, name, state)
    give(plain_data(found), lambda width: timeline_page(found, width), format_, output)
