"""``audit diff``: what differs between two recorded assessments."""

from __future__ import annotations

from collections.abc import Iterable

import click

from advisor.commands.audit.options import RECORD, giving_output, open_asked, words_of
from advisor.commands.options import Destination
from advisor.reports.blocks import Block
from advisor.reports.document import Document


@click.command()
@click.argument("before", metavar="ID", type=RECORD)
@click.argument("after", metavar="ID", type=RECORD)
@giving_output
@click.pass_obj
def command(audit: str | None, before: int, after: int, destination: Destination) -> None:
    """Compare two assessments.

    Shows what differs, and which answers, rules and entries of the knowledge
    made it so.
    """
    log = open_asked(audit)
    from advisor.audit.replay import recorded_difference
    from advisor.explain.difference import compare_recorded
    from advisor.reports.contents.audit_checks import apart

    found = recorded_difference(log, before, after, compare_recorded)

    def blocks() -> Iterable[Block]:
        one, two = log.assessment(before), log.assessment(after)
        return apart(one, two, found, words_of(log, two.knowledge, one.knowledge))

    destination.write(Document(blocks=blocks, data=lambda: found))
