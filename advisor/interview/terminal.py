"""The one place where the interview reads and prints: line by line, without taking over the screen."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

WIDEST, NARROWEST = 96, 24
"""Lines longer than the first tire the eye; below the second there is no sense in breaking them."""


class Terminal:
    """Asks on standard error, so that standard output holds the result alone, and reads from standard input."""

    def __init__(self, source: TextIO | None = None, screen: TextIO | None = None):
        self._source = source or sys.stdin
        self._screen = screen or sys.stderr
        if hasattr(self._source, "reconfigure"):
            # Bytes that are no text become a mark that no answer begins with.
            self._source.reconfigure(errors="replace")
        self.interactive = self._source.isatty()
        self.color = (
            self._screen.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", None)
        )

    @property
    def width(self) -> int:
        """Columns to write in, asked for anew each time: a window may be resized while it is talked in."""
        columns = shutil.get_terminal_size((80, 24)).columns
        if self._screen.isatty() and "COLUMNS" not in os.environ:
            columns = os.get_terminal_size(self._screen.fileno()).columns or columns
        return max(NARROWEST, min(WIDEST, columns - 1))

    def say(self, lines: Iterable[str] = ("",)) -> None:
        """Print lines; blank ones come from empty strings."""
        self._print("".join(f"{line}\n" for line in lines))

    def ask(self, prompt: str) -> str | None:
        """One line of input without its ending; None at the end of the input."""
        self._print(prompt)
        try:
            line = self._source.readline()
        except OSError:  # the terminal was closed
            line = ""
        if not line:
            self._print("\n")
            return None
        line = line.rstrip("\r\n")
        if not self.interactive:
            # Whoever reads the record of a piped interview sees the answers beside the questions.
            self._print(f"{line}\n")
        return line

    def _print(self, text: str) -> None:
        try:
            self._screen.write(text)
            self._screen.flush()
        except BrokenPipeError:
            raise
        except OSError:  # the terminal was closed; the answers are in the file
            pass
