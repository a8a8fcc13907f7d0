"""Conditions as rule files write them, turned into nodes and held against the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any as AnyValue

from advisor.errors import Issue, Nearest, counted_only, listed, shown
from advisor.loading.document import Path_
from advisor.loading.shaping import Locate
from advisor.model.attribute import BOOLEANS, Attribute
from advisor.model.condition import STATES, All, Any, Condition, Is, Not
from advisor.model.forms import FORMS, IS, Form
from advisor.model.states import piece_of

COMBINATORS = ("all", "any", "not")
LEVELS = 12
"""How deep ``all``, ``any`` and ``not`` may nest; more than a person can read aloud is a mistake."""


def parse_condition(
    data: AnyValue, attributes: Mapping[str, Attribute], issue: Locate, issues: list[Issue], path: Path_
) -> Condition | None:
    """The condition, or None with every fault added to ``issues``."""
    return _Parser(attributes, issue, issues).conjunction(data, path, 0)


def plain_value(value: AnyValue, attribute: Attribute) -> str | None:
    """A scalar as a value of the attribute: ``true`` and ``false`` are read as yes and no where it has these."""
    if isinstance(value, bool):
        return BOOLEANS[value] if BOOLEANS[value] in attribute.values else None
    return value if isinstance(value, str) else None


class _Parser:
    def __init__(self, attributes: Mapping[str, Attribute], issue: Locate, issues: list[Issue]):
        self.attributes = attributes
        self.issue = issue
        self.issues = issues

    def fault(
        self,
        path: Path_,
        what: str,
        expected: str = "",
        hint: str | Nearest = "",
        code: str = "condition",
        of_key: bool = False,
    ) -> None:
        if not counted_only(self.issues):
            self.issues.append(self.issue(path, what, expected, hint, code, of_key))

    def conjunction(self, data: AnyValue, path: Path_, level: int) -> Condition | None:
        if level > LEVELS:
            self.fault(path, f"all, any and not nest deeper than {LEVELS} levels", "a simpler condition")
            return None
        if not isinstance(data, dict) or not data:
            self.fault(path, "this is no condition", "a mapping of attributes, all, any, not")
            return None
        parts: list[Condition] = []
        sound = True
        for key, value in data.items():
            part = (self.combined if key in COMBINATORS else self.test)(key, value, (*path, key), level)
            sound = sound and part is not None
            if part is not None:
                parts.append(part)
        if not sound:
            return None
        return parts[0] if len(parts) == 1 else All.unvalidated(node="all", parts=tuple(parts))

    def combined(self, key: str, value: AnyValue, path: Path_, level: int) -> Condition | None:
        if key == "not":
            part = self.conjunction(value, path, level + 1)
            return Not.unvalidated(node="not", part=part) if part is not None else None
        if not isinstance(value, list) or not value:
            self.fault(path, f"{key} holds no list", f"{key}: followed by a list of conditions")
            return None
        parts = [self.conjunction(each, (*path, index), level + 1) for index, each in enumerate(value)]
        sound = tuple(part for part in parts if part is not None)
        if len(sound) != len(parts):
            return None
        if key == "all":
            return All.unvalidated(node="all", parts=sound)
        return Any.unvalidated(node="any", parts=sound)

    def test(self, name: str, value: AnyValue, path: Path_, level: int) -> Condition | None:
        attribute = self.attributes.get(name)
        if attribute is None and (piece := piece_of(name)) is not None:
            pieces = (each for known in self.attributes if (each := piece_of(known)) is not None)
            what, expected = f"there is no recommendation {shown(piece)}", "a recommendation of the knowledge base"
            self.fault(path, what, expected, Nearest(piece, pieces), "unknown-recommendation", True)
            return None
        if attribute is None:
            self.fault(
                path,
                f"there is no attribute {shown(name)}",
                "an attribute of the vocabulary, all, any or not",
                Nearest(name, chain(self.attributes, COMBINATORS)),
                "unknown-attribute",
                True,
            )
            return None
        if not isinstance(value, dict):
            return self.tested(attribute, IS, value, path)
        if len(value) != 1:
            self.fault(path, "a test has exactly one form", listed(list(FORMS)))
            return None
        ((form, operand),) = value.items()
        path = (*path, form)
        if form not in FORMS:
            self.fault(
                path, f"{shown(form)} is no form of test", listed(list(FORMS)), Nearest(form, FORMS), of_key=True
            )
            return None
        if form == IS.name and isinstance(operand, str) and operand in STATES:
            return STATES[operand].node(attribute=name)
        return self.tested(attribute, FORMS[form], operand, path)

    def value(self, attribute: Attribute, given: AnyValue, path: Path_) -> str | None:
        value = plain_value(given, attribute)
        if value in attribute.values:
            return value
        if isinstance(given, str) and given in STATES:
            self.fault(
                path, f"{shown(given)} is not a value of {attribute.name}", f"{{is: {given}}} to ask whether it is"
            )
            return None
        domain = attribute.domain
        self.fault(
            path,
            f"{shown(given)} is no value of {attribute.name}",
            listed(domain),
            Nearest(given, domain),
            "unknown-value",
        )
        return None

    def tested(self, attribute: Attribute, form: Form, operand: AnyValue, path: Path_) -> Condition | None:
        if not form.fits(attribute.scale):
            self.fault(path, f"{attribute.name} is nominal: its values have no order", "a value or a list of values")
            return None
        listing = isinstance(operand, list) and form.lists is not None
        if not listing and not form.bare:
            self.fault(path, f"{form.name} holds no list", f"{form.name}: followed by a list of values")
            return None
        given = operand if listing else [operand]
        if not given:
            self.fault(path, "the list of values is empty", listed(attribute.domain))
            return None
        named = [self.value(attribute, each, (*path, index) if listing else path) for index, each in enumerate(given)]
        values = tuple(value for value in named if value is not None)
        if len(values) != len(given):
            return None
        if len(set(values)) != len(values):
            self.fault(path, "a value stands here twice", "each value once")
            return None
        if listing and len(values) not in (lengths := form.lengths(attribute.domain)):
            counts = listed([str(length) for length in lengths])
            self.fault(path, "the list is too short or too long", f"this many values: {counts}")
            return None
        if form.ordinal and list(values) != sorted(values, key=attribute.domain.index):
            self.fault(path, "the values are not in their order", "from low to high")
            return None
        allowed = form.allowed(attribute.domain, values)
        if not allowed:
            self.fault(path, f"no value of {attribute.name} is left", "a test that some value passes")
            return None
        return Is.unvalidated(
            node="is", attribute=attribute.name, form=form.name, operand=values, allowed=tuple(allowed)
        )
