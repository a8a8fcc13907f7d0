"""Pairs of rules that contradict each other: on the same facts they give one-valued conclusions different values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations

from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.reasoning.search import Search


def contradictions(loaded: LoadedKnowledge) -> Iterator[Issue]:
    base = loaded.base
    search = Search(base.rules.values(), base.attributes)
    for name, attribute in base.derived.items():
        if attribute.merge != "single":
            continue
        concluders = [rule for rule in base.rules.values() if name in rule.then.conclude]
        for one, other in combinations(concluders, 2):
            if one.then.conclude[name] == other.then.conclude[name]:
                continue
            facts = search.facts_for([one, other])
            if facts is not None:
                yield loaded.issue(
                    "rule",
                    other.id,
                    ("then", "conclude", name),
                    f"{name} has one value, and here {other.id} concludes {other.then.conclude[name]} while {one.id} "
                    f"concludes {one.then.conclude[name]}, both on {json.dumps(facts)}",
                    "one of the two on any facts",
                    f"tell the conditions apart, or say in conclusions.yaml how values of {name} merge",
                    code="contradiction",
                )
