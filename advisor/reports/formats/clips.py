"""Rules as a CLIPS program, which is written as it is."""

from __future__ import annotations

from advisor.reports.formats import Canvas


def draw(program: str, canvas: Canvas) -> str:
    """The program itself."""
    return program
