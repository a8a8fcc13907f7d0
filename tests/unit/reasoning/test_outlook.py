"""What is said about open answers, against trying them: nothing sure fails to come, nothing impossible comes, and every
answer that changes something is named."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.engine import Engine
from advisor.model.outputs import Output, outputs_of
from advisor.model.rule import Consequence
from advisor.model.states import states_in
from advisor.reasoning.bounded_outlook import BoundedOutlook
from advisor.reasoning.compiled import NOTHING, CompiledRules
from advisor.reasoning.possible import NEVER, SURE, RuleOutlook
from advisor.reasoning.relevance import Relevance
from tests.strategies import RuleBase, attribute, facts, is_in, rule, rule_bases
from tests.unit.explain.bases import knowledge_of

UNHURRIED = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def with_advice_of_its_own(base: RuleBase) -> RuleBase:
    """The rule base with each rule that concludes nothing recommending something of its own, and one output shared."""
    rules = {}
    for name, each in base.rules.items():
        then = each.then if each.then.conclude else Consequence(recommend=(f"by-{name}", "shared"))
        rules[name] = each.model_copy(update={"then": then})
    return RuleBase(rules, base.attributes)


def relevance(base: RuleBase) -> Relevance:
    return Relevance(knowledge_of(base.rules.values(), base.attributes), CompiledRules(base.rules, base.attributes))


def with_states(base: RuleBase, parts: list[str]) -> RuleBase:
    """The rule base with rules that recommend, and others that put the same two things into each state."""
    rules = {}
    for at, ((name, each), part) in enumerate(zip(base.rules.items(), parts, strict=False)):
        then = each.then if each.then.conclude else Consequence.model_validate({part: (f"piece-{at % 2}",)})
        rules[name] = each.model_copy(update={"then": then})
    return RuleBase(rules, base.attributes)


def brought(base: RuleBase, engine: Engine, answers: Mapping[str, str]) -> set[Output]:
    return {output for firing in engine.run(answers).firings for output in outputs_of(base.rules[firing.rule])}


@st.composite
def outlooks(draw: st.DrawFn) -> tuple[RuleBase, dict[str, str], frozenset[str], dict[str, str]]:
    """A rule base, known facts, inputs that stay unknown, and one way how the rest may turn out."""
    base = with_advice_of_its_own(draw(rule_bases(max_rules=8)))
    known = draw(facts(base.attributes))
    rest = {name: one for name, one in base.inputs.items() if name not in known}
    closed = draw(st.sets(st.sampled_from(sorted(rest)))) if rest else set()
    later = draw(facts({name: one for name, one in rest.items() if name not in closed}))
    return base, known, frozenset(closed), {**known, **later}


@pytest.mark.long
@UNHURRIED
@given(outlooks())
def test_rules_and_values_that_are_sure_or_impossible(
    drawn: tuple[RuleBase, dict[str, str], frozenset[str], dict[str, str]],
) -> None:
    base, known, closed, later = drawn
    rules = CompiledRules(base.rules, base.attributes)
    outlook = RuleOutlook(rules)
    possible, fires = outlook.propagate({**dict.fromkeys(closed), **known})
    trace = Engine(rules).run(later)
    fired = {firing.rule for firing in trace.firings}
    for case, certainty in zip(outlook.cases, fires, strict=True):
        assert case.compiled.rule.id in fired or certainty != SURE
        assert case.compiled.rule.id not in fired or certainty != NEVER
    for name, one in base.attributes.items():
        value = {**later, **trace.conclusions}.get(name)
        assert possible[rules.places[name]] & (NOTHING if value is None else 2 << one.domain.index(value))


@pytest.mark.long
@UNHURRIED
@given(outlooks())
def test_nothing_is_open_once_everything_is_answered(
    drawn: tuple[RuleBase, dict[str, str], frozenset[str], dict[str, str]],
) -> None:
    base, _, _, later = drawn
    closed = base.inputs.keys() - later.keys()
    outlook = relevance(base).open_to(later, closed)
    expected = brought(base, Engine(CompiledRules(base.rules, base.attributes)), later)
    assert outlook.could_change == {}
    assert outlook.certain == outlook.possible == expected


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_every_answer_that_changes_something_is_named(data: st.DataObject) -> None:
    base, known, closed, later = data.draw(outlooks())
    engine = Engine(CompiledRules(base.rules, base.attributes))
    outlook = relevance(base).open_to(known, closed)
    here = brought(base, engine, later)
    assert outlook.certain <= here <= outlook.possible
    assert list(outlook.could_change) == [name for name in base.inputs if name not in known and name not in closed]
    for name, named in outlook.could_change.items():
        assert set(named) <= outlook.possible - outlook.certain
        others = {other: value for other, value in later.items() if other != name}
        for value in (*base.attributes[name].domain, None):
            there = brought(base, engine, {**others, **({} if value is None else {name: value})})
            assert here ^ there <= set(named)


PARTS = st.lists(st.sampled_from(("recommend", "recommend", "in_place", "waits", "theirs")), min_size=9, max_size=9)


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_an_exact_outlook_names_what_happens_and_no_more(data: st.DataObject) -> None:
    """By brute force over every way to answer: what can come, what moves with which answer, and on what each conclusion
    hangs. Bounds hold all of it."""
    base = with_states(data.draw(rule_bases(max_rules=8)), data.draw(PARTS))
    assume(prod(len(one.domain) + 1 for one in base.inputs.values()) <= 200)
    known = data.draw(facts(base.attributes))
    closed = frozenset(data.draw(st.sets(st.sampled_from(sorted(base.inputs)), max_size=2))) - known.keys()
    open_ = [name for name in base.inputs if name not in known and name not in closed]
    knowledge = knowledge_of(base.rules.values(), base.attributes)
    rules = CompiledRules(base.rules, base.attributes)
    engine = Engine(rules)
    ends = {}
    for values in product(*((*base.inputs[name].domain, None) for name in open_)):
        answers = {name: value for name, value in zip(open_, values, strict=True) if value is not None}
        trace = engine.run({**known, **answers})
        ends[values] = (states_in(trace.conclusions, knowledge.recommendations), trace.conclusions)
    exact = relevance(base).open_to(known, closed)
    loose = BoundedOutlook(knowledge, RuleOutlook(rules)).open_to(known, closed)
    assert exact.exact and not loose.exact
    listed = [set(states) for states, _ in ends.values()]
    to_do = [{name for name, state in states.items() if state == "to_do"} for states, _ in ends.values()]
    assert {output.id for output in exact.possible} == set.union(*listed)
    assert {output.id for output in exact.certain} == set.intersection(*listed)
    assert set(exact.ranked) == set.intersection(*to_do)
    assert set(exact.rankable) == set.union(*to_do)
    assert loose.ranked <= exact.ranked and exact.rankable <= loose.rankable
    hangs: dict[str, set[str]] = {}
    for at, name in enumerate(open_):
        moved = set()
        for values, (states, conclusions) in ends.items():
            for other in (*base.inputs[name].domain, None):
                changed = (*values[:at], other, *values[at + 1 :])
                there, concluded = ends[changed]
                moved |= {piece for piece in knowledge.recommendations if states.get(piece) != there.get(piece)}
                for each in rules.names:
                    if conclusions.get(each) != concluded.get(each):
                        hangs.setdefault(each, set()).add(name)
        assert {output.id for output in exact.could_change[name]} == moved
        assert exact.could_rank[name] == {each for each in knowledge.recommendations if moves_on_list(each, at, ends)}
        assert moved <= {output.id for output in loose.could_change[name]}
        assert exact.could_rank[name] <= loose.could_rank[name]
    places = list(base.inputs)
    found = {name: {places[at] for at in range(len(places)) if mask >> at & 1} for name, mask in exact.hangs_on.items()}
    assert found == hangs
    assert all(exact.hangs_on[name] & ~loose.hangs_on.get(name, 0) == 0 for name in exact.hangs_on)


def moves_on_list(
    piece: str, at: int, ends: Mapping[tuple[str | None, ...], tuple[Mapping[str, str], Mapping[str, str]]]
) -> bool:
    """Whether the answer to one of the open questions puts a piece on the list of what is to do, or takes it off."""
    seen: dict[tuple[str | None, ...], set[bool]] = {}
    for values, (states, _) in ends.items():
        seen.setdefault((*values[:at], *values[at + 1 :]), set()).add(states.get(piece) == "to_do")
    return any(len(each) == 2 for each in seen.values())


def test_rules_that_take_too_many_steps_are_told_within_bounds(advisor: Advisor) -> None:
    knowledge = advisor.knowledge
    rules = CompiledRules(knowledge.rules, knowledge.attributes)
    assert Relevance(knowledge, rules).open_to({}).exact
    few = Relevance(knowledge, rules, steps=500).open_to({})
    assert not few.exact
    for name, changes in advisor.outlook({}).could_change.items():
        assert set(changes) <= set(few.could_change[name])


def test_what_is_moot_is_closed(advisor: Advisor) -> None:
    assert "market_growth" in advisor.outlook({"platform_model": "new"}).could_change
    outlook = advisor.outlook({"platform_model": "classic"})
    assert "market_growth" not in outlook.could_change
    assert outlook.certain == advisor.outlook({"platform_model": "classic"}, ["market_growth"]).certain
    asked = {each.attribute for each in advisor.assess({"platform_model": "classic"}).open_questions}
    assert asked and "market_growth" not in asked


def test_an_output_with_a_way_that_is_sure_is_not_open() -> None:
    attributes = {name: attribute(name, ("no", "yes")) for name in ("a", "b")}
    rules = {each.id: each for each in (rule("sure", is_in("a", "yes")), rule("perhaps", is_in("b", "yes")))}
    outlook = relevance(RuleBase(rules, attributes)).open_to({"a": "yes"})
    assert outlook.could_change == {"b": ()}
    assert outlook.certain == outlook.possible == {Output("recommendation", "advice")}


@pytest.mark.parametrize(
    ("merge", "sure", "left"),
    [
        ("highest", "one", {"one", "two", "three"}),
        ("highest", "two", {"two", "three"}),
        ("highest", "three", {"three"}),
        ("lowest", "one", {"one"}),
        ("lowest", "two", {"one", "two"}),
        ("lowest", "three", {"one", "two", "three"}),
    ],
)
def test_what_is_sure_bounds_what_a_merge_can_still_give(merge: str, sure: str, left: set[str]) -> None:
    values = ("one", "two", "three")
    attributes = {"a": attribute("a", values), "b": attribute("b", ("yes",)), "c": attribute("c", values, merge=merge)}
    rules = [rule(f"may-be-{value}", is_in("a", value), conclude={"c": value}) for value in values]
    compiled = CompiledRules([*rules, rule("sure", is_in("b", "yes"), conclude={"c": sure})], attributes)
    outlook = RuleOutlook(compiled)
    possible, _ = outlook.propagate({"b": "yes"})
    assert possible[compiled.places["c"]] == sum(2 << values.index(value) for value in left)
    possible, _ = outlook.propagate({"b": None})
    assert possible[compiled.places["c"]] == NOTHING | sum(2 << index for index in range(3))
