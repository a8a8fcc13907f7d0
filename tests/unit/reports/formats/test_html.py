"""Sheets as HTML: as a parser reads it, every text is there and only text, and the page asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.reports.blocks import Block, Choice, Item, Link, Matrix, Steps, Table, Title, Tree, Unbroken
from advisor.reports.contents.assessment import document
from advisor.reports.document import Document
from advisor.reports.drawing import Drawing, Stroke, Text, card
from advisor.reports.formats import PAGE, written
from advisor.reports.formats.html import SHEET, draw, fragment, policy, style
from advisor.reports.sheet import Fold, Picture, Piece
from advisor.reports.words import clean
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING
from tests.unit.reports.drawn_blocks import PIECES, matrices, sheets, tables, texts, trees
from tests.unit.reports.markup import Read, told

FRAME = {"html", "head", "meta", "title", "style", "body", "main"}
BLOCKS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "b", "strong", "a", "span", "pre", "ul", "ol", "li", "div"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary"),
}
DRAWN = {"svg", "g", "rect", "text", "tspan", "circle", "path", "defs", "pattern"}
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def read(*pieces: Piece) -> Read:
    return Read(draw(pieces, PAGE))


@pytest.mark.parametrize("kind", PIECES, ids=lambda kind: kind.__name__)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_text_of_every_kind_of_piece_is_there(kind: type[Any], data: Any) -> None:
    piece = data.draw(PIECES[kind])
    page = read(piece)
    assert [each for each in told(piece) if each not in page.text and each not in page.numbers] == []


def test_no_kind_of_piece_is_left_out() -> None:
    assert set(PIECES) == {*get_args(Block), Picture, Fold}


@settings(max_examples=100, deadline=None)
@given(sheets)
def test_nothing_but_text_comes_out_of_a_text(pieces: list[Piece]) -> None:
    page = read(*pieces)
    assert page.others == []
    for each in page.elements:
        assert each.tag in (DRAWN if "svg" in (*each.within, each.tag) else FRAME | BLOCKS)
        assert not any(name == "style" or name.startswith("on") or name in ("src", "href") for name in _not_link(each))
    assert len(page.tags("style")) == 1
    assert not STEERS.search(page.text)
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert all({"aria-label", "aria-hidden"} & each.attributes.keys() for each in page.tags("svg"))


def _not_link(each: Any) -> list[str]:
    if each.tag == "a":
        assert re.fullmatch(r"https?://[^\s\"'<>]+|[\w.~%-]+", each.attributes["href"], re.ASCII)
        assert set(each.attributes) == {"href"}
        return []
    return [*each.attributes]


@settings(max_examples=30, deadline=None)
@given(sheets)
def test_the_same_sheet_gives_the_same_bytes(pieces: list[Piece]) -> None:
    assert draw(pieces, PAGE) == draw(iter(pieces), PAGE)
    assert fragment(pieces) == fragment(iter(pieces))


@settings(max_examples=30, deadline=None)
@given(sheets, sheets)
def test_fragments_of_different_sheets_have_no_id_in_common(one: list[Piece], other: list[Piece]) -> None:
    ids = [
        {each.attributes["id"] for each in Read(fragment(pieces)).elements if "id" in each.attributes}
        for pieces in (one, other)
    ]
    assert not ids[0] & ids[1] or fragment(one) == fragment(other)


def test_a_page_names_its_one_style_sheet_by_its_hash() -> None:
    page = read(Title("A"))
    (own,) = (data for tag, data in page.texts if tag == "style")
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    (held,) = (each.attributes["content"] for each in page.tags("meta") if "http-equiv" in each.attributes)
    directives = dict(each.split(" ", 1) for each in held.split("; "))
    assert directives == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert held == policy() and own == style()
    assert not re.search(r"url\(|@import|@font-face|expression|</", own)


@pytest.mark.parametrize("address", ["b", "javascript:alert(1)", "https://a.b/ c", 'https://a.b"onclick="x', "data:x"])
def test_only_an_address_becomes_a_link(address: str) -> None:
    page = read(Link("Address", address))
    assert page.tags("a") == [] and f"Address: {address}" in page.text
    (link,) = read(Link("Address", "https://a.b/c_(d)?e&amp=f")).tags("a")
    assert link.attributes == {"href": "https://a.b/c_(d)?e&amp=f"}


@pytest.fixture(scope="module")
def pages(advisor: Advisor) -> dict[str, str]:
    """Pages as they come out of the program."""
    cases: dict[str, Callable[[], Document]] = {
        name: lambda facts=facts: document(advisor.assess(facts), advisor.knowledge)  # type: ignore[misc]
        for name, facts in (("dosing", DOSING), ("packaging", PACKAGING), ("city", CITY_WATER), ("empty", {}))
    }
    return {name: written(make(), "html") for name, make in cases.items()}


CASES = ("dosing", "packaging", "city", "empty")


@pytest.mark.parametrize("name", CASES)
def test_headings_go_down_step_by_step(pages: dict[str, str], name: str) -> None:
    levels = [int(each.tag[1]) for each in Read(pages[name]).elements if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(then <= before + 1 for before, then in pairwise(levels))


@pytest.mark.parametrize("name", CASES)
def test_a_page_says_all_that_its_sheet_says(advisor: Advisor, pages: dict[str, str], name: str) -> None:
    facts = {"dosing": DOSING, "packaging": PACKAGING, "city": CITY_WATER, "empty": {}}[name]
    sheet = document(advisor.assess(facts), advisor.knowledge).part("sheet")
    assert sheet is not None
    page = Read(pages[name])
    said = {each for piece in sheet() for each in told(piece)}
    assert len(said) > 50
    assert [each for each in said if each not in page.text and each not in page.numbers] == []


def test_what_is_in_the_head_is_what_a_browser_needs(pages: dict[str, str]) -> None:
    for text in pages.values():
        page = Read(text)
        assert text.startswith('<!doctype html>\n<html lang="en">') and text.endswith("</html>\n")
        assert page.tags("meta")[0].attributes == {"charset": "utf-8"}
        assert "".join(data for tag, data in page.texts if tag == "title").strip()
        (first,) = page.tags("h1")
        assert first.attributes == {"dir": "auto"}
        assert not page.tags("script") and not page.tags("link")


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5).flatmap(tables) | st.integers(1, 4).flatmap(matrices))
def test_a_table_has_a_cell_for_each_column_and_each_row(table: Table | Matrix) -> None:
    page = read(table)
    said = isinstance(table, Matrix) and any(clean(each) or each for _, _, each in table.rows)
    columns = len(table.columns) + (1 + said if isinstance(table, Matrix) else 0)
    cells = page.tags("td") + page.tags("th")
    assert len(cells) == columns * (1 + len(table.rows))
    assert [each.attributes["scope"] for each in page.tags("th")] == ["col"] * columns + ["row"] * len(table.rows)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(Item, texts, st.sampled_from(("", "T1", "3", "12")), st.integers(0, 5)), min_size=1))
def test_items_are_items_however_deep_they_begin(items: list[Item]) -> None:
    assert len(read(*items).tags("li")) == len(items)


@settings(max_examples=50, deadline=None)
@given(trees)
def test_a_tree_is_nested_lists(tree: Tree) -> None:
    def depths(each: Tree, depth: int) -> list[int]:
        return [depth, *(deep for below in each.below for deep in depths(below, depth + 1))]

    assert [each.within.count("ul") for each in read(tree).tags("li")] == depths(tree, 1)


def test_what_stands_side_by_side_is_one_list() -> None:
    page = read(Item("one"), Item("two"), Choice("1", "x"), Choice("2", "y", chosen=True), Tree("a"), Tree("b"))
    assert len(page.tags("ul")) == 3 and len(page.tags("li")) == 6
    (numbered,) = read(Item("a", "4"), Item("b", "7")).tags("ol")
    assert numbered.within[-1] == "main"
    assert len(read(Unbroken("a"), Unbroken(" b")).tags("pre")) == 1
    assert len(read(Steps(()), Steps(())).tags("ol")) == 2


def test_a_picture_is_drawn_twice_with_its_words_folded() -> None:
    seen: list[float] = []

    def drawn(width: float) -> Drawing:
        seen.append(width)
        return Drawing(width, 20, ())

    page = read(Picture("Name", "What one sees", (Item("in words"),), drawn))
    assert seen == [640, 280]
    assert [(each.attributes["class"], each.attributes["width"]) for each in page.tags("svg")] == [
        ("wide", "642"),
        ("narrow", "282"),
    ]
    (folded,) = page.tags("details")
    assert folded.attributes == {"class": "aside"} and "open" not in folded.attributes
    assert page.text.count("Name") == 1 and "in words" in page.text


def test_a_high_picture_is_cut_for_paper_and_called_once() -> None:
    rows = tuple(card(0, y, 100, [Text(f"row {y}")]) for y in range(0, 1200, 60))
    line = Stroke(((50, 0), (50, 1200)), "arrow")
    page = read(Picture("Name", "said", (), lambda width: Drawing(width, 1200, (line, *rows))))
    wide = [each.attributes for each in page.tags("svg") if each.attributes["class"] == "wide"]
    assert len(wide) > 2 and [each.get("aria-label") for each in wide] == ["Name", *[None] * (len(wide) - 1)]
    assert all(each["aria-hidden"] == "true" for each in wide[1:])
    views = [[float(each) for each in attributes["viewbox"].split()] for attributes in wide]
    assert [top + high for _, top, _, high in views[:-1]] == [top for _, top, _, _ in views[1:]]
    assert (views[0][1], views[-1][1] + views[-1][3]) == (-1, 1201)
    assert all(high <= SHEET for *_, high in views)
    assert page.tags("figure")[0].attributes == {"class": "tall"}
    words = [data for tag, data in page.texts if tag == "text"]
    assert words == [f"row {y}" for y in range(0, 1200, 60)] * 2, "once for each width"


def test_a_picture_without_words_has_no_empty_fold() -> None:
    page = read(Picture("Name", "said", (), lambda width: Drawing(width, 1, ())), Fold("F", (), True), Fold("G", ()))
    assert [each.attributes for each in page.tags("details")] == [{"class": "aside"}, {}]


def test_a_page_is_of_moderate_size_and_has_nothing_that_runs(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples[::4]:
        text = written(document(advisor.assess(advisor.read_profile(path)), advisor.knowledge), "html")
        assert len(text.encode()) < 300_000
        assert not re.search(r"<script|\sstyle=|\son\w+=|(?:src|href)=", re.sub(r'<a href="https?://[^"]+">', "", text))


def test_a_text_from_right_to_left_turns_nothing_around() -> None:
    sheet = style()
    assert ":is(p, li, th, td, h2, h3, h4, h5) { unicode-bidi: plaintext; }" in sheet
    assert ":is(b, strong, .row span) { unicode-bidi: isolate; }" in sheet
