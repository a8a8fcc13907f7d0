"""The cases in which a rule fires, as a diagram, held against running the engine on every profile."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from hypothesis import HealthCheck, assume, given, settings

from advisor.engine import Engine
from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Not
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.diagram import NONE
from advisor.reasoning.firing_sets import FiringSets
from tests.strategies import RuleBase, attribute, is_in, rule, rule_bases

UNHURRIED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def every_profile(inputs: Mapping[str, Attribute]) -> list[dict[str, str]]:
    combinations = product(*((*one.domain, None) for one in inputs.values()))
    return [
        {name: value for name, value in zip(inputs, values, strict=True) if value is not None}
        for values in combinations
    ]


def case(sets: FiringSets, facts: Mapping[str, str]) -> int:
    """The set that holds these facts alone."""
    found = 1
    for place, variable in sets.variables.items():
        name = sets.rules.names[place]
        state = 1 + sets.rules.attributes[name].domain.index(facts[name]) if name in facts else 0
        found = sets.diagrams.both(found, sets.diagrams.test(variable, 1 << state))
    return found


@UNHURRIED
@given(rule_bases(max_rules=6))
def test_a_set_holds_the_cases_in_which_the_engine_fires_the_rule(base: RuleBase) -> None:
    assume(prod(len(one.domain) + 1 for one in base.inputs.values()) <= 300)
    rules = CompiledRules(base.rules, base.attributes)
    engine, sets = Engine(rules), FiringSets(rules)
    for facts in every_profile(base.inputs):
        fired = {firing.rule for firing in engine.run(facts).firings}
        here = case(sets, facts)
        for name, cases in sets.fires.items():
            assert cases is not None
            assert (sets.diagrams.both(here, cases) != NONE) is (name in fired)
    for name, cases in sets.fires.items():
        if cases != NONE and cases is not None:
            assert name in {firing.rule for firing in engine.run(sets.facts(cases)).firings}


def test_where_one_valued_conclusions_contradict_each_other_no_engine_goes_on() -> None:
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
    sets = FiringSets(CompiledRules(rules, attributes))
    assert sets.facts(sets.diagrams.both(sets.known("one"), sets.known("two"))) == {"a": "yes", "b": "yes"}
    assert sets.diagrams.both(sets.known("on-one"), sets.known("two")) == NONE
    assert sets.diagrams.both(sets.known("on-one"), sets.known("on-two")) == NONE


def test_what_takes_too_many_steps_is_not_known_and_neither_is_what_hangs_on_it() -> None:
    names = [f"x{number:02}" for number in range(24)]
    attributes = {name: attribute(name, ("no", "yes")) for name in names} | {
        "c": attribute("c", ("yes",), merge="single")
    }
    # Pairs of inputs far apart: with the questions in the vocabulary's order they need 2 to the 12th nodes.
    apart = zip(names[:12], names[12:], strict=True)
    pairs = Any(parts=tuple(All(parts=(is_in(one, "yes"), is_in(other, "yes"))) for one, other in apart))
    rules = [
        rule("pairs", pairs, conclude={"c": "yes"}),
        rule("hangs", is_in("c", "yes")),
        rule("not-pairs", Not(part=pairs)),
        rule("easy", is_in("x00", "yes")),
    ]
    compiled = CompiledRules(rules, attributes)
    sets = FiringSets(compiled, budget=4000, question=2000)
    assert sets.fires["pairs"] is sets.fires["hangs"] is sets.fires["not-pairs"] is None
    assert sets.fires["easy"] is not None
    assert FiringSets(compiled).fires["hangs"] is not None
    assert sets.diagrams.steps == FiringSets(compiled, budget=4000, question=2000).diagrams.steps
