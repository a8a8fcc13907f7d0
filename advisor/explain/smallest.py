"""The smallest sets of answers that meet a goal: all of them, found by working backwards over the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from advisor.explain.goals import Answer, Dependencies, Fires, Goal, RepairState
from advisor.reasoning.compiled import CompiledRules

BUDGET = 100_000
"""How many rules a search may look at, over all sets that it tries, before it stops and says so. A count, not a time,
so that results do not depend on the machine."""

Choices = Mapping[str, Sequence["str | None"]]
"""What each input may be set to; None is unknown. Inputs that are missing stay as they are."""


class SmallestSets(NamedTuple):
    """``sets`` meet the goal and none of their proper subsets does, fewest answers first. Where the budget ran out,
    sets of ``cut_at`` answers and more may be missing. ``spent`` is the part of the budget that was used."""

    sets: tuple[dict[str, str | None], ...]
    cut_at: int | None
    spent: int

    @property
    def complete(self) -> bool:
        """Whether none is missing."""
        return self.cut_at is None


def smallest_sets(
    rules: CompiledRules, goal: Goal, facts: Mapping[str, str], choices: Choices, budget: int = BUDGET
) -> SmallestSets:
    """Every set of changes within ``choices`` that meets the goal and has no subset that does.

    Where one of several rules is enough, each is looked into by itself: what is smallest for all of them is smallest
    for one, and sets that mix answers to several rules are never tried.
    """
    place = places(rules)
    if not isinstance(goal, Fires) or not goal.wanted or len(goal.rules) < 2:
        alone = _grown(rules, goal, facts, choices, place, budget)
        return SmallestSets(tuple(as_changes(each, place) for each in alone.sets), alone.cut_at, alone.spent)
    sets: set[frozenset[Answer]] = set()
    cut_at: list[int] = []
    spent = 0
    for rule in goal.rules:
        alone = _grown(rules, Fires((rule,)), facts, choices, place, budget - spent)
        spent += alone.spent
        sets.update(alone.sets)
        if alone.cut_at is not None:
            cut_at.append(alone.cut_at)
    # Where a search was cut off, sets of that size and larger may be missing, so only smaller ones are told.
    sure = [each for each in sets if not cut_at or len(each) < min(cut_at)]
    smallest = [each for each in sure if not any(other < each for other in sure)]
    smallest.sort(key=lambda each: (len(each), sorted(map(place, each))))
    return SmallestSets(tuple(as_changes(each, place) for each in smallest), min(cut_at, default=None), spent)


class Grown(NamedTuple):
    """The smallest sets for one goal; all of them below ``cut_at`` answers, where the search ran out of budget."""

    sets: list[frozenset[Answer]]
    cut_at: int | None
    spent: int


def _grown(
    rules: CompiledRules,
    goal: Goal,
    facts: Mapping[str, str],
    choices: Choices,
    place: Callable[[Answer], tuple[int, int]],
    budget: int,
) -> Grown:
    """What is smallest for one goal by itself."""
    needs = Dependencies(rules, goal)

    def judge(changes: Mapping[str, str | None]) -> Judged:
        case = RepairState(needs, merged(facts, changes), choices, changes)
        return Judged(None if case.met(goal) else case.repairs(goal), 1 + needs.size)

    return grown(judge, place, budget)


class Judged(NamedTuple):
    """What a set of answers comes to: single answers, at least one of which is part of whatever else meets the goal,
    or None where the set meets it; and how many rules were looked at to find that out."""

    repairs: frozenset[Answer] | None
    spent: int


def grown(
    judge: Callable[[Mapping[str, str | None]], Judged],
    place: Callable[[Answer], tuple[int, int]],
    budget: int,
    *,
    fewest: bool = False,
) -> Grown:
    """The smallest sets that a judge finds to meet its goal; with ``fewest`` only those with the fewest answers.

    Grows sets one answer at a time, all of a size before the next size, only by answers that can repair what keeps
    the goal from being met. As these repairs leave no way out, a set that is met is smallest exactly if no met
    set was found inside it.
    """
    found: list[frozenset[Answer]] = []
    layer: list[frozenset[Answer]] = [frozenset()]
    spent = 0
    while layer:
        larger: dict[frozenset[Answer], None] = {}
        for answers in layer:
            if any(smaller <= answers for smaller in found):
                continue
            if spent >= budget:
                return Grown(found, len(answers), spent)
            judged = judge(dict(answers))
            spent += judged.spent
            if judged.repairs is None:
                found.append(answers)
            else:
                for answer in sorted(judged.repairs, key=place):
                    larger[answers | {answer}] = None
        layer = [] if fewest and found else list(larger)
    return Grown(found, None, spent)


def merged(facts: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    """The facts with changes made to them; None takes an answer back."""
    return {name: value for name, value in {**facts, **changes}.items() if value is not None}


def places(rules: CompiledRules) -> Callable[[Answer], tuple[int, int]]:
    """Where an answer stands in the vocabulary; unknown comes after an attribute's values."""

    def place(answer: Answer) -> tuple[int, int]:
        name, value = answer
        return rules.places[name], rules.whole[rules.places[name]] if value is None else rules.bits[name][value]

    return place


def as_changes(answers: frozenset[Answer], place: Callable[[Answer], tuple[int, int]]) -> dict[str, str | None]:
    return dict(sorted(answers, key=place))
