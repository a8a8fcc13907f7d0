"""What is said about open answers, against trying them: nothing sure fails to come, nothing impossible comes, and every
answer that changes something is named."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.model.attribute import Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Consequence
from advisor.reasoning.possible import NEVER, NOTHING, SURE, Spread
from advisor.reasoning.relevance import Relevance, outputs
from advisor.reasoning.search import Search
from tests.strategies import RuleBase, attribute, facts, is_in, rule, rule_bases

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


def knowledge_of(base: RuleBase) -> KnowledgeBase:
    return KnowledgeBase(
        version="0",
        attributes=base.attributes,
        sources={},
        findings={},
        benchmarks={},
        recommendations={},
        tensions={},
        caveats={},
        steps=(),
        topics={},
        rules=base.rules,
    )


def brought(base: RuleBase, engine: Engine, answers: Mapping[str, str]) -> set[str]:
    return {output for firing in engine.run(answers).firings for output in outputs(base.rules[firing.rule])}


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
    spread = Spread(base.rules.values(), base.attributes)
    possible, standings = spread.settle({**dict.fromkeys(closed), **known})
    trace = Engine(base.rules, base.attributes).run(later)
    fired = {firing.rule for firing in trace.firings}
    for case, standing in zip(spread.cases, standings, strict=True):
        assert case.rule.id in fired or standing != SURE
        assert case.rule.id not in fired or standing != NEVER
    for name, one in base.attributes.items():
        value = {**later, **trace.conclusions}.get(name)
        assert possible[spread.places[name]] & (NOTHING if value is None else 2 << one.domain.index(value))


@pytest.mark.long
@UNHURRIED
@given(outlooks())
def test_nothing_is_open_once_everything_is_answered(
    drawn: tuple[RuleBase, dict[str, str], frozenset[str], dict[str, str]],
) -> None:
    base, _, _, later = drawn
    closed = base.inputs.keys() - later.keys()
    outlook = Relevance(knowledge_of(base)).open_to(later, closed)
    expected = brought(base, Engine(base.rules, base.attributes), later)
    assert outlook.could_change == {}
    assert outlook.certain == outlook.possible == expected


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_every_answer_that_changes_something_is_named(data: st.DataObject) -> None:
    base, known, closed, later = data.draw(outlooks())
    engine = Engine(base.rules, base.attributes)
    outlook = Relevance(knowledge_of(base)).open_to(known, closed)
    here = brought(base, engine, later)
    assert outlook.certain <= here <= outlook.possible
    assert list(outlook.could_change) == [name for name in base.inputs if name not in known and name not in closed]
    for name, named in outlook.could_change.items():
        assert named <= outlook.possible - outlook.certain
        others = {other: value for other, value in later.items() if other != name}
        for value in (*base.attributes[name].domain, None):
            there = brought(base, engine, {**others, **({} if value is None else {name: value})})
            assert here ^ there <= named


def test_an_output_with_a_way_that_is_sure_is_not_open() -> None:
    attributes = {name: attribute(name, ("no", "yes")) for name in ("a", "b")}
    rules = {each.id: each for each in (rule("sure", is_in("a", "yes")), rule("perhaps", is_in("b", "yes")))}
    outlook = Relevance(knowledge_of(RuleBase(rules, attributes))).open_to({"a": "yes"})
    assert outlook.could_change == {"b": frozenset()}
    assert outlook.certain == outlook.possible == {"recommendation:advice"}


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
    spread = Spread([*rules, rule("sure", is_in("b", "yes"), conclude={"c": sure})], attributes)
    possible, _ = spread.settle({"b": "yes"})
    assert possible[spread.places["c"]] == sum(2 << values.index(value) for value in left)
    possible, _ = spread.settle({"b": None})
    assert possible[spread.places["c"]] == NOTHING | sum(2 << index for index in range(3))


def every_profile(inputs: Mapping[str, Attribute]) -> list[dict[str, str]]:
    combinations = product(*((*one.domain, None) for one in inputs.values()))
    return [
        {name: value for name, value in zip(inputs, values, strict=True) if value is not None}
        for values in combinations
    ]


@pytest.mark.long
@settings(UNHURRIED, max_examples=25)
@given(st.data())
def test_the_search_finds_facts_just_when_there_are_any(data: st.DataObject) -> None:
    base = data.draw(rule_bases(max_rules=6))
    assume(prod(len(one.domain) + 1 for one in base.inputs.values()) <= 300)
    engine = Engine(base.rules, base.attributes)
    fired = [{firing.rule for firing in engine.run(profile).firings} for profile in every_profile(base.inputs)]
    search = Search(base.rules.values(), base.attributes)
    for _ in range(4):
        names = data.draw(st.permutations(sorted(base.rules)))[:3]
        some = data.draw(st.integers(0, len(names)))
        fires, quiet = set(names[:some]), set(names[some:])
        found = search.facts_for([base.rules[name] for name in fires], [base.rules[name] for name in quiet])
        if found is None:
            assert not any(fires <= each and not quiet & each for each in fired)
        else:
            there = {firing.rule for firing in engine.run(found).firings}
            assert fires <= there
            assert not quiet & there


def test_the_search_passes_over_facts_on_which_rules_contradict_each_other() -> None:
    attributes = {
        "a": attribute("a", ("no", "yes")),
        "b": attribute("b", ("no", "yes")),
        "c": attribute("c", ("one", "two"), merge="single"),
    }
    rules = [
        rule("one", is_in("a", "yes"), conclude={"c": "one"}),
        rule("two", is_in("b", "yes"), conclude={"c": "two"}),
        rule("on-one", is_in("c", "one")),
        rule("on-two", is_in("c", "two")),
    ]
    search = Search(rules, attributes)
    assert search.facts_for(rules[:2]) == {"a": "yes", "b": "yes"}
    assert search.facts_for([rules[2]], [rules[1]]) == {"a": "yes", "b": "no"}
    assert search.facts_for(rules[1:3]) is None
    assert search.facts_for(rules[2:]) is None
