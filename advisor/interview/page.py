"""Setting text for a terminal of any width: lines that break between words, and emphasis where there is colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

from advisor.model.outputs import KINDS, Output

BOLD, FAINT, END = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class Page(NamedTuple):
    """How many columns there are, and whether emphasis may be shown."""

    width: int = 80
    color: bool = False

    def text(self, text: str, indent: str = "") -> list[str]:
        """A paragraph."""
        return self.item(indent, text)

    def item(self, lead: str, text: str, head: str = "") -> list[str]:
        """A paragraph behind a lead such as a number, further lines below its beginning; ``head`` is what it begins
        with in bold."""
        lines = textwrap.wrap(
            f"{head}{text}",
            self.width,
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
            break_on_hyphens=False,
        )
        if head and lines and lines[0].startswith(lead + head.rstrip()):
            lines[0] = lead + self.bold(head.rstrip()) + lines[0][len(lead) + len(head.rstrip()) :]
        return lines or [lead.rstrip()]

    def row(self, cells: Iterable[str], gap: str = "  ") -> list[str]:
        """Short texts side by side, none of them broken, on as many lines as they need."""
        lines: list[str] = []
        for cell in cells:
            if lines and len(lines[-1]) + len(gap) + len(cell) <= self.width:
                lines[-1] += gap + cell
            else:
                lines.append(cell)
        return lines

    def bold(self, text: str) -> str:
        """The text in bold where there is colour."""
        return f"{BOLD}{text}{END}" if self.color and text else text

    def faint(self, lines: Iterable[str]) -> list[str]:
        """The lines set back where there is colour."""
        return [f"{FAINT}{line}{END}" if self.color and line else line for line in lines]

    def strong(self, lines: Iterable[str]) -> list[str]:
        """The lines in bold where there is colour."""
        return [self.bold(line) for line in lines]


def count(number: int, what: str) -> str:
    """``1 question``, ``3 questions``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def how_many(changes: Iterable[Output]) -> str:
    """How many outputs of each kind: ``2 recommendations, 1 tension``."""
    kinds = [output.kind for output in changes]
    return ", ".join(count(kinds.count(kind), kind) for kind in KINDS if kind in kinds)
