"""Rules that no facts can make fire, and alternatives inside a condition that never hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

from advisor.checks.trials import Trials
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.condition import All, Any, Condition, Not, authored
from advisor.reasoning.diagram import ALL, NONE
from advisor.reasoning.firing_sets import QUESTION, FiringSets

Path = tuple[str | int, ...]


def undecided(loaded: LoadedKnowledge, rule: str, question: str, path: Path = ("when",)) -> Issue:
    """That a question about a rule was left open."""
    return loaded.issue(
        "rule",
        rule,
        path,
        f"undecided: {question} was not found out within {QUESTION:,} steps",
        "a condition that is easier to look through",
        "split the rule into several, or test fewer attributes in its alternatives",
        code="undecided",
    )


def unreachable_rules(loaded: LoadedKnowledge, sets: FiringSets, trials: Trials) -> Iterator[Issue]:
    """Each rule that never fires, and each of which that was not found out."""
    for key in loaded.base.rules:
        can_fire = sets.can_fire(key)
        if can_fire is False:
            yield loaded.issue(
                "rule",
                key,
                ("when",),
                "this rule can never fire",
                "a condition that some facts meet",
                code="never-fires",
            )
        elif can_fire is None and not trials.fires_somewhere(key):
            yield undecided(loaded, key, "whether this rule can ever fire")


def dead_alternatives(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Each alternative that never holds where it stands, and those of which that was not found out."""
    for key, rule in loaded.base.rules.items():
        if sets.can_fire(key) is False:
            continue
        open_ones: list[Path] = []
        for path, part, alive in _alternatives(rule.when, True, ALL, ("when",), sets):
            if alive is None:
                open_ones.append(path)
            elif not alive:
                text = json.dumps(authored(part), ensure_ascii=False)
                yield loaded.issue(
                    "rule",
                    key,
                    path,
                    f"this alternative can never hold here: {text if len(text) <= 80 else text[:77] + '...'}",
                    "an alternative that some facts meet, together with the rest of the condition",
                    "take it out, or correct it",
                    code="dead-alternative",
                )
        if open_ones:
            which = "this alternative" if len(open_ones) == 1 else f"this and {len(open_ones) - 1} other alternatives"
            yield undecided(loaded, key, f"whether {which} can ever hold", open_ones[0])


def _alternatives(
    condition: Condition, holds: bool, context: int | None, path: Path, sets: FiringSets
) -> Iterator[tuple[Path, Condition, bool | None]]:
    """Every alternative inside a condition that is to hold (or, unless ``holds``, to be false), and whether some case
    of the context meets it; None where that was not found out."""
    if isinstance(condition, Not):
        yield from _alternatives(condition.part, not holds, context, (*path, "not"), sets)
    elif isinstance(condition, (All, Any)):
        word = "all" if isinstance(condition, All) else "any"
        # A mapping of several keys is an "all" without that word; its parts are found by their keys.
        steps: list[Path] = [(word, index) for index in range(len(condition.parts))]
        if word == "all" and path == ("when",) and "all" not in authored(condition):
            steps = [(next(iter(authored(part))),) for part in condition.parts]
        if path and path[-1] == word:
            steps = [(index,) for index in range(len(condition.parts))]
        if isinstance(condition, All) is holds:
            contexts = _contexts(condition, holds, context, sets)
            for step, part, rest in zip(steps, condition.parts, contexts, strict=True):
                yield from _alternatives(part, holds, rest, (*path, *step), sets)
        else:
            for step, part in zip(steps, condition.parts, strict=True):
                form = sets.rules.form(part, holds)
                met = _both(sets, context, sets.decide(lambda form=form: sets.of(form)))  # type: ignore[misc]
                yield (*path, *step), part, None if met is None else met != NONE
                if met != NONE:
                    yield from _alternatives(part, holds, context, (*path, *step), sets)


def _contexts(condition: All | Any, holds: bool, context: int | None, sets: FiringSets) -> list[int | None]:
    """For each part the cases in which the context and all other parts hold."""
    if not any(_branches(part, holds) for part in condition.parts):
        return [context] * len(condition.parts)
    forms = [sets.rules.form(part, holds) for part in condition.parts]
    cases = [sets.decide(lambda form=form: sets.of(form)) for form in forms]  # type: ignore[misc]
    before, after = [context], [ALL if context is not None else None]
    for one, other in zip(cases, reversed(cases), strict=True):
        before.append(_both(sets, before[-1], one))
        after.append(_both(sets, after[-1], other))
    return [_both(sets, before[index], after[-2 - index]) for index in range(len(cases))]


def _branches(condition: Condition, holds: bool) -> bool:
    """Whether there are alternatives inside."""
    if isinstance(condition, Not):
        return _branches(condition.part, not holds)
    if isinstance(condition, (All, Any)):
        return isinstance(condition, All) is not holds or any(_branches(part, holds) for part in condition.parts)
    return False


def _both(sets: FiringSets, one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return NONE if NONE in (one, other) else None
    return sets.decide(lambda: sets.diagrams.both(one, other))
