"""Which rules made the difference between two assessments: followed from what changed back through the firings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.model.base import Model


class Cause(Model):
    """An entry of the knowledge that was ``added``, ``removed`` or ``changed``; a rule that fires in one of the two
    assessments alone (``fires now``, ``no longer fires``); or a fact that is another (``differs``)."""

    kind: str
    id: str
    how: str


class Causes:
    """Traces differences of two assessments, given as plain data, to rules, entries of the knowledge and facts."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], changes: Iterable[Cause] = ()):
        self._changes = {(each.kind, each.id): each for each in changes}
        self._firings = [{firing["rule"]: firing for firing in each["firings"]} for each in (before, after)]
        self._concluded = [{each["attribute"]: each for each in side["conclusions"]} for side in (before, after)]
        self._facts = [side["profile"]["facts"] for side in (before, after)]

    def of_output(self, kind: str, name: str, before: Iterable[str], after: Iterable[str]) -> tuple[Cause, ...]:
        """Why a recommendation, tension or caveat came, went or changed; the rules are those that brought it out."""
        found: dict[tuple[str, str], Cause] = {}
        entry = self._changes.get((kind, name))
        if entry is not None:
            found[kind, name] = entry
        self._follow([*before, *after], found)
        return tuple(found.values())

    def of_conclusion(self, attribute: str) -> tuple[Cause, ...]:
        """Why a conclusion is another."""
        found: dict[tuple[str, str], Cause] = {}
        self._follow(self._concluders(attribute), found)
        return tuple(found.values())

    def _concluders(self, attribute: str) -> list[str]:
        return [rule for side in self._concluded for rule in side.get(attribute, {}).get("rules", ())]

    def _follow(self, rules: Iterable[str], found: dict[tuple[str, str], Cause]) -> None:
        ahead = list(dict.fromkeys(rules))
        seen = set(ahead)
        for rule in ahead:  # grows while it is gone through
            change = self._changes.get(("rule", rule))
            before, after = (side.get(rule) for side in self._firings)
            if change is not None:
                found["rule", rule] = change
            elif (before is None) != (after is None):
                found["rule", rule] = Cause(
                    kind="rule", id=rule, how="fires now" if before is None else "no longer fires"
                )
            for attribute in self._read_by(before, after):
                if self._fact(0, attribute) != self._fact(1, attribute):
                    found["fact", attribute] = Cause(kind="fact", id=attribute, how="differs")
                if self._value(0, attribute) != self._value(1, attribute):
                    fresh = [each for each in dict.fromkeys(self._concluders(attribute)) if each not in seen]
                    ahead.extend(fresh)
                    seen.update(fresh)

    def _read_by(self, *firings: Mapping[str, Any] | None) -> list[str]:
        return list(dict.fromkeys(name for each in firings if each for name in (*each["facts"], *each["unknown"])))

    def _fact(self, side: int, attribute: str) -> str | None:
        value: str | None = self._facts[side].get(attribute)
        return value

    def _value(self, side: int, attribute: str) -> str | None:
        value: str | None = self._concluded[side].get(attribute, {}).get("value")
        return value
