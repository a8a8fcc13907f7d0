"""Sheets as HTML: one file that opens anywhere, asks for nothing, and runs nothing.

Jinja escapes every text. Each is written in the direction that its own letters have, and turns nothing around it: the
style sheet sets texts and their labels apart for that. The one style element is the same in every file, so that a
content policy can name it by its hash; each file carries that policy itself.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, groupby
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from advisor.reports.blocks import Choice, Item, Title, Tree, Unbroken
from advisor.reports.formats import Canvas
from advisor.reports.formats.svg import inside, look
from advisor.reports.sheet import NARROW, WIDE, Fold, Picture, Piece
from advisor.reports.words import clean, harmless

PROGRAM = "IoT relationship advisor"
"""The title of a page that has none of its own."""

SHEET = 850.0
"""How high a picture can be that comes whole on a sheet of paper, below its heading. A higher one is cut."""

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_BESIDE = re.compile(r"[A-Za-z0-9_.~%-]+")
"""An address that leads to a file beside the page, and cannot lead anywhere else."""
_PREFIX = "\x01"
"""Stands for the beginning of every id until that is known. No text has it, since texts are cleaned of such signs."""


def draw(pieces: Iterable[Piece], canvas: Canvas) -> str:
    """A page of its own, on any canvas."""
    held = list(pieces)
    title = next((each.text for each in held if isinstance(each, Title)), None)
    if title is None:  # a page without a name is hard to find again, and to listen to
        title = PROGRAM
        held.insert(0, Title(title))
    page = _environment().get_template("page.html")
    return page.render(title=title, policy=policy(), style=Markup(style()), content=content(held))


def content(pieces: Iterable[Piece], prefix: str = "p", level: int = 2) -> Markup:
    """What stands in the page, for a page of this program that has the style sheet. Ids begin with the ``prefix``, by
    which several contents in one page are told apart; ``level`` is that of the headings of its sections."""
    return Markup(_content(pieces, level).replace(_PREFIX, prefix))


def fragment(pieces: Iterable[Piece]) -> str:
    """What stands in the page, with its style, for a page that somebody else makes, such as a notebook. Ids begin with
    what its content comes to, so that several fragments can stand in one page."""
    content = _content(pieces)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return (
        f'<div class="iot-advisor fragment"><style>{style()}</style>\n{content.replace(_PREFIX, f"p{digest}")}</div>\n'
    )


@cache
def style() -> str:
    """The style sheet, the same in every page."""
    return " ".join("".join(map(look, ("colors", "page", "pictures"))).split())


@cache
def style_hash() -> str:
    """The style sheet's hash, as a content policy names it in ``style-src``."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()}"


def policy() -> str:
    """The strictest content policy that the pages can carry: nothing is loaded, nothing runs, and the one style sheet
    is known by its hash."""
    return f"default-src 'none'; style-src '{style_hash()}'; base-uri 'none'; form-action 'none'"


class _Part(NamedTuple):
    """What a macro of the template of its name draws."""

    name: str
    block: Any


class _Listed(NamedTuple):
    """An item with those that stand further in below it."""

    item: Item
    below: list[_Listed]


@cache
def templates(package: str) -> Environment:
    """The templates of a package, in which every text is escaped and cleaned as in a report."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalized,
    )


@cache
def _environment() -> Environment:
    environment = templates("advisor.reports.formats")
    environment.tests["web_address"] = lambda text: _ADDRESS.fullmatch(clean(text)) is not None
    environment.tests["file_beside"] = lambda text: _BESIDE.fullmatch(text) is not None
    return environment


def _finalized(value: Any) -> Any:
    """Every text on one line and without the signs that could steer its reader; what is escaped already stays."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else clean(value)


def _content(pieces: Iterable[Piece], level: int = 2) -> str:
    names = (f"{_PREFIX}{number}" for number in range(1, 10**6))
    drawn = _environment().get_template("blocks.html").render(blocks=list(_parts(pieces, names)), level=level)
    return drawn.replace("&#39;", "'")  # needs no escape where attributes stand in double quotes


def _parts(pieces: Iterable[Piece], names: Iterator[str]) -> Iterator[_Part]:
    """The pieces, with those together that make one list."""
    for kind, run in groupby(pieces, type):
        if kind is Item:
            items = (each for each in run if isinstance(each, Item))
            for _, alike in groupby(items, lambda item: item.mark.isdigit()):
                yield _Part("Items", {"items": _nested(list(alike), 0)})
        elif kind is Choice:
            yield _Part("Choices", {"choices": list(run)})
        elif kind is Tree:
            yield _Part("Trees", {"trees": list(run)})
        elif kind is Unbroken:
            lines = chain.from_iterable(each.text.splitlines() for each in run if isinstance(each, Unbroken))
            yield _Part("Unbroken", {"text": Markup("\n").join(escape(harmless(line)) for line in lines)})
        else:
            yield from (_part(each, names) for each in run)


def _part(piece: Piece, names: Iterator[str]) -> _Part:
    if isinstance(piece, Picture):
        page = piece.drawn(WIDE)
        drawn = {
            "wide": Markup(inside(page, piece.title, next(names), "wide", SHEET)),
            "narrow": Markup(inside(piece.drawn(NARROW), piece.title, next(names), "narrow")),
        }
        words = list(_parts(piece.words, names))
        return _Part("Picture", {**piece._asdict(), **drawn, "tall": page.height > SHEET, "words": words})
    if isinstance(piece, Fold):
        return _Part("Fold", {**piece._asdict(), "inside": list(_parts(piece.inside, names))})
    return _Part(type(piece).__name__, piece)


def _nested(items: list[Item], depth: int) -> list[_Listed]:
    """Items with those below each that stand further in."""
    listed: list[_Listed] = []
    while items:
        first = items.pop(0)
        further = []
        while items and items[0].depth > max(first.depth, depth):
            further.append(items.pop(0))
        listed.append(_Listed(first, _nested(further, depth + 1)))
    return listed
