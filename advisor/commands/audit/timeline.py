"""``audit timeline``: one relationship over time."""

from __future__ import annotations

from collections.abc import Iterable

import click

from advisor.commands.audit.options import giving_output, open_asked, state_option, words_of
from advisor.commands.options import Destination
from advisor.model.states import State
from advisor.reports.blocks import Block
from advisor.reports.document import Document


@click.command()
@click.argument("name")
@state_option("Of the advice only what is in this state now.")
@giving_output
@click.pass_obj
def command(audit: str | None, name: str, state: State | None, destination: Destination) -> None:
    """Follow one relationship over time.

    Shows its assessments, and what became of their advice.
    """
    log = open_asked(audit)
    from advisor.audit.timeline import timeline as timeline_of
    from advisor.reports.contents.timeline import timeline

    found = timeline_of(log, name, state)

    def blocks() -> Iterable[Block]:
        newest_first = [moment.knowledge for moment in reversed(found.moments)]
        return timeline(found, words_of(log, *newest_first))

    destination.write(Document(blocks=blocks, data=lambda: found))
