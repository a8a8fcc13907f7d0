"""Rules that no facts can make fire."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.reasoning.search import Search


def unreachable_rules(loaded: LoadedKnowledge) -> Iterator[Issue]:
    search = Search(loaded.base.rules.values(), loaded.base.attributes)
    for key, rule in loaded.base.rules.items():
        if search.facts_for([rule]) is None:
            yield loaded.issue(
                "rule",
                key,
                ("when",),
                "this rule can never fire",
                "a condition that some facts meet",
                code="never-fires",
            )
