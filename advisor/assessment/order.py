"""The order of advice: its criteria as one table, and the order that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from advisor.model.advice import Recommendation
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.proof import Standing
from advisor.reasoning.urgency import Urgent


class Candidate(NamedTuple):
    """A recommendation that is to do, with what criteria look at: its urgency, what its proof stands on, and its place
    in the catalogue, from 0."""

    recommendation: Recommendation
    urgency: int
    standing: Standing
    place: int


class Criterion(NamedTuple):
    """One thing that orders advice: its name, what it says in words for a reader, and its key, by which the lowest
    comes first."""

    name: str
    words: str
    key: Callable[[Candidate], int]


Key = list[int]
"""What a piece is ordered by, criterion by criterion; the lowest comes first."""

ORDER = (
    Criterion(
        "urgency",
        "the more urgent first. Nothing is less urgent than what waits for it or had better come after it, so nothing "
        "may stand above this.",
        lambda each: -each.urgency,
    ),
    Criterion("grade", "the stronger first.", lambda each: GRADES.index(each.standing.grade)),
    Criterion("support", "the stronger first.", lambda each: SUPPORTS.index(each.standing.support)),
    Criterion(
        "catalogue",
        "the order of `knowledge/recommendations.yaml`, so that no two ever stand level.",
        lambda each: each.place,
    ),
)
"""Every criterion; each decides only where those before it leave advice level. A further one is one more entry, below
urgency and above the catalogue."""


class Placed(NamedTuple):
    """A piece in its place, with what makes it urgent. ``decided_by`` is the criterion that puts it behind the piece
    before it, None for the first."""

    recommendation: Recommendation
    urgent: Urgent
    decided_by: Criterion | None


class Order:
    """The order of advice from one knowledge base. What does not depend on the case is made once."""

    def __init__(self, knowledge: KnowledgeBase, criteria: tuple[Criterion, ...] = ORDER):
        self._known = knowledge.recommendations
        self._places = {name: place for place, name in enumerate(self._known)}
        self._criteria = criteria

    def of(self, urgent: Mapping[str, Urgent], standings: Mapping[str, Standing]) -> list[Placed]:
        """The recommendations that are to do, which ``standings`` has with what the proof of each stands on, first what
        comes first."""
        keyed = sorted((self.key(name, urgent[name].urgency, standing), name) for name, standing in standings.items())
        before = [None, *(key for key, _ in keyed)]
        return [
            Placed(self._known[name], urgent[name], self._deciding(earlier, key))
            for (key, name), earlier in zip(keyed, before, strict=False)
        ]

    def key(self, name: str, urgency: int, standing: Standing) -> Key:
        """What a piece is ordered by. Less urgency, and a weaker standing, never put it further to the front."""
        candidate = Candidate(self._known[name], urgency, standing, self._places[name])
        return [criterion.key(candidate) for criterion in self._criteria]

    def _deciding(self, earlier: Key | None, keys: Key) -> Criterion | None:
        if earlier is None:
            return None
        return next(each for each, one, two in zip(self._criteria, earlier, keys, strict=True) if one != two)
