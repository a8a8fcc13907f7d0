"""``audit timeline``: one relationship over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from advisor.commands.audit.options import giving_output, open_asked, state_option, words_of
from advisor.commands.options import Destination
from advisor.model.states import State
from advisor.reports.document import Document

if TYPE_CHECKING:
    from advisor.reports.lexicon import Lexicon


@click.command()
@click.argument("name")
@state_option("Of the advice only what is in this state now.")
@giving_output
@click.pass_obj
def command(audit: str | None, name: str, state: State | None, destination: Destination) -> None:
    """Follow one relationship over time.

    Shows its assessments, and what became of their advice; as HTML with a picture
    of where the advice stood in the last of them.
    """
    log = open_asked(audit)
    from advisor.audit.timeline import timeline as timeline_of
    from advisor.reports.contents.timeline import timeline, timeline_sheet

    found = timeline_of(log, name, state)

    def words() -> Lexicon:
        newest_first = [moment.knowledge for moment in reversed(found.moments)]
        return words_of(log, *newest_first)

    destination.write(
        Document(
            blocks=lambda: timeline(found, words()),
            sheet=lambda: timeline_sheet(found, words()),
            data=lambda: found,
        )
    )
