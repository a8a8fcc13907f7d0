"""What an explanation wants to come true, and which single answers could be part of bringing it about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from typing_extensions import assert_never

from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown, tests
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.reasoning.logic import truth
from advisor.reasoning.possible import FALSE, OPEN, TRUE

Answer = tuple[str, str | None]
"""An input and a value; None for unknown."""


class Fires(NamedTuple):
    """Some of the rules fire, or, unless ``wanted``, none of them."""

    rules: tuple[Rule, ...]
    wanted: bool = True


class Concluded(NamedTuple):
    """A derived attribute comes to one of the values; None among them stands for no conclusion."""

    attribute: str
    values: frozenset[str | None]


Goal = Fires | Concluded


class Dependencies:
    """For one goal, the rules it hangs on: by derived attribute, each attribute after those it needs itself. ``size``
    is how many rules that are."""

    def __init__(self, knowledge: KnowledgeBase, goal: Goal):
        self.attributes = knowledge.attributes
        self.concluding: dict[str, dict[str, list[Rule]]] = {}
        by_attribute: dict[str, list[Rule]] = {}
        for rule in knowledge.rules.values():
            for name in rule.then.conclude:
                by_attribute.setdefault(name, []).append(rule)
        visited: set[str] = set()

        def visit(attribute: str) -> None:
            if attribute in visited or not self.attributes[attribute].derived:
                return
            visited.add(attribute)
            rules = by_attribute.get(attribute, [])
            for needed in sorted({test.attribute for rule in rules for test in tests(rule.when)}):
                visit(needed)
            self.concluding[attribute] = {
                value: [rule for rule in rules if rule.then.conclude[attribute] == value]
                for value in self.attributes[attribute].domain
            }

        if isinstance(goal, Concluded):
            visit(goal.attribute)
        else:
            for rule in goal.rules:
                for test in tests(rule.when):
                    visit(test.attribute)
        concluders = {rule.id for by_value in self.concluding.values() for rules in by_value.values() for rule in rules}
        self.size = len(concluders) + (len(goal.rules) if isinstance(goal, Fires) else 0)

    def beating(self, attribute: str, value: str | None) -> Iterable[str]:
        """The values that, concluded too, would hold in place of this one; for None every value."""
        domain = self.attributes[attribute].domain
        merge = self.attributes[attribute].merge
        if value is None:
            return domain
        if merge == "highest":
            return domain[domain.index(value) + 1 :]
        if merge == "lowest":
            return domain[: domain.index(value)]
        return [other for other in domain if other != value]


class Case:
    """One set of answers: whether the goal is met, and if not, what could repair that.

    ``fixed`` are inputs that repairs leave alone. Repairs are complete in this sense: every set of further answers
    that meets the goal holds at least one of them. Of things that all have to come true it is enough to repair one
    that has not, so the one with the fewest repairs is taken; of alternatives, all are.
    """

    def __init__(
        self,
        needs: Dependencies,
        facts: Mapping[str, str],
        choices: Mapping[str, Sequence[str | None]],
        fixed: Iterable[str] = (),
    ):
        self.needs = needs
        self.known = dict(facts)
        self.choices = choices
        self.fixed = frozenset(fixed)
        self._truths: dict[str, bool] = {}
        self._rule_repairs: dict[tuple[str, int], frozenset[Answer]] = {}
        self._conclusion_repairs: dict[Answer, frozenset[Answer]] = {}
        for attribute, by_value in needs.concluding.items():
            held = [value for value, rules in by_value.items() if any(self._true(rule) for rule in rules)]
            if held:
                lowest = needs.attributes[attribute].merge == "lowest"
                self.known[attribute] = held[0] if lowest else held[-1]

    def met(self, goal: Goal) -> bool:
        if isinstance(goal, Concluded):
            return self.known.get(goal.attribute) in goal.values
        return any(self._true(rule) for rule in goal.rules) is goal.wanted

    def repairs(self, goal: Goal) -> frozenset[Answer]:
        """Single answers, at least one of which is part of whatever meets the goal. None: nothing can."""
        if isinstance(goal, Concluded):
            return self._value_repairs(goal.attribute, goal.values)
        if goal.wanted:
            return _either(self._repaired(rule, TRUE) for rule in goal.rules)
        return _fewest(self._repaired(rule, FALSE | OPEN) for rule in goal.rules if self._true(rule))

    def _true(self, rule: Rule) -> bool:
        """Whether a rule fires, asked only when all that it tests is known as well as it will be."""
        holds = self._truths.get(rule.id)
        if holds is None:
            holds = self._truths[rule.id] = truth(rule.when, self.known) is True
        return holds

    def _repaired(self, rule: Rule, wanted: int) -> frozenset[Answer]:
        """Towards a rule that fires, or does not; several goals may want the same of it."""
        key = (rule.id, wanted)
        if key not in self._rule_repairs:
            self._rule_repairs[key] = self._condition_repairs(rule.when, wanted)
        return self._rule_repairs[key]

    def _condition_repairs(self, condition: Condition, wanted: int) -> frozenset[Answer]:
        """For a condition whose verdict is not among the wanted ones, which are true, false, or not one of those."""
        if isinstance(condition, Is):
            domain = self.needs.attributes[condition.attribute].domain
            values = {value for value in domain if wanted & (TRUE if value in condition.allowed else FALSE)}
            return self._value_repairs(condition.attribute, frozenset((*values, None) if wanted & OPEN else values))
        if isinstance(condition, (Known, Unknown)):
            present = bool(wanted & TRUE) is isinstance(condition, Known)
            domain = self.needs.attributes[condition.attribute].domain
            return self._value_repairs(condition.attribute, frozenset(domain if present else (None,)))
        if isinstance(condition, Not):
            return self._condition_repairs(condition.part, _flipped(wanted))
        if isinstance(condition, (All, Any)):
            broken = [part for part in condition.parts if not _verdict(part, self.known) & wanted]
            repairs = (self._condition_repairs(part, wanted) for part in broken)
            every = isinstance(condition, All) is bool(wanted & TRUE)
            return _fewest(repairs) if every else _either(repairs)
        assert_never(condition)

    def _value_repairs(self, attribute: str, values: frozenset[str | None]) -> frozenset[Answer]:
        if not self.needs.attributes[attribute].derived:
            if attribute in self.fixed:
                return frozenset()
            return frozenset((attribute, value) for value in self.choices.get(attribute, ()) if value in values)
        return _either(self._concluded(attribute, value) for value in values)

    def _concluded(self, attribute: str, value: str | None) -> frozenset[Answer]:
        """Towards one conclusion: a rule for it has to fire, and every one that would beat it must not."""
        key = (attribute, value)
        if key not in self._conclusion_repairs:
            by_value = self.needs.concluding[attribute]
            parts = [
                self._repaired(rule, FALSE | OPEN)
                for other in self.needs.beating(attribute, value)
                for rule in by_value[other]
                if self._true(rule)
            ]
            if value is not None and not any(self._true(rule) for rule in by_value[value]):
                parts.append(_either(self._repaired(rule, TRUE) for rule in by_value[value]))
            self._conclusion_repairs[key] = _fewest(parts)
        return self._conclusion_repairs[key]


def _verdict(condition: Condition, known: Mapping[str, str]) -> int:
    found = truth(condition, known)
    return OPEN if found is None else TRUE if found else FALSE


def _flipped(wanted: int) -> int:
    return (wanted & OPEN) | (TRUE if wanted & FALSE else 0) | (FALSE if wanted & TRUE else 0)


def _either(repairs: Iterable[frozenset[Answer]]) -> frozenset[Answer]:
    return frozenset().union(*repairs)


def _fewest(repairs: Iterable[frozenset[Answer]]) -> frozenset[Answer]:
    return min(repairs, key=len, default=frozenset())
