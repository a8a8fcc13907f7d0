"""What rules test, conclude and bring out, the other way round: from an attribute or output to its rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from advisor.model.condition import tests
from advisor.model.outputs import Output, outputs_of
from advisor.model.rule import Rule


class RuleIndex:
    """Rules, found by what they have to do with; every list is in the order in which the rules were given."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = {rule.id: rule for rule in rules}

    @cached_property
    def tested(self) -> dict[str, tuple[str, ...]]:
        """For each rule, by id, the attributes that its condition tests, each once, from left to right."""
        return {
            name: tuple(dict.fromkeys(test.attribute for test in tests(rule.when))) for name, rule in self.rules.items()
        }

    @cached_property
    def concluding(self) -> dict[str, tuple[Rule, ...]]:
        """For each attribute that is concluded, the rules that do."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for attribute in rule.then.drawn:
                found.setdefault(attribute, []).append(rule)
        return {attribute: tuple(rules) for attribute, rules in found.items()}

    @cached_property
    def giving(self) -> dict[Output, tuple[Rule, ...]]:
        """For each output, the rules that bring it."""
        found: dict[Output, list[Rule]] = {}
        for rule in self.rules.values():
            for output in outputs_of(rule):
                found.setdefault(output, []).append(rule)
        return {output: tuple(rules) for output, rules in found.items()}

    def behind(self, names: Iterable[str]) -> dict[str, None]:
        """These attributes, and all that the conclusions among them rest on."""
        found = dict.fromkeys(names)
        ahead = list(found)
        for name in ahead:  # grows while it is gone through
            fresh = [each for each in self.needs(name) if each not in found]
            found.update(dict.fromkeys(fresh))
            ahead.extend(fresh)
        return found

    def needs(self, attribute: str) -> list[str]:
        """The attributes that the rules which conclude this one test, by name; none for an input."""
        return self._needs.get(attribute, [])

    @cached_property
    def _needs(self) -> dict[str, list[str]]:
        return {
            attribute: sorted({name for rule in rules for name in self.tested[rule.id]})
            for attribute, rules in self.concluding.items()
        }
