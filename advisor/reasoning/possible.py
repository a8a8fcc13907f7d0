"""What can still be true when some answers are open, found without trying them.

Every attribute gets the set of values it can still take, "nothing known" being one of them, and every condition whether
it holds on none, some or all of these, as if its tests varied independently. That errs on one side only: what is called
impossible is impossible, and what is called sure is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from typing_extensions import assert_never

from advisor.reasoning.compiled import NOTHING, CompiledRule, CompiledRules, Every, Form, Passes, Some, parts_of
from advisor.reasoning.merge import MERGES

NEVER, MAYBE, SURE = 0, 1, 2
"""Whether a condition holds, or a rule fires: on no answers, on some of them, on all."""

Values = list[int]
"""For each place the set of values it can still take, as a number with a bit for each."""


def judge_of(form: Form) -> Callable[[Values], int]:
    """A function from possible values to whether a condition holds: the least of the parts of an ``Every``, the
    greatest of a ``Some``."""
    if isinstance(form, Passes):
        place, passing = form
        return lambda possible: (
            NEVER if not possible[place] & passing else MAYBE if possible[place] & ~passing else SURE
        )
    judges = [judge_of(part) for part in form.parts]
    if isinstance(form, Every):
        return (lambda possible: min([judge(possible) for judge in judges])) if judges else lambda _: SURE
    if isinstance(form, Some):
        return (lambda possible: max([judge(possible) for judge in judges])) if judges else lambda _: NEVER
    assert_never(form)


class RuleCase:
    """A rule made ready to be judged often: the tests that have to pass stand apart from what is more than a test."""

    __slots__ = ("compiled", "concludes", "others", "simple")

    def __init__(self, compiled: CompiledRule):
        self.compiled = compiled
        self.concludes = compiled.concludes
        parts = parts_of(compiled.when)
        self.simple = tuple((part.place, part.values) for part in parts if isinstance(part, Passes))
        self.others = tuple(judge_of(part) for part in parts if not isinstance(part, Passes))

    def certainty(self, possible: Values) -> int:
        """Whether the rule fires: ``NEVER``, ``MAYBE`` or ``SURE``."""
        least = SURE
        for place, passing in self.simple:
            values = possible[place]
            if not values & passing:
                return NEVER
            if values & ~passing:
                least = MAYBE
        for other in self.others:
            of_part = other(possible)
            if of_part < least:
                if of_part == NEVER:
                    return NEVER
                least = of_part
        return least


class RuleOutlook:
    """Rules, worked through in an order in which each stands after all that its tests depend on."""

    def __init__(self, rules: CompiledRules):
        self.rules = rules
        self.cases = [RuleCase(each) for each in rules.rules]
        # A conclusion is settled by the last rule that can draw it.
        last = {place: index for index, case in enumerate(self.cases) for place, _ in case.concludes}
        merges = [MERGES[attribute.merge or "single"].possible for attribute in rules.attributes.values()]
        self._settled: list[list[tuple[int, Callable[[int, int], int]]]] = [[] for _ in self.cases]
        for place, at in last.items():
            self._settled[at].append((place, merges[place]))
        self._start = [
            NOTHING if attribute.derived else NOTHING | whole
            for attribute, whole in zip(rules.attributes.values(), rules.whole, strict=True)
        ]

    def propagate(self, answers: Mapping[str, str | None]) -> tuple[Values, list[int]]:
        """The possible values of every attribute, and the certainty of every case.

        Inputs that ``answers`` does not name are open; those it gives as None stay unknown.
        """
        rules = self.rules
        possible = self._start.copy()
        for name, value in answers.items():
            possible[rules.places[name]] = NOTHING if value is None else rules.bits[name][value]
        sure = [0] * len(possible)
        maybe = [0] * len(possible)
        found = []
        for case, settled in zip(self.cases, self._settled, strict=True):
            fires = case.certainty(possible)
            found.append(fires)
            if fires and case.concludes:
                into = sure if fires == SURE else maybe
                for place, bit in case.concludes:
                    into[place] |= bit
            for place, merged in settled:
                drawn = sure[place]
                possible[place] = merged(drawn, maybe[place]) if drawn else NOTHING | maybe[place]
        return possible, found
