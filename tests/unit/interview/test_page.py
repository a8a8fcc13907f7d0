"""Lines for terminals of any width."""

from __future__ import annotations

import re

import pytest

from advisor import Advisor
from advisor.interview import wording
from advisor.interview.page import Page, how_many
from advisor.interview.session import Given, Session
from advisor.model.outputs import Output


@pytest.mark.parametrize("width", [24, 39, 79, 96])
def test_no_question_and_no_explanation_is_wider_than_the_page(advisor: Advisor, width: int) -> None:
    page = Page(width)
    dialogue = advisor.dialogue()
    for name in advisor.knowledge.inputs:
        session = Session(given={name: Given("unknown", note="a note of some words")}, shown=name)
        lines = [
            *wording.question(page, dialogue, session, dialogue.stand(session)),
            *wording.why(page, dialogue, session, name),
            *wording.answers(page, advisor.knowledge, session),
            *wording.help_lines(page),
        ]
        assert [line for line in lines if len(line) > width and len(line.split()) > 1] == []


def test_emphasis_is_there_only_where_colour_is() -> None:
    assert Page(40).item("  1  ", "what one sees", head="Low: ") == ["  1  Low: what one sees"]
    assert Page(40, color=True).item("  1  ", "what one sees", head="Low: ") == [
        "  1  \x1b[1mLow:\x1b[0m what one sees"
    ]


def test_emphasis_does_not_change_where_lines_break() -> None:
    text = "Engineered to this customer's own specification, whether product, plant or service."
    colored = Page(40, color=True).item("> 3  ", text, head="Customized: ")
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in colored] == Page(40).item("> 3  ", text, head="Customized: ")


def test_keys_are_never_broken() -> None:
    rows = Page(24).row(["? why", "u unknown", "b back", "q quit"])
    assert rows == ["? why  u unknown  b back", "q quit"]


def test_outputs_are_counted_by_kind() -> None:
    assert (
        how_many([Output("recommendation", "a"), Output("caveat", "b"), Output("caveat", "c")])
        == "1 recommendation, 2 caveats"
    )
