"""``audit verify``: does the chain of records hold."""

from __future__ import annotations

import re

import click

from advisor.commands.audit.options import giving_output, open_asked
from advisor.commands.options import Destination
from advisor.commands.progress import progress
from advisor.errors import DidNotHold
from advisor.reports.document import Document


@click.command()
@click.option("--head", metavar="HASH", help="A record's hash that was kept elsewhere, to find even a log made anew.")
@giving_output
@click.pass_obj
def command(audit: str | None, head: str | None, destination: Destination) -> None:
    """Check the chain of records.

    Names every record that is not the one that was written, or is missing, and then exits with 1.
    """
    log = open_asked(audit)
    from advisor.audit.verify import verify as verify_log
    from advisor.reports.contents.audit_checks import verification

    if head is not None:
        head = re.sub(r"\s", "", head)  # a narrow terminal shows it on several lines
        if not re.fullmatch(r"[0-9a-fA-F]{64}", head):
            raise click.BadParameter("a hash has 64 hexadecimal digits", param_hint="--head")
    with progress("Records verified") as step:
        result = verify_log(log.store, head, step)
    plain = {**result.model_dump(mode="json"), "holds": result.holds}
    destination.write(Document(blocks=lambda: verification(result), data=lambda: plain))
    if not result.holds:
        raise DidNotHold("the log is not as it was written")
