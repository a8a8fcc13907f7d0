"""What a typed line means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.interview.reply import MAX_NOTE, Chosen, Command, Kept, TooLong, Unclear, Word, read_number, read_reply
from advisor.model.knowledge import KnowledgeBase


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("1", "direct"),
        (" 4 ", "consulting_engineer"),
        ("d", "direct"),
        ("DIRECT", "direct"),
        ("consulting engineer", "consulting_engineer"),
        ("consulting_engineer", "consulting_engineer"),
        ("Consulting-E", "consulting_engineer"),
        ("wholesaler or d", "wholesaler"),
    ],
)
def test_an_answer_is_a_number_or_the_beginning_of_a_value_or_of_its_label(
    knowledge: KnowledgeBase, line: str, value: str
) -> None:
    assert read_reply(line, knowledge.inputs["sales_channel"], None) == Chosen(value, None)


def test_a_value_that_is_typed_in_full_wins_over_longer_ones(knowledge: KnowledgeBase) -> None:
    assert read_reply("none", knowledge.inputs["knowledge_routine"], None) == Chosen("none", None)
    assert read_reply("operator", knowledge.inputs["customer_group"], None) == Unclear(
        "operator", ("operator_critical", "operator_noncritical")
    )


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("?", "why"),
        ("u", "unknown"),
        ("Unknown", "unknown"),
        ("b", "back"),
        ("LIST", "list"),
        ("a", "page"),
        ("advice", "page"),
        ("s", "save"),
        ("q", "quit"),
        ("exit", "quit"),
        ("f", "finish"),
        ("h", "help"),
    ],
)
def test_keys_and_words_do_the_same(knowledge: KnowledgeBase, line: str, word: Word) -> None:
    assert read_reply(line, knowledge.inputs["relationship_phase"], None) == Command(word, None)


def test_a_note_stands_behind_the_answer(knowledge: KnowledgeBase) -> None:
    trust = knowledge.inputs["data_trust"]
    assert read_reply("lo # said so\tin May ", trust, None) == Chosen("low", "said so in May")
    assert read_reply("u # nobody asked", trust, None) == Command("unknown", "nobody asked")
    assert read_reply("# only the note", trust, "low") == Kept("only the note")
    assert read_reply("1 #", trust, None) == Chosen("low", None)
    assert read_reply("1 # " + "x" * MAX_NOTE, trust, None) == Chosen("low", "x" * MAX_NOTE)


def test_a_note_that_is_too_long_is_not_cut_but_told(knowledge: KnowledgeBase) -> None:
    line = "1 # " + "x" * (MAX_NOTE + 1)
    assert read_reply(line, knowledge.inputs["data_trust"], None) == TooLong(MAX_NOTE + 1)


def test_enter_keeps_what_is_marked_and_nothing_else(knowledge: KnowledgeBase) -> None:
    trust = knowledge.inputs["data_trust"]
    assert read_reply("", trust, "low") == Kept(None)
    assert isinstance(read_reply("  ", trust, None), Unclear)


@pytest.mark.parametrize(
    "line", ["0", "4", "99999999999999999999", "-1", "1.5", "²", "xyz", "x" * 100_000, "\x00", "'", "-", "_"]
)
def test_anything_else_is_no_answer(knowledge: KnowledgeBase, line: str) -> None:
    for marked in (None, "low"):
        assert read_reply(line, knowledge.inputs["data_trust"], marked) == Unclear(line)


@given(st.text(), st.sampled_from([None, "low", "unknown"]))
def test_no_line_raises(knowledge: KnowledgeBase, line: str, marked: str | None) -> None:
    read_reply(line, knowledge.inputs["data_trust"], marked)
    number = read_number(line, 3)
    assert number is None or 1 <= number <= 3
