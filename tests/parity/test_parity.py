"""Both matchers and the plain evaluator give the same trace, over drawn rule bases and over the shipped one."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.model.attribute import Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from benchmarks.rulebases import cases, drawn
from tests.parity.oracle import evaluate
from tests.strategies import RuleBase, facts, rule_bases


def both(rules: Mapping[str, Rule], attributes: Mapping[str, Attribute]) -> tuple[Engine, Engine]:
    """One engine with each matcher, on the same compiled rules."""
    compiled = CompiledRules(rules, attributes)
    return Engine(compiled), Engine(compiled, "rete")


UNHURRIED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(trace: Trace) -> str:
    """The trace as text, which tells orders apart that comparing dicts would not; the facts were given by the test."""
    return json.dumps([trace.firings, trace.conclusions])


@pytest.mark.long
@UNHURRIED
@given(st.data(), rule_bases())
def test_drawn_rule_bases(data: st.DataObject, base: RuleBase) -> None:
    indexed, rete = (
        Engine(CompiledRules(base.rules, base.attributes)),
        Engine(CompiledRules(base.rules, base.attributes), "rete"),
    )
    for inputs in data.draw(st.lists(facts(base.attributes), min_size=1, max_size=4)):
        expected = evaluate(base.rules.values(), base.attributes, inputs)
        assert indexed.run(inputs) == expected
        assert rete.run(inputs) == expected
        assert written(indexed.run(inputs)) == written(rete.run(inputs)) == written(expected)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_large_drawn_rule_bases(seed: int) -> None:
    base = drawn(120, seed)
    indexed, rete = (
        Engine(CompiledRules(base.rules, base.attributes)),
        Engine(CompiledRules(base.rules, base.attributes), "rete"),
    )
    for inputs in cases(base.attributes, 10, 25, seed):
        expected = evaluate(base.rules.values(), base.attributes, inputs)
        assert len(expected.firings) > 5, "cases in which little happens show little"
        assert written(indexed.run(inputs)) == written(rete.run(inputs)) == written(expected)


@pytest.fixture(scope="module")
def engines(knowledge: KnowledgeBase) -> tuple[Engine, Engine]:
    return both(knowledge.rules, knowledge.attributes)


@pytest.mark.long
@settings(UNHURRIED, max_examples=60)
@given(data=st.data())
def test_the_shipped_rule_base(data: st.DataObject, knowledge: KnowledgeBase, engines: tuple[Engine, Engine]) -> None:
    inputs = data.draw(facts(knowledge.attributes))
    expected = evaluate(knowledge.rules.values(), knowledge.attributes, inputs)
    for engine in engines:
        trace = engine.run(inputs)
        assert trace.conclusions == expected.conclusions
        assert written(trace) == written(expected)
