"""The smallest sets against brute force: every set of answers tried, on small drawn rule bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine import Engine
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.explain.smallest import smallest_sets
from advisor.model.condition import All
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from tests.strategies import RuleBase, attribute, facts, is_in, rule, rule_bases
from tests.unit.explain.bases import UNHURRIED


def choices_of(base: RuleBase, given_facts: Mapping[str, str], withdrawing: bool) -> dict[str, list[str | None]]:
    return {
        name: [value for value in (*one.domain, *((None,) if withdrawing else ())) if value != given_facts.get(name)]
        for name, one in base.inputs.items()
    }


def met(trace: Trace, goal: Goal) -> bool:
    if isinstance(goal, Concluded):
        return trace.conclusions.get(goal.attribute) in goal.values
    fired = {firing.rule for firing in trace.firings}
    return any(rule.id in fired for rule in goal.rules) is goal.wanted


def tried(
    base: RuleBase, goal: Goal, given_facts: Mapping[str, str], choices: Mapping[str, list[str | None]]
) -> Iterator[frozenset[tuple[str, str | None]]]:
    """Every smallest set, found by running every set there is."""
    engine = Engine(CompiledRules(base.rules, base.attributes))
    smallest: list[frozenset[tuple[str, str | None]]] = []
    for size in range(len(choices) + 1):
        for names in combinations(choices, size):
            for values in product(*(choices[name] for name in names)):
                answers = frozenset(zip(names, values, strict=True))
                if any(smaller <= answers for smaller in smallest):
                    continue
                after = {**given_facts, **dict(answers)}
                if met(engine.run({name: value for name, value in after.items() if value is not None}), goal):
                    smallest.append(answers)
    yield from smallest


@st.composite
def goals(draw: st.DrawFn, base: RuleBase) -> Goal:
    derived = [one for one in base.attributes.values() if one.derived]
    concluded: bool = bool(derived) and draw(st.booleans())
    if concluded:
        one = draw(st.sampled_from(derived))
        values: st.SearchStrategy[str | None] = st.sampled_from((*one.domain, None))
        return Concluded(one.name, frozenset(draw(st.sets(values, min_size=1))))
    some = st.lists(st.sampled_from(list(base.rules.values())), min_size=1, max_size=3, unique_by=lambda rule: rule.id)
    rules = draw(some)
    return Fires(tuple(rules), draw(st.booleans()))


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_finds_exactly_the_smallest_sets(data: st.DataObject) -> None:
    base = data.draw(rule_bases())
    goal = data.draw(goals(base))
    given_facts = data.draw(facts(base.attributes))
    choices = choices_of(base, given_facts, data.draw(st.booleans()))
    found = smallest_sets(CompiledRules(base.rules, base.attributes), goal, given_facts, choices, budget=100_000_000)
    assert found.complete
    assert {frozenset(each.items()) for each in found.sets} == set(tried(base, goal, given_facts, choices))
    assert [len(each) for each in found.sets] == sorted(len(each) for each in found.sets)


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_what_a_cut_off_search_finds_is_smallest_all_the_same(data: st.DataObject) -> None:
    base = data.draw(rule_bases())
    goal = data.draw(goals(base))
    given_facts = data.draw(facts(base.attributes))
    choices = choices_of(base, given_facts, withdrawing=True)
    whole = smallest_sets(CompiledRules(base.rules, base.attributes), goal, given_facts, choices, budget=100_000_000)
    part = smallest_sets(
        CompiledRules(base.rules, base.attributes),
        goal,
        given_facts,
        choices,
        budget=data.draw(st.integers(0, 300)),
    )
    assert part.sets == whole.sets[: len(part.sets)]
    assert part.complete <= (part.sets == whole.sets)
    assert part.spent <= whole.spent


def test_of_several_rules_none_that_is_cut_off_lets_larger_sets_of_others_be_told() -> None:
    """A search that ends early may have missed small sets, so nothing as large may be told as if it were complete."""
    names = [f"input_{number}" for number in range(1, 6)]
    attributes = {name: attribute(name, ("one", "two", "three")) for name in names}
    wide = rule("wide", All(parts=tuple(is_in(name, "one", "two") for name in names)))
    narrow = rule("narrow", All(parts=tuple(is_in(name, "three") for name in names[:4])))
    rules = CompiledRules([narrow, wide], attributes)
    choices: dict[str, list[str | None]] = {name: ["one", "two", "three"] for name in names}
    goal = Fires((narrow, wide))
    whole = smallest_sets(rules, goal, {}, choices)
    assert whole.complete and sorted({len(each) for each in whole.sets}) == [4, 5]
    one = smallest_sets(rules, Fires((narrow,)), {}, choices)
    part = smallest_sets(rules, goal, {}, choices, budget=one.spent + 5)
    assert not part.complete and part.sets == ()
    one = smallest_sets(rules, Fires((wide,)), {}, choices)
    later = smallest_sets(rules, Fires((wide, narrow)), {}, choices, budget=one.spent + 5)
    assert not later.complete and later.sets == (), "the smaller sets of the second rule were not reached"
    nearly = smallest_sets(rules, goal, {}, choices, budget=whole.spent - 3)
    assert not nearly.complete and nearly.sets == whole.sets[: len(nearly.sets)] and nearly.sets
