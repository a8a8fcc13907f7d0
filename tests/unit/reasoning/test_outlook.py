"""What is said about open answers, against trying them: nothing sure fails to come, nothing impossible comes, and every
answer that changes something is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.model.outputs import Output, outputs_of
from advisor.model.rule import Consequence
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
