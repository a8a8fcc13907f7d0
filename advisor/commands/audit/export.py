"""``audit export``: every record as a line of JSON."""

from __future__ import annotations

import sys

import click

from advisor.commands.audit.options import log_option, open_asked


@click.command()
@log_option
@click.pass_obj
def command(audit: str | None) -> None:
    """Write all records as JSON Lines.

    Each line, on standard output, is canonical JSON: a record and its hash.
    """
    for line in open_asked(audit).export():
        sys.stdout.write(line.decode())
