"""``audit export``: every record as a line of JSON."""

from __future__ import annotations

from collections.abc import Iterator

import click

from advisor.commands.audit.options import log_option, open_asked
from advisor.commands.options import emit_lines
from advisor.commands.progress import progress


@click.command()
@log_option
@click.pass_obj
def command(audit: str | None) -> None:
    """Write all records as JSON Lines.

    Each line, on standard output, is canonical JSON: a record and its hash; on a
    terminal with escapes for what could steer it.
    """
    with progress("Records written", beside_output=True) as step:

        def counted() -> Iterator[bytes]:
            for count, line in enumerate(open_asked(audit).export(), 1):
                yield line
                step(count)

        emit_lines(counted())
