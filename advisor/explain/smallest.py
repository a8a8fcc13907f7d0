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
    """``sets`` meet the goal and none of their proper subsets does, fewest answers first. Unless ``complete``, others
    that are as large as the last one or larger may be missing. ``spent`` is the part of the budget that was used."""

    sets: tuple[dict[str, str | None], ...]
    complete: bool
    spent: int


def smallest_sets(
    rules: CompiledRules, goal: Goal, facts: Mapping[str, str], choices: Choices, budget: int = BUDGET
) -> SmallestSets:
    """Every set of changes within ``choices`` that meets the goal and has no subset that does.

    Where one of several rules is enough, each is looked into by itself: what is smallest for all of them is smallest
    for one, and sets that mix answers to several rules are never tried.
    """
    place = _places(rules)
    if not isinstance(goal, Fires) or not goal.wanted or len(goal.rules) < 2:
        grown = _grown(rules, goal, facts, choices, place, budget)
        return SmallestSets(tuple(_as_changes(each, place) for each in grown.sets), grown.cut_at is None, grown.spent)
    sets: set[frozenset[Answer]] = set()
    cut_at: list[int] = []
    spent = 0
    for rule in goal.rules:
        grown = _grown(rules, Fires((rule,)), facts, choices, place, budget - spent)
        spent += grown.spent
        sets.update(grown.sets)
        if grown.cut_at is not None:
            cut_at.append(grown.cut_at)
    # Where a search was cut off, sets of that size and larger may be missing, so only smaller ones are told.
    sure = [each for each in sets if not cut_at or len(each) < min(cut_at)]
    smallest = [each for each in sure if not any(other < each for other in sure)]
    smallest.sort(key=lambda each: (len(each), sorted(map(place, each))))
    return SmallestSets(tuple(_as_changes(each, place) for each in smallest), not cut_at, spent)


class _Grown(NamedTuple):
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
) -> _Grown:
    """What is smallest for one goal by itself.

    Grows sets one answer at a time, all of a size before the next size, only by answers that can repair what keeps
    the goal from being met. As these repairs leave no way out, a set that is met is smallest exactly if no met
    set was found inside it.
    """
    needs = Dependencies(rules, goal)
    found: list[frozenset[Answer]] = []
    layer: list[frozenset[Answer]] = [frozenset()]
    spent = 0
    while layer:
        grown: dict[frozenset[Answer], None] = {}
        for answers in layer:
            if any(smaller <= answers for smaller in found):
                continue
            if spent >= budget:
                return _Grown(found, len(answers), spent)
            spent += 1 + needs.size
            changes = dict(answers)
            merged = {name: value for name, value in {**facts, **changes}.items() if value is not None}
            case = RepairState(needs, merged, choices, changes)
            if case.met(goal):
                found.append(answers)
            else:
                for answer in sorted(case.repairs(goal), key=place):
                    grown[answers | {answer}] = None
        layer = list(grown)
    return _Grown(found, None, spent)


def _places(rules: CompiledRules) -> Callable[[Answer], tuple[int, int]]:
    """Where an answer stands in the vocabulary; unknown comes after an attribute's values."""

    def place(answer: Answer) -> tuple[int, int]:
        name, value = answer
        return rules.places[name], rules.whole[rules.places[name]] if value is None else rules.bits[name][value]

    return place


def _as_changes(answers: frozenset[Answer], place: Callable[[Answer], tuple[int, int]]) -> dict[str, str | None]:
    return dict(sorted(answers, key=place))
