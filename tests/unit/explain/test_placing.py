"""What would put a piece of advice in a state or in the first place: against trying every set of answers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

import pytest

from advisor import Advisor
from advisor.errors import UnknownId
from advisor.explain.smallest import merged
from advisor.model.explanation import WhyNot
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING


def first(advisor: Advisor, facts: Mapping[str, str]) -> str | None:
    return next((each.id for each in advisor.assess(facts).recommendations if each.rank == 1), None)


def changed(facts: Mapping[str, str], found: WhyNot) -> list[dict[str, str]]:
    return [merged(facts, {**way.answered, **way.changed, **dict.fromkeys(way.withdrawn)}) for way in found.ways]


@pytest.mark.parametrize(
    ("facts", "piece"),
    [
        (CITY_WATER, "assess-complementarity"),
        (CITY_WATER, "ask-for-direct-contact"),
        (DOSING, "meet-users-with-the-maker"),
        (DOSING, "explain-the-basics-in-person"),
        (PACKAGING, "foundational-routines"),
        ({"data_trust": "low", "relationship_phase": "foundational"}, "assign-dedicated-staff"),
    ],
)
def test_every_way_leads_to_the_first_place_and_no_part_of_it_does(
    advisor: Advisor, facts: dict[str, str], piece: str
) -> None:
    found = advisor.why_not(facts, f"{piece}=first")
    assert not found.holds and found.complete and found.ways and found.first == first(advisor, facts) != piece
    assert len({len(way.answers) for way in found.ways}) == 1, "those with the fewest answers"
    for way, after in zip(found.ways, changed(facts, found), strict=True):
        assert first(advisor, after) == piece
        for left_out in way.answers:
            fewer = {name: value for name, value in way.answers.items() if name != left_out}
            part = merged(facts, {name: None if value == "unknown" else value for name, value in fewer.items()})
            assert first(advisor, part) != piece


@pytest.mark.long
@pytest.mark.parametrize("piece", ["assess-complementarity", "reconfirm-terms", "personal-communication-first"])
def test_no_smaller_set_was_overlooked(advisor: Advisor, piece: str) -> None:
    """By brute force over every set of answers to all open questions, up to the size that was found."""
    facts = {"m2m_exchange": "planned", "data_trust": "low"}
    found = advisor.why_not(facts, f"{piece}=first")
    assert found.reach in ("open", "within reach") and found.complete
    size = len(found.ways[0].answers)
    assert size <= 2
    inputs = {name: each for name, each in advisor.knowledge.inputs.items() if name not in facts or each.changeable}
    reached = []
    for many in range(1, size + 1):
        for names in combinations(inputs, many):
            if many == 2 and not set(names) & {"m2m_exchange"}:
                continue  # while the link is planned, nothing of these comes first without that answer
            for values in product(*(inputs[name].domain for name in names)):
                answers = dict(zip(names, values, strict=True))
                others = all(facts.get(name) != value for name, value in answers.items())
                if others and first(advisor, {**facts, **answers}) == piece:
                    reached.append(answers)
    smallest = [each for each in reached if len(each) == min(map(len, reached))]
    assert sorted(map(sorted, (each.items() for each in smallest))) == sorted(
        sorted(way.answers.items()) for way in found.ways
    )


def test_what_comes_first_holds_and_says_why(advisor: Advisor) -> None:
    assert advisor.why_not(CITY_WATER, "decide-on-machine-link=first").holds
    proof = advisor.why(CITY_WATER, "decide-on-machine-link=first")
    assert proof.holds and proof.rank == 1
    assert proof.rank_because is not None and proof.rank_because.startswith("First: a decision is about to be taken")
    assert proof.urgency_from is not None and proof.urgency_from.reason == "decision"
    assert not advisor.why(CITY_WATER, "name-your-gain=first").holds


def test_what_can_never_be_first_under_the_answers_is_not_searched_for(advisor: Advisor) -> None:
    """A supplier's advice is never a customer's, and the side is not the firm's to change."""
    found = advisor.why_not(CITY_WATER, "meet-users-with-the-maker=first")
    assert found.found is None and found.rank is None
    assert all("focal_role" in (*way.changed, *way.withdrawn) for way in found.ways)


@pytest.mark.parametrize(
    ("facts", "piece", "state"),
    [
        (CITY_WATER, "assess-complementarity", "in_place"),
        (CITY_WATER, "ask-about-your-data", "in_place"),
        (DOSING, "foundational-assets", "to_do"),
        (PACKAGING, "discuss-data-safety-openly", "to_do"),
        (CITY_WATER, "assign-dedicated-staff", "waits"),
        ({"focal_role": "provider", "relationship_phase": "foundational"}, "foundational-assets", "in_place"),
    ],
)
def test_every_way_puts_a_piece_in_its_state(advisor: Advisor, facts: dict[str, str], piece: str, state: str) -> None:
    found = advisor.why_not(facts, f"{piece}={state}")
    assert not found.holds and found.ways
    for after in changed(facts, found):
        states = {each.id: each.state for each in advisor.assess(after).recommendations}
        assert states[piece] == state


def test_the_first_place_is_one_of_the_states_that_may_be_asked_for(advisor: Advisor) -> None:
    with pytest.raises(UnknownId, match="expected to_do, waits, theirs, in_place, first"):
        advisor.why_not(CITY_WATER, "name-your-gain=second")
    with pytest.raises(UnknownId):
        advisor.why_not(CITY_WATER, "data_trust=first")


@pytest.mark.long
def test_a_search_for_the_first_place_is_cut_off_and_says_at_which_size(advisor: Advisor) -> None:
    found = advisor.why_not(CITY_WATER, "weigh-platform-models=first")
    if not found.complete:
        assert found.cut_at is not None and found.cut_at > 1
        assert not found.ways or len(found.ways[0].answers) >= found.cut_at
