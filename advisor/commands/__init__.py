"""The command ``iot-advisor``: one file a verb, loaded when it is called, and one place where errors become exit codes.

0 done; 1 a check, replay or verification did not hold, or something failed that is not the caller's mistake; 2 the
input or the call is wrong, or a service cannot listen at its address, be the port taken, the host unknown or the port
not this user's; 3 something that should be there is missing; 130 interrupted.
Results go to standard output, everything else to standard error. A verb raises, and never leaves by itself.
"""

from __future__ import annotations

import gc
import importlib
import io
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from advisor.characters import on_one_line, shown
from advisor.errors import (
    AdvisorError,
    AmbiguousId,
    AuditMissing,
    CannotServe,
    FaultyInput,
    MissingExtra,
    RuntimeMissing,
    UnknownId,
)

NOT_VERBS = {"options", "progress"}


class Verbs(click.Group):
    """The verbs are the modules of a package; each holds its click command under the name ``command``."""

    package = __name__

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the verbs, by the alphabet."""
        modules = pkgutil.iter_modules(importlib.import_module(self.package).__path__)
        return sorted({module.name for module in modules} - NOT_VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a verb, loaded now; None when there is no such verb."""
        if name not in self.list_commands(context):
            return None
        command = importlib.import_module(f"{self.package}.{name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="iot-relationship-advisor", prog_name="iot-advisor")
def program() -> None:
    """Cited advice on IoT and customer relationships, from facts about a firm and one of its customers.

    \b
    Start with:  iot-advisor interview
    or:          iot-advisor assess PROFILE.yaml
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    # Nearly all that a verb makes is in use until it ends. The collector would go through it hundreds of times, which
    # takes a tenth of an assessment; at 200,000 objects it does not start before a server has worked for a while.
    gc.set_threshold(200_000)
    _occupy_closed_streams()
    _buffer_output()
    _warn_harmlessly()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a character gets a replacement, never a traceback.
            stream.reconfigure(errors="replace")
    try:
        code = _ran(arguments)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        _discard_output()  # whoever read it has left
        code = 0
    except OSError as error:
        if error.filename is not None:
            raise
        _discard_output()
        print(f"standard output cannot be written: {error.strerror}", file=sys.stderr)
        code = 2
    sys.exit(code)


def _ran(arguments: Sequence[str] | None) -> int:
    """Run a verb, tell its error if it raises one, and give the exit code."""
    try:
        program.main(args=arguments, prog_name="iot-advisor", standalone_mode=False)
    except click.ClickException as error:
        told = io.StringIO()
        # Before click writes it: where there is no terminal, click would take sequences of signs out of it.
        message = on_one_line(error.format_message())
        error.format_message = lambda: message  # type: ignore[method-assign]
        error.show(told)
        print(shown(told.getvalue()), end="", file=sys.stderr)
        return error.exit_code
    except AdvisorError as error:
        # These alone have a message of several lines; in the others a line end is of somebody's text.
        several = isinstance(error, (FaultyInput, AmbiguousId, RuntimeMissing))
        print((shown if several else on_one_line)(str(error)), file=sys.stderr)
        return exit_code(error)
    return 0


def _buffer_output() -> None:
    """Give standard output the buffer that it lacks with PYTHONUNBUFFERED: without one, what a full disk does not take
    any more is lost without an error."""
    if isinstance(getattr(sys.stdout, "buffer", None), io.FileIO):
        buffered = io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "w", closefd=False))
        sys.stdout = io.TextIOWrapper(buffered, sys.stdout.encoding, line_buffering=sys.stdout.isatty())


class _Harmless(logging.Formatter):
    """Warnings as one line without what could steer a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name that logging calls)
        return on_one_line(super().formatMessage(record))


def _warn_harmlessly() -> None:
    """Warnings of loggers that no program set up go to standard error by way of this handler."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_Harmless())


def _occupy_closed_streams() -> None:
    """Put the null device where a caller closed a standard stream, so that no file opened later takes its number.

    It is opened for reading: results written to a closed standard output are lost, and that has to be an error.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDONLY if name != "stderr" else os.O_WRONLY)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115 (it stays)
            setattr(sys, name, stream)


def _discard_output() -> None:
    """Nothing more can be written to standard output, not even what the interpreter still holds at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def exit_code(error: AdvisorError) -> int:
    """The exit code of an error: 2 for the caller's mistakes, 3 for what is missing, 1 for the rest, such as a check
    that did not hold."""
    if isinstance(error, (FaultyInput, UnknownId, CannotServe)):
        return 2
    if isinstance(error, (AuditMissing, MissingExtra, RuntimeMissing)):
        return 3
    return 1
