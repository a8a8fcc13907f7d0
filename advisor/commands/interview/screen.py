"""The one place where the interview reads and prints: line by line, without taking over the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from advisor.commands.options import canvas_of
from advisor.reports.blocks import Block, Paragraph
from advisor.reports.formats import Canvas
from advisor.reports.words import harmless


def off_the_edge(stream: TextIO) -> Canvas:
    """What there is to draw on without the last column, since some terminals put the sign of a broken line there."""
    canvas = canvas_of(stream)
    return canvas._replace(width=canvas.width - 1)


class Screen:
    """Asks on standard error, so that standard output holds the result alone, and reads from standard input."""

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None):
        self._source = source or sys.stdin
        self._target = target or sys.stderr
        if hasattr(self._source, "reconfigure"):
            # Bytes that are no text become a mark that no answer begins with.
            self._source.reconfigure(errors="replace")
        self.interactive = self._source.isatty()

    @property
    def canvas(self) -> Canvas:
        """What there is to draw on, asked for anew each time: a window may be resized while it is talked in."""
        return off_the_edge(self._target)

    def say(self, blocks: Iterable[Block] = (), *, apart: bool = True) -> None:
        """Show blocks, ``apart`` from what is above by a blank line; without any the blank line alone."""
        self._print("\n" * apart + self._drawn(blocks))

    def ask(self, prompt: str) -> str | None:
        """One line of input without its ending; None at the end of the input."""
        self._print(self._drawn([Paragraph(prompt)]).rstrip("\n") + " ")
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
            self._print(f"{harmless(line)}\n")
        return line

    def _drawn(self, blocks: Iterable[Block]) -> str:
        from advisor.reports.formats.terminal import draw

        shown = list(blocks)
        return draw(shown, self.canvas) if shown else ""

    def _print(self, text: str) -> None:
        try:
            self._target.write(text)
            self._target.flush()
        except BrokenPipeError:
            raise
        except OSError:  # the terminal was closed; the answers are in the file
            pass
