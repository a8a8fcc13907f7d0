"""``audit decide``: a decision on a piece of advice."""

from __future__ import annotations

import click

from advisor.commands.audit.options import RECORD, log_option, open_asked
from advisor.model.record import DECISIONS, REDACTIONS, Decision


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
    receipt = open_asked(audit).decide(record, recommendation, verdict, reason, redact=redact)
    print(f"record {receipt.id} {receipt.hash}")
