"""What can still be true when some answers are open, found without trying them.

Every attribute gets the set of values it can still take, "nothing known" being one of them, and every condition the set
of truth values it can still have, as if its tests varied independently. That errs on one side only: what is called
impossible is impossible, and what is called sure is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from typing_extensions import assert_never

from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown, tests
from advisor.model.rule import Rule
from advisor.reasoning.strata import stratify

NEVER, MAYBE, SURE = 0, 1, 2
"""Whether a rule fires: on no answers, on some of them, on all."""

NOTHING = 1
"""The bit, in an attribute's set of possible values, of "nothing known"; the values follow in the domain's order."""

TRUE, FALSE, OPEN = 1, 2, 4
"""Truth values as bits, so that a set of them is a number; ``OPEN`` is Kleene's third."""

Values = list[int]
"""For each attribute the set of values it can still take, as a number with a bit for each."""


class Case:
    """A rule made ready for sets of values. Of the parts of its condition, ``simple`` are the tests, each as the
    attribute's place and the values that pass; ``others`` tell their standing when called."""

    __slots__ = ("attributes", "concludes", "others", "rule", "simple")

    def __init__(self, rule: Rule, places: Mapping[str, int], attributes: Mapping[str, Attribute]):
        self.rule = rule
        self.attributes = tuple({places[test.attribute]: None for test in tests(rule.when)})
        self.concludes = tuple(
            (places[name], 2 << attributes[name].domain.index(value)) for name, value in rule.then.conclude.items()
        )
        parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
        self.simple = tuple(
            (places[part.attribute], _passing(part, attributes))
            for part in parts
            if isinstance(part, (Is, Known, Unknown))
        )
        self.others = tuple(
            _standing(part, places, attributes) for part in parts if not isinstance(part, (Is, Known, Unknown))
        )

    def standing(self, possible: Values) -> int:
        """Whether the rule fires: ``NEVER``, ``MAYBE`` or ``SURE``."""
        standing = SURE
        for place, passing in self.simple:
            values = possible[place]
            if not values & passing:
                return NEVER
            if values & ~passing:
                standing = MAYBE
        for other in self.others:
            of_part = other(possible)
            if of_part < standing:
                if of_part == NEVER:
                    return NEVER
                standing = of_part
        return standing


class Spread:
    """A set of rules, worked through in an order in which each stands after all that its tests depend on."""

    def __init__(self, rules: Iterable[Rule], attributes: Mapping[str, Attribute]):
        rules = list(rules)
        strata = stratify(rules)
        self.attributes = attributes
        self.places = {name: index for index, name in enumerate(attributes)}
        self.cases = [
            Case(rule, self.places, attributes) for rule in sorted(rules, key=lambda rule: (strata[rule.id], rule.id))
        ]
        # A conclusion is settled by the last rule that can draw it.
        last = {place: index for index, case in enumerate(self.cases) for place, _ in case.concludes}
        merges = [attribute.merge for attribute in attributes.values()]
        self._settled: list[tuple[tuple[int, str | None], ...]] = [
            tuple((place, merges[place]) for place, at in last.items() if at == index)
            for index in range(len(self.cases))
        ]
        self._start = [
            NOTHING if attribute.derived else (2 << len(attribute.domain)) - 1 for attribute in attributes.values()
        ]

    def settle(self, answers: Mapping[str, str | None]) -> tuple[Values, list[int]]:
        """The possible values of every attribute, and the standing of every case.

        Inputs that ``answers`` does not name are open; those it gives as None stay unknown.
        """
        possible = self._start.copy()
        for name, value in answers.items():
            possible[self.places[name]] = NOTHING if value is None else 2 << self.attributes[name].domain.index(value)
        sure = [0] * len(possible)
        maybe = [0] * len(possible)
        standings = []
        for case, settled in zip(self.cases, self._settled, strict=True):
            standing = case.standing(possible)
            standings.append(standing)
            if standing and case.concludes:
                into = sure if standing == SURE else maybe
                for place, bit in case.concludes:
                    into[place] |= bit
            for place, merge in settled:
                possible[place] = _merged(merge, sure[place], maybe[place])
        return possible, standings


def _merged(merge: str | None, sure: int, maybe: int) -> int:
    """The values a conclusion can end with when ``sure`` are drawn for certain and ``maybe`` perhaps."""
    if not sure:
        return NOTHING | maybe
    if merge == "highest":
        floor = 1 << (sure.bit_length() - 1)
        return floor | (maybe & -floor)
    if merge == "lowest":
        ceiling = sure & -sure
        return ceiling | (maybe & (2 * ceiling - 1))
    return sure | maybe


def _passing(test: Is | Known | Unknown, attributes: Mapping[str, Attribute]) -> int:
    """The values that pass a test, as a set of bits."""
    if isinstance(test, Unknown):
        return NOTHING
    domain = attributes[test.attribute].domain
    if isinstance(test, Known):
        return (2 << len(domain)) - 1 - NOTHING
    return sum(2 << index for index, value in enumerate(domain) if value in test.allowed)


def _standing(
    condition: Condition, places: Mapping[str, int], attributes: Mapping[str, Attribute]
) -> Callable[[Values], int]:
    """A function from possible values to the standing of the condition: the least of the parts of an ``all``, the
    greatest of an ``any``. Only under a ``not`` does it matter whether what is not true is false or open."""
    if isinstance(condition, (Is, Known, Unknown)):
        place, passing = places[condition.attribute], _passing(condition, attributes)
        return lambda possible: (
            NEVER if not possible[place] & passing else MAYBE if possible[place] & ~passing else SURE
        )
    if isinstance(condition, (All, Any)):
        parts = [_standing(each, places, attributes) for each in condition.parts]
        if isinstance(condition, All):
            return lambda possible: min([part(possible) for part in parts])
        return lambda possible: max([part(possible) for part in parts])
    verdict = _verdict(condition, places, attributes)

    def of_verdict(possible: Values) -> int:
        found = verdict(possible)
        return SURE if found == TRUE else MAYBE if found & TRUE else NEVER

    return of_verdict


def _verdict(
    condition: Condition, places: Mapping[str, int], attributes: Mapping[str, Attribute]
) -> Callable[[Values], int]:
    """A function from possible values to the set of truth values that the condition can have."""
    if isinstance(condition, (Is, Known, Unknown)):
        place, passing = places[condition.attribute], _passing(condition, attributes)
        if isinstance(condition, Is):

            def of_value(possible: Values) -> int:
                values = possible[place]
                return (
                    (TRUE if values & passing else 0)
                    | (OPEN if values & NOTHING else 0)
                    | (FALSE if values & ~passing & ~NOTHING else 0)
                )

            return of_value

        def of_state(possible: Values) -> int:
            values = possible[place]
            return (TRUE if values & passing else 0) | (FALSE if values & ~passing else 0)

        return of_state
    if isinstance(condition, Not):
        part = _verdict(condition.part, places, attributes)
        return lambda possible: _negated(part(possible))
    if isinstance(condition, (All, Any)):
        parts = [_verdict(each, places, attributes) for each in condition.parts]
        if isinstance(condition, All):
            return lambda possible: _joint(part(possible) for part in parts)
        return lambda possible: _negated(_joint(_negated(part(possible)) for part in parts))
    assert_never(condition)


def _negated(found: int) -> int:
    return (found & OPEN) | (TRUE if found & FALSE else 0) | (FALSE if found & TRUE else 0)


def _joint(parts: Iterable[int]) -> int:
    """The truth values that a conjunction can have."""
    joint = TRUE
    for part in parts:
        if part != TRUE:
            joint = (
                (joint & part & TRUE)
                | ((joint | part) & FALSE)
                | (OPEN if (joint & OPEN and part & (OPEN | TRUE)) or (part & OPEN and joint & TRUE) else 0)
            )
    return joint
