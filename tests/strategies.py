"""Hypothesis strategies for vocabularies, conditions, rule bases and the facts of profiles.

A drawn rule base is sound: no cycles, and no two values concluded for an attribute that can hold one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from advisor.model.attribute import Attribute, Value
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.forms import FORMS
from advisor.model.rule import Consequence, Examples, Rule


class RuleBase(NamedTuple):
    rules: dict[str, Rule]
    attributes: dict[str, Attribute]

    @property
    def inputs(self) -> dict[str, Attribute]:
        return {name: attribute for name, attribute in self.attributes.items() if not attribute.derived}


def attribute(name: str, values: Sequence[str], merge: str | None = None, scale: str = "ordinal") -> Attribute:
    """An input, or with ``merge`` a derived attribute."""
    return Attribute(
        name=name,
        kind="input" if merge is None else "derived",
        label=name,
        question=None if merge else f"{name}?",
        why="for the test",
        findings=(),
        scale=scale,
        merge=merge,
        merge_why=None if merge in (None, "single") else "for the test",
        values={value: Value(label=value, observe=value) for value in values},
    )


def rule(name: str, when: Condition, **then: object) -> Rule:
    """A rule with just what matters for inference; recommends ``advice`` unless told what to do."""
    return Rule(
        id=name,
        topic="drawn",
        title=name,
        when=when,
        then=Consequence.model_validate(then or {"recommend": ("advice",)}),
        because="for the test",
        cites=("F1",),
        grade="stated",
        examples=Examples(fires=({},), misses=({},)),
    )


def is_in(name: str, *values: str) -> Is:
    return Is(attribute=name, operand=values, allowed=values)


def facts(attributes: Mapping[str, Attribute]) -> st.SearchStrategy[dict[str, str]]:
    """What a profile may say: any of the inputs, each with one of its values."""
    inputs = {name: st.sampled_from(one.domain) for name, one in attributes.items() if not one.derived}
    return st.fixed_dictionaries({}, optional=inputs)


def leaves(attributes: Mapping[str, Attribute]) -> st.SearchStrategy[Condition]:
    """One test on one of the attributes."""

    @st.composite
    def value_tests(draw: st.DrawFn) -> Is:
        one = attributes[draw(st.sampled_from(sorted(attributes)))]
        form = draw(st.sampled_from([each for each in FORMS.values() if each.fits(one.scale)]))
        most = max(form.lengths(one.domain), default=1)
        chosen = draw(st.sets(st.sampled_from(one.domain), min_size=1, max_size=most))
        operand = tuple(value for value in one.domain if value in chosen)
        allowed = form.allowed(one.domain, operand)
        return Is(attribute=one.name, form=form.name, operand=operand, allowed=allowed)

    names = st.sampled_from(sorted(attributes))
    states = st.sampled_from((Known, Unknown))
    return value_tests() | value_tests() | st.builds(lambda kind, name: kind(attribute=name), states, names)


def conditions(attributes: Mapping[str, Attribute]) -> st.SearchStrategy[Condition]:
    """Conditions of any shape, small enough for Experta's disjunctive normal form."""

    def combined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return (
            st.builds(lambda parts: All(parts=parts), parts)
            | st.builds(lambda parts: Any(parts=parts), parts)
            | st.builds(lambda part: Not(part=part), inner)
        )

    return st.recursive(leaves(attributes), combined, max_leaves=6)


@st.composite
def rule_bases(draw: st.DrawFn, max_rules: int = 12) -> RuleBase:
    """A sound rule base in which conclusions build on inputs and on earlier conclusions."""
    values = ("one", "two", "three", "four")
    inputs = [attribute(f"input_{n}", values[: draw(st.integers(2, 4))]) for n in range(1, draw(st.integers(2, 6)) + 1)]
    derived = [
        attribute(f"derived_{n}", values[:3], merge=draw(st.sampled_from(("single", "highest", "lowest"))))
        for n in range(1, draw(st.integers(0, 4)) + 1)
    ]
    only = {one.name: draw(st.sampled_from(one.domain)) for one in derived if one.merge == "single"}
    rules = []
    for n in draw(st.permutations(range(1, draw(st.integers(1, max_rules)) + 1))):
        concluded = draw(st.none() | st.sampled_from(derived)) if derived else None
        earlier = derived if concluded is None else derived[: derived.index(concluded)]
        when = draw(conditions({one.name: one for one in [*inputs, *earlier]}))
        if concluded is None:
            rules.append(rule(f"rule-{n}", when))
        else:
            value = only.get(concluded.name) or draw(st.sampled_from(concluded.domain))
            rules.append(rule(f"rule-{n}", when, conclude={concluded.name: value}))
    return RuleBase({one.id: one for one in rules}, {one.name: one for one in [*inputs, *derived]})
