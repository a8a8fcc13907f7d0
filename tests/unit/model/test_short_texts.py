"""What the shipped knowledge says in short: there for everything that a page shows, and as short as a page needs it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor import KnowledgeBase
from advisor.loading.knowledge import load_knowledge
from advisor.resources import shipped_root

ANSWER, PULL, IN_SHORT = 60, 85, 120
TO_A_SIDE, BEARING = 110, 100
STEP, SIGN = 85, 75
SPOKEN_TO = {"you", "your", "yours", "yourself"}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge(shipped_root()).base


def answers(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """What every answer says, to a reader of any side, under the name of the input."""
    for name, attribute in base.inputs.items():
        for value in attribute.values.values():
            for text in (value.says, *value.says_to.values()):
                yield name, text or ""


def short_texts(base: KnowledgeBase) -> Iterator[str]:
    """All of them."""
    yield from (text for _, text in answers(base))
    for tension in base.tensions.values():
        yield from (side.says for side in tension.pulls)
        yield tension.in_short or ""
        yield from tension.in_short_to.values()
    yield from (caveat.in_short for caveat in base.caveats.values() if caveat.in_short is not None)
    for piece in base.recommendations.values():
        yield piece.step_in_short or ""
        yield piece.sign_in_short or ""
    yield from (source.short or "" for source in base.sources.values())


def test_every_answer_is_a_short_clause(base: KnowledgeBase) -> None:
    for name, text in answers(base):
        assert 0 < len(text) <= ANSWER, (name, text)
        assert not text.endswith("."), (name, text)
        assert "," not in text, f"{name}: answers are joined with commas, so {text!r} has none of its own"
        assert text[0].islower() or text.startswith("IoT "), (name, text)


def test_no_two_answers_say_the_same(base: KnowledgeBase) -> None:
    """Of one input to a reader of one side, and as it is said where no side is known of all inputs together."""
    said = [value.says for attribute in base.inputs.values() for value in attribute.values.values()]
    assert len(said) == len(set(said))
    for name, attribute in base.inputs.items():
        for side in ("provider", "customer", "supplier"):
            heard = [value.says_to.get(side, value.says) for value in attribute.values.values()]
            assert len(heard) == len(set(heard)), (name, side)


def test_a_side_is_spoken_to(base: KnowledgeBase) -> None:
    for attribute in base.inputs.values():
        for value in attribute.values.values():
            for side, text in value.says_to.items():
                words = text.split()
                assert "you" in words or "your" in words, (side, text)
                assert f"the {side}" not in text, (side, text)
                assert text != value.says, (side, text)


def test_every_tension_says_what_pulls_and_what_to_do(base: KnowledgeBase) -> None:
    studies = [source.short or "" for source in base.sources.values()]
    for key, tension in base.tensions.items():
        assert len(tension.pulls) in (2, 3), key
        for side in tension.pulls:
            assert len(side.says) <= PULL, (key, side.says)
            assert side.says.endswith("."), (key, side.says)
            letters = {finding[0] for finding in side.findings}
            named = {source.letter for source in base.sources.values() if (source.short or "") in side.says}
            assert named == letters, f"{key}: {side.says!r} names another study than its findings, of {studies}"
        assert tension.in_short is not None, key
        assert len(tension.in_short) <= IN_SHORT, (key, tension.in_short)
        assert tension.in_short.endswith("."), (key, tension.in_short)


def test_a_side_is_told_its_own_part_of_a_tension(base: KnowledgeBase) -> None:
    """As short as a page has room for, in words that differ from what is said where no side is known, and marked as
    this project's own reading where that is."""
    for key, tension in base.tensions.items():
        for side, text in tension.in_short_to.items():
            assert len(text) <= TO_A_SIDE, (key, side, text)
            assert text.endswith("."), (key, side, text)
            assert text != tension.in_short, (key, side)
            assert text.endswith("(own).") == (tension.in_short or "").endswith("(own)."), (key, side, text)


def test_what_speaks_to_two_sides_is_told_to_each_alone(base: KnowledgeBase) -> None:
    called = {"as maker": "provider", "as supplier": "supplier", "as customer": "customer"}
    for key, tension in base.tensions.items():
        spoken = {side for words, side in called.items() if f"{words}," in (tension.in_short or "").lower()}
        assert spoken <= set(tension.in_short_to), key


def test_every_piece_says_who_begins_with_what(base: KnowledgeBase) -> None:
    for key, piece in base.recommendations.items():
        text = piece.step_in_short
        assert text is not None, key
        assert len(text) <= STEP, (key, text)
        assert text[0].isupper(), (key, text)
        assert text.endswith(".") and not any(mark in text[:-1] for mark in ".!?"), f"{key}: {text!r} is one sentence"
        assert not SPOKEN_TO & set(text.lower().rstrip(".").split()), f"{key}: {text!r} says who does it"


def test_every_piece_says_how_one_sees_that_it_worked(base: KnowledgeBase) -> None:
    """It stands behind "It worked if"."""
    for key, piece in base.recommendations.items():
        text = piece.sign_in_short
        assert text is not None, key
        assert 0 < len(text) <= SIGN, (key, text)
        assert "." not in text, (key, text)
        assert text[0].islower() or text.startswith(("IoT ", "IT ")), (key, text)
        assert not SPOKEN_TO & set(text.lower().split()), (key, text)


def test_no_two_pieces_begin_alike(base: KnowledgeBase) -> None:
    steps = [piece.step_in_short for piece in base.recommendations.values()]
    assert len(steps) == len(set(steps))


def test_a_tension_pulls_by_what_its_rules_cite(base: KnowledgeBase) -> None:
    for key, tension in base.tensions.items():
        cited = {finding for rule in base.rules.values() if key in rule.then.tensions for finding in rule.cites}
        assert {finding for side in tension.pulls for finding in side.findings} <= cited, key


def test_every_caveat_but_contradictions_is_said_in_short(base: KnowledgeBase) -> None:
    for key, caveat in base.caveats.items():
        if caveat.kind == "contradiction":
            assert (caveat.in_short, caveat.bears_on) == (None, ()), key
            continue
        assert caveat.in_short is not None, key
        assert len(caveat.in_short) <= (BEARING if caveat.bears_on else IN_SHORT), (key, caveat.in_short)
        assert caveat.in_short.endswith("."), (key, caveat.in_short)
        assert len(caveat.bears_on) == len(set(caveat.bears_on)), key


def test_every_source_has_a_short_name_of_its_own(base: KnowledgeBase) -> None:
    named = [source.short for source in base.sources.values()]
    assert None not in named
    assert len(named) == len(set(named))


def test_short_texts_are_plain(base: KnowledgeBase) -> None:
    for text in short_texts(base):
        assert text, "a text is missing"
        assert text.isascii(), text
