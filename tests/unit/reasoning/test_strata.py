"""Strata: every rule after the rules whose conclusions it tests, and no way out of a circle."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings

from advisor.model.condition import Not, Unknown
from advisor.model.condition import tests as leaves_of
from advisor.model.rule import Rule
from advisor.reasoning.index import RuleIndex
from advisor.reasoning.strata import CycleError, stratify
from tests.strategies import RuleBase, is_in, rule, rule_bases


def of(rules: Iterable[Rule]) -> dict[str, int]:
    return stratify(RuleIndex(rules))


def test_rules_on_inputs_come_first() -> None:
    assert of([rule("a", is_in("input", "x")), rule("b", Unknown(attribute="other"))]) == {"a": 0, "b": 0}


def test_a_rule_waits_for_the_last_rule_that_concludes_what_it_tests() -> None:
    rules = [
        rule("early", is_in("input", "x"), conclude={"first": "x"}),
        rule("late", is_in("second", "x"), conclude={"first": "y"}),
        rule("second", is_in("input", "x"), conclude={"second": "x"}),
        rule("reader", Not(part=is_in("first", "x"))),
    ]
    assert of(rules) == {"early": 0, "second": 0, "late": 1, "reader": 2}


def test_a_chain_longer_than_the_recursion_limit() -> None:
    rules = [rule(f"r{n}", is_in(f"a{n}", "x"), conclude={f"a{n + 1}": "x"}) for n in range(3000)]
    assert of(reversed(rules))["r2999"] == 2999


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_circle_is_named_from_its_first_member(turn: int) -> None:
    rules = [
        rule("one", is_in("c", "x"), conclude={"b": "x"}),
        rule("two", is_in("b", "x"), conclude={"d": "x"}),
        rule("three", Unknown(attribute="d"), conclude={"c": "x"}),
    ]
    with pytest.raises(CycleError) as caught:
        of(rules[turn:] + rules[:turn] + [rule("outside", is_in("b", "x"), conclude={"a": "x"})])
    assert caught.value.attributes == ("b", "d", "c")
    assert str(caught.value).endswith("b -> d -> c -> b")


def test_an_attribute_that_rests_on_itself() -> None:
    with pytest.raises(CycleError) as caught:
        of([rule("own", is_in("a", "x"), conclude={"a": "y"})])
    assert caught.value.attributes == ("a",)


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(rule_bases())
def test_the_definition(base: RuleBase) -> None:
    strata = of(base.rules.values())
    for one in base.rules.values():
        tested = {test.attribute for test in leaves_of(one.when)}
        before = [strata[other.id] for other in base.rules.values() if tested & other.then.drawn.keys()]
        assert strata[one.id] == 1 + max(before, default=-1)
