"""What a rule matches when it fires, where some answers are open: for sure, and at most.

What each place stands for is a set of bits, of answers or of pieces of advice. Of alternatives every one that holds
counts, as it does in a trace.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from advisor.reasoning.compiled import Every, Form, Passes
from advisor.reasoning.possible import MAYBE, NEVER, SURE, RuleCase, Values

Teller = Callable[[Values, list[int], list[int]], tuple[int, int, int]]
"""For part of a condition, from possible values and what speaks for each place at least and at most: whether it holds,
and what speaks for it, at least and at most."""


def matched(
    case: RuleCase, tellers: list[Teller], possible: Values, least: list[int], most: list[int]
) -> tuple[int, int]:
    """What a rule that can fire matches when it does, of what each place stands for: for sure, and at most."""
    low = high = 0
    for place, _ in case.simple:
        low |= least[place]
        high |= most[place]
    for tell in tellers:
        _, fewest, all_ = tell(possible, least, most)
        low |= fewest
        high |= all_
    return low, high


def teller(form: Form) -> Teller:
    """Of alternatives every one that holds counts."""
    if isinstance(form, Passes):
        place, passing = form

        def of_test(possible: Values, least: list[int], most: list[int]) -> tuple[int, int, int]:
            values = possible[place]
            if not values & passing:
                return NEVER, 0, 0
            return (MAYBE if values & ~passing else SURE), least[place], most[place]

        return of_test
    tellers = [teller(part) for part in form.parts]
    every = isinstance(form, Every)

    def of_parts(possible: Values, least: list[int], most: list[int]) -> tuple[int, int, int]:
        told = [tell(possible, least, most) for tell in tellers]
        certainty = (min if every else max)((each[0] for each in told), default=SURE if every else NEVER)
        if certainty == NEVER:
            return NEVER, 0, 0
        low = reduce(or_, (each[1] for each in told if every or each[0] == SURE), 0)
        high = reduce(or_, (each[2] for each in told), 0)
        return certainty, low, high

    return of_parts
