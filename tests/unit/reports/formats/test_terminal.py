"""Blocks on a terminal: every line fits, every word is there in its order, and nothing in a text takes effect."""

from __future__ import annotations

import builtins
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from advisor import Advisor
from advisor.reports.blocks import (
    Bar,
    Blanks,
    Block,
    Card,
    Chart,
    Heading,
    Item,
    Line,
    Link,
    Paragraph,
    Steps,
    Table,
    Title,
    Tree,
    Unbroken,
)
from advisor.reports.formats import Canvas
from advisor.reports.formats.terminal import draw
from advisor.reports.words import clean
from tests.unit.reports.drawn_blocks import STRATEGIES, breakable, deep, pages, trees
from tests.unit.reports.pages import report

WIDTHS = st.sampled_from((40, 60, 80, 120))
SGR = re.compile(r"\x1b\[(?:\d+(?:;\d+)*)m")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FLOWING = (Title, Heading, Paragraph, Link, Item, Card, Steps, Blanks)
"""Blocks whose words come in their own order, one after another."""
STYLES = {"0", "1", "2", "33", "1;36"}
"""Nothing, bold, dim, yellow, bold cyan."""


@settings(max_examples=50, deadline=None)
@given(breakable, WIDTHS, st.booleans(), st.booleans())
def test_no_line_is_wider_than_the_canvas(page: list[Block], width: int, color: bool, unicode: bool) -> None:
    for line in SGR.sub("", draw(page, Canvas(width, color, unicode))).split("\n"):
        assert 0 <= wcswidth(line) <= width, line


@settings(max_examples=50, deadline=None)
@given(pages, WIDTHS, st.booleans(), st.booleans())
def test_no_control_character_comes_out_but_newlines_and_styles(
    page: list[Block], width: int, color: bool, unicode: bool
) -> None:
    text = draw(page, Canvas(width, color, unicode))
    assert color or "\x1b" not in text
    assert {found[2:-1] for found in SGR.findall(text)} <= STYLES
    assert not CONTROL.search(SGR.sub("", text))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(*(STRATEGIES[kind] for kind in FLOWING)), min_size=1, max_size=4), WIDTHS, st.booleans())
def test_every_word_is_read_in_order(page: list[Block], width: int, color: bool) -> None:
    read = SGR.sub("", draw(page, Canvas(width, color, color)))
    assert _signs(read).upper() == _signs(" ".join(chain(*map(said, page)))).upper()


def said(block: Block) -> Iterator[str]:
    """The texts of a block that flows, in their order."""
    if isinstance(block, Title):
        yield from (block.text, block.below)
    elif isinstance(block, Heading):
        yield block.text
    elif isinstance(block, (Paragraph, Item, Line)):
        yield from (block.mark if isinstance(block, Item) else "", block.label, block.text)
    elif isinstance(block, Link):
        yield from (block.label, block.address)
    elif isinstance(block, Card):
        yield from (block.mark, block.title)
        for line in block.lines:
            yield from (line.label, line.text)
    elif isinstance(block, Steps):
        for card in block.cards:
            yield from said(card)
    elif isinstance(block, Blanks):
        yield from (block.label, *block.marks)
    else:
        raise AssertionError(block)


def _signs(text: str) -> str:
    """The signs of a text without spaces and without what stands around texts: marks, colons, rulers and blanks."""
    return re.sub(r"[\s!:>_─-]", "", clean(text))


@settings(max_examples=50, deadline=None)
@given(trees | st.builds(deep, st.integers(5, 40)), WIDTHS, st.booleans())
def test_a_tree_tells_all_its_texts_in_order(tree: Tree, width: int, unicode: bool) -> None:
    def texts(each: Tree) -> Iterator[str]:
        yield each.text
        for below in each.below:
            yield from texts(below)

    drawn, told = (
        "".join(re.sub(r"[\s├└│─|`-]", "", clean(each)))
        for each in (draw([tree], Canvas(width, False, unicode)), " ".join(texts(tree)))
    )
    assert drawn == told


@settings(max_examples=50, deadline=None)
@given(STRATEGIES[Table], WIDTHS)
def test_a_table_loses_no_word_and_breaks_none_that_fits(table: Table, width: int) -> None:
    read = " ".join(draw([table], Canvas(width)).split())
    for cell in chain(*table.rows):
        for word in clean(cell).split():
            if len(word) == wcswidth(word) <= width // 2 - 8:  # between wide signs a line may end
                assert word in read


def test_a_column_gives_way_no_further_than_to_its_longest_word() -> None:
    name = "x" * 40
    text = draw([Table(("a", "b", "c"), ((name, "word " * 30, "and " * 30),))], Canvas(80))
    assert text.splitlines()[2].startswith(f"{name}   word word") and max(map(len, text.splitlines())) <= 80
    narrow = draw([Table(("a", "b", "c"), ((name, "word " * 30, "and " * 30),))], Canvas(44))
    assert narrow.startswith(f"- {name}\n  b: word word")


FRAMED: list[Block] = [
    Title("名前 Zoë", "below"),
    Heading("Häuser"),
    Paragraph("“quoted” – text", "warning", "Étiquette"),
    Item("один", "1"),
    Item("два", "", 1, "warning"),
    Card("T1", "עברית", (Line("Label", "said"),)),
    Steps((Card("1", "Schritt", (Line("Label", "said"),)),)),
    Blanks("Datum", ("1", "2")),
    Chart("μ", "about", (Bar("own", 2.0, "2.00", True), Bar("keiner", None, "(fehlt)", False)), 4.0, ()),
    Table(("Spalte", "列"), (("a", "ü"),)),
    Tree("root", (Tree("á", (Tree("b"),)), Tree("c"))),
]
NAMES = set("".join(chain(*(re.findall(r"[^\x00-\x7f]", str(each)) for each in FRAMED))))


@pytest.mark.parametrize("color", [False, True])
def test_frames_and_marks_keep_to_ascii_where_there_is_nothing_else(color: bool) -> None:
    text = draw(FRAMED, Canvas(80, color, False))
    beside = {sign.upper() for sign in NAMES} | NAMES
    assert set(re.findall(r"[^\x00-\x7f]", text)) <= beside
    assert all(name in text for name in ("名前 Zoë", "Étiquette", "“quoted” – text", "עברית", "列", "á"))
    assert "|-- á\n|   `-- b\n`-- c\n" in SGR.sub("", text)
    richer = set(draw(FRAMED, Canvas(80, color, True)))
    assert {"─", "█", "├", "└", "│"} <= richer


def test_it_reads_nothing_from_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import pickle, sys; from advisor.reports.formats import Canvas, terminal;"
        "page = pickle.load(sys.stdin.buffer);"
        "[sys.stdout.buffer.write(terminal.draw(page, Canvas(50, each, each)).encode()) for each in (False, True)]"
    )
    plain, rich = (draw(FRAMED, Canvas(50, each, each)) for each in (False, True))
    for other in (
        {"TERM": "dumb", "COLUMNS": "33", "NO_COLOR": "1", "LANG": "C", "LC_ALL": "C"},
        {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "FORCE_COLOR": "1",
            "TTY_COMPATIBLE": "1",
            "LANG": "ja_JP.UTF-8",
        },
        {"TERM": "", "PYTHONHASHSEED": "5", "UNICODE_VERSION": "4.1.0", "JUPYTER_COLUMNS": "20", "LINES": "2"},
    ):
        variables = {**os.environ, **other, "PYTHONPATH": str(Path(__file__).resolve().parents[4])}
        done = subprocess.run(
            [sys.executable, "-c", program], input=pickle.dumps(FRAMED), env=variables, capture_output=True
        )
        assert (done.returncode, done.stdout) == (0, (plain + rich).encode()), (other, done.stderr)
    shell = type("ZMQInteractiveShell", (), {})
    monkeypatch.setattr(builtins, "get_ipython", shell, raising=False)
    assert draw(FRAMED, Canvas(50)) == plain, "in a notebook, too, it gives a text and shows nothing"


def test_unbroken_lines_are_kept_as_they_are() -> None:
    line = "  cp 'a  b' " + "c" * 100
    assert draw([Unbroken(line), Unbroken("x\x1b[1my\n\tz")], Canvas(40)) == f"{line}\nx\\x1b[1my\n z\n"


def test_blocks_are_drawn_apart_and_lists_together() -> None:
    chart = Chart("measure", "about", (Bar("own", 2.0, "2.00", True), Bar("none", None, "(absent)", False)), 4.0, ())
    page: list[Block] = [
        Title("Name", "below"),
        Heading("Head"),
        Item("one"),
        Item("two", tone="warning"),
        Paragraph("text"),
        Card("7", "entry", (Line("Label", "said"),)),
        chart,
    ]
    text = draw(page, Canvas())
    assert text.splitlines()[3:10] == ["HEAD", "- one", "! two", "", "text", "", " 7  entry"]
    assert "    Label: said" in text
    assert re.search(r"^  > own +#+ 2\.00$", text, re.MULTILINE)
    assert re.search(r"^    none +\(absent\)$", text, re.MULTILINE)


def test_a_mark_that_leaves_no_room_stands_alone() -> None:
    text = draw([Card("日" * 15, "title", (Line("", "said"),)), Item("text", "x" * 50, 20)], Canvas(40))
    assert text == f"{'日' * 15}\n  title\n  said\n\n{' ' * 10}{'x' * 30}\n{' ' * 10}{'x' * 20}\n{' ' * 12}text\n"


@pytest.mark.parametrize("width", [40, 200])
def test_every_line_of_every_example_fits(advisor: Advisor, examples: list[Path], width: int) -> None:
    for path in examples[::3]:
        text = report(advisor, advisor.read_profile(path), width=width)
        assert max(map(wcswidth, text.splitlines())) <= min(width, 100)
        assert not re.search("\x1b|[├└│─█]", text)
