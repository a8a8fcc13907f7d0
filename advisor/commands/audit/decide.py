"""``audit decide``: a decision on a piece of advice."""

from __future__ import annotations

import click

from advisor.commands.audit.options import RECORD, log_option, open_asked, words_of
from advisor.commands.options import Destination
from advisor.model.record import DECISIONS, REDACTIONS, Decision, DecisionRecord
from advisor.reports.document import Document


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@click.argument("recommendation")
@click.argument("verdict", type=click.Choice(DECISIONS))
@click.option("--reason", required=True, help="Why it was decided so.")
@click.option("--redact", type=click.Choice(REDACTIONS), help="Leave the reason out, or hash it.")
@log_option
@click.pass_obj
def command(
    audit: str | None, record: int, recommendation: str, verdict: Decision, reason: str, redact: str | None
) -> None:
    """Record a decision on a piece of advice."""
    if not reason.strip():
        raise click.UsageError("--reason is empty; say why it was decided so")
    log = open_asked(audit)
    receipt = log.decide(record, recommendation, verdict, reason, redact=redact)
    from advisor.reports.contents.audit_records import decided

    written = log.get(receipt.id)
    assert isinstance(written, DecisionRecord)
    words = words_of(log, written.knowledge)
    Destination("terminal", None).write(Document(blocks=lambda: decided(written, receipt, words)))
