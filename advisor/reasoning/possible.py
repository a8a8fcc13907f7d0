"""What can still be true when some answers are open, found without trying them.

Every attribute gets the set of values it can still take (None for "nothing known"), and every condition the set of
truth values it can still have, as if its tests varied independently. That errs on one side only: what is called
impossible is impossible, and what is called sure is sure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from typing_extensions import assert_never

from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.rule import Rule
from advisor.reasoning.strata import stratify

TRUE, FALSE, OPEN = 1, 2, 4
"""Truth values as bits, so that a set of them is a number; ``OPEN`` is Kleene's third."""

Values = frozenset["str | None"]
NOTHING: Values = frozenset((None,))


def verdicts(condition: Condition, possible: Mapping[str, Values]) -> int:
    """The set of truth values that a condition can still have."""
    if isinstance(condition, Is):
        found = 0
        for value in possible[condition.attribute]:
            found |= OPEN if value is None else TRUE if value in condition.allowed else FALSE
        return found
    if isinstance(condition, (Known, Unknown)):
        values = possible[condition.attribute]
        absent, present = (TRUE, FALSE) if isinstance(condition, Unknown) else (FALSE, TRUE)
        return (absent if None in values else 0) | (present if values != NOTHING else 0)
    if isinstance(condition, Not):
        return _negated(verdicts(condition.part, possible))
    if isinstance(condition, All):
        return _joint(verdicts(part, possible) for part in condition.parts)
    if isinstance(condition, Any):
        return _negated(_joint(_negated(verdicts(part, possible)) for part in condition.parts))
    assert_never(condition)


def _negated(found: int) -> int:
    return (found & OPEN) | (TRUE if found & FALSE else 0) | (FALSE if found & TRUE else 0)


def _joint(parts: Iterable[int]) -> int:
    joint = TRUE
    for part in parts:
        if part == TRUE:
            continue
        joint = (
            (joint & part & TRUE)
            | ((joint | part) & FALSE)
            | (OPEN if (joint & OPEN and part & (OPEN | TRUE)) or (part & OPEN and joint & TRUE) else 0)
        )
    return joint


def merged(attribute: Attribute, sure: Collection[str], maybe: Collection[str]) -> Values:
    """The values an attribute can end with when rules surely conclude ``sure`` and others may conclude ``maybe``."""
    if attribute.merge in ("highest", "lowest") and sure:
        rank = attribute.domain.index
        if attribute.merge == "highest":
            floor = max(map(rank, sure))
            kept = {value for value in maybe if rank(value) >= floor}
        else:
            floor = min(map(rank, sure))
            kept = {value for value in maybe if rank(value) <= floor}
        return frozenset({attribute.domain[floor], *kept})
    return frozenset((*sure, *maybe)) if sure else frozenset((None, *maybe))


class Spread:
    """The possible values of every attribute, and the verdicts of every rule, for a set of rules.

    ``rules`` are sorted so that each stands after all that its tests depend on; ``settle`` works them through.
    """

    def __init__(self, rules: Iterable[Rule], attributes: Mapping[str, Attribute]):
        strata = stratify(rules := list(rules))
        self.attributes = attributes
        self.rules = sorted(rules, key=lambda rule: (strata[rule.id], rule.id))
        self.domains: dict[str, Values] = {
            name: frozenset((*each.domain, None)) for name, each in attributes.items() if not each.derived
        }
        last: dict[str, str] = {name: rule.id for rule in self.rules for name in rule.then.conclude}
        self.closes: dict[str, list[str]] = {}
        for name, rule_id in last.items():
            self.closes.setdefault(rule_id, []).append(name)
        self.derived: dict[str, Values] = {name: NOTHING for name, each in attributes.items() if each.derived}

    def settle(self, answers: Mapping[str, str | None]) -> tuple[dict[str, Values], dict[str, int]]:
        """Possible values and verdicts; inputs missing in ``answers`` are open, those with None stay unknown."""
        possible: dict[str, Values] = {**self.domains, **self.derived}
        for name, value in answers.items():
            possible[name] = frozenset((value,))
        found: dict[str, int] = {}
        sure: dict[str, set[str]] = {}
        maybe: dict[str, set[str]] = {}
        for rule in self.rules:
            verdict = found[rule.id] = verdicts(rule.when, possible)
            if verdict & TRUE:
                into = sure if verdict == TRUE else maybe
                for name, value in rule.then.conclude.items():
                    into.setdefault(name, set()).add(value)
            for name in self.closes.get(rule.id, ()):
                possible[name] = merged(self.attributes[name], sure.get(name, ()), maybe.get(name, ()))
        return possible, found
