"""What a verb has to show, before it is decided in which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.reports.blocks import Block, Break
from advisor.reports.graph import Graph


@dataclass(frozen=True)
class Document:
    """What is to be shown, in the parts that a format may draw. A part is made when a format asks for it, and one that
    is None is not there: then no format that draws it can be asked for.

    ``blocks`` are for people. ``data`` is for programs: a model, or what JSON can hold. ``graph`` is a drawing's nodes
    and arrows, and ``program`` is the text of a program.
    """

    blocks: Callable[[], Iterable[Block]] | None = None
    data: Callable[[], Any] | None = None
    graph: Callable[[], Graph] | None = None
    program: Callable[[], str] | None = None

    def part(self, name: str) -> Callable[[], Any] | None:
        """What makes the part of that name, None where the document has none."""
        made: Callable[[], Any] | None = getattr(self, name)
        return made


def together(documents: Sequence[Document]) -> Document:
    """Several documents in one: page after page for people, and one array for programs."""
    if len(documents) == 1:
        return documents[0]

    def pages() -> Iterator[Block]:
        for number, document in enumerate(documents):
            if number:
                yield Break()
            if document.blocks is not None:
                yield from document.blocks()

    return Document(blocks=pages, data=lambda: [each.data() for each in documents if each.data is not None])
