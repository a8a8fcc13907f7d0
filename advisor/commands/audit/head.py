"""``audit head``: the bytes to be signed or kept elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.audit.options import log_option, open_asked
from advisor.commands.options import emit


@click.command()
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to FILE instead of standard output.",
)
@log_option
@click.pass_obj
def command(audit: str | None, output: Path | None) -> None:
    """Print the head, to be signed or kept.

    How many records there are, and the hash and the time of the last; the same
    bytes as long as nothing is added. Whoever keeps it where the log's own people
    cannot change it can check with 'audit verify --head FILE' that nothing up to
    it was rewritten. It is read and not verified: run 'audit verify' before.
    """
    if output == Path("-"):
        raise click.UsageError("the head goes to standard output without -o, and no file gets the name -")
    from advisor.audit.head import head_of

    emit(head_of(open_asked(audit).store).text(), output)
