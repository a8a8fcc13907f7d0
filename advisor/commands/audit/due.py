"""``audit due``: relationships that nobody has assessed for long."""

from __future__ import annotations

import re
import sys
from datetime import timedelta

import click

from advisor.commands.audit.options import giving_output, open_asked
from advisor.commands.options import Destination
from advisor.reports.document import Document

_SPANS = {"h": 1 / 24, "d": 1, "w": 7}


@click.command()
@click.option("--older-than", metavar="SPAN", default="90d", show_default=True, help="As 36h, 90d or 12w.")
@giving_output
@click.pass_obj
def command(audit: str | None, older_than: str, destination: Destination) -> None:
    """Name relationships not assessed for long.

    Those whose newest assessment is older than SPAN.
    """
    match = re.fullmatch(r"(\d{1,5})([hdw])", older_than)
    if match is None:
        raise click.BadParameter(
            f"{older_than!r} is no span of time; expected 36h, 90d or 12w", param_hint="--older-than"
        )
    log = open_asked(audit)
    from advisor.audit.timeline import due as due_now
    from advisor.reports.contents.timeline import due

    found = due_now(log, timedelta(days=int(match[1]) * _SPANS[match[2]]))
    if not found:
        print("nothing is due", file=sys.stderr)
    destination.write(Document(blocks=lambda: due(found), data=lambda: found))
