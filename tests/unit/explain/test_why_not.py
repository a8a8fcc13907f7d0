"""Ways are tried by running them, and so are their subsets; what stands in the way is told."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor
from advisor.errors import UnknownId
from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Not, Unknown
from advisor.model.explanation import JudgedCondition, WhyNot
from advisor.reasoning.compiled import CompiledRules
from tests.strategies import attribute, is_in, rule
from tests.unit.explain.bases import ON_SHIPPED, knowledge_of, profiles, subjects


def comes(advisor: Advisor, facts: Mapping[str, str], subject: str) -> bool:
    return advisor.why(facts, subject).holds


def check_ways(advisor: Advisor, facts: Mapping[str, str], found: WhyNot) -> None:
    subject = found.subject.name
    for way in found.ways:
        assert comes(advisor, {**facts, **way.answers}, subject)
        assert not way.answered.keys() & facts.keys() and way.changed.keys() <= facts.keys()
        for size in range(len(way.answers)):
            for fewer in combinations(way.answers.items(), size):
                assert not comes(advisor, {**facts, **dict(fewer)}, subject)


@pytest.mark.long
@ON_SHIPPED
@given(st.data())
def test_each_way_brings_it_about_and_no_part_of_it_does(advisor: Advisor, data: st.DataObject) -> None:
    facts = data.draw(profiles(advisor.knowledge))
    found = advisor.why_not(facts, data.draw(st.sampled_from(subjects(advisor.knowledge))))
    if not found.holds:
        assert found.complete
        check_ways(advisor, facts, found)
        order = [(len(way.withdrawn), len(way.changed), len(way.answers)) for way in found.ways]
        assert order == sorted(order)
        fixed = {name for name, each in advisor.knowledge.inputs.items() if not each.changeable}
        if found.reach in ("open", "within reach"):
            assert not any(way.withdrawn or way.changed.keys() & fixed for way in found.ways)
        assert (found.reach == "never") == (not found.ways)


@pytest.mark.long
@pytest.mark.parametrize("subject", ["advanced-governance", "T1", "distrust_risk=highest", "lock_in_exposure"])
def test_no_way_of_one_or_two_answers_is_missed(advisor: Advisor, subject: str) -> None:
    facts = {"relationship_phase": "intermediate", "data_trust": "low", "sales_channel": "direct"}
    found = advisor.why_not(facts, subject)
    inputs = advisor.knowledge.inputs.items()
    answers = [(name, value) for name, each in inputs for value in each.domain if facts.get(name) != value]
    brought = {frozenset((one,)) for one in answers if comes_quickly(advisor, facts, subject, one)}
    for one, two in combinations(answers, 2):
        alone = any(frozenset((each,)) in brought for each in (one, two))
        if one[0] != two[0] and not alone and comes_quickly(advisor, facts, subject, one, two):
            brought.add(frozenset((one, two)))
    assert {frozenset(way.answers.items()) for way in found.ways if len(way.answers) <= 2} == brought


def comes_quickly(advisor: Advisor, facts: Mapping[str, str], subject: str, *answers: tuple[str, str]) -> bool:
    trace = advisor.run({**facts, **dict(answers)})
    attribute_, equals, value = subject.partition("=")
    if attribute_ in advisor.knowledge.derived:
        return trace.conclusions.get(attribute_) in (
            (value,) if equals else advisor.knowledge.derived[attribute_].domain
        )
    rules = advisor.knowledge.rules
    return any(subject in (*rules[each.rule].then.recommend, *rules[each.rule].then.tensions) for each in trace.firings)


@pytest.fixture
def small() -> Advisor:
    sector = Attribute.model_validate({**attribute("sector", ["public", "private"]).model_dump(), "changeable": False})
    attributes = [
        sector,
        attribute("trust", ["low", "high"]),
        attribute("age", ["young", "old"]),
        attribute("risk", ["low", "high"], merge="highest"),
    ]
    rules = [
        rule("low-trust-is-high", is_in("trust", "low"), conclude={"risk": "high"}),
        rule("young-is-low", is_in("age", "young"), conclude={"risk": "low"}),
        rule("public-and-calm", All(parts=(is_in("sector", "public"), is_in("risk", "low"))), recommend=("visit",)),
        rule("nothing-known-of-trust", Unknown(attribute="trust"), recommend=("measure",)),
        rule("old-or-not-low", Any(parts=(is_in("age", "old"), Not(part=is_in("risk", "low")))), recommend=("review",)),
        rule("both-at-once", All(parts=(is_in("age", "old"), is_in("risk", "low"))), recommend=("impossible",)),
    ]
    return Advisor.of(knowledge_of(rules, {each.name: each for each in attributes}))


def test_open_questions_come_before_other_answers(small: Advisor) -> None:
    found = small.why_not({"age": "young"}, "review")
    assert found.reach == "open"
    assert [(way.answered, way.changed) for way in found.ways] == [({"trust": "low"}, {}), ({}, {"age": "old"})]


def test_what_is_not_the_firms_to_change_is_told_apart(small: Advisor) -> None:
    found = small.why_not({"sector": "private", "age": "young"}, "visit")
    assert (found.reach, [way.changed for way in found.ways]) == ("out of reach", [{"sector": "public"}])
    assert small.why_not({"age": "young"}, "visit").reach == "open"


def test_taking_an_answer_back_is_the_last_resort(small: Advisor) -> None:
    found = small.why_not({"trust": "low"}, "measure")
    assert (found.reach, [way.answers for way in found.ways]) == ("withdrawing", [{"trust": "unknown"}])


def test_what_no_answers_bring_is_said_so(small: Advisor) -> None:
    found = small.why_not({}, "impossible")
    assert (found.reach, found.ways, found.complete) == ("never", (), True)


def test_a_search_cut_off_says_so(small: Advisor) -> None:
    from advisor.explain.placing import Placing
    from advisor.explain.subject import subject_of
    from advisor.explain.why_not import why_not

    subject = subject_of("visit", small.knowledge)
    rules = CompiledRules(small.knowledge.rules, small.knowledge.attributes)
    placing = Placing(lambda _: None, small._rank_outlook)
    found = why_not(small.knowledge, rules, small.assess({}), subject, small.run, placing, budget=1)
    assert (found.reach, found.ways, found.complete) == (None, (), False)


def test_conditions_are_judged_one_by_one(small: Advisor) -> None:
    found = small.why_not({"age": "young", "sector": "private"}, "visit")
    (state,) = found.rules
    assert state.condition == JudgedCondition(
        node="all",
        verdict="fails",
        parts=(
            JudgedCondition(node="is", verdict="fails", attribute="sector", wanted=("public",), found="private"),
            JudgedCondition(node="is", verdict="holds", attribute="risk", wanted=("low",), found="low"),
        ),
    )
    assert found.upstream == ()


def test_the_rules_behind_missing_conclusions_are_told(small: Advisor) -> None:
    found = small.why_not({"trust": "low"}, "visit")
    assert [(state.rule, state.gives, state.condition.verdict) for state in found.upstream] == [
        ("young-is-low", "conclusion:risk=low", "unknown"),
        ("low-trust-is-high", "conclusion:risk=high", "holds"),
    ]


def test_a_conclusion_that_a_merge_set_aside(small: Advisor) -> None:
    found = small.why_not({"trust": "low", "age": "young"}, "risk=low")
    assert (found.found, found.overruled_by) == ("high", ("low-trust-is-high",))
    assert [way.answers for way in found.ways] == [{"trust": "high"}]


def test_what_came_out_needs_no_reasons(small: Advisor) -> None:
    assert small.why_not({"trust": "low"}, "risk").holds


def test_a_state_is_asked_for_like_a_value(advisor: Advisor) -> None:
    facts_ = {"complementarity": "absent", "systems_integrated": "no", "relationship_phase": "foundational"}
    waiting = advisor.why(facts_, "integrate-digital-systems=waits")
    assert waiting.holds and waiting.waits_for == ("make-the-fit-or-stop",)
    found = advisor.why_not(facts_, "integrate-digital-systems=in_place")
    assert not found.holds and found.found == "waits"
    assert {"systems_integrated": "yes"} in [dict(way.answers) for way in found.ways]
    for way in found.ways:
        assert advisor.why({**facts_, **way.answers}, str(found.subject)).holds
    with pytest.raises(UnknownId, match="no state of"):
        advisor.why(facts_, "integrate-digital-systems=done")
