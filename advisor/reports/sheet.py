"""A sheet: what a page says, with pictures, and what stands behind it folded, for formats that can have both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from advisor.reports.blocks import Block, Heading
from advisor.reports.drawing import Drawing

WIDE, NARROW = 640.0, 280.0
"""The widths for which a picture is drawn: for a page, where more would be printed too small to read, and for a window
of 320 pixels."""


class Picture(NamedTuple):
    """A picture, which ``drawn`` makes for a width. ``said`` is what one sees in it, and ``words`` say all of it to
    whoever cannot see it."""

    title: str
    said: str
    words: tuple[Block, ...]
    drawn: Callable[[float], Drawing]


class Fold(NamedTuple):
    """A part that is opened by whoever wants it. ``aside`` is one that nobody wants printed."""

    title: str
    inside: tuple[Piece, ...]
    aside: bool = False


Piece: TypeAlias = Block | Picture | Fold
"""What a sheet is made of."""


def folded(blocks: Iterable[Block], only: Collection[str] | None = None) -> Iterator[Piece]:
    """Each section in a fold of its own under its heading, or ``only`` those with these headings. The others stay open,
    and so does what stands before the first heading."""
    title, inside = "", list[Block]()
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            if title:
                yield Fold(title, tuple(inside))
            title, inside = "", []
            if only is None or block.text in only:
                title = block.text
            else:
                yield block
        elif title:
            inside.append(block)
        else:
            yield block
    if title:
        yield Fold(title, tuple(inside))
