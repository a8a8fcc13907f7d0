"""The smallest sets of answers that put a piece of advice in a state, or in the first place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.explain.goals import Answer, Concluded, Dependencies, Fires, Goal, RepairState
from advisor.explain.smallest import Choices, Judged, SmallestSets, as_changes, grown, merged, places
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import ADVICE, HOLD, IN_PLACE, OPEN, THEIRS, WAITS, State
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.rank_outlook import RankOutlook

BUDGET = 250_000
"""How many rules a search for the first place may look at, as in ``smallest_sets``. Every set that it tries is a whole
case, so it gets more of them than a search for one conclusion."""

A_CASE = 3
"""What comes first in a case is found without running it, so its rules count for a third."""


class Placing(NamedTuple):
    """How cases are looked at: what comes ``first`` in one, and what can still come."""

    first: Callable[[Mapping[str, str]], str | None]
    outlook: RankOutlook


def in_state(
    rules: CompiledRules, piece: str, state: State, facts: Mapping[str, str], choices: Choices, budget: int
) -> SmallestSets:
    """Every smallest set of changes within ``choices`` that puts a piece in a state."""
    place = places(rules)
    goals = _state_goals(rules, piece, state)
    needs = [Dependencies(rules, goal) for goal in goals]

    def judge(changes: Mapping[str, str | None]) -> Judged:
        known = merged(facts, changes)
        spent = 1
        for goal, behind in zip(goals, needs, strict=True):
            case = RepairState(behind, known, choices, changes)
            spent += behind.size
            if not case.met(goal):
                return Judged(case.repairs(goal), spent)
        return Judged(None, spent)

    found = grown(judge, place, budget)
    return SmallestSets(tuple(as_changes(each, place) for each in found.sets), found.cut_at, found.spent)


def in_first_place(
    knowledge: KnowledgeBase,
    rules: CompiledRules,
    piece: str,
    facts: Mapping[str, str],
    choices: Choices,
    placing: Placing,
    budget: int,
) -> SmallestSets:
    """The sets of the fewest changes within ``choices`` that put a piece in the first place.

    It has to be to do. Then either it has to become more urgent, or what comes first less so; where a reason that a
    rule names makes the other heavier than the piece can ever be, that reason has to go.
    """
    open_ = [name for name in knowledge.inputs if choices.get(name)]
    given = {name: value for name, value in facts.items() if name not in open_}
    closed = [name for name in knowledge.inputs if name not in given and name not in open_]
    bounds = placing.outlook.bounds(given, closed)
    if piece not in bounds:
        return SmallestSets((), None, 1)
    highest = bounds[piece].highest
    if any(each.sure and each.lowest > highest for name, each in bounds.items() if name != piece):
        return SmallestSets((), None, 1)
    place = places(rules)
    to_do = [(goal, Dependencies(rules, goal)) for goal in _state_goals(rules, piece, "to_do")]
    can_fire = placing.outlook.can_fire(given, closed)
    behind = lru_cache(maxsize=None)(lambda name: frozenset(_inputs_behind(name, knowledge, rules, can_fire)))
    falling = lru_cache(maxsize=None)(lambda name: _falling(name, highest, knowledge, rules))

    def judge(changes: Mapping[str, str | None]) -> Judged:
        known = merged(facts, changes)
        spent = 1
        for goal, needs in to_do:
            case = RepairState(needs, known, choices, changes)
            spent += needs.size
            if not case.met(goal):
                return Judged(case.repairs(goal), spent)
        leading = placing.outlook.leading(known)
        spent += len(rules.rules) // A_CASE
        first = placing.first(known) if leading is None else leading.piece
        if first is None or first == piece:
            return Judged(None, spent)
        if leading is not None and leading.weight > highest:
            found: set[Answer] = set()
            for goal, needs in falling(first):
                case = RepairState(needs, known, choices, changes)
                spent += needs.size
                found |= case.repairs(goal)
            return Judged(frozenset(found), spent)
        touching = behind(piece) | behind(first)
        return Judged(
            frozenset(
                (name, value)
                for name in open_
                if name in touching and name not in changes
                for value in choices[name]
                if value != known.get(name)
            ),
            spent,
        )

    found = grown(judge, place, budget, fewest=True)
    return SmallestSets(tuple(as_changes(each, place) for each in found.sets), found.cut_at, found.spent)


def _state_goals(rules: CompiledRules, piece: str, state: State) -> list[Goal]:
    """What has to come true together for a piece to stand in a state."""
    advice, hold = f"{ADVICE}{piece}", f"{HOLD}{piece}"
    goals: list[Goal] = [Concluded(advice, frozenset({IN_PLACE if state == "in_place" else OPEN}))]
    if state == "in_place":
        return goals
    held = {"to_do": None, "waits": WAITS, "theirs": THEIRS}[state]
    if hold in rules.places:
        goals.append(Concluded(hold, frozenset({held})))
    elif held is not None:
        goals.append(Fires(()))
    return goals


def _falling(
    piece: str, weight: int, knowledge: KnowledgeBase, rules: CompiledRules
) -> list[tuple[Goal, Dependencies]]:
    """By what a piece stops to have a reason of more than that weight: no rule names one any more, or it is no longer
    to do."""
    naming = tuple(
        rule
        for rule in knowledge.rules.values()
        if piece in rule.then.recommend and rule.urgent and knowledge.weights[rule.urgent].weight > weight
    )
    goals: list[Goal] = [Fires(naming, wanted=False)]
    advice, hold = f"{ADVICE}{piece}", f"{HOLD}{piece}"
    if any(piece in rule.then.in_place for rule in knowledge.rules.values()):
        goals.append(Concluded(advice, frozenset({IN_PLACE})))
    if hold in rules.places:
        goals.append(Concluded(hold, frozenset({WAITS, THEIRS})))
    return [(goal, Dependencies(rules, goal)) for goal in goals]


def _inputs_behind(
    piece: str, knowledge: KnowledgeBase, rules: CompiledRules, can_fire: Collection[str]
) -> Iterator[str]:
    """The inputs that the state, urgency and standing of a piece can hang on, by rules that can fire."""
    tested = rules.index.tested
    firing = [rule for rule in knowledge.rules.values() if rule.id in can_fire]
    pieces, names = [piece], dict[str, None]()
    for name in pieces:  # grows while it is gone through
        advice, handled = knowledge.recommendations[name], _handled(name, knowledge)
        names.update(dict.fromkeys([f"{ADVICE}{name}", f"{HOLD}{name}"]))
        for rule in firing:
            waits = rule.then.waits if f"{ADVICE}{name}" in tested[rule.id] else ()
            if name in rule.then.recommend or handled.intersection(rule.then.tensions) or waits:
                names.update(dict.fromkeys(tested[rule.id]))
                pieces += [each for each in waits if each not in pieces]
        if (compared := knowledge.phased.get(advice.component) if advice.component else None) is not None:
            names.update(dict.fromkeys([compared.here, compared.expected, compared.position]))
        pieces += [each for each in advice.before if each not in pieces]
    ahead = list(names)
    for name in ahead:  # grows while it is gone through
        for rule in rules.index.concluding.get(name, ()):
            if rule.id in can_fire:
                fresh = [each for each in tested[rule.id] if each not in names]
                names.update(dict.fromkeys(fresh))
                ahead += fresh
    return (name for name in knowledge.inputs if name in names)


def _handled(piece: str, knowledge: KnowledgeBase) -> set[str]:
    return {name for name, tension in knowledge.tensions.items() if piece in tension.handled_by}
