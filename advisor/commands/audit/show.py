"""``audit show``: one record, and what was decided on it."""

from __future__ import annotations

from collections.abc import Iterable

import click

from advisor.commands.audit.options import RECORD, giving_output, open_asked, words_of
from advisor.commands.options import Destination
from advisor.reports.blocks import Block
from advisor.reports.document import Document
from advisor.reports.sheet import Piece


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@giving_output
@click.pass_obj
def command(audit: str | None, record: int, destination: Destination) -> None:
    """Show a record, and what was decided on it.

    As HTML it has pictures of the assessment.
    """
    log = open_asked(audit)
    from advisor.audit.canonical import canonical, sha256
    from advisor.reports.contents.audit_records import page

    found = log.get(record)
    decisions = list(log.decisions(record))
    plain = found.model_dump(mode="json")
    digest = sha256(canonical(plain))

    def blocks() -> Iterable[Block]:
        return page(found, digest, decisions, words_of(log, found.knowledge))

    def sheet() -> Iterable[Piece]:
        from advisor.reports.contents.record_sheet import record_sheet

        return record_sheet(found, digest, decisions, log.readable_knowledge(found.knowledge.sha256))

    whole = {"hash": digest, "record": plain, "decisions": decisions}
    destination.write(Document(blocks=blocks, sheet=sheet, data=lambda: whole))
