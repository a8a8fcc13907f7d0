"""What an explanation wants to come true, and which single answers could be part of bringing it about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from typing_extensions import assert_never

from advisor.model.rule import Rule
from advisor.reasoning.compiled import NOTHING, CompiledRule, CompiledRules, Every, Form, Passes, Some, holds
from advisor.reasoning.merge import MERGES

Answer = tuple[str, "str | None"]
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
    """For one goal, the rules it hangs on: by the place of each conclusion, each after those it needs itself, and then
    by the bit of the value. ``size`` is how many rules that are."""

    def __init__(self, rules: CompiledRules, goal: Goal):
        self.rules = rules
        self.merges = [MERGES[each.merge or "single"] for each in rules.attributes.values()]
        index = rules.index
        if isinstance(goal, Concluded):
            needed = index.behind([goal.attribute])
        else:
            needed = index.behind(name for rule in goal.rules for name in index.tested[rule.id])
        self.concluding: dict[int, dict[int, list[CompiledRule]]] = {
            rules.places[name]: by_value for name, by_value in rules.drawing.items() if name in needed
        }
        concluders = {
            each.rule.id for by_value in self.concluding.values() for drawing in by_value.values() for each in drawing
        }
        self.size = len(concluders) + (len(goal.rules) if isinstance(goal, Fires) else 0)


class RepairState:
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
        self.rules = needs.rules
        self.known = needs.rules.states(facts)
        self.choices = choices
        self.fixed = frozenset(fixed)
        self._fires: dict[str, bool] = {}
        self._rule_repairs: dict[tuple[str, bool], frozenset[Answer]] = {}
        self._conclusion_repairs: dict[tuple[int, int], frozenset[Answer]] = {}
        for place, by_value in needs.concluding.items():
            drawn = 0
            for bit, rules in by_value.items():
                if any(self._true(rule) for rule in rules):
                    drawn |= bit
            if drawn:
                held = needs.merges[place].held(drawn)
                self.known[place] = 1 << (held.bit_length() - 1)

    def met(self, goal: Goal) -> bool:
        """Whether the answers meet the goal."""
        if isinstance(goal, Concluded):
            return bool(self.known[self.rules.places[goal.attribute]] & self._bits(goal))
        return any(self._true(self.rules.by_id[rule.id]) for rule in goal.rules) is goal.wanted

    def repairs(self, goal: Goal) -> frozenset[Answer]:
        """Single answers, at least one of which is part of whatever meets the goal. None: nothing can."""
        if isinstance(goal, Concluded):
            return self._value_repairs(self.rules.places[goal.attribute], self._bits(goal))
        rules = [self.rules.by_id[rule.id] for rule in goal.rules]
        if goal.wanted:
            return _either(self._repaired(rule, True) for rule in rules)
        return _fewest(self._repaired(rule, False) for rule in rules if self._true(rule))

    def _bits(self, goal: Concluded) -> int:
        bits = self.rules.bits[goal.attribute]
        return sum(NOTHING if value is None else bits[value] for value in goal.values)

    def _true(self, rule: CompiledRule) -> bool:
        """Whether a rule fires, asked only when all that it tests is known as well as it will be."""
        fires = self._fires.get(rule.rule.id)
        if fires is None:
            fires = self._fires[rule.rule.id] = holds(rule.when, self.known)
        return fires

    def _repaired(self, rule: CompiledRule, wanted: bool) -> frozenset[Answer]:
        """Towards a rule that fires, or does not; several goals may want the same of it."""
        key = (rule.rule.id, wanted)
        if key not in self._rule_repairs:
            self._rule_repairs[key] = self._form_repairs(rule.when, wanted)
        return self._rule_repairs[key]

    def _form_repairs(self, form: Form, wanted: bool) -> frozenset[Answer]:
        """For a condition that does not hold and should, or, unless ``wanted``, holds and should not."""
        if isinstance(form, Passes):
            whole = self.rules.whole[form.place] | NOTHING
            return self._value_repairs(form.place, form.values if wanted else whole & ~form.values)
        if isinstance(form, (Every, Some)):
            repairs = (self._form_repairs(part, wanted) for part in form.parts if holds(part, self.known) is not wanted)
            return _fewest(repairs) if isinstance(form, Every) is wanted else _either(repairs)
        assert_never(form)

    def _value_repairs(self, place: int, values: int) -> frozenset[Answer]:
        name = self.rules.names[place]
        if not self.rules.attributes[name].derived:
            if name in self.fixed:
                return frozenset()
            bits = self.rules.bits[name]
            return frozenset(
                (name, value)
                for value in self.choices.get(name, ())
                if values & (NOTHING if value is None else bits[value])
            )
        bits_wanted = [bit for bit in (NOTHING, *self.needs.concluding.get(place, ())) if values & bit]
        return _either(self._concluded(place, bit) for bit in bits_wanted)

    def _concluded(self, place: int, bit: int) -> frozenset[Answer]:
        """Towards one conclusion: a rule for it has to fire, and every one that would beat it must not."""
        key = (place, bit)
        if key not in self._conclusion_repairs:
            by_value = self.needs.concluding.get(place, {})
            whole = self.rules.whole[place]
            beating = whole if bit == NOTHING else self.needs.merges[place].beating(bit, whole)
            parts = [
                self._repaired(rule, False)
                for other, rules in by_value.items()
                if other & beating
                for rule in rules
                if self._true(rule)
            ]
            if bit != NOTHING and not any(self._true(rule) for rule in by_value[bit]):
                parts.append(_either(self._repaired(rule, True) for rule in by_value[bit]))
            self._conclusion_repairs[key] = _fewest(parts)
        return self._conclusion_repairs[key]


def _either(repairs: Iterable[frozenset[Answer]]) -> frozenset[Answer]:
    return frozenset().union(*repairs)


def _fewest(repairs: Iterable[frozenset[Answer]]) -> frozenset[Answer]:
    return min(repairs, key=len, default=frozenset())
