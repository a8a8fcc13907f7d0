"""``audit replay``: would it come out the same again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from advisor.advisor import Advisor
from advisor.commands.audit.options import RECORD, giving_output, open_asked
from advisor.commands.options import Destination, knowledge_option
from advisor.errors import DidNotHold
from advisor.reports.blocks import Block
from advisor.reports.document import Document
from advisor.reports.lexicon import lexicon


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@knowledge_option
@click.option("--current", is_flag=True, help="Run on the shipped knowledge of this version.")
@giving_output
@click.pass_obj
def command(audit: str | None, record: int, knowledge: Path | None, current: bool, destination: Destination) -> None:
    """Run an assessment again.

    Exits with 1 if it comes out otherwise. A record of another format can give
    the same inference, but not the same bytes, and then exits with 0. It runs
    on the knowledge of the time, which the audit keeps; with --current on that
    of this version, and with --knowledge DIR on that with your own laid over it.
    """
    log = open_asked(audit)
    from advisor.audit.replay import replay as run_again
    from advisor.explain.difference import compare_recorded
    from advisor.reports.contents.audit_checks import replayed

    other = Advisor(knowledge).knowledge if knowledge is not None or current else None
    result = run_again(log, record, lambda base, profile: Advisor.of(base).assess(profile), compare_recorded, other)

    def blocks() -> Iterable[Block]:
        then = log.readable_knowledge(result.knowledge_then.sha256)
        return replayed(result, lexicon(other, then))

    plain = {**result.model_dump(mode="json"), "verdict": result.verdict}
    destination.write(Document(blocks=blocks, data=lambda: plain))
    if not result.holds:
        raise DidNotHold(f"record {record} does not come out the same")
