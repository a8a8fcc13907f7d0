"""``iot-advisor audit``: the record of past assessments, read, verified, run again and decided upon."""

from __future__ import annotations

import click

from advisor.commands.audit.checking import replay, verify
from advisor.commands.audit.following import decide, due, timeline
from advisor.commands.audit.reading import diff, export, list_records, show
from advisor.commands.options import audit_option


@click.group()
@audit_option
@click.pass_context
def command(context: click.Context, audit: str | None) -> None:
    """The record of past assessments.

    An ID is a record's number, as 'iot-advisor audit list' shows it. Times are UTC.
    """
    context.obj = audit


for _verb in (list_records, show, diff, export, verify, replay, decide, timeline, due):
    command.add_command(_verb)
