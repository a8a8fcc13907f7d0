"""Rules that another one makes redundant: whenever they fire it fires too, and brings about all that they do."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.rule import Rule
from advisor.reasoning.search import Search


def redundant_rules(loaded: LoadedKnowledge) -> Iterator[Issue]:
    rules = list(loaded.base.rules.values())
    search = Search(rules, loaded.base.attributes)
    reported: set[tuple[str, str]] = set()
    for rule in rules:
        for other in rules:
            if other.id == rule.id or not _brings_all_of(other, rule) or search.facts_for([rule]) is None:
                continue
            if (other.id, rule.id) not in reported and search.facts_for([rule], [other]) is None:
                reported.add((rule.id, other.id))
                yield loaded.issue(
                    "rule",
                    rule.id,
                    ("when",),
                    f"whenever this rule fires, {other.id} fires and brings the same",
                    "a rule that adds something",
                    f"delete it, or add to {other.id} what it cites",
                    code="redundant",
                )


def _brings_all_of(other: Rule, rule: Rule) -> bool:
    return (
        rule.then.conclude.items() <= other.then.conclude.items()
        and set(rule.then.recommend) <= set(other.then.recommend)
        and set(rule.then.tensions) <= set(other.then.tensions)
        and set(rule.then.caveats) <= set(other.then.caveats)
    )
