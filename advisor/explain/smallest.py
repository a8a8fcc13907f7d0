"""The smallest sets of answers that meet a goal: all of them, found by working backwards over the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from advisor.explain.goals import Answer, Case, Dependencies, Fires, Goal
from advisor.model.knowledge import KnowledgeBase

BUDGET = 100_000
"""How many rules a search may look at, over all sets that it tries, before it stops and says so. A count, not a time,
so that results do not depend on the machine."""

Choices = Mapping[str, Sequence["str | None"]]
"""What each input may be set to; None is unknown. Inputs that are missing stay as they are."""


class Found(NamedTuple):
    """``sets`` meet the goal and none of their proper subsets does, fewest answers first. Unless ``complete``, others
    that are as large as the last one or larger may be missing. ``spent`` is the part of the budget that was used."""

    sets: tuple[dict[str, str | None], ...]
    complete: bool
    spent: int


def smallest_sets(
    knowledge: KnowledgeBase, goal: Goal, facts: Mapping[str, str], choices: Choices, budget: int = BUDGET
) -> Found:
    """Every set of changes within ``choices`` that meets the goal and has no subset that does.

    Where one of several rules is enough, each is looked into by itself: what is smallest for all of them is smallest
    for one, and sets that mix answers to several rules are never tried.
    """
    if not isinstance(goal, Fires) or not goal.wanted or len(goal.rules) < 2:
        return _grown(knowledge, goal, facts, choices, budget)
    sets: set[frozenset[Answer]] = set()
    spent, limit = 0, None
    for rule in goal.rules:
        found = _grown(knowledge, Fires((rule,)), facts, choices, budget - spent)
        spent += found.spent
        sets |= {frozenset(each.items()) for each in found.sets}
        if not found.complete:
            # Others as large as the last one found may be missing, so only smaller ones are sure to be all.
            reached = max((len(each) for each in found.sets), default=0)
            limit = reached if limit is None else min(limit, reached)
    place = _places(knowledge)
    smallest = [one for one in sets if (limit is None or len(one) < limit) and not any(other < one for other in sets)]
    smallest.sort(key=lambda each: (len(each), sorted(map(place, each))))
    return Found(tuple(_as_changes(each, place) for each in smallest), limit is None, spent)


def _grown(knowledge: KnowledgeBase, goal: Goal, facts: Mapping[str, str], choices: Choices, budget: int) -> Found:
    """The same for one goal by itself.

    Grows sets one answer at a time, all of a size before the next size, only by answers that can repair what keeps
    the goal from being met. As these repairs leave no way out, a set that is met is smallest exactly if no met
    set was found inside it.
    """
    needs = Dependencies(knowledge, goal)
    place = _places(knowledge)
    found: list[frozenset[Answer]] = []
    layer: list[frozenset[Answer]] = [frozenset()]
    spent = 0
    while layer:
        grown: dict[frozenset[Answer], None] = {}
        for answers in layer:
            if any(smaller <= answers for smaller in found):
                continue
            if spent >= budget:
                return Found(tuple(_as_changes(each, place) for each in found), False, spent)
            spent += 1 + needs.size
            changes = dict(answers)
            merged = {name: value for name, value in {**facts, **changes}.items() if value is not None}
            case = Case(needs, merged, choices, changes)
            if case.met(goal):
                found.append(answers)
            else:
                for answer in sorted(case.repairs(goal), key=place):
                    grown[answers | {answer}] = None
        layer = list(grown)
    return Found(tuple(_as_changes(each, place) for each in found), True, spent)


def _places(knowledge: KnowledgeBase) -> Callable[[Answer], tuple[int, int]]:
    """Where an answer stands in the vocabulary; unknown comes after an attribute's values."""
    order = {name: index for index, name in enumerate(knowledge.attributes)}

    def place(answer: Answer) -> tuple[int, int]:
        name, value = answer
        domain = knowledge.attributes[name].domain
        return order[name], len(domain) if value is None else domain.index(value)

    return place


def _as_changes(answers: frozenset[Answer], place: Callable[[Answer], tuple[int, int]]) -> dict[str, str | None]:
    return dict(sorted(answers, key=place))
