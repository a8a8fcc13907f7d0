"""What several verbs share: the knowledge to use, the profiles, the console to write on, and where results go."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.advisor import Advisor
from advisor.errors import Issue, ProfileError, attempted
from advisor.model.profile import Profile
from advisor.reports.formats import Use, formats

if TYPE_CHECKING:
    from advisor.audit.log import AuditLog
    from advisor.reports.contents.blocks import Block

F = TypeVar("F", bound=Callable[..., Any])

knowledge_option = click.option(
    "--knowledge",
    "knowledge",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Lay your own rules/ and knowledge/ in DIR over the shipped ones.",
)

firm_option = click.option(
    "--firm",
    metavar="FILE",
    help="A profile of the firm's own answers, laid under each relationship's; what the relationship answers holds.",
)

audit_option = click.option(
    "--audit",
    metavar="URL",
    help="The audit's database or file, or 'off'. Default: IOT_ADVISOR_AUDIT, or a file in your data directory.",
)


def format_option(use: Use) -> Callable[[F], F]:
    """The option that chooses one of the formats for a use; the first of them when none is named."""
    known = formats(use)
    return click.option(
        "--format",
        "-f",
        "format_",
        type=click.Choice(known),
        default=known[0],
        show_default=True,
        help="The format of the result.",
    )


output_option = click.option(
    "--output",
    "-o",
    metavar="PATH",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to PATH instead of standard output.",
)


def recording_options(verb: F) -> F:
    """Where a verb that assesses records what it advised: adds ``audit``, ``no_audit`` and ``redact``."""
    for option in (
        click.option(
            "--redact",
            type=click.Choice(["none", "omit", "hash"]),
            help="Leave names and notes out of the record, or hash them.",
        ),
        click.option("--no-audit", is_flag=True, help="Do not record this."),
        audit_option,
    ):
        verb = option(verb)
    return verb


def recording(audit: str | None, no_audit: bool, redact: str | None) -> AuditLog | None:
    """The log to record in, or None when recording is off. Call it once the advice is written: loading the log takes
    longer than giving the advice. Record with ``try_record(profile, assessment, knowledge, "command")``."""
    if no_audit:
        return None
    from advisor.audit import open_log

    return open_log(audit, redact=redact)


def advisor_from(directory: Path | None) -> Advisor:
    """The advisor on the shipped knowledge, with a directory laid over it if one is given."""
    return Advisor(directory)


def read_profiles(files: Sequence[str], advisor: Advisor, firm: str | None = None) -> list[Profile]:
    """The profiles of all files, that of the firm under each. Raises ProfileError with every fault of every file, and
    click.UsageError when standard input would have to be read twice."""
    if [*files, firm].count("-") > 1:
        raise click.UsageError("standard input (-) can be read once only")
    issues: list[Issue] = []
    profiles = [attempted(partial(advisor.read_profile, file), issues) for file in files]
    under = attempted(partial(advisor.read_firm, firm), issues) if firm is not None else None
    if issues:
        raise ProfileError(issues)
    return [advisor.profile(each, firm=under) for each in profiles if each is not None]


def plain(stream_is_terminal: bool) -> bool:
    """Whether to do without colour: NO_COLOR, a dumb terminal, or no terminal at all."""
    return not stream_is_terminal or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def screen(output: Path | None) -> tuple[int, bool]:
    """How many columns a page may have, and whether it may be in colour; a file is a page of 80 columns without."""
    if output is not None:
        return 80, False
    return shutil.get_terminal_size((80, 24)).columns, not plain(sys.stdout.isatty())


def json_text(data: Any) -> str:
    """Plain data as the JSON that every verb writes."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def emit_page(blocks: Iterable[Block], data: Callable[[], Any], format_: str, output: Path | None) -> None:
    """Write the same thing as a page for people (terminal or markdown), or as data (json), which is made only then.

    Raises click.UsageError when the file cannot be written.
    """
    from advisor.reports import markdown, terminal

    if format_ == "json":
        text = json_text(data())
    else:
        text = markdown.draw(blocks) if format_ == "markdown" else terminal.draw(blocks, *screen(output))
    emit(text, output)


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
