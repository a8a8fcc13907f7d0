"""What a verb has to show, before it is decided in which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from advisor.reports.blocks import Block, Break
from advisor.reports.graph import Graph

if TYPE_CHECKING:  # few documents are asked for as a sheet
    from advisor.reports.sheet import Piece


@dataclass(frozen=True)
class Document:
    """What is to be shown, in the parts that a format may draw. A part is made when a format asks for it, and one that
    is None is not there: then no format that draws it can be asked for.

    ``blocks`` are for people, and so is ``sheet``, with pictures and folds; where none is given, the blocks are one.
    ``data`` is for programs: a model, or what JSON can hold. ``graph`` is a drawing's nodes and arrows, and ``program``
    is the text of a program.
    """

    blocks: Callable[[], Iterable[Block]] | None = None
    data: Callable[[], Any] | None = None
    graph: Callable[[], Graph] | None = None
    program: Callable[[], str] | None = None
    sheet: Callable[[], Iterable[Piece]] | None = None

    def part(self, name: str) -> Callable[[], Any] | None:
        """What makes the part of that name, None where the document has none."""
        made: Callable[[], Any] | None = getattr(self, name)
        return self.blocks if made is None and name == "sheet" else made


def together(documents: Sequence[Document]) -> Document:
    """Several documents in one: page after page for people, and one array for programs."""
    if len(documents) == 1:
        return documents[0]

    def pages(part: str) -> Iterator[Any]:
        for number, document in enumerate(documents):
            if number:
                yield Break()
            if (made := document.part(part)) is not None:
                yield from made()

    return Document(
        blocks=partial(pages, "blocks"),
        sheet=partial(pages, "sheet"),
        data=lambda: [each.data() for each in documents if each.data is not None],
    )
