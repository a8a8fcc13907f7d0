"""Breaking a text into lines takes time that grows with the text, and not with its square."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reports.blocks import Card, Heading, Item, Line, Paragraph, Table, Title, Tree, Unbroken
from advisor.reports.contents.page import lines_of
from advisor.reports.drawing import BODY, broken
from advisor.reports.formats import Canvas, dot, markdown, mermaid, terminal
from advisor.reports.graph import Graph, Node
from advisor.reports.words import clean, wrapped


@settings(max_examples=60, deadline=None)
@given(st.text("ab é-\u65e5", max_size=120), st.integers(1, 40))
def test_lines_are_broken_as_textwrap_has_it(text: str, width: int) -> None:
    plain = clean(text)
    # A space may be left at an end there, before a long word that gets no room.
    expected = [line.rstrip() for line in textwrap.wrap(plain, width, break_on_hyphens=False)]
    assert wrapped(plain, width) == expected


def graph(text: str) -> Graph:
    return Graph({"a": Node("rule", text), "b": Node("finding", text)}, {("a", "b"): text})


WAYS: dict[str, tuple[int, Callable[[str], object]]] = {
    "wrapped": (40_000, lambda text: wrapped(text, 26)),
    "lines of a page": (20_000, lambda text: lines_of([Title(text, text), Paragraph(text)])),
    "a label": (8_000, lambda text: (dot.draw(graph(text), Canvas()), mermaid.draw(graph(text), Canvas()))),
    "a picture": (8_000, lambda text: broken(text, 200.0, BODY)),
    "markdown": (
        8_000,
        lambda text: markdown.draw([Title(text), Item(text), Card(text, text, (Line("", text),))], Canvas()),
    ),
    "paragraphs": (
        500,
        lambda text: terminal.draw([Title(text), Heading(text), Paragraph(text), Item(text)], Canvas()),
    ),
    "a table": (500, lambda text: terminal.draw([Table(("a", "b"), ((text, "c"),)), Tree(text)], Canvas())),
    "unbroken lines": (8_000, lambda text: terminal.draw([Unbroken(text)], Canvas())),
}
"""What breaks texts, and how long a text it breaks within milliseconds."""


@pytest.mark.parametrize("kind", ["a", "a b ", "\u65e5", "  x" + " " * 97])
@pytest.mark.parametrize("way", WAYS)
def test_twenty_times_the_text_takes_no_four_hundred_times_as_long(way: str, kind: str) -> None:
    letters, call = WAYS[way]

    def seconds(text: str) -> float:
        begun = process_time()
        call(text)
        return process_time() - begun

    short = kind * (letters // len(kind))
    usual = max(min(seconds(short + "b" * attempt) for attempt in range(3)), 0.0005)
    assert min(seconds(short * 20), seconds(short * 20 + "b")) < 80 * usual
