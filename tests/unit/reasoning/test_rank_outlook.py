"""Bounds of urgency from partial answers: whatever is answered, nothing lies outside them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, KnowledgeBase
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.possible import RuleOutlook
from advisor.reasoning.proof import ProofBook
from advisor.reasoning.rank_outlook import RankOutlook
from advisor.reasoning.urgency import UrgencyBook
from tests.strategies import facts


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_answers_lead_outside_the_bounds(advisor: Advisor, data: st.DataObject) -> None:
    """By brute force: every way to answer a few open questions, or to leave them unknown."""
    inputs = advisor.knowledge.inputs
    opened = data.draw(st.lists(st.sampled_from(sorted(inputs)), min_size=1, max_size=3, unique=True))
    known = data.draw(facts({name: each for name, each in inputs.items() if name not in opened}))
    closed = [name for name in inputs if name not in known and name not in opened]
    bounds = advisor.urgency_bounds(known, closed)
    always = set(bounds)
    for answers in product(*[(None, *inputs[name].domain) for name in opened]):
        given_ = {name: value for name, value in zip(opened, answers, strict=True) if value is not None}
        to_do = {
            each.id: each.urgency
            for each in advisor.assess({**known, **given_}).recommendations
            if each.urgency is not None
        }
        for name, urgency in to_do.items():
            assert bounds[name].lowest <= urgency <= bounds[name].highest, (name, given_)
        always &= set(to_do)
    assert {name for name, each in bounds.items() if each.sure} <= always


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_with_nothing_open_the_bounds_are_the_urgency(advisor: Advisor, data: st.DataObject) -> None:
    inputs = advisor.knowledge.inputs
    known = data.draw(facts(inputs))
    bounds = advisor.urgency_bounds(known, [name for name in inputs if name not in known])
    to_do = {each.id: each.urgency for each in advisor.assess(known).recommendations if each.urgency is not None}
    assert {name: (each.lowest, each.highest, each.sure) for name, each in bounds.items()} == {
        name: (urgency, urgency, True) for name, urgency in to_do.items()
    }


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_an_answer_that_only_moves_places_is_among_those_that_can(advisor: Advisor, data: st.DataObject) -> None:
    inputs = advisor.knowledge.inputs
    known = data.draw(facts(inputs))
    outlook, relevance = RankOutlook(advisor.knowledge, *parts(advisor.knowledge)), advisor.outlook(known)
    movers = outlook.could_move(known, (), relevance.hangs_on)
    assert not movers & known.keys()
    here = {each.id: (each.state, each.rank) for each in advisor.assess(known).recommendations}
    for name in data.draw(st.lists(st.sampled_from(sorted(inputs)), max_size=6, unique=True)):
        for value in inputs[name].domain if name not in known else ():
            there = {
                each.id: (each.state, each.rank) for each in advisor.assess({**known, name: value}).recommendations
            }
            states = [{piece: state for piece, (state, _) in each.items()} for each in (here, there)]
            if states[0] == states[1] and here != there:
                assert name in movers


def parts(knowledge: KnowledgeBase) -> tuple[RuleOutlook, UrgencyBook]:
    return RuleOutlook(CompiledRules(knowledge.rules, knowledge.attributes)), UrgencyBook(
        knowledge, ProofBook(knowledge)
    )


def test_from_nothing_known_everything_can_still_be_first(advisor: Advisor) -> None:
    bounds = advisor.urgency_bounds({})
    assert not any(each.sure for each in bounds.values())
    assert bounds["settle-answers"].lowest >= 400
    assert all(each.lowest <= each.highest for each in bounds.values())


@pytest.mark.parametrize("answer", ["none", "planned", "running"])
def test_an_answer_closes_what_it_decides(advisor: Advisor, answer: str) -> None:
    bounds = advisor.urgency_bounds({"m2m_exchange": answer})
    assert ("decide-on-machine-link" in bounds) is (answer == "planned")
    if answer == "planned":
        assert bounds["decide-on-machine-link"].lowest >= 200
