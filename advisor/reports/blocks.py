"""The pieces that a page is made of, without a word on how they look. What a page says is made of these by
``contents``, and ``formats`` draw them."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Tone = Literal["plain", "quiet", "warning"]
"""``warning`` is what a reader must not miss, ``quiet`` what is there for looking up."""


class Title(NamedTuple):
    """The name of a page, and a line below it."""

    text: str
    below: str = ""


class Heading(NamedTuple):
    """The head of a section, or with level 2 of a part of one."""

    text: str
    level: Literal[1, 2] = 1


class Paragraph(NamedTuple):
    """Running text. A ``label`` before it says what it is about."""

    text: str
    tone: Tone = "plain"
    label: str = ""


class Link(NamedTuple):
    """An address that a reader can follow."""

    label: str
    address: str


class Item(NamedTuple):
    """A line of a list; ``depth`` counts how far it is indented, ``mark`` is its number, if it has one. A ``label``
    before it says what it is about."""

    text: str
    mark: str = ""
    depth: int = 0
    tone: Tone = "plain"
    label: str = ""


class Choice(NamedTuple):
    """One of several things to choose between: ``key`` is what is typed for it, ``chosen`` what holds already."""

    key: str
    text: str
    label: str = ""
    chosen: bool = False


class Row(NamedTuple):
    """Short texts side by side, none of them broken, on as many lines as they need."""

    cells: tuple[str, ...]
    tone: Tone = "plain"


class Line(NamedTuple):
    """A remark inside a card, with a label before it unless that is empty."""

    label: str
    text: str
    tone: Tone = "plain"


class Card(NamedTuple):
    """Something with a name and several things to say about it: a recommendation, a tension, a finding. ``address`` is
    the file beside the page to which its title leads, percent-encoded."""

    mark: str
    title: str
    lines: tuple[Line, ...]
    tone: Tone = "plain"
    address: str = ""


class Steps(NamedTuple):
    """Cards that belong together and are read one after the other, as close as the items of a list."""

    cards: tuple[Card, ...]


class Blanks(NamedTuple):
    """Room for a reader to write in by hand, beside each of the marks."""

    label: str
    marks: tuple[str, ...]


class Bar(NamedTuple):
    """One group's number; without ``value`` only ``shown`` stands there. ``own`` marks the reader's own group."""

    label: str
    value: float | None
    shown: str
    own: bool


class Chart(NamedTuple):
    """Numbers of one measure side by side. ``most`` is where a bar would be full."""

    title: str
    about: str
    bars: tuple[Bar, ...]
    most: float
    lines: tuple[Line, ...]


class Table(NamedTuple):
    """Rows under the heads of their columns. Where it does not fit, each row is told by its first cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Tree(NamedTuple):
    """A line of text, with what stands under it."""

    text: str
    below: tuple[Tree, ...] = ()


class Cell(NamedTuple):
    """Where a row of a matrix crosses a column. ``text`` says in words what the marks say: ``here`` is where things
    stand, ``expected`` where they should, and a ``doubtful`` one rests on an answer that may not hold."""

    text: str = ""
    here: bool = False
    expected: bool = False
    doubtful: bool = False


class Matrix(NamedTuple):
    """What stands where. A row has a label, a cell for each column, and what is said of it beside these."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], str], ...]


class Unbroken(NamedTuple):
    """Lines for a program or a clipboard: never broken, whatever the width, and every space in them kept."""

    text: str


class Break(NamedTuple):
    """What comes now is a page of its own."""


Block: TypeAlias = (
    Title
    | Heading
    | Paragraph
    | Link
    | Item
    | Choice
    | Row
    | Card
    | Steps
    | Blanks
    | Chart
    | Table
    | Tree
    | Matrix
    | Unbroken
    | Break
)
"""What a verb has to show, before it is decided in which format."""
