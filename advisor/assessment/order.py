"""The order of advice: its criteria as one table, and the order that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from advisor.model.advice import HORIZONS, Recommendation
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.proof import Standing


class Candidate(NamedTuple):
    """A recommendation at hand, with what criteria look at: what its proof stands on, how much of the other advice at
    hand has to wait for it, and its place in the catalogue, from 0."""

    recommendation: Recommendation
    standing: Standing
    waiting: int
    place: int


class Criterion(NamedTuple):
    """One thing that orders advice: its name, what it says in words for a reader, and its key, by which the lowest
    comes first."""

    name: str
    words: str
    key: Callable[[Candidate], int]


KEEPING_BEFORE = (
    Criterion(
        "horizon",
        f"{', '.join(HORIZONS)}. It belongs to the recommendation.",
        lambda each: HORIZONS.index(each.recommendation.horizon),
    ),
    Criterion(
        "what waits for it",
        "among advice of the same horizon, that for which more of the other advice at hand has to wait comes first. "
        "`before` in `knowledge/recommendations.yaml` says what waits for what, and it is followed through.",
        lambda each: -each.waiting,
    ),
)
"""What keeps the promise of ``before``, whatever is ordered below: nothing is due before what it waits for, which the
knowledge's checks see to, and within a horizon more waits for the earlier of two. So nothing may stand between them."""

PLAIN = (
    Criterion("grade", "the stronger first.", lambda each: GRADES.index(each.standing.grade)),
    Criterion("support", "the stronger first.", lambda each: SUPPORTS.index(each.standing.support)),
    Criterion(
        "catalogue",
        "the order of `knowledge/recommendations.yaml`, so that no two ever stand level.",
        lambda each: each.place,
    ),
)
"""What orders advice that ``before`` leaves level. A further criterion is one more entry, above the catalogue."""

ORDER = (*KEEPING_BEFORE, *PLAIN)
"""Every criterion; each decides only where those before it leave advice level."""


class Order:
    """The order of advice from one knowledge base. What does not depend on the case is made once."""

    def __init__(self, knowledge: KnowledgeBase, criteria: Sequence[Criterion] = ORDER):
        self._known = knowledge.recommendations
        self._places = {name: place for place, name in enumerate(self._known)}
        self._waiting = {name: _waiting_for(name, self._known) for name in self._known}
        self._keys = [criterion.key for criterion in criteria]

    def of(self, standings: Mapping[str, Standing]) -> list[Recommendation]:
        """The recommendations at hand, first what comes first. ``standings`` has what the proof of each stands on."""
        candidates = [
            Candidate(self._known[name], standing, len(self._waiting[name] & standings.keys()), self._places[name])
            for name, standing in standings.items()
        ]
        candidates.sort(key=lambda each: [key(each) for key in self._keys])
        return [each.recommendation for each in candidates]


def _waiting_for(name: str, known: Mapping[str, Recommendation]) -> frozenset[str]:
    """Every recommendation that has to wait for this one, directly or through others."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        for each in known[ahead.pop()].before:
            if each not in reached:
                reached.add(each)
                ahead.append(each)
    return frozenset(reached)
