"""Advice that nobody begins: without a first step, or without somebody who takes it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge

EXPECTED = {
    "who": "who: {side: own or both, function: who it is in the firm}",
    "first_step": "first_step: what this person can do within days",
}


def first_step_issues(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Each piece of advice that does not say who takes the first step, or what it is."""
    for key, piece in loaded.base.recommendations.items():
        missing = [field for field in EXPECTED if getattr(piece, field) is None]
        if missing:
            yield loaded.issue(
                "recommendation",
                key,
                (),
                f"this has no {' and no '.join(missing)}",
                " and ".join(EXPECTED[field] for field in missing),
                code="no-first-step",
                of_key=True,
            )
