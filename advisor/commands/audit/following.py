"""One relationship over time: decide, timeline, due."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path

import click

from advisor.commands.audit.options import RECORD, give, giving_output, log_option, open_asked, plain_data
from advisor.model.record import REDACTIONS, VERDICTS, Verdict

_SPANS = {"h": 1 / 24, "d": 1, "w": 7}


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@click.argument("recommendation")
@click.argument("verdict", type=click.Choice(VERDICTS))
@click.option("--reason", required=True, help="Why it was decided so.")
@click.option("--redact", type=click.Choice(REDACTIONS), help="Leave the reason out, or hash it.")
@log_option
@click.pass_obj
def decide(
    audit: str | None, record: int, recommendation: str, verdict: Verdict, reason: str, redact: str | None
) -> None:
    """Record a decision on a piece of advice."""
    if not reason.strip():
        raise click.UsageError("--reason is empty; say why it was decided so")
    receipt = open_asked(audit).decide(record, recommendation, verdict, reason, redact=redact)
    print(f"record {receipt.id} {receipt.hash}")


@click.command()
@click.argument("name")
@giving_output
@click.pass_obj
def timeline(audit: str | None, name: str, form: str, output: Path | None) -> None:
    """Follow one relationship over time.

    Shows its assessments, and what became of their advice.
    """
    log = open_asked(audit)
    from advisor.audit.pages import timeline_page
    from advisor.audit.timeline import timeline as timeline_of

    found = timeline_of(log, name)
    give(plain_data(found), lambda width: timeline_page(found, width), form, output)


@click.command()
@click.option("--older-than", metavar="SPAN", default="90d", show_default=True, help="As 36h, 90d or 12w.")
@giving_output
@click.pass_obj
def due(audit: str | None, older_than: str, form: str, output: Path | None) -> None:
    """Name relationships not assessed for long.

    Those whose newest assessment is older than SPAN.
    """
    match = re.fullmatch(r"(\d{1,5})([hdw])", older_than)
    if match is None:
        raise click.BadParameter(
            f"{older_than!r} is no span of time; expected 36h, 90d or 12w", param_hint="--older-than"
        )
    log = open_asked(audit)
    from advisor.audit.pages import due_page
    from advisor.audit.timeline import due as due_now

    found = due_now(log, timedelta(days=int(match[1]) * _SPANS[match[2]]))
    if not found:
        print("nothing is due", file=sys.stderr)
    give(plain_data(found), lambda width: due_page(found, width), form, output)
