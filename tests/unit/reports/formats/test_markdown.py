"""Blocks as Markdown: as a parser reads it, every block is what it should be, and every text is only text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from advisor import Advisor
from advisor.reports.blocks import Block, Item, Link, Matrix, Steps, Table, Tree, Unbroken
from advisor.reports.formats import PAGE
from advisor.reports.formats.markdown import draw, escaped
from advisor.reports.words import clean, harmless
from tests.unit.reports.drawn_blocks import blocks, deep, matrices, pages, tables, texts, trees
from tests.unit.reports.pages import report

PARSER = MarkdownIt("commonmark", {"maxNesting": 1000}).enable(["table", "strikethrough"])
TEXT = {"text", "text_special", "strong_open", "strong_close"}
"""What may stand in a line: text, and what is set in bold here, never by a text."""


def parsed(*drawn: Block) -> list[Token]:
    return PARSER.parse(draw(drawn, PAGE))


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def words(tokens: list[Token]) -> str:
    """The text that a reader of the rendered Markdown sees."""
    return " ".join("".join(child.content for child in inline([token])) for token in tokens if token.type == "inline")


def test_every_example_becomes_a_document(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        tokens = PARSER.parse(report(advisor, assessment, "markdown"))
        assert not {"html_block", "code_block"} & {token.type for token in tokens}
        seen = words(tokens)
        for each in assessment.recommendations:
            assert (f"{each.rank} – {each.title}" if each.rank else each.title) in seen
            assert each.action in seen and each.indicator in seen and f"({each.id})" in seen
            assert each.who is not None and f"First step: {each.who.function}: {each.first_step}" in seen
        for finding in assessment.findings.values():
            assert finding.locator in seen and finding.caveat in seen


def test_figures_stand_in_a_table_with_the_own_group_marked(advisor: Advisor) -> None:
    facts = {"customer_group": "operator_noncritical", "operator_plant": "wastewater"}
    text = report(advisor, facts, "markdown")
    assert "| **Public plant operators, non-critical infrastructure** | **4.47 (SD 2.66, n 78)** |" in text
    assert sum(token.type == "table_open" for token in PARSER.parse(text)) == 6 + 1, "and the phases'"


def test_ranks_keep_their_numbers(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        glance = report(advisor, assessment, "markdown").partition("## At a glance")[2].partition("\n## ")[0]
        assert [int(each) for each in re.findall(r"^(\d+)\. ", glance, re.MULTILINE)] == [
            each.rank for each in assessment.recommendations if each.rank
        ]


def test_numbers_that_do_not_follow_each_other_stay_as_they_are() -> None:
    marks = ("4", "6", "7", "10", "3")
    tokens = parsed(*(Item(f"piece {mark}", mark) for mark in marks))
    found, number = [], 0
    for token in tokens:
        if token.type == "ordered_list_open":
            number = int(token.attrs.get("start", 1))
        elif token.type == "list_item_open":
            found.append(str(number))
            number += 1
    assert tuple(found) == marks


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60) | texts)
def test_escaped_text_is_read_as_it_is(text: str) -> None:
    tokens = PARSER.parse(escaped(text))
    shown = clean(text)
    if not shown:
        assert tokens == []
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in inline(tokens)} <= {"text", "text_special"}
    assert "".join(child.content for child in inline(tokens)) == shown


@settings(max_examples=50, deadline=None)
@given(pages)
def test_no_text_becomes_markup(page: list[Block]) -> None:
    tokens = parsed(*page)
    assert not {"html_block", "code_block"} & {token.type for token in tokens}
    linked = any(isinstance(each, Link) for each in page)
    between = {"hardbreak"} if any(isinstance(each, Steps) for each in page) else set()
    links = {"link_open", "link_close"} if linked else set()
    assert {child.type for child in inline(tokens)} <= TEXT | links | between
    addresses = [str(child.attrs["href"]) for child in inline(tokens) if child.type == "link_open"]
    assert all(each.startswith(("http://", "https://")) for each in addresses)
    runs = [each for number, each in enumerate(page) if isinstance(each, Unbroken) and _begins(page, number)]
    assert sum(token.type == "fence" for token in tokens) == len(runs)


def _begins(page: list[Block], number: int) -> bool:
    return number == 0 or not isinstance(page[number - 1], Unbroken)


@pytest.mark.parametrize("address", ["b", "javascript:alert(1)", "https://a.b/ c", "https://a.b> <script>"])
def test_only_an_address_becomes_a_link(address: str) -> None:
    children = inline(parsed(Link("Address", address)))
    assert {child.type for child in children} == {"text"} or {child.type for child in children} == {
        "text",
        "text_special",
    }
    assert "".join(child.content for child in children) == f"Address: {address}"
    found = [child.attrs["href"] for child in inline(parsed(Link("Address", "https://a.b/c_(d)"))) if child.attrs]
    assert found == ["https://a.b/c_(d)"]


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5).flatmap(tables) | st.integers(1, 4).flatmap(matrices), texts)
def test_a_table_has_a_cell_for_each_column_and_each_row(table: Table | Matrix, text: str) -> None:
    tokens = parsed(table)
    said = isinstance(table, Matrix) and any(each for _, _, each in table.rows)
    columns = len(table.columns) + (1 + said if isinstance(table, Matrix) else 0)
    assert [token.type for token in tokens].count("th_open") == columns
    assert [token.type for token in tokens].count("td_open") == columns * len(table.rows)
    cells = [words([token]) for token in tokens if token.type == "inline"]
    if isinstance(table, Table):
        assert cells == [clean(cell) for row in (table.columns, *table.rows) for cell in row]
    else:
        rows = [(label, *(cell.text for cell in row), said) for label, row, said in table.rows]
        shown = [clean(cell) for row in ((table.corner, *table.columns, ""), *rows) for cell in row]
        assert [cell for cell in cells if cell] == [cell for cell in shown if cell]


@settings(max_examples=50, deadline=None)
@given(trees | st.builds(deep, st.integers(5, 30)))
def test_a_tree_is_nested_lists(tree: Tree) -> None:
    assume(all(text for _, text in _levels(tree, 1)))  # what has no label opens no list of its own
    depth, found = 0, []
    for token in parsed(tree):
        depth += {"bullet_list_open": 1, "bullet_list_close": -1}.get(token.type, 0)
        if token.type == "inline":
            found.append((depth, words([token])))
    assert [(level, text) for level, text in found if text] == [each for each in _levels(tree, 1) if each[1]]


def _levels(tree: Tree, depth: int) -> list[tuple[int, str]]:
    return [(depth, clean(tree.text)), *(each for below in tree.below for each in _levels(below, depth + 1))]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(Item, texts, st.just("") | st.just("T1"), st.integers(0, 6)), min_size=1, max_size=6))
def test_items_are_items_however_deep_they_begin(items: list[Item]) -> None:
    tokens = parsed(*items)
    assert [token.type for token in tokens].count("list_item_open") == len(items)


@settings(max_examples=50, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), blocks)
def test_unbroken_lines_keep_every_sign(unbroken: list[str], before: Block) -> None:
    blocks_ = [Unbroken(f"  two  spaces  {text}") for text in unbroken]
    tokens = parsed(*([] if isinstance(before, Unbroken) else [before]), *blocks_)
    (fence,) = (token for token in tokens if token.type == "fence")
    expected = [harmless(line) for each in blocks_ for line in each.text.splitlines()]
    assert fence.content == "\n".join(expected) + "\n"
    assert fence.content.startswith("  two  spaces")


def test_no_line_ends_the_fence_around_it() -> None:
    (fence,) = parsed(Unbroken("a\n````\n<b>"), Unbroken("```"))
    assert fence.content == "a\n````\n<b>\n```\n"


def test_a_warning_is_strong_and_a_label_beside_it() -> None:
    text = draw([Item("careful", tone="warning", label="Mind"), Item("", tone="warning")], PAGE)
    assert text == "- **Mind:** **careful**\n- \n"
