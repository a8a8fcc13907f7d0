"""What several verbs share: the knowledge to use, the console to write on, and where results go."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.advisor import Advisor

if TYPE_CHECKING:
    from rich.console import Console

knowledge_option = click.option(
    "--knowledge",
    "knowledge",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Lay your own rules/ and knowledge/ in DIR over the shipped ones.",
)

output_option = click.option(
    "--output",
    "-o",
    metavar="PATH",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to PATH instead of standard output.",
)


def advisor_from(directory: Path | None) -> Advisor:
    """The advisor on the shipped knowledge, with a directory laid over it if one is given."""
    return Advisor(directory)


def plain(stream_is_terminal: bool) -> bool:
    """Whether to do without colour: NO_COLOR, a dumb terminal, or no terminal at all."""
    return not stream_is_terminal or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def console(stderr: bool = False) -> Console:
    """A rich console that keeps to plain text where colour is not wanted."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    bare = plain(stream.isatty())
    return Console(file=stream, no_color=bare, force_terminal=False if bare else None, highlight=False, soft_wrap=False)


def emit(text: str, output: Path | None) -> None:
    """Write a result to standard output, or to a file that is there whole or not at all.

    Raises click.UsageError when the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
        return
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = output.stat().st_mode & 0o777 if output.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(output)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
