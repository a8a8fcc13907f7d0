"""``audit verify``: does the chain of records hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.commands.audit.options import giving_output, open_asked
from advisor.commands.options import Destination
from advisor.commands.progress import progress
from advisor.errors import DidNotHold
from advisor.reports.document import Document

if TYPE_CHECKING:
    from advisor.audit.head import KeptHead


@click.command()
@click.option(
    "--head",
    metavar="FILE|HASH",
    help="A head that 'audit head' wrote, or a record's hash, kept elsewhere: to find even a log made anew.",
)
@giving_output
@click.pass_obj
def command(audit: str | None, head: str | None, destination: Destination) -> None:
    """Check the log and its chain of records.

    Names what the database has otherwise than a log should, and every record that is not the one that was written, or
    is missing, and then exits with 1. Times that go back, and what a newer version wrote, are told and change nothing.
    """
    log = open_asked(audit)
    kept = _kept(head) if head is not None else None
    from advisor.audit.verify import verify as verify_log
    from advisor.reports.contents.audit_checks import verification

    with progress("Records verified") as step:
        result = verify_log(log.store, kept, step)
    plain = {**result.model_dump(mode="json"), "holds": result.holds}
    destination.write(Document(blocks=lambda: verification(result), data=lambda: plain))
    if not result.holds:
        raise DidNotHold("the log is not as it was written")


def _kept(given: str) -> KeptHead | str:
    """The head in a file, or the hash itself, which a narrow terminal shows on several lines. Raises FaultyInput."""
    from advisor.audit.head import read_head

    hash_ = re.sub(r"\s", "", given)
    return hash_ if re.fullmatch(r"[0-9a-fA-F]{64}", hash_) else read_head(Path(given))
