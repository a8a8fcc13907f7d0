"""The ways to answer the rest: always the same, and read rightly."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from advisor import Advisor
from advisor.interview.samples import WAYS, Samples
from advisor.reasoning.drawn_answers import UNKNOWN_SHARE, ways_to_answer
from tests.strategies import attribute
from tests.unit.assessment.test_case_ranks import ranks_of

INPUTS = {name: attribute(name, ("one", "two")) for name in ("idle", "second", "first")}


def ranked(facts: Mapping[str, str]) -> tuple[str, ...]:
    """``first`` decides what is first, ``second`` whether anything follows; ``idle`` decides nothing."""
    return (f"by-{facts.get('first')}", "common", *(["late"] if facts.get("second") == "one" else []))


def nothing(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Nothing is in doubt."""
    del facts
    return ()


def test_the_question_that_decides_what_is_first_tells_most() -> None:
    samples = Samples(INPUTS, ranked, nothing, 3)
    assert samples.most_telling(samples.at({}, frozenset()), list(INPUTS)) == "first"
    assert samples.most_telling(samples.at({"first": "one"}, frozenset()), ["idle", "second"]) == "second"
    assert samples.most_telling(samples.at({}, frozenset({"first", "second"})), ["idle"]) is None


@pytest.mark.parametrize("count", [1, 3])
def test_steadiness_counts_the_ways_that_leave_the_first_as_they_are(count: int) -> None:
    samples = Samples(INPUTS, ranked, nothing, count)
    assert samples.at({"first": "one", "second": "one"}, frozenset()).steadiness == (WAYS, WAYS, WAYS)
    ways, first, all_first = samples.at({"first": "one"}, frozenset()).steadiness
    assert (ways, first) == (WAYS, WAYS)
    assert all_first == WAYS if count == 1 else 0 < all_first < WAYS
    ways, first, all_first = samples.at({}, frozenset()).steadiness
    assert 0 < all_first <= first < WAYS


def test_closed_questions_stay_unknown_in_every_way() -> None:
    seen: list[Mapping[str, str]] = []

    def looking(facts: Mapping[str, str]) -> tuple[str, ...]:
        seen.append(facts)
        return ()

    Samples(INPUTS, looking, nothing, 3).at({"first": "two"}, frozenset({"second"}))
    assert all(each["first"] == "two" and "second" not in each for each in seen)
    assert {each.get("idle") for each in seen} == {None, "one", "two"}


def test_answers_are_drawn_evenly_over_the_vocabulary(advisor: Advisor) -> None:
    seen: list[Mapping[str, str]] = []

    def looking(facts: Mapping[str, str]) -> tuple[str, ...]:
        seen.append(facts)
        return ()

    Samples(advisor.knowledge.inputs, looking, nothing, 3).at({}, frozenset())
    share = 1 - sum(map(len, seen[1:])) / WAYS / len(advisor.knowledge.inputs)
    assert abs(share - UNKNOWN_SHARE) < 0.05
    for name, each in advisor.knowledge.inputs.items():
        assert {facts[name] for facts in seen if name in facts} == set(each.domain)


def test_no_way_has_answers_that_others_put_in_doubt(advisor: Advisor) -> None:
    seen: list[Mapping[str, str]] = []

    def looking(facts: Mapping[str, str]) -> tuple[str, ...]:
        seen.append(facts)
        return ()

    knowledge, doubted = advisor.knowledge, ranks_of(advisor.knowledge).doubted
    assert doubted({"sales_channel": "direct", "personal_contact": "none"}) == {"sales_channel"}
    assert sum(bool(doubted(way)) for way in ways_to_answer(knowledge.inputs, WAYS)) > WAYS / 2
    Samples(knowledge.inputs, looking, doubted, 3).at({}, frozenset())
    assert len(seen) == WAYS + 1 and not any(doubted(way) for way in seen)
