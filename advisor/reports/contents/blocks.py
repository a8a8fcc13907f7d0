"""The pieces that a report is made of, without a word on how they look."""

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
    """Running text."""

    text: str
    tone: Tone = "plain"


class Link(NamedTuple):
    """An address that a reader can follow."""

    label: str
    address: str


class Item(NamedTuple):
    """A line of a list; ``depth`` counts how far it is indented, ``mark`` is its number, if it has one."""

    text: str
    mark: str = ""
    depth: int = 0
    tone: Tone = "plain"


class Line(NamedTuple):
    """A remark inside an entry, with a label before it unless that is empty."""

    label: str
    text: str
    tone: Tone = "plain"


class Card(NamedTuple):
    """Something with a name and several things to say about it: a recommendation, a tension, a finding."""

    mark: str
    title: str
    lines: tuple[Line, ...]
    tone: Tone = "plain"


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


Block: TypeAlias = Title | Heading | Paragraph | Link | Item | Card | Chart
