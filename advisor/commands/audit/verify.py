"""``audit verify``: does the chain of records hold."""

from __future__ import annotations

import re
from pathlib import Path

import click

from advisor.commands.audit.options import give, giving_output, open_asked
from advisor.errors import DidNotHold


@click.command()
@click.option("--head", metavar="HASH", help="A record's hash that was kept elsewhere, to find even a log made anew.")
@giving_output
@click.pass_obj
def command(audit: str | None, head: str | None, format_: str, output: Path | None) -> None:
    """Check the chain of records.

    Names every record that is not the one that was written, or is missing, and then exits with 1.
    """
    log = open_asked(audit)
    from advisor.audit.pages import verification_page
    from advisor.audit.verify import verify as verify_log

    if head is not None and not re.fullmatch(r"\s*[0-9a-fA-F]{64}\s*", head):
        raise click.BadParameter("a hash has 64 hexadecimal digits", param_hint="--head")
    result = verify_log(log.store, head)
    plain = {**result.model_dump(mode="json"), "holds": result.holds}
    give(plain, lambda width: verification_page(result, width), format_, output)
    if not result.holds:
        raise DidNotHold("the log is not as it was written")
