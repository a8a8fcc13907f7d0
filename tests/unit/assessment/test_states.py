"""Where advice stands, over drawn profiles: what the answers show, and nothing that they do not show."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import Advisor
from tests.strategies import facts

UNHURRIED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def profiles(advisor: Advisor) -> st.SearchStrategy[dict[str, str]]:
    return facts(advisor.knowledge.inputs)


@UNHURRIED
@given(st.data())
def test_an_answer_in_doubt_puts_nothing_in_place(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    assessment = advisor.assess(data.draw(profiles))
    doubted = {name for each in assessment.caveats for name in each.doubts}
    for each in assessment.recommendations:
        if each.state == "in_place":
            assert each.state_because is not None and each.state_because.facts
            assert not doubted & each.state_because.facts.keys(), each.id


@UNHURRIED
@given(st.data())
def test_what_waits_waits_for_what_is_listed_and_not_done(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    assessment = advisor.assess(data.draw(profiles))
    listed = {each.id: each for each in assessment.recommendations}
    for each in assessment.recommendations:
        if each.state == "waits":
            assert each.state_because is not None and each.state_because.facts
            assert each.waits_for and each.rank is None
            assert all(listed[other].state != "in_place" for other in each.waits_for)
        else:
            assert not each.waits_for
        for other in each.before:
            assert each.rank is not None and (later := listed[other].rank) is not None and each.rank < later


@UNHURRIED
@given(st.data())
def test_a_piece_stands_as_it_does_because_of_what_is_known(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    """The answers behind a state bring it about alone, whenever they list the piece at all."""
    assessment = advisor.assess(data.draw(profiles))
    for each in assessment.recommendations:
        if each.state == "in_place" and each.state_because is not None:
            alone = advisor.assess(each.state_because.facts)
            assert each.id in {one.id for one in alone.recommendations if one.state == "in_place"}


@UNHURRIED
@given(st.data())
def test_the_state_changes_nothing_in_the_grade_of_the_advice(
    advisor: Advisor, profiles: st.SearchStrategy[dict[str, str]], data: st.DataObject
) -> None:
    for each in advisor.assess(data.draw(profiles)).recommendations:
        if each.state != "in_place":
            assert each.rules == tuple(
                rule for rule in each.rules if each.id in advisor.knowledge.rules[rule].then.recommend
            )


def test_every_piece_can_be_to_do_and_has_its_other_states_or_says_why_not(advisor: Advisor) -> None:
    knowledge = advisor.knowledge
    shown = {piece for rule in knowledge.rules.values() for piece in rule.then.in_place}
    for name, piece in knowledge.recommendations.items():
        assert (name in shown) != (piece.never_in_place is not None)
        assert (name in shown) == (piece.keep is not None), "what is kept has a name"
