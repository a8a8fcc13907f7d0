"""What one run does: strata, merging, negation, faults; and that runs do not touch one another."""

from __future__ import annotations

import gc
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from typing import Literal

import pytest

from advisor.engine import Engine
from advisor.engine.experta_shim import FactCapture, FeatureCheck
from advisor.errors import EngineError
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.rule import Rule
from advisor.model.states import about_cases
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from benchmarks.rulebases import cases, drawn
from tests.strategies import attribute, is_in, rule

Matcher = Literal["indexed", "rete"]
SIZE = attribute("size", ("small", "medium", "large"))
COLOUR = attribute("colour", ("red", "green"), scale="nominal")
RISK = attribute("risk", ("low", "medium", "high"), merge="highest")
EASE = attribute("ease", ("low", "medium", "high"), merge="lowest")
KIND = attribute("kind", ("plain", "odd"), merge="single", scale="nominal")
VOCABULARY = {one.name: one for one in (SIZE, COLOUR, RISK, EASE, KIND)}


@pytest.fixture(params=["indexed", "rete"])
def matcher(request: pytest.FixtureRequest) -> Matcher:
    return request.param  # type: ignore[no-any-return]


def run(matcher: Matcher, rules: list[Rule], **facts: str) -> Trace:
    return Engine(CompiledRules(rules, VOCABULARY), matcher).run(facts)


def fired(trace: Trace) -> list[str]:
    return [firing.rule for firing in trace.firings]


def test_firings_tell_rule_facts_and_what_it_concluded(matcher: Matcher) -> None:
    rules = [
        rule("b-second", All(parts=(is_in("size", "large"), is_in("colour", "red", "green"))), recommend=("x",)),
        rule("a-first", is_in("size", "medium", "large"), conclude={"risk": "low"}),
        rule("c-not-this", is_in("size", "small")),
    ]
    trace = run(matcher, rules, colour="red", size="large")
    assert trace.facts == {"size": "large", "colour": "red"}
    assert list(trace.facts) == ["size", "colour"], "in the vocabulary's order"
    assert trace.conclusions == {"risk": "low", "advice.x": "open"}
    assert [firing._asdict() for firing in trace.firings] == [
        {"seq": 1, "rule": "a-first", "facts": {"size": "large"}, "unknown": (), "concluded": {"risk": "low"}},
        {
            "seq": 2,
            "rule": "b-second",
            "facts": {"size": "large", "colour": "red"},
            "unknown": (),
            "concluded": {"advice.x": "open"},
        },
    ]


def test_conclusions_merge_at_the_end_of_their_stratum(matcher: Matcher) -> None:
    rules = [
        rule("a", is_in("size", "large"), conclude={"risk": "low", "ease": "medium"}),
        rule("b", is_in("size", "large"), conclude={"risk": "medium", "ease": "high"}),
        rule("reader", is_in("risk", "low")),
        rule("other-reader", All(parts=(is_in("risk", "medium"), is_in("ease", "medium")))),
    ]
    trace = run(matcher, rules, size="large")
    assert about_cases(trace.conclusions) == {"risk": "medium", "ease": "medium"}
    assert fired(trace) == ["a", "b", "other-reader"]
    assert trace.firings[2].facts == {"risk": "medium", "ease": "medium"}


def test_two_values_for_an_attribute_of_one_name_both_rules(matcher: Matcher) -> None:
    rules = [
        rule("says-plain", is_in("size", "large"), conclude={"kind": "plain"}),
        rule("says-odd", is_in("colour", "red"), conclude={"kind": "odd"}),
    ]
    engine = Engine(CompiledRules(rules, VOCABULARY), matcher)
    with pytest.raises(EngineError, match=r"kind can hold one value.*odd by says-odd, plain by says-plain"):
        engine.run({"size": "large", "colour": "red"})
    assert engine.run({"size": "large"}).conclusions == {"kind": "plain"}, "clean after the error"
    assert fired(engine.run({"size": "large"})) == ["says-plain"]


def test_unknown_of_a_conclusion_waits_until_no_rule_can_draw_it(matcher: Matcher) -> None:
    rules = [
        rule("z-concludes", is_in("size", "large"), conclude={"risk": "low"}),
        rule("a-misses-it", Unknown(attribute="risk")),
        rule("b-has-it", Known(attribute="risk")),
    ]
    assert fired(run(matcher, rules, size="large")) == ["z-concludes", "b-has-it"]
    without = run(matcher, rules, size="small")
    assert fired(without) == ["a-misses-it"]
    assert without.firings[0].unknown == ("risk",)


@pytest.mark.parametrize(
    ("condition", "fires"),
    [
        (Is(attribute="size", form="not", operand=("small",), allowed=("medium", "large")), False),
        (Not(part=is_in("size", "small")), False),
        (Not(part=Any(parts=(is_in("size", "small"), is_in("colour", "green")))), False),
        (Not(part=All(parts=(is_in("size", "small"), is_in("colour", "green")))), True),
        (Not(part=Known(attribute="size")), True),
        (Not(part=Unknown(attribute="size")), False),
        (Any(parts=(is_in("size", "small"), Not(part=is_in("colour", "green")))), True),
        (All(parts=()), True),
        (Any(parts=()), False),
        (Not(part=Any(parts=())), True),
        (Not(part=All(parts=())), False),
    ],
)
def test_unknown_is_read_as_neither_true_nor_false(matcher: Matcher, condition: Condition, fires: bool) -> None:
    trace = run(matcher, [rule("it", condition)], colour="red")
    assert fired(trace) == (["it"] if fires else [])


def test_an_any_fires_once_and_names_every_true_part(matcher: Matcher) -> None:
    parts = (is_in("colour", "red"), is_in("size", "large"), Unknown(attribute="risk"), is_in("kind", "odd"))
    trace = run(matcher, [rule("it", Any(parts=parts))], size="large", colour="red")
    assert [(f.seq, list(f.facts), f.unknown) for f in trace.firings] == [(1, ["colour", "size"], ("risk",))]


def test_what_is_no_valid_input_is_refused() -> None:
    engine = Engine(CompiledRules([rule("it", is_in("size", "small"))], VOCABULARY))
    for facts in ({"size": "huge"}, {"weight": "small"}, {"risk": "low"}):
        with pytest.raises(EngineError):
            engine.run(facts)


def test_rules_about_attributes_that_are_not_there_are_refused() -> None:
    for wrong in (rule("it", is_in("weight", "small")), rule("it", is_in("size", "small"), conclude={"weight": "x"})):
        with pytest.raises(EngineError, match="weight"):
            Engine(CompiledRules([wrong], VOCABULARY))


def test_an_engine_that_failed_is_not_used_again(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(CompiledRules([rule("it", is_in("size", "small"), conclude={"risk": "low"})], VOCABULARY), matcher)
    expected = engine.run({"size": "small"})
    with monkeypatch.context() as patch:
        patch.setattr("advisor.engine.case_engine.WorkingMemory.declare", lambda self, fact: 1 / 0)
        with pytest.raises(EngineError, match="ZeroDivisionError"):
            engine.run({"size": "small"})
    assert not engine._idle
    assert engine.run({"size": "small"}) == expected


def test_changing_a_trace_changes_no_later_one(matcher: Matcher) -> None:
    base = [rule("it", is_in("size", "small"), conclude={"risk": "low"})]
    engine = Engine(CompiledRules(base, VOCABULARY), matcher)
    first = engine.run({"size": "small"})
    first.facts.clear()
    first.conclusions.clear()
    first.firings[0].facts.clear()
    first.firings[0].concluded.clear()
    assert engine.run({"size": "small"}).firings[0].concluded == {"risk": "low"}
    assert engine.run({"size": "small"}).firings[0].facts == {"size": "small"}
    assert base[0].then.conclude == {"risk": "low"}


@pytest.fixture
def hasty_switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.no_cover
@pytest.mark.usefixtures("hasty_switching")
@pytest.mark.parametrize(("matcher", "number"), [("indexed", 200), ("rete", 12)])
def test_eight_threads_get_what_one_gets(matcher: Matcher, number: int) -> None:
    base = drawn(40)
    engine = Engine(CompiledRules(base.rules, base.attributes), matcher)
    given = cases(base.attributes, number, 30)
    expected = [engine.run(case) for case in given]
    wrong: list[int] = []

    def work() -> None:
        wrong.extend(n for n, case in enumerate(given) if engine.run(case) != expected[n])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(engine._idle) <= 8


def test_loading_again_and_again_leaves_nothing_in_experta_s_caches() -> None:
    base = drawn(20)
    case = cases(base.attributes, 1, 20)[0]

    def load() -> tuple[int, int]:
        Engine(CompiledRules(base.rules, base.attributes), "rete").run(case)
        return len(FactCapture._instances), len(FeatureCheck._instances)

    first = load()
    assert {load() for _ in range(5)} == {first}


@pytest.mark.no_cover
@pytest.mark.parametrize(("matcher", "number"), [("indexed", 300), ("rete", 20)])
def test_runs_and_loads_end_where_they_began(matcher: Matcher, number: int) -> None:
    base = drawn(20)
    given = cases(base.attributes, 10, 20)
    engine = Engine(CompiledRules(base.rules, base.attributes), matcher)

    def spend() -> int:
        for case in given * (number // 10):
            engine.run(case)
        for _ in range(3):
            Engine(CompiledRules(base.rules, base.attributes), matcher).run(given[0])
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        spend()
        before = spend()
        grown = spend() - before
    finally:
        tracemalloc.stop()
    assert grown < 20_000, f"{grown} bytes"
