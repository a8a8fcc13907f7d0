"""The CLIPS program fires the same rules in the same order, and concludes and advises the same."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any as AnyValue

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.engine.clips import to_clips
from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Known, Not
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import outputs_of
from advisor.model.rule import Rule
from advisor.reasoning.compiled import CompiledRules
from tests.strategies import RuleBase, attribute, facts, is_in, rule, rule_bases

clips = pytest.importorskip("clips")


def loaded(rules: dict[str, Rule], attributes: dict[str, Attribute]) -> AnyValue:
    environment = clips.Environment()
    with TemporaryDirectory() as directory:
        path = Path(directory, "rules.clp")
        path.write_text(to_clips(CompiledRules(rules, attributes)), encoding="utf-8")
        environment.load(str(path))
    return environment


def outcome(environment: AnyValue, inputs: dict[str, str]) -> tuple[list[str], dict[str, str], set[tuple[str, str]]]:
    """The rules that fired, in order, what is known, and the advice."""
    environment.reset()
    known = environment.find_template("known")
    for name, value in inputs.items():
        known.assert_fact(attribute=_as_written(name), value=_as_written(value))
    environment.run()
    fired, facts, advice = [], {}, set()
    for fact in environment.facts():
        if fact.template.name == "fired":
            fired.append(str(fact["rule"]))
        elif fact.template.name == "known":
            assert str(fact["attribute"]) not in facts
            facts[str(fact["attribute"])] = str(fact["value"])
        elif fact.template.name == "advice":
            advice.add((str(fact["kind"]), str(fact["id"])))
    return fired, facts, advice


def _as_written(text: str) -> AnyValue:
    return clips.Symbol(text) if text.replace("_", "").replace("-", "").isalnum() and text[0].isalpha() else text


def expected(
    engine: Engine, rules: dict[str, Rule], inputs: dict[str, str]
) -> tuple[list[str], dict[str, str], set[tuple[str, str]]]:
    trace = engine.run(inputs)
    advice: set[tuple[str, str]] = set()
    for firing in trace.firings:
        advice |= {(output.kind, output.id) for output in outputs_of(rules[firing.rule])}
    return [firing.rule for firing in trace.firings], {**inputs, **trace.conclusions}, advice


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), rule_bases())
def test_drawn_rule_bases(data: st.DataObject, base: RuleBase) -> None:
    environment, engine = loaded(base.rules, base.attributes), Engine(CompiledRules(base.rules, base.attributes))
    for inputs in data.draw(st.lists(facts(base.attributes), min_size=1, max_size=3)):
        assert outcome(environment, inputs) == expected(engine, base.rules, inputs)


@pytest.fixture(scope="module")
def shipped(knowledge: KnowledgeBase) -> tuple[AnyValue, Engine]:
    return loaded(knowledge.rules, knowledge.attributes), Engine(CompiledRules(knowledge.rules, knowledge.attributes))


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_shipped_rule_base(data: st.DataObject, knowledge: KnowledgeBase, shipped: tuple[AnyValue, Engine]) -> None:
    inputs = data.draw(facts(knowledge.attributes))
    assert outcome(shipped[0], inputs) == expected(shipped[1], knowledge.rules, inputs)


def test_names_that_clips_would_misread_are_quoted() -> None:
    odd = attribute("odd", ('say "no"', "1.5", "a b", "back\\slash", "?x"))
    attributes = {"odd": odd, "found": attribute("found", ("1", "2"), merge="highest")}
    rules = {f"r{n}": rule(f"r{n}", is_in("odd", value), conclude={"found": "2"}) for n, value in enumerate(odd.domain)}
    environment, engine = loaded(rules, attributes), Engine(CompiledRules(rules, attributes))
    for value in odd.domain:
        assert outcome(environment, {"odd": value}) == expected(engine, rules, {"odd": value})


def test_a_fault_of_the_rules_ends_the_run() -> None:
    attributes = {"size": attribute("size", ("s", "l")), "kind": attribute("kind", ("a", "b"), merge="single")}
    rules = {
        "one": rule("one", is_in("size", "s"), conclude={"kind": "a"}),
        "two": rule("two", is_in("size", "s"), conclude={"kind": "b"}),
        "three": rule("three", Known(attribute="kind")),
    }
    fired, known, _ = outcome(loaded(rules, attributes), {"size": "s"})
    assert fired == ["one", "two"]
    assert "kind" not in known


def test_conditions_without_parts() -> None:
    attributes = {"size": attribute("size", ("s", "l"))}
    rules = {
        "always": rule("always", All(parts=())),
        "never": rule("never", Any(parts=())),
        "not-never": rule("not-never", Not(part=Any(parts=()))),
    }
    assert outcome(loaded(rules, attributes), {})[0] == ["always", "not-never"]
