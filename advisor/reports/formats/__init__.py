"""Every output format, and the one function that writes a document in it.

What a command can be asked for, and what a file of a certain name gets, follows from the table here. Each format is a
module of this package, of its name with ``draw(part, canvas)``, which turns the part of a document that it draws into
text and decides nothing about what is said.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Literal, NamedTuple

from advisor.errors import UnknownId
from advisor.reports.document import Document

Part = Literal["blocks", "sheet", "data", "graph", "program"]
"""The part of a document that a format draws."""


class Format(NamedTuple):
    """An output format. ``endings`` are those of its files, in small letters, the usual one first; an empty one stands
    for a name without ending. ``media_type`` is what HTTP calls it."""

    name: str
    endings: tuple[str, ...]
    draws: Part
    media_type: str


FORMATS = (
    Format("terminal", (".txt", ""), "blocks", "text/plain; charset=utf-8"),
    Format("json", (".json",), "data", "application/json"),
    Format("markdown", (".md", ".markdown"), "blocks", "text/markdown; charset=utf-8"),
    Format("mermaid", (".mmd",), "graph", "text/vnd.mermaid; charset=utf-8"),
    Format("dot", (".dot", ".gv"), "graph", "text/vnd.graphviz; charset=utf-8"),
    Format("svg", (".svg",), "graph", "image/svg+xml"),
    Format("html", (".html", ".htm"), "sheet", "text/html; charset=utf-8"),
    Format("clips", (".clp",), "program", "text/plain; charset=utf-8"),
)
"""Every format. Of those that draw what a command has to show, the first is what it gives unless asked for another."""


Signs = Literal["all", "printing", "ascii"]


class Canvas(NamedTuple):
    """What there is to draw on: how many columns, whether in colour, and whether frames and marks may be other signs
    than ASCII. ``signs`` are those that take no effect where a text is written as it is: a terminal obeys control
    characters, and one without Unicode may take parts of others for such. Formats that know nothing of these pass them
    over."""

    width: int = 80
    color: bool = False
    unicode: bool = False
    signs: Signs = "all"


PAGE = Canvas()
"""What there is to draw on in a file."""


def formats(*parts: Part) -> tuple[str, ...]:
    """The names of the formats that draw one of these parts, the default first. Blocks are a sheet, too."""
    drawn = {*parts, "sheet"} if "blocks" in parts else {*parts}
    return tuple(each.name for each in FORMATS if each.draws in drawn)


def endings(*names: str) -> tuple[str, ...]:
    """How the names of files end that get one of these formats: the usual ending of each."""
    return tuple(each.endings[0] for each in FORMATS if each.name in names)


def format_of(path: Path) -> str | None:
    """The name of the format that a file of this name gets; None when none has its ending."""
    ending = path.suffix.casefold()
    return next((each.name for each in FORMATS if ending in each.endings), None)


def written(document: Document, name: str, canvas: Canvas = PAGE) -> str:
    """The document in the format of that name. Raises UnknownId when there is none, or none for this document."""
    known = {each.name: each for each in FORMATS if document.part(each.draws) is not None}
    if name not in known:
        raise UnknownId("output format for this", name, known)
    make = document.part(known[name].draws)
    assert make is not None
    text: str = importlib.import_module(f"{__name__}.{name}").draw(make(), canvas)
    return text
