"""Whether the first places are settled, held against ways to answer the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.assessment.case_ranks import CaseRanks
from advisor.assessment.listed_advice import ListedAdvice
from advisor.assessment.settled import SettledPlaces
from advisor.model.attribute import Attribute
from advisor.model.base import GRADES
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.proof import ProofBook
from advisor.reasoning.rank_outlook import RankOutlook
from advisor.reasoning.relevance import STEPS as DIAGRAM_STEPS
from advisor.reasoning.relevance import Relevance
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING
from tests.strategies import RuleBase, facts, rule, rule_bases
from tests.unit.explain.bases import knowledge_of

UNHURRIED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


class Places:
    """What is settled on one knowledge base, and the order of each case. Without ``diagram_steps`` the outlook is not
    exact."""

    def __init__(self, knowledge: KnowledgeBase, steps: int, diagram_steps: int = DIAGRAM_STEPS):
        rules, book = CompiledRules(knowledge.rules, knowledge.attributes), ProofBook(knowledge)
        advice, relevance = ListedAdvice(knowledge, book), Relevance(knowledge, rules, diagram_steps)
        self.ranked = CaseRanks(knowledge, rules, book, advice).ranked
        outlook = RankOutlook(knowledge, relevance.outlook, advice.urgency)
        self.settled = SettledPlaces(
            knowledge, book, advice, outlook, self.ranked, relevance.open_to, steps=steps
        ).settled


def endings(
    inputs: Mapping[str, Attribute], known: Mapping[str, str], closed: Collection[str]
) -> Iterator[dict[str, str]]:
    """Every way to answer what is open, or to leave it unknown."""
    names = [name for name in inputs if name not in known and name not in closed]
    for values in product(*((*inputs[name].domain, None) for name in names)):
        yield {**known, **{name: value for name, value in zip(names, values, strict=True) if value is not None}}


@st.composite
def cases(draw: st.DrawFn) -> tuple[RuleBase, dict[str, str], frozenset[str]]:
    """A small rule base whose rules advise on four things, in grades of their own, with some known facts."""
    base = draw(rule_bases(max_rules=8))
    assume(prod(len(each.domain) + 1 for each in base.inputs.values()) <= 200)
    rules = {}
    for name, each in base.rules.items():
        if each.then.recommend:
            part = draw(st.sampled_from(("recommend", "recommend", "in_place", "waits", "theirs")))
            piece = f"advice-{draw(st.integers(0, 3))}"
            each = rule(name, each.when, **{part: (piece,)})
        grade = draw(st.sampled_from(GRADES))
        rules[name] = each.model_copy(update={"grade": grade})
    open_ = draw(st.sets(st.sampled_from(sorted(base.inputs)), max_size=2))
    known = draw(facts({name: each for name, each in base.inputs.items() if name not in open_}))
    return RuleBase(rules, base.attributes), known, frozenset(base.inputs.keys() - known.keys() - open_)


@pytest.mark.long
@UNHURRIED
@given(cases(), st.sampled_from((1, 2, 3, None)), st.sampled_from((0, DIAGRAM_STEPS)))
def test_what_is_called_settled_stays_and_with_time_enough_nothing_else_does(
    drawn: tuple[RuleBase, dict[str, str], frozenset[str]], places: int | None, diagram_steps: int
) -> None:
    base, known, closed = drawn
    knowledge = knowledge_of(base.rules.values(), base.attributes)
    here = Places(knowledge, 10_000, diagram_steps)
    now = here.ranked(known)[:places]
    stays = all(here.ranked(each)[:places] == now for each in endings(base.inputs, known, closed))
    settled = here.settled(known, closed, places)
    assert settled is stays if diagram_steps else settled <= stays
    assert Places(knowledge, 1, diagram_steps).settled(known, closed, places) <= stays


@pytest.mark.long
@settings(UNHURRIED, max_examples=25)
@given(st.data())
def test_on_the_shipped_rules_what_is_called_settled_stays(advisor: Advisor, data: st.DataObject) -> None:
    """All but a few questions of a worked case closed, so that every way to answer these can be gone through."""
    inputs = advisor.knowledge.inputs
    client = data.draw(st.sampled_from((CITY_WATER, DOSING, PACKAGING)))
    opened = data.draw(st.lists(st.sampled_from(sorted(inputs)), min_size=1, max_size=4, unique=True))
    more = data.draw(facts({name: each for name, each in inputs.items() if name not in client}))
    known = {name: value for name, value in {**more, **client}.items() if name not in opened}
    closed = frozenset(inputs.keys() - known.keys() - {*opened})
    here = Places(advisor.knowledge, 24)
    for places in (1, 3, None):
        now = here.ranked(known)[:places]
        if here.settled(known, closed, places):
            assert all(here.ranked(each)[:places] == now for each in endings(inputs, known, closed))


def test_what_is_first_is_settled_before_all_is_answered(advisor: Advisor) -> None:
    """A link to be decided on, and a fit nobody has looked at, come before all that the rest can bring."""
    turn = advisor.dialogue().chooser.turn
    assert not turn({}).first_settled
    known = {**PACKAGING, "benefit_distribution": "mutual", "terms_doubted": "no", "m2m_exchange": "none"}
    asked = turn(known)
    while not asked.first_settled:
        assert asked.question is not None
        known[asked.question] = advisor.knowledge.inputs[asked.question].domain[0]
        asked = turn(known)
    assert asked.open and asked.first == advisor.dialogue().chooser.ranked(known)[:3]
