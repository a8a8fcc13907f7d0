"""``audit decide``: a decision on a piece of advice."""

from __future__ import annotations

import click

from advisor.commands.audit.options import RECORD, log_option, open_asked, words_of
from advisor.commands.options import Destination, by_option
from advisor.model.record import BECAUSES, DECISIONS, REDACTIONS, AssessmentRecord, Because, Decision, DecisionRecord
from advisor.reports.document import Document


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@click.argument("recommendation")
@click.argument("verdict", type=click.Choice(DECISIONS))
@click.option("--reason", required=True, help="Why it was decided so.")
@click.option("--because", type=click.Choice(BECAUSES), help="The same as a code; of a rejection 'other' without one.")
@click.option("--redact", type=click.Choice(REDACTIONS), help="Leave the reason out, or hash it.")
@by_option
@log_option
@click.pass_obj
def command(
    audit: str | None,
    record: int,
    recommendation: str,
    verdict: Decision,
    reason: str,
    because: Because | None,
    redact: str | None,
    by: str | None,
) -> None:
    """Record a decision on a piece of advice.

    RECOMMENDATION is an id, a rank of that record, or a title or the beginning of one.
    """
    if not reason.strip():
        raise click.UsageError("--reason is empty; say why it was decided so")
    if because is not None and verdict == "accept":
        raise click.UsageError("--because says why advice is not followed; accept takes none")
    log = open_asked(audit)
    piece = _listed(log.assessment(record), recommendation)
    receipt = log.decide(record, piece, verdict, reason, because=because, redact=redact, by=by)
    from advisor.reports.contents.audit_records import decided

    written = log.get(receipt.id)
    assert isinstance(written, DecisionRecord)
    words = words_of(log, written.knowledge)
    Destination("terminal", None).write(Document(blocks=lambda: decided(written, receipt, words)))


def _listed(record: AssessmentRecord, text: str) -> str:
    """The id of the piece that a text names in a recorded assessment. Raises UnknownId."""
    from advisor.explain.naming import Named, resolved

    listed = record.current["recommendations"]
    known = [Named("recommendation", each["id"], each["title"]) for each in listed]
    ranks = {str(each["rank"]): each["id"] for each in listed if each["rank"] is not None}
    return resolved(text.strip(), known, ranks, f"recommendation of record {record.seq} with the id").id
