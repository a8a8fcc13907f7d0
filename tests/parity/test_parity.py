"""Both matchers and the plain evaluator give the same trace, over drawn rule bases and over the shipped one."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.model.trace import Trace
from tests.parity.oracle import evaluate
from tests.strategies import RuleBase, facts, rule_bases

UNHURRIED = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(trace: Trace) -> str:
    """The trace as text, which tells orders apart that comparing dicts would not; the facts were given by the test."""
    return json.dumps([trace.firings, trace.conclusions])


@UNHURRIED
@given(st.data(), rule_bases())
def test_drawn_rule_bases(data: st.DataObject, base: RuleBase) -> None:
    indexed, rete = Engine(base.rules, base.attributes), Engine(base.rules, base.attributes, "rete")
    for inputs in data.draw(st.lists(facts(base.attributes), min_size=1, max_size=4)):
        expected = evaluate(base.rules.values(), base.attributes, inputs)
        assert indexed.run(inputs) == expected
        assert rete.run(inputs) == expected
        assert written(indexed.run(inputs)) == written(rete.run(inputs)) == written(expected)
