"""The report as Markdown: structure, and that no text breaks out of it."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor import Advisor
from advisor.reports.contents.words import clean
from advisor.reports.markdown import escaped, render

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def words(text: str) -> str:
    """The text that a reader of the rendered Markdown sees."""
    return " ".join(
        "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))
        for token in PARSER.parse(text)
        if token.type == "inline"
    )


def test_every_example_becomes_a_document(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        text = render([assessment], advisor.knowledge, full=True)
        kinds = {token.type for token in PARSER.parse(text)}
        assert "html_block" not in kinds and "code_block" not in kinds
        seen = words(text)
        for each in assessment.recommendations:
            assert (f"{each.rank} – {each.title}" if each.rank else each.title) in seen
            assert each.action in seen and each.indicator in seen and f"({each.id})" in seen
            assert each.who is not None and f"First step: {each.who.function}: {each.first_step}" in seen
        for finding in assessment.findings.values():
            assert finding.locator in seen and finding.caveat in seen


def test_figures_stand_in_a_table_with_the_own_group_marked(advisor: Advisor) -> None:
    facts = {"customer_group": "operator_noncritical", "operator_plant": "wastewater"}
    text = render([advisor.assess(facts)], advisor.knowledge)
    assert "| **Public plant operators, non-critical infrastructure** | **4.47 (SD 2.66, n 78)** |" in text
    assert sum(token.type == "table_open" for token in PARSER.parse(text)) == 6


def test_ranks_keep_their_numbers_over_the_horizons(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        glance = render([assessment], advisor.knowledge).partition("## At a glance")[2].partition("\n## ")[0]
        assert [int(each) for each in re.findall(r"^(\d+)\. ", glance, re.MULTILINE)] == [
            each.rank for each in assessment.recommendations if each.rank
        ]


def test_several_assessments_are_set_apart(advisor: Advisor) -> None:
    text = render([advisor.assess({}, name="First"), advisor.assess({}, name="Second")], advisor.knowledge)
    assert text.count("\n---\n") == 1 and text.startswith("# First\n") and "\n# Second\n" in text


def test_a_hostile_name_stays_text(advisor: Advisor) -> None:
    name = "<script>alert(1)</script> [x](http://a.b) ![y](z) `c` *d* | e"
    text = render([advisor.assess({}, name=name)], advisor.knowledge)
    heading = PARSER.parse(text)[1]
    assert {child.type for child in heading.children or ()} <= {"text", "text_special"}
    assert heading.content.count("<") == heading.content.count("\\<")
    assert words(text).startswith(name)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_escaped_text_is_read_as_it_is(text: str) -> None:
    tokens = PARSER.parse(escaped(text))
    shown = clean(text)
    if not shown:
        assert tokens == []
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == shown
