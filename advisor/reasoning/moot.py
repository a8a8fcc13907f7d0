"""Questions that earlier answers make moot."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.logic import truth


def moot(knowledge: KnowledgeBase, facts: Mapping[str, str]) -> frozenset[str]:
    """The inputs without an answer of which the knowledge says that on these facts there is nothing to ask.

    More answers can only make more questions moot: a condition here tests answers, and what is unknown decides none.
    """
    return frozenset(
        name
        for name, attribute in knowledge.inputs.items()
        if attribute.moot_if is not None and name not in facts and truth(attribute.moot_if, facts)
    )
