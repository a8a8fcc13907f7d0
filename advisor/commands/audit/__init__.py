"""``iot-advisor audit``: the record of past assessments, read, verified, run again and decided upon."""

from __future__ import annotations

import click

from advisor.commands import Verbs
from advisor.commands.options import audit_option


class AuditVerbs(Verbs):
    """The verbs of the audit: the modules of this package."""

    package = __name__


@click.group(cls=AuditVerbs)
@audit_option
@click.pass_context
def command(context: click.Context, audit: str | None) -> None:
    """The record of past assessments.

    An ID is a record's number, as 'iot-advisor audit list' shows it. Times are UTC.
    """
    context.obj = audit
