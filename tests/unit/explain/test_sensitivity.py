"""What advice hangs on, against every completion of a profile on small rule bases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor
from advisor.model.difference import ChangedOutput
from advisor.reasoning.compiled import CompiledRules
from tests.strategies import facts, rule_bases
from tests.unit.explain.bases import ON_SHIPPED, UNHURRIED, knowledge_of, profiles


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_settled_is_what_every_completion_keeps(data: st.DataObject) -> None:
    base = data.draw(rule_bases())
    advisor = Advisor.of(knowledge_of(base.rules.values(), base.attributes))
    given_facts = data.draw(facts(base.attributes))
    found = advisor.sensitivity(given_facts)
    open_inputs = [name for name in base.inputs if name not in given_facts]
    there = {each.id for each in advisor.assess(given_facts).recommendations}
    kept, possible = set(there), set(there)
    for values in product(*((*base.inputs[name].domain, "unknown") for name in open_inputs)):
        answers = dict(zip(open_inputs, values, strict=True))
        came = {each.id for each in advisor.assess({**given_facts, **answers}).recommendations}
        kept &= came
        possible |= came
    assert all(each.exact for each in (*found.unsettled, *found.possible))
    assert set(found.settled) == {f"recommendation:{name}" for name in kept}
    assert {each.id for each in found.unsettled} == there - kept
    assert {each.id for each in found.possible} == possible - there


@pytest.mark.long
@ON_SHIPPED
@given(st.data())
def test_prospects_come_true(advisor: Advisor, data: st.DataObject) -> None:
    given_facts = data.draw(profiles(advisor.knowledge))
    found = advisor.sensitivity(given_facts)
    for prospect in (*found.unsettled, *found.possible):
        assert set(prospect.hangs_on) == {name for each in prospect.sets for name in each}
        answers = prospect.sets[data.draw(st.integers(0, len(prospect.sets) - 1))]
        came = advisor.why({**given_facts, **answers}, f"{prospect.kind}:{prospect.id}").holds
        assert came is (prospect in found.possible)


@pytest.mark.long
@ON_SHIPPED
@given(st.data())
def test_alternatives_are_what_other_answers_give(advisor: Advisor, data: st.DataObject) -> None:
    given_facts = data.draw(profiles(advisor.knowledge))
    found = advisor.sensitivity(given_facts)
    assert {each.attribute: each.answer for each in found.answers} == given_facts
    assert [each.sway for each in found.answers] == sorted((each.sway for each in found.answers), reverse=True)
    for swing in found.answers[:3]:
        domain = advisor.knowledge.attributes[swing.attribute].domain
        assert {each.answer for each in swing.alternatives} == {*domain, "unknown"} - {swing.answer}
        for other in swing.alternatives:
            difference = advisor.what_if(given_facts, {swing.attribute: other.answer}).difference
            assert other.gained == tuple(f"{each.kind}:{each.id}" for each in in_order(advisor, difference.gained))
            assert other.lost == tuple(f"{each.kind}:{each.id}" for each in in_order(advisor, difference.lost))
            assert other.conclusions == {each.attribute: each.after for each in difference.conclusions}


def in_order(advisor: Advisor, changed: Sequence[ChangedOutput]) -> list[ChangedOutput]:
    knowledge = advisor.knowledge
    order = [
        *(("recommendation", name) for name in knowledge.recommendations),
        *(("tension", name) for name in knowledge.tensions),
        *(("caveat", name) for name in knowledge.caveats),
    ]
    return sorted(changed, key=lambda each: order.index((each.kind, each.id)))


def test_caveats_do_not_count(advisor: Advisor) -> None:
    for swing in advisor.sensitivity({"focal_role": "provider", "data_trust": "low"}).answers:
        counted = [name for each in swing.alternatives for name in (*each.gained, *each.lost) if "caveat:" not in name]
        counted += [name for each in swing.alternatives for name in each.states]
        assert swing.sway == round(len(counted) / len(swing.alternatives), 2)


def test_a_search_cut_off_names_every_question_that_may_matter(advisor: Advisor) -> None:
    from advisor.explain.sensitivity import sensitivity

    facts_ = {"relationship_phase": "advanced"}
    assessment, outlook = advisor.assess(facts_), advisor.outlook(facts_)
    rules = CompiledRules(advisor.knowledge.rules, advisor.knowledge.attributes)
    whole = sensitivity(advisor.knowledge, rules, assessment, advisor.run, outlook)
    cut = sensitivity(advisor.knowledge, rules, assessment, advisor.run, outlook, budget=1)
    exact = {each.id: each for each in (*whole.unsettled, *whole.possible)}
    for each in (*cut.unsettled, *cut.possible):
        if each.id in exact and not each.exact:
            assert set(each.hangs_on) >= set(exact[each.id].hangs_on)
