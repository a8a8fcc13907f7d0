"""Rules that contradict each other: on the same facts they give one-valued conclusions different values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations

from advisor.checks.reachability import undecided
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.rule import Rule
from advisor.reasoning.diagram import NONE
from advisor.reasoning.firing_sets import FiringSets


def contradictions(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Each pair of rules that can contradict each other, with facts on which they do."""
    for name, attribute in loaded.base.derived.items():
        if attribute.merge != "single":
            continue
        by_value: dict[str, list[Rule]] = {}
        for rule in sets.rules.index.concluding.get(name, ()):
            by_value.setdefault(rule.then.conclude[name], []).append(rule)
        for one, other in combinations(by_value.values(), 2):
            # Of the rules for one value and those for another most bases have none that meet, so they are asked
            # together first.
            together = sets.decide(
                lambda one=one, other=other: sets.diagrams.both(  # type: ignore[misc]
                    *(sets.union(sets.known(rule.id) for rule in rules) for rules in (one, other))
                )
            )
            if together != NONE:
                yield from _pairs(loaded, sets, name, one, other)


def _pairs(
    loaded: LoadedKnowledge, sets: FiringSets, name: str, some: list[Rule], others: list[Rule]
) -> Iterator[Issue]:
    for one in some:
        for other in others:
            first, second = sorted((one, other), key=lambda rule: rule.id)
            pair = (first.id, second.id)
            meet = sets.decide(lambda pair=pair: sets.diagrams.both(*map(sets.known, pair)))  # type: ignore[misc]
            if meet is None:
                yield undecided(loaded, second.id, f"whether this rule and {first.id} can contradict each other")
            elif meet != NONE:
                yield loaded.issue(
                    "rule",
                    second.id,
                    ("then", "conclude", name),
                    f"{name} has one value, and here {second.id} concludes {second.then.conclude[name]} while "
                    f"{first.id} concludes {first.then.conclude[name]}, both on {json.dumps(sets.facts(meet))}",
                    "one of the two on any facts",
                    f"tell the conditions apart, or say in conclusions.yaml how values of {name} merge",
                    code="contradiction",
                )
