"""Hypothesis strategies for every kind of block, shape and piece of a sheet, with texts that are made to break what
draws them."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from advisor.reports.blocks import (
    Bar,
    Blanks,
    Block,
    Break,
    Card,
    Cell,
    Chart,
    Choice,
    Heading,
    Item,
    Line,
    Link,
    Matrix,
    Paragraph,
    Row,
    Steps,
    Table,
    Title,
    Tone,
    Tree,
    Unbroken,
)
from advisor.reports.drawing import (
    BODY,
    SMALL,
    Box,
    BoxLook,
    Dot,
    DotLook,
    Drawing,
    Group,
    Stroke,
    StrokeLook,
    Words,
    WordsLook,
)
from advisor.reports.sheet import Fold, Picture, Piece
from advisor.reports.words import clean

HOSTILE = (
    "关系顾问",
    "日本語の長い言葉がここに空白なしで続いています",
    "e\u0301a\u0308o\u0302",
    "עברית",
    "عربي",
    "\u202eright to left\u202c",
    "\u2067isolated\u2069",
    "zero\u200bwidth\u200d\ufeff",
    "👩\u200d👩\u200d👧",
    "🇩🇰",
    "👍🏽",
    "☎\ufe0f",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;http://a.b\x07link\x1b]8;;\x07",
    "\x9b2J",
    "[bold]not bold[/bold]",
    "[link=http://a.b]x[/link]",
    "[/]",
    ":smile:",
    "<script>alert(1)</script>",
    "<!-- -->",
    "&lt;b&gt;",
    "&amp;",
    "*stars*",
    "**",
    "__under__",
    "`code`",
    "~~struck~~",
    "[x](http://a.b)",
    "![y](z)",
    "<http://a.b>",
    "http://a.b/c",
    "www.a.b",
    "a@b.cd",
    "# head",
    "> quoted",
    "- item",
    "1. one",
    "2) two",
    "===",
    "---",
    "| a | b |",
    "```",
    "~~~",
    "\\",
    "\\n",
    '"',
    "%%{init: {}}%%",
    "a\nb",
    "a\r\n\n    b",
    "tab\tstop",
    "\v\f\x1c\x85\u2028\u2029",
    "ß",
    "unbreakable" * 12,
    "x" * 41,
)

SKIN_COLOURS = "".join(map(chr, range(0x1F3FB, 0x1F400)))
"""How wide one is that stands behind no emoji, libraries do not agree on."""

words = st.sampled_from(HOSTILE) | st.text(
    st.characters(codec="utf-8", exclude_characters=SKIN_COLOURS), min_size=1, max_size=12
)
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
names = st.lists(words, max_size=2).map(" ".join)
marks = st.sampled_from(("", "1", "12", "T1", "!", "F340")) | names
tones: st.SearchStrategy[Tone] = st.sampled_from(get_args(Tone))
lines = st.lists(st.builds(Line, names, texts, tones), max_size=3).map(tuple)
cards = st.builds(Card, marks, texts, lines, tones)
numbers = st.none() | st.floats(0, 20)
bars = st.builds(Bar, names, numbers, texts, st.booleans())
cells = st.builds(Cell, names, st.booleans(), st.booleans(), st.booleans())
labels = texts.filter(clean)
trees = st.recursive(
    st.builds(Tree, labels), lambda below: st.builds(Tree, labels, st.lists(below, max_size=3).map(tuple))
)


def deep(depth: int, text: str = "so deep down") -> Tree:
    """A tree with one branch of that many levels below its root."""
    return Tree(text, (deep(depth - 1, text),)) if depth else Tree(text)


def _row(length: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*[texts | names] * length)


def tables(cell_count: int) -> st.SearchStrategy[Table]:
    """Tables of as many columns."""
    return st.builds(Table, _row(cell_count), st.lists(_row(cell_count), min_size=1, max_size=3).map(tuple))


def matrices(columns: int) -> st.SearchStrategy[Matrix]:
    """Matrices of as many columns beside that of the labels."""
    row = st.tuples(texts, st.tuples(*[cells] * columns), names)
    return st.builds(Matrix, names, _row(columns), st.lists(row, min_size=1, max_size=3).map(tuple))


STRATEGIES: dict[type[Any], st.SearchStrategy[Any]] = {
    Title: st.builds(Title, texts, names),
    Heading: st.builds(Heading, texts, st.sampled_from((1, 2))),
    Paragraph: st.builds(Paragraph, texts, tones, names),
    Link: st.builds(Link, texts, texts | words.map("https://a.b/{}".format)),
    Item: st.builds(Item, texts, marks, st.integers(0, 4), tones, names),
    Choice: st.builds(Choice, marks, texts, names, st.booleans()),
    Row: st.builds(Row, st.lists(texts, min_size=1, max_size=4).map(tuple), tones),
    Card: cards,
    Steps: st.builds(Steps, st.lists(cards, min_size=1, max_size=3).map(tuple)),
    Blanks: st.builds(Blanks, texts, st.lists(texts, min_size=1, max_size=3).map(tuple)),
    Chart: st.builds(Chart, texts, texts, st.lists(bars, min_size=1, max_size=4).map(tuple), st.floats(0, 20), lines),
    Table: st.integers(1, 5).flatmap(tables),
    Tree: trees | st.builds(deep, st.integers(5, 30)),
    Matrix: st.integers(1, 4).flatmap(matrices),
    Unbroken: st.builds(Unbroken, texts),
    Break: st.just(Break()),
}
"""What to draw each kind of block from."""

blocks: st.SearchStrategy[Block] = st.one_of(*STRATEGIES.values())
pages: st.SearchStrategy[list[Block]] = st.lists(blocks, min_size=1, max_size=5)
breakable: st.SearchStrategy[list[Block]] = st.lists(
    st.one_of(*(each for kind, each in STRATEGIES.items() if kind not in (Row, Unbroken))), min_size=1, max_size=5
)
"""Pages without lines that are never broken."""

coordinates = st.floats(-500, 1000)
points = st.tuples(coordinates, coordinates)
lengths = st.floats(0, 700)
boxes = st.builds(Box, coordinates, coordinates, lengths, lengths, st.sampled_from(get_args(BoxLook)), st.floats(0, 20))
lines_of_words = st.builds(
    Words,
    coordinates,
    coordinates,
    st.lists(texts, min_size=1, max_size=3).map(tuple),
    st.sampled_from(get_args(WordsLook)),
    st.sampled_from((BODY, SMALL)),
    st.booleans(),
    st.sampled_from(("start", "middle", "end")),
)
strokes = st.builds(
    Stroke,
    st.lists(points, min_size=2, max_size=4).map(tuple),
    st.sampled_from(get_args(StrokeLook)),
    st.just(False),
    st.booleans(),
) | st.builds(
    Stroke,
    st.tuples(points, points, points, points),
    st.sampled_from(get_args(StrokeLook)),
    st.just(True),
    st.booleans(),
)
dots = st.builds(Dot, coordinates, coordinates, st.floats(0, 20), st.sampled_from(get_args(DotLook)))
groups = st.builds(Group, boxes, st.lists(lines_of_words | dots, max_size=3).map(tuple))
SHAPES: dict[type[Any], st.SearchStrategy[Any]] = {
    Box: boxes,
    Words: lines_of_words,
    Stroke: strokes,
    Dot: dots,
    Group: groups,
}
"""What to draw each kind of shape from."""

drawings = st.builds(
    Drawing, st.floats(1, 700), st.floats(1, 2000), st.lists(st.one_of(*SHAPES.values()), max_size=5).map(tuple)
)
pictures = st.builds(
    lambda title, said, words, drawn: Picture(title, said, tuple(words), lambda width: drawn),
    texts,
    texts,
    st.lists(blocks, max_size=2),
    drawings,
)
folds = st.recursive(
    st.builds(Fold, texts, st.lists(blocks | pictures, max_size=2).map(tuple), st.booleans()),
    lambda inner: st.builds(Fold, texts, st.lists(inner | blocks, max_size=2).map(tuple), st.booleans()),
    max_leaves=3,
)
PIECES: dict[type[Any], st.SearchStrategy[Any]] = {**STRATEGIES, Picture: pictures, Fold: folds}
"""What to draw each kind of piece of a sheet from."""

sheets: st.SearchStrategy[list[Piece]] = st.lists(st.one_of(*PIECES.values()), min_size=1, max_size=4)
