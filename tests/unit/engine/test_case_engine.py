"""The engine as one who knows Experta uses it: facts declared and retracted by hand, rules fired in steps."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine.case_engine import CaseEngine
from advisor.engine.engine import IndexedCaseEngine, ReteCaseEngine
from advisor.engine.experta_shim import Fact, KnowledgeEngine
from advisor.engine.patterns import AttributeValue
from advisor.engine.program import Program
from advisor.errors import EngineError
from advisor.model.condition import All, Not, Unknown
from advisor.reasoning.compiled import CompiledRules
from tests.strategies import RuleBase, attribute, facts, is_in, rule, rule_bases

SIZE = attribute("size", ("small", "large"))
RISK = attribute("risk", ("low", "high"), merge="highest")
RULES = [
    rule("concludes", is_in("size", "large"), conclude={"risk": "high"}),
    rule("reads", All(parts=(is_in("risk", "high"), Not(part=is_in("size", "small"))))),
    rule("misses", Unknown(attribute="risk")),
]
LARGE = AttributeValue(attribute="size", value="large")


@pytest.fixture(params=[IndexedCaseEngine, ReteCaseEngine])
def engine(request: pytest.FixtureRequest) -> CaseEngine:
    made: CaseEngine = request.param(Program(CompiledRules(RULES, {"size": SIZE, "risk": RISK})))
    made.reset()
    return made


def on_agenda(engine: CaseEngine) -> list[str]:
    return [activation.rule.__name__ for activation in reversed(engine.agenda.activations)]


def test_it_is_an_experta_engine(engine: CaseEngine) -> None:
    assert isinstance(engine, KnowledgeEngine)
    engine.declare(LARGE)
    assert on_agenda(engine) == ["concludes", "(merge 0)", "misses", "(merge 1)"]
    engine.run(steps=2)
    assert on_agenda(engine) == ["misses", "(merge 1)"], (
        "facts declared by a rule are matched before the next one fires"
    )
    engine.run()
    assert list(engine.firings) == ["concludes", "reads"]


def test_a_fact_taken_away_takes_its_activations_along(engine: CaseEngine) -> None:
    declared = engine.declare(LARGE)
    engine.retract(declared)
    assert on_agenda(engine) == ["(merge 0)", "misses", "(merge 1)"]
    assert engine.facts.known == {}
    engine.declare(LARGE)
    assert on_agenda(engine) == ["concludes", "(merge 0)", "misses", "(merge 1)"]


def test_facts_twice_other_values_and_other_facts(engine: CaseEngine) -> None:
    assert engine.declare(LARGE) is not None
    assert engine.declare(LARGE) is None
    with pytest.raises(EngineError, match="size is large and cannot be small as well"):
        engine.declare(AttributeValue(attribute="size", value="small"))
    with pytest.raises(EngineError, match="huge is no value of risk"):
        engine.declare(AttributeValue(attribute="risk", value="huge"))
    before = on_agenda(engine)
    assert engine.declare(Fact(anything="else")) is not None
    assert engine.declare(Fact(anything="else")) is None
    assert on_agenda(engine) == before


def test_activations_tell_their_facts(engine: CaseEngine) -> None:
    engine.declare(LARGE)
    activation = engine.agenda.activations[-1]
    assert {fact["value"] for fact in activation.facts if "value" in fact} == {"large"}


def test_firings_are_logged_for_who_listens(engine: CaseEngine, caplog: pytest.LogCaptureFixture) -> None:
    engine.declare(LARGE)
    with caplog.at_level(logging.INFO, logger="experta.watchers.RULES"):
        engine.run()
    lines = [record.getMessage() for record in caplog.records if record.name == "experta.watchers.RULES"]
    assert [line.partition(":")[0] for line in lines] == [
        "FIRE concludes",
        "FIRE (merge 0)",
        "FIRE reads",
        "FIRE (merge 1)",
    ]


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(st.data(), rule_bases())
def test_retracting_undoes_declaring(data: st.DataObject, base: RuleBase) -> None:
    engine = IndexedCaseEngine(Program(CompiledRules(base.rules, base.attributes)))
    engine.reset()
    case = data.draw(facts(base.attributes))
    passing = data.draw(st.sets(st.sampled_from(sorted(case)))) if case else set()
    kept = [AttributeValue(attribute=name, value=value) for name, value in case.items() if name not in passing]
    engine.declare(*kept)
    before = on_agenda(engine)
    for name in sorted(passing):
        engine.retract(engine.declare(AttributeValue(attribute=name, value=case[name])))
    assert on_agenda(engine) == before
