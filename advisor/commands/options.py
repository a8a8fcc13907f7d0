"""What several verbs share: the knowledge to use, the profiles, the console to write on, and where results go."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, TypeVar, cast

import click

from advisor.advisor import Advisor
from advisor.audit.author import VARIABLE, author
from advisor.characters import in_json, on_one_line
from advisor.errors import AuditError, Issue, ProfileError, attempted
from advisor.model.profile import Profile
from advisor.reports.document import Document
from advisor.reports.formats import PAGE, Canvas, Part, Signs, endings, format_of, formats, written
from advisor.reports.words import joined
from advisor.whole_files import write_whole

if TYPE_CHECKING:
    from advisor.audit.log import AuditLog
    from advisor.model.record import Receipt

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
    help="The audit's database or file, or 'off'. Default: IOT_ADVISOR_AUDIT, or a file in your data directory. "
    "'required', or 'required:' in front of it: no advice that cannot be recorded.",
)

PROFILES = (".yaml", ".yml", ".json")
"""How the names of profiles end that a directory is searched for."""


class Destination(NamedTuple):
    """Where a result goes, and in which format: to a file, or without ``path`` to standard output. Into a directory go
    several files."""

    format: str
    path: Path | None
    directory: bool = False

    def write(self, document: Document, drawn_on: Canvas | None = None) -> None:
        """Write the document, on another canvas where one is given; a file is there whole or not at all. Raises
        click.UsageError when it cannot be, and OSError when standard output cannot be written."""
        text = written(document, self.format, drawn_on or canvas(self.path))
        emit(text, self.path, utf8=self.format != "terminal")

    def write_into(self, documents: Mapping[str, Document]) -> None:
        """Write documents into the directory, which is made where it is missing, each to the file of its name. All are
        drawn before the first is written. Raises click.UsageError when one cannot be."""
        assert self.path is not None and self.directory
        texts = {name: written(document, self.format) for name, document in documents.items()}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.UsageError(f"{self.path} cannot be made a directory: {error.strerror}") from error
        for name, text in texts.items():
            emit(text, self.path / name)


class _Place(click.Path):
    """Where results may go: a file, or, where a verb can fill one, a directory, which may still have to be made."""

    def __init__(self, directories: bool):
        super().__init__(dir_okay=directories)
        self.directories = directories

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        text = os.fsdecode(super().convert(value, parameter, context))
        return Path(text), self.directories and (text.endswith(("/", os.sep)) or Path(text).is_dir())


def writing(*parts: Part, without: tuple[str, ...] = (), directories: bool = False) -> Callable[[F], F]:
    """The options of a verb that shows one of these parts of a document: ``--format`` and ``--output``, which the verb
    gets as ``destination``. ``without`` names formats that make no sense of it, and with ``directories`` the verb can
    fill a directory with pages."""
    known = tuple(name for name in formats(*parts) if name not in without)

    def add(verb: F) -> F:
        @wraps(verb)
        def decided(
            *arguments: Any, output: tuple[Path, bool] | None, format_: str | None = None, **options: Any
        ) -> Any:
            return verb(*arguments, destination=_destination(format_, output, known), **options)

        options = [
            click.option(
                "--output",
                "-o",
                metavar="PATH",
                type=_Place(directories),
                help="Write to PATH instead of standard output, in the format that its name says."
                + (" Into a directory, or a PATH that ends in /, a page for each case." if directories else ""),
            ),
            click.option(
                "--format",
                "-f",
                "format_",
                type=click.Choice(known),
                help=f"The format of the result; {known[0]} unless PATH says otherwise.",
            ),
        ]
        for option in options[: 1 if parts == ("data",) else 2]:
            decided = option(decided)
        return cast(F, decided)

    return add


def _destination(asked: str | None, output: tuple[Path, bool] | None, known: tuple[str, ...]) -> Destination:
    """The format that is asked for, or that the file's name says. Raises click.UsageError when the name says none, or
    another than the one that is asked for, and when there is no place for the file."""
    if output is None:
        return Destination(asked or known[0], None)
    path, directory = output
    if path == Path("-"):
        raise click.UsageError("a result goes to standard output without -o, and no file gets the name -")
    if directory:
        if asked not in (None, "html"):
            raise click.UsageError(
                f"{path} is a directory, into which go pages in html, and --format asks for {asked}; name a file"
            )
        if path.exists() and not path.is_dir():
            raise click.UsageError(f"{path} is no directory; leave out what stands behind its name")
        return Destination("html", path, directory=True)
    said = format_of(path)
    if asked is None and said not in known:
        choice = " --format chooses one for any other name." if len(known) > 1 else ""
        raise click.UsageError(
            f"{path}: there is no format for a name that ends in {path.suffix or 'nothing'}; "
            f"expected {joined(endings(*known), 'or')}.{choice}"
        )
    if asked is not None and said is not None and path.suffix and said != asked:
        raise click.UsageError(f"{path} is the name of a {said} file, and --format asks for {asked}; leave one out")
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"{path} cannot be written: there is no directory {path.parent}")
    return Destination(asked or cast(str, said), path)


day_option = click.option(
    "--date",
    "day",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the talk, from which the page counts when to look again.",
)


def _author(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """The name that is given, or the environment's, checked before anything is done. Raises click.BadParameter."""
    try:
        return author(name)
    except AuditError as error:
        raise click.BadParameter(str(error) if name is not None else f"{VARIABLE}: {error}") from error


by_option = click.option(
    "--by", metavar="NAME", callback=_author, help="Who asks, for the record. Default: IOT_ADVISOR_BY."
)

receipt_option = click.option(
    "--receipt",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the number and hash of each record to FILE, as JSON.",
)


def recording_options(verb: F) -> F:
    """Where a verb that assesses records what it advised, and who asks: adds ``audit``, ``no_audit``, ``redact`` and
    ``by``."""
    for option in (
        click.option(
            "--redact",
            type=click.Choice(["none", "omit", "hash"]),
            help="Leave names and notes out of the record, or hash them.",
        ),
        by_option,
        click.option("--no-audit", is_flag=True, help="Do not record this."),
        audit_option,
    ):
        verb = option(verb)
    return verb


def recording_required(audit: str | None, no_audit: bool, receipt: Path | None = None) -> bool:
    """Whether no advice may be given before it is recorded. Raises click.UsageError when recording is required and off,
    and when a receipt is asked for and there will be none, or no place for it."""
    from advisor.audit.location import find_location, is_off, is_required

    required, off = is_required(audit), no_audit or find_location(audit) is None
    if required and off:
        how = "--no-audit" if no_audit else "--audit off" if is_off(audit) else "'off'"
        raise click.UsageError(f"recording is required here, by --audit or IOT_ADVISOR_AUDIT, and {how} is against it")
    if receipt is not None:
        if off:
            raise click.UsageError("--receipt is for what is recorded, and recording is off")
        if receipt == Path("-"):
            raise click.UsageError("--receipt names a file; standard output is for the result")
        if not receipt.absolute().parent.is_dir():
            raise click.UsageError(f"{receipt} cannot be written: there is no directory {receipt.parent}")
    return required


def recording(audit: str | None, no_audit: bool, redact: str | None, by: str | None) -> AuditLog | None:
    """The log to record in, or None when recording is off. Where it is not required, call it once the advice is
    written: loading the log takes longer than giving the advice. Record with ``try_record(profile, assessment,
    knowledge, "command")``. Raises click.UsageError when recording is required and off."""
    recording_required(audit, no_audit)
    if no_audit:
        return None
    from advisor.audit import open_log

    return open_log(audit, redact=redact, by=by)


def tell_receipts(receipts: Sequence[Receipt | None]) -> None:
    """Say on a terminal what was recorded."""
    if sys.stderr.isatty():
        for receipt in receipts:
            if receipt is not None:
                print(f"Recorded as {receipt.id}, hash {receipt.hash}", file=sys.stderr)


def keep_receipts(files: Sequence[str | None], receipts: Sequence[Receipt | None], place: Path | None) -> None:
    """Write what was recorded to the file that is asked for, if one is: of each record the file of the profile, None
    where it came from none, the record's number and its hash. What failed to be recorded is not among it. Raises
    click.UsageError when the file cannot be written."""
    if place is None:
        return
    data = [
        {"file": file, "record": receipt.id, "hash": receipt.hash}
        for file, receipt in zip(files, receipts, strict=True)
        if receipt is not None
    ]
    emit(json.dumps(data, indent=2, ensure_ascii=False) + "\n", place)


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


def profiles_in(files: Sequence[str]) -> list[str]:
    """The files, with the profiles in it for each that is a directory, sorted by their names. Raises click.UsageError
    for a directory that has none."""
    return [each for file in files for each in (_profiles_below(file) if Path(file).is_dir() else [file])]


def _profiles_below(directory: str) -> list[str]:
    found = sorted(
        each
        for each in Path(directory).iterdir()
        if each.suffix.casefold() in PROFILES and not each.name.startswith(".") and each.is_file()
    )
    if not found:
        raise click.UsageError(f"{directory} has no profile in it; expected {joined(PROFILES, 'or')}")
    return [str(each) for each in found]


def plain(stream_is_terminal: bool) -> bool:
    """Whether to do without colour: NO_COLOR, a dumb terminal, or no terminal at all."""
    return not stream_is_terminal or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def canvas(output: Path | None) -> Canvas:
    """What there is to draw a result on: a file is a page of 80 columns."""
    return PAGE if output is not None else canvas_of(sys.stdout)


def canvas_of(stream: TextIO) -> Canvas:
    """What there is to draw on: as many columns as the terminal has now, or COLUMNS says. Colour and signs other than
    ASCII are for a terminal that has them."""
    terminal = stream.isatty()
    capable = terminal and os.environ.get("TERM") != "dumb"
    columns = shutil.get_terminal_size((PAGE.width, 24)).columns
    if terminal and not os.environ.get("COLUMNS"):
        with suppress(OSError):
            columns = os.get_terminal_size(stream.fileno()).columns or columns
    utf = unicode_of(stream)
    signs: Signs = "all" if not terminal else "printing" if utf else "ascii"
    return Canvas(columns, color=not plain(terminal), unicode=capable and utf, signs=signs)


def unicode_of(stream: TextIO) -> bool:
    """Whether a stream takes every character."""
    return (getattr(stream, "encoding", None) or "ascii").casefold().startswith("utf")


def emit(text: str, output: Path | None, *, utf8: bool = True) -> None:
    """Write a result to standard output, or to a file that is there whole or not at all; what else there is to know of
    the file goes to standard error. To standard output it goes in UTF-8, or as the stream has it: to a terminal, and
    without ``utf8``. Raises OSError when not all of it can be written there, and click.UsageError for a file.
    """
    if output is None:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        _emit(text.encode("utf-8", ESCAPED) if utf8 and not sys.stdout.isatty() else text.encode(encoding, "replace"))
        return
    try:
        said = write_whole(output, text.encode("utf-8", ESCAPED))
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    if said:
        print(on_one_line(said), file=sys.stderr)


ESCAPED = "backslashreplace"
"""What becomes of the name of a file that is no text, which UTF-8 cannot hold: in JSON that is an escape, too."""


def emit_lines(lines: Iterable[bytes]) -> None:
    """Write lines of JSON to standard output, one after the other, as they come. Raises OSError."""
    terminal = sys.stdout.isatty()
    for line in lines:
        _emit(in_json(line.decode(), only_ascii=not unicode_of(sys.stdout)).encode() if terminal else line)


def _emit(data: bytes) -> None:
    """The one way to standard output: all bytes, or OSError. What Python buffers is written when the program flushes
    it, or at its end."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # a program that calls the verbs put a text in its place
        sys.stdout.write(data.decode("utf-8", "replace"))
        return
    sys.stdout.flush()
    rest = memoryview(data)
    while rest:
        taken = stream.write(rest)
        if not taken:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        rest = rest[taken:]
