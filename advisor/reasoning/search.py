"""Finds facts that make some rules fire and others not, or shows that there are none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from advisor.model.attribute import Attribute
from advisor.model.condition import tests
from advisor.model.rule import Rule
from advisor.reasoning.possible import MAYBE, NEVER, SURE, Spread


class Search:
    """A complete search over the answers that the rules in question hang on; what cannot lead anywhere is cut off as
    soon as the possible values show it."""

    def __init__(self, rules: Iterable[Rule], attributes: Mapping[str, Attribute]):
        self.attributes = attributes
        self.rules = list(rules)
        self.concluders: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for name in rule.then.conclude:
                self.concluders.setdefault(name, []).append(rule)

    def facts_for(self, fires: Iterable[Rule], quiet: Iterable[Rule] = ()) -> dict[str, str] | None:
        """Input facts under which every rule of ``fires`` fires and none of ``quiet`` does; None if there are none."""
        fires, quiet = list(fires), list(quiet)
        return self._extend({}, fires, quiet, Spread(self._needed(fires + quiet), self.attributes))

    def _extend(
        self, answers: dict[str, str | None], fires: list[Rule], quiet: list[Rule], spread: Spread
    ) -> dict[str, str] | None:
        possible, standings = spread.settle(answers)
        found = {case.rule.id: standing for case, standing in zip(spread.cases, standings, strict=True)}
        if any(found[rule.id] == NEVER for rule in fires) or any(found[rule.id] == SURE for rule in quiet):
            return None
        undecided = [rule for rule in fires + quiet if found[rule.id] == MAYBE]
        if not undecided:
            return {name: value for name, value in answers.items() if value is not None}
        several = {name for name, place in spread.places.items() if possible[place] & (possible[place] - 1)}
        name = next((name for rule in undecided for name in self._open(rule, several, found, answers)), None)
        if name is None:
            # Only a conclusion with two values at once leaves anything undecided here, and no engine goes on from one.
            return None
        for value in (*self.attributes[name].domain, None):
            facts = self._extend({**answers, name: value}, fires, quiet, spread)
            if facts is not None:
                return facts
        return None

    def _open(
        self, rule: Rule, several: Collection[str], found: Mapping[str, int], answers: Mapping[str, str | None]
    ) -> Iterator[str]:
        """The unanswered inputs that a rule hangs on, its own first, then those behind the conclusions it tests."""
        names = [test.attribute for test in tests(rule.when) if test.attribute in several]
        yield from (name for name in names if not self.attributes[name].derived and name not in answers)
        for name in names:
            for concluder in self.concluders.get(name, ()):
                if found[concluder.id] == MAYBE:
                    yield from self._open(concluder, several, found, answers)

    def _needed(self, rules: list[Rule]) -> list[Rule]:
        """The rules, and all those behind the conclusions that they test."""
        needed = {rule.id: rule for rule in rules}
        ahead = list(rules)
        while ahead:
            for test in tests(ahead.pop().when):
                for concluder in self.concluders.get(test.attribute, ()):
                    if concluder.id not in needed:
                        needed[concluder.id] = concluder
                        ahead.append(concluder)
        return list(needed.values())
