"""Conditions of rules: a closed set of node types, each handled whole by whoever translates them.

Truth has three values. A test on an attribute that is unknown (an input not given, a conclusion not drawn) is neither
true nor false; ``All``, ``Any`` and ``Not`` follow Kleene's strong logic, and a rule fires only on true. ``Known`` and
``Unknown`` alone speak about the state of knowledge and are always true or false.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple
from typing import Any as AnyValue

from pydantic import AfterValidator, Field
from typing_extensions import assert_never

from advisor.model.base import AttributeName, Model
from advisor.model.forms import FORMS, IS, known_form


class Is(Model):
    """The attribute has one of ``allowed`` values.

    ``form`` and ``operand`` keep how the rule's author said it, ``form`` by its name in ``advisor.model.forms``;
    ``allowed`` is what that comes to.
    """

    node: Literal["is"] = "is"
    attribute: AttributeName
    form: Annotated[str, AfterValidator(known_form)] = IS.name
    operand: tuple[str, ...]
    allowed: tuple[str, ...]


class Known(Model):
    """Something is known about the attribute: an answer was given, or a conclusion drawn."""

    node: Literal["known"] = "known"
    attribute: AttributeName


class Unknown(Model):
    """Nothing is known about the attribute."""

    node: Literal["unknown"] = "unknown"
    attribute: AttributeName


class All(Model):
    """True when every part is true, false when one is false, else unknown."""

    node: Literal["all"] = "all"
    parts: tuple[Condition, ...]


class Any(Model):
    """True when one part is true, false when every part is false, else unknown."""

    node: Literal["any"] = "any"
    parts: tuple[Condition, ...]


class Not(Model):
    """True when the part is false, false when it is true, else unknown."""

    node: Literal["not"] = "not"
    part: Condition


Condition = Annotated[Is | Known | Unknown | All | Any | Not, Field(discriminator="node")]
Test = Is | Known | Unknown


class State(NamedTuple):
    """A test on whether anything is known: its node, and what people read of an input and of a conclusion."""

    node: type[Known] | type[Unknown]
    answered: str
    concluded: str


STATES = {
    "known": State(Known, "known", "concluded"),
    "unknown": State(Unknown, "unknown", "not concluded"),
}
"""What can stand behind ``is`` instead of a value, by the node's name, which is how rule files write it."""

All.model_rebuild()
Any.model_rebuild()
Not.model_rebuild()


def tests(condition: Condition) -> Iterator[Test]:
    """The leaves of a condition, from left to right."""
    if isinstance(condition, (Is, Known, Unknown)):
        yield condition
    elif isinstance(condition, (All, Any)):
        for part in condition.parts:
            yield from tests(part)
    elif isinstance(condition, Not):
        yield from tests(condition.part)
    else:
        assert_never(condition)


def authored(condition: Condition) -> dict[str, AnyValue]:
    """The condition as a rule file writes it."""
    if isinstance(condition, Is):
        bare = len(condition.operand) == 1 and FORMS[condition.form].bare
        operand: AnyValue = condition.operand[0] if bare else list(condition.operand)
        return {condition.attribute: operand if condition.form == IS.name else {condition.form: operand}}
    if isinstance(condition, (Known, Unknown)):
        return {condition.attribute: {IS.name: condition.node}}
    if isinstance(condition, Not):
        return {"not": authored(condition.part)}
    if isinstance(condition, Any):
        return {"any": [authored(part) for part in condition.parts]}
    if isinstance(condition, All):
        parts = [authored(part) for part in condition.parts]
        keys = [key for part in parts for key in part]
        if len(keys) == len(set(keys)):
            return {key: value for part in parts for key, value in part.items()}
        return {"all": parts}
    assert_never(condition)
