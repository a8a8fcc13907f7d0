"""From compiled conditions to Experta's patterns, conjunctions, alternatives, and ``NOT`` of a pattern for "nothing is
known"."""

from __future__ import annotations

from typing import Any as AnyValue
from typing import TypeAlias

from typing_extensions import assert_never

from advisor.engine.experta_shim import AND, NOT, OR, Fact, InitialFact, P
from advisor.reasoning.compiled import NOTHING, CompiledRules, Every, Form, Passes, Some, joined_tests


class AttributeValue(Fact):  # type: ignore[misc]
    """The fact that an attribute has a value: ``AttributeValue(attribute="sales_channel", value="direct")``.

    As a pattern it leaves the value out, or has a ``OneOf`` in its place.
    """


class OneOf(frozenset[str]):
    """The predicate that a value is one of some."""

    def __call__(self, value: str) -> bool:
        return value in self


Element: TypeAlias = AnyValue
"""What stands on the left side of an Experta rule: a pattern, ``AND``, ``OR`` or ``NOT``. Experta has no types."""


class Patterns:
    """Translates compiled conditions; equal tests become the same pattern, with the same predicate.

    Experta would expand alternatives into a disjunctive normal form, so those over one attribute become one pattern.
    """

    def __init__(self, rules: CompiledRules):
        self._rules = rules
        self._made: dict[tuple[str, OneOf | None], Fact] = {}

    def translate(self, form: Form) -> Element:
        """The element that is matched when the condition holds."""
        if isinstance(form, Passes):
            return self._test(form)
        if isinstance(form, Every):
            return _conjunction([self.translate(part) for part in form.parts])
        if isinstance(form, Some):
            return _alternatives([self.translate(part) for part in joined_tests(form.parts)])
        assert_never(form)

    def _test(self, test: Passes) -> Element:
        name = self._rules.names[test.place]
        if test.values == NOTHING:
            return NOT(self._pattern(name, None))
        known = test.values == self._rules.whole[test.place]
        return self._pattern(name, None if known else OneOf(self._rules.values(test.place, test.values)))

    def _pattern(self, attribute: str, allowed: OneOf | None) -> Fact:
        if allowed is not None and not allowed:
            return NEVER
        if (attribute, allowed) not in self._made:
            fields: dict[str, AnyValue] = {} if allowed is None else {"value": P(allowed)}
            pattern = AttributeValue(attribute=attribute, **fields)
            # A name of our own: Experta would name the pattern by its address, which differs each time.
            pattern.__bind__ = f"__{attribute}:{'*' if allowed is None else ','.join(sorted(allowed))}__"
            self._made[attribute, allowed] = pattern
        return self._made[attribute, allowed]


NEVER = AttributeValue(attribute="", value=P(OneOf()))
"""A pattern that no fact matches. It and the initial fact, which is always there, stand alone or not at all."""


def allowed_values(element: Element) -> OneOf | None:
    """The values that a pattern allows; None for a pattern without, and for what is no pattern."""
    if isinstance(element, AttributeValue) and "value" in element:
        allowed: OneOf = element["value"].match
        return allowed
    return None


def _conjunction(parts: list[Element]) -> Element:
    flat = list(dict.fromkeys(part for part in _flat(parts, AND) if not isinstance(part, InitialFact)))
    if NEVER in flat:
        return NEVER
    if len(flat) == 1:
        return flat[0]
    return AND(*flat) if flat else InitialFact()


def _alternatives(parts: list[Element]) -> Element:
    flat = [part for part in _flat(parts, OR) if part is not NEVER]
    if any(isinstance(part, InitialFact) for part in flat):
        return InitialFact()
    if len(flat) == 1:
        return flat[0]
    return OR(*flat) if flat else NEVER


def _flat(parts: list[Element], kind: AnyValue) -> list[Element]:
    return [inner for part in parts for inner in (part if type(part) is kind else [part])]
