"""From the rules' conditions to Experta's patterns.

``not`` is pushed down to the tests first. Over a closed vocabulary that takes none of Kleene's meaning away: a value
that is known and not among some is one of the others, and ``known`` and ``unknown`` are each other's opposite. So what
is left is patterns, conjunctions, alternatives, and ``NOT`` of a pattern for "nothing is known".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as AnyValue
from typing import TypeAlias

from typing_extensions import assert_never

from advisor.engine.experta_shim import AND, NOT, OR, Fact, InitialFact, P
from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown


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
    """Translates conditions over a vocabulary; equal tests become the same pattern, with the same predicate.

    Experta would expand alternatives into a disjunctive normal form, so those over one attribute become one pattern.
    """

    def __init__(self, attributes: Mapping[str, Attribute]):
        self._attributes = attributes
        self._made: dict[tuple[str, OneOf | None], Fact] = {}

    def translate(self, condition: Condition, holds: bool = True) -> Element:
        """The element that is matched when the condition is true (or, unless ``holds``, when it is false)."""
        if isinstance(condition, Is):
            allowed = condition.allowed
            if not holds:
                allowed = tuple(value for value in self._domain(condition.attribute) if value not in allowed)
            return self._pattern(condition.attribute, OneOf(allowed))
        if isinstance(condition, Known):
            return self._known(condition.attribute, holds)
        if isinstance(condition, Unknown):
            return self._known(condition.attribute, not holds)
        if isinstance(condition, Not):
            return self.translate(condition.part, not holds)
        if isinstance(condition, (All, Any)):
            parts = [self.translate(part, holds) for part in condition.parts]
            return _conjunction(parts) if isinstance(condition, All) is holds else self._alternatives(parts)
        assert_never(condition)

    def _known(self, attribute: str, holds: bool) -> Element:
        pattern = self._pattern(attribute, None)
        return pattern if holds else NOT(pattern)

    def _domain(self, attribute: str) -> tuple[str, ...]:
        if attribute not in self._attributes:
            raise EngineError(f"a rule tests {attribute!r}, which is no attribute")
        return self._attributes[attribute].domain

    def _pattern(self, attribute: str, allowed: OneOf | None) -> Fact:
        self._domain(attribute)
        if allowed is not None and not allowed:
            return NEVER
        if (attribute, allowed) not in self._made:
            fields: dict[str, AnyValue] = {} if allowed is None else {"value": P(allowed)}
            pattern = AttributeValue(attribute=attribute, **fields)
            # A name of our own: Experta would name the pattern by its address, which differs each time.
            pattern.__bind__ = f"__{attribute}:{'*' if allowed is None else ','.join(sorted(allowed))}__"
            self._made[attribute, allowed] = pattern
        return self._made[attribute, allowed]

    def _alternatives(self, parts: list[Element]) -> Element:
        """``OR`` of the parts; value tests on the same attribute become one, at the place of the first."""
        flat = [part for part in _flat(parts, OR) if part is not NEVER]
        if any(isinstance(part, InitialFact) for part in flat):
            return InitialFact()
        merged: dict[AnyValue, Element] = {}
        for part in flat:
            allowed = allowed_values(part)
            if allowed is None:
                merged[len(merged)] = part
                continue
            attribute = part["attribute"]
            before = allowed_values(merged[attribute]) if attribute in merged else OneOf()
            merged[attribute] = self._pattern(attribute, OneOf((before or OneOf()) | allowed))
        if len(merged) == 1:
            return next(iter(merged.values()))
        return OR(*merged.values()) if merged else NEVER


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


def _flat(parts: list[Element], kind: AnyValue) -> list[Element]:
    return [inner for part in parts for inner in (part if type(part) is kind else [part])]
