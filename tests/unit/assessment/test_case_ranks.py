"""The order without a trace, held against that of an assessment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor
from advisor.assessment.case_ranks import CaseRanks
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.proof import ProofBook
from tests.scenarios.test_clients import CLIENTS
from tests.unit.explain.bases import ON_SHIPPED, profiles


def ranks_of(knowledge: KnowledgeBase) -> CaseRanks:
    from advisor.assessment.listed_advice import ListedAdvice

    book = ProofBook(knowledge)
    rules = CompiledRules(knowledge.rules, knowledge.attributes)
    return CaseRanks(knowledge, rules, book, ListedAdvice(knowledge, book))


def assessed(advisor: Advisor, facts: dict[str, str]) -> tuple[str, ...]:
    return tuple(each.id for each in advisor.assess(facts).recommendations if each.rank is not None)


@ON_SHIPPED
@given(st.data())
def test_drawn_cases_have_the_order_of_their_assessment(advisor: Advisor, data: st.DataObject) -> None:
    facts = data.draw(profiles(advisor.knowledge))
    assert ranks_of(advisor.knowledge).ranked(facts) == assessed(advisor, facts)


def test_clients_and_one_of_whom_nothing_is_known_have_it_too(advisor: Advisor) -> None:
    ranks = ranks_of(advisor.knowledge)
    for facts in ({}, *(client.facts for client in CLIENTS.values())):
        ranked = ranks.ranked(facts)
        assert ranked and ranked == assessed(advisor, facts)


@pytest.mark.long
def test_each_part_of_the_urgency_counts(advisor: Advisor) -> None:
    """One weight changed at a time, so that a part that is forgotten shows."""
    knowledge = advisor.knowledge
    shipped = ranks_of(knowledge)
    cases = [(client.facts, shipped.ranked(client.facts)) for client in CLIENTS.values()]
    moved = set()
    for name, weight in knowledge.weights.items():
        changed = {**knowledge.weights, name: weight.model_copy(update={"weight": weight.weight * 7 + 90})}
        other = Advisor.of(knowledge.model_copy(update={"weights": changed}))
        ranks = ranks_of(other.knowledge)
        for facts, before in cases:
            ranked = ranks.ranked(facts)
            assert ranked == assessed(other, facts), name
            if ranked != before:
                moved.add(name)
    assert moved >= {"an-answer-for-it", "a-tension-on-it", "a-stage-behind", "due-now", "lacking-in-the-phase"}
