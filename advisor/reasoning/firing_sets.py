"""For each rule the cases in which it fires, as one diagram over the inputs, as far as a budget of steps allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import TypeVar

from typing_extensions import assert_never

from advisor.reasoning.compiled import NOTHING, CompiledRules, Every, Form, Passes, Some, parts_of
from advisor.reasoning.diagram import ALL, NONE, BudgetSpent, Diagrams
from advisor.reasoning.merge import MERGES

QUESTION = 40_000
"""How many steps one question may take."""

BUDGET = 500_000
"""How many steps all questions together may take: some seconds, and some 200 MB."""

T = TypeVar("T")


class Undecided(Exception):
    """What was asked hangs on a rule whose cases are not known."""


class FiringSets:
    """``fires`` holds for each rule, by id, its cases; None where they were not found within the budget.

    Where they were not, ``pieces`` may still hold them in parts, one for each of the rule's alternatives.
    """

    def __init__(self, rules: CompiledRules, budget: int = BUDGET, question: int = QUESTION):
        self.rules = rules
        self._budget, self._question = budget, question
        inputs = [rules.places[name] for name, each in rules.attributes.items() if not each.derived]
        self.variables = {place: variable for variable, place in enumerate(inputs)}
        self.diagrams = Diagrams([len(rules.attributes[rules.names[place]].domain) + 1 for place in inputs], budget)
        self.fires: dict[str, int | None] = {}
        self.pieces: dict[str, tuple[int | None, ...]] = {}
        # For each conclusion the cases of each of its values and of none, by bit; None where they are not known.
        self._values: dict[int, dict[int, int] | None] = {
            place: {NOTHING: ALL} for place, name in enumerate(rules.names) if rules.attributes[name].derived
        }
        last = {place: each.rule.id for each in rules.rules for place, _ in each.concludes}
        for each in rules.rules:
            cases = self.decide(lambda each=each: self.of(each.when))  # type: ignore[misc]
            self.fires[each.rule.id] = cases
            self.pieces[each.rule.id] = self._in_parts(each.when) if cases is None else (cases,)
            for place, _ in each.concludes:
                if last[place] == each.rule.id:
                    self._values[place] = self.decide(lambda place=place: self._merged(place))  # type: ignore[misc]

    @property
    def within_budget(self) -> bool:
        """Whether there are steps left."""
        return self.diagrams.steps < self._budget

    def decide(self, question: Callable[[], T]) -> T | None:
        """The answer to a question; None when it takes too many steps, or hangs on what is not known."""
        self.diagrams.limit = min(self._budget, self.diagrams.steps + self._question)
        try:
            return question()
        except (BudgetSpent, Undecided, RecursionError):
            return None

    def _in_parts(self, form: Form) -> tuple[int | None, ...]:
        """The cases of a condition by the alternatives of the part that has most; None for those not found."""
        parts = parts_of(form)
        widest = max(parts, key=lambda part: len(part.parts) if isinstance(part, Some) else 0)
        if not isinstance(widest, Some):
            return (None,)
        rest = self.decide(lambda: self.of(Every(tuple(part for part in parts if part is not widest))))
        if rest is None:
            return (None,)
        return tuple(
            self.decide(lambda one=one: self.diagrams.both(rest, self.of(one)))  # type: ignore[misc]
            for one in widest.parts
        )

    def covered(self, rule: str, by: int) -> bool | None:
        """Whether some cases hold all those in which a rule fires; None where that was not found out."""
        found = [
            None if piece is None else self.decide(lambda piece=piece: self.diagrams.beyond(piece, by))  # type: ignore[misc]
            for piece in self.pieces[rule]
        ]
        if any(left not in (None, NONE) for left in found):
            return False
        return None if None in found else True

    def left_by(self, rule: str, by: int) -> int | None:
        """Some cases in which a rule fires and that are not among some cases; None where none were found."""
        for piece in self.pieces[rule]:
            if piece is not None:
                left = self.decide(lambda piece=piece: self.diagrams.beyond(piece, by))  # type: ignore[misc]
                if left not in (None, NONE):
                    return left
        return None

    def can_fire(self, rule: str) -> bool | None:
        """Whether some case makes a rule fire; None where that was not found out."""
        if any(piece not in (None, NONE) for piece in self.pieces[rule]):
            return True
        return None if None in self.pieces[rule] else False

    def of(self, form: Form) -> int:
        """The cases in which a condition holds. Raises BudgetSpent and Undecided."""
        if isinstance(form, Passes):
            return self._test(form)
        if isinstance(form, Every):
            return reduce(self.diagrams.both, map(self.of, form.parts), ALL)
        if isinstance(form, Some):
            return self.union(map(self.of, form.parts))
        assert_never(form)

    def having(self, name: str, *values: str) -> int:
        """The cases in which an attribute has one of some values; none where no rule speaks of it. Raises BudgetSpent
        and Undecided."""
        place = self.rules.places.get(name)
        if place is None:
            return NONE
        return self._test(Passes(place, sum(self.rules.bits[name][value] for value in values)))

    def known(self, rule: str) -> int:
        """The cases in which a rule fires. Raises Undecided when they are not known."""
        found = self.fires[rule]
        if found is None:
            raise Undecided
        return found

    def union(self, sets: Iterable[int]) -> int:
        """The cases that are in one of some sets. Raises BudgetSpent."""
        return reduce(self.diagrams.either, sets, NONE)

    def facts(self, cases: int) -> dict[str, str]:
        """The input facts of one of some cases."""
        names = {variable: self.rules.names[place] for place, variable in self.variables.items()}
        return {
            names[variable]: self.rules.attributes[names[variable]].domain[state - 1]
            for variable, state in self.diagrams.case(cases).items()
            if state
        }

    def visible(self) -> list[int]:
        """The sets of cases by which a result can be told from another: of each output and of each conclusion's
        values. Raises BudgetSpent; leaves out what is not known."""
        known = {rule: cases for rule, cases in self.fires.items() if cases is not None}
        outputs = [
            self.union(known[rule.id] for rule in rules if rule.id in known)
            for rules in self.rules.index.giving.values()
        ]
        return [*outputs, *(cases for values in self._values.values() if values for cases in values.values())]

    def _test(self, test: Passes) -> int:
        if test.place in self.variables:
            return self.diagrams.test(self.variables[test.place], test.values)
        values = self._values[test.place]
        if values is None:
            raise Undecided
        return self.union(cases for bit, cases in values.items() if bit & test.values)

    def _merged(self, place: int) -> dict[int, int]:
        """The cases in which a conclusion has each value. Where several are concluded that may not be, it has none of
        them: no engine goes on from there."""
        name = self.rules.names[place]
        drawn = dict.fromkeys(self.rules.bits[name].values(), NONE)
        for rule in self.rules.index.concluding[name]:
            bit = self.rules.bits[name][rule.then.drawn[name]]
            drawn[bit] = self.diagrams.either(drawn[bit], self.known(rule.id))
        merge = MERGES[self.rules.attributes[name].merge or "single"]
        held = {
            bit: self.diagrams.beyond(
                cases,
                self.union(drawn[other] for other in drawn if other & merge.beating(bit, self.rules.whole[place])),
            )
            for bit, cases in drawn.items()
        }
        return {NOTHING: self.diagrams.outside(self.union(drawn.values())), **held}
