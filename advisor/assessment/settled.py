"""Whether what stands in the first places can still change: said only when it is proven.

The list as it is now is held against what every piece can still come to. Where that leaves open which of two comes
first, answers to what these two hang on are tried, until none is left under which they change places, or one is found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from advisor.assessment.listed_advice import ListedAdvice
from advisor.assessment.order import Key
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import ADVICE, HOLD
from advisor.reasoning.drawn_answers import rest_of, ways_to_answer
from advisor.reasoning.outlook import Outlook
from advisor.reasoning.proof import ProofBook, Standing
from advisor.reasoning.rank_outlook import RankOutlook

STEPS = 16
"""How many combinations of answers may be looked into for one proof."""


WAYS = 16
"""How many ways to answer the rest are tried before a proof is looked for."""


class _Open(NamedTuple):
    """A case with open questions: what is known, and what was answered "unknown"."""

    facts: Mapping[str, str]
    closed: frozenset[str]


class SettledPlaces:
    """The rules and weights of a knowledge base, arranged for the question which places are settled. ``ranked`` gives
    what is to do in its order, ``open_to`` the outlook on what is open; ``steps`` is the most that one proof may take.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        book: ProofBook,
        advice: ListedAdvice,
        rank_outlook: RankOutlook,
        ranked: Callable[[Mapping[str, str]], tuple[str, ...]],
        open_to: Callable[[Mapping[str, str], Collection[str]], Outlook],
        steps: int = STEPS,
    ):
        self._knowledge, self._order, self._book = knowledge, advice.order, book
        self._rank_outlook, self._ranked, self._open_to = rank_outlook, ranked, open_to
        self._steps = steps
        self._ways = ways_to_answer(knowledge.inputs, WAYS)

    def settled(self, facts: Mapping[str, str], closed: Collection[str] = (), places: int | None = None) -> bool:
        """Whether it is proven that the first ``places``, or without a number all, have the same pieces in the same
        order whatever is answered to what is open. Inputs in ``closed`` are answered "unknown"."""
        case = _Open(facts, frozenset(closed))
        outlook = self._open_to(*case)
        first = self._ranked(facts)[:places]
        rivals = [name for name in self._knowledge.recommendations if name in outlook.rankable.difference(first)]
        if not outlook.ranked.issuperset(first) or (rivals and (places is None or len(first) < places)):
            return False
        pairs = [*pairwise(first), *((first[-1], rival) for rival in rivals if first)]
        rests = (rest_of(way, facts, case.closed) for way in self._ways)
        if any(self._ranked({**facts, **rest})[:places] != first for rest in rests):
            return False
        keys = self._keys(case)
        open_pairs = [pair for pair in pairs if not _surely(*pair, keys)]
        left = [self._steps - len(open_pairs)]
        return all(left[0] >= 0 and self._before(*pair, case, outlook, left) for pair in open_pairs)

    def _before(self, one: str, other: str, case: _Open, outlook: Outlook, left: list[int]) -> bool:
        """Whether it is proven that one piece comes before another wherever both are to do. ``left`` is how many more
        combinations of answers may be looked into."""
        question = self._deciding(one, other, case, outlook)
        if question is None:
            return False
        domain = self._knowledge.inputs[question].domain
        ways = [_Open({**case.facts, question: value}, case.closed) for value in domain]
        ways.append(_Open(case.facts, case.closed | {question}))
        left[0] -= len(ways)
        if left[0] < 0 or not all(_in_order(one, other, self._ranked(way.facts)) for way in ways):
            return False
        for way in ways:
            if not _surely(one, other, self._keys(way)):
                ahead = self._open_to(*way)
                if other in ahead.rankable and not self._before(one, other, way, ahead, left):
                    return False
        return True

    def _deciding(self, one: str, other: str, case: _Open, outlook: Outlook) -> str | None:
        """An open question that the two pieces hang on; None when there is none, and all that is open is how much
        others weigh."""
        named = [f"{prefix}{piece}" for piece in (other, one) for prefix in (ADVICE, HOLD)]
        for name in named:
            for place, question in enumerate(self._knowledge.inputs):
                if outlook.hangs_on.get(name, 0) >> place & 1:
                    return question
        return next((name for name, changes in outlook.could_change.items() if changes), None)

    def _keys(self, case: _Open) -> Mapping[str, tuple[Key, Key]]:
        """What each piece that can be to do can be ordered by: the furthest to the front and the furthest back."""
        urgencies, proofs = self._rank_outlook.bounds_and_proofs(*case)
        found = {}
        for name, urgency in urgencies.items():
            best = [self._book.standing(proof) for proof in proofs[name].least]
            front = Standing(
                min((each.grade for each in best), key=GRADES.index),
                min((each.support for each in best), key=SUPPORTS.index),
                (),
            )
            found[name] = (
                self._order.key(name, urgency.highest, front),
                self._order.key(name, urgency.lowest, self._book.standing(proofs[name].most)),
            )
        return found


def _surely(one: str, other: str, keys: Mapping[str, tuple[Key, Key]]) -> bool:
    """Whether one piece comes before another wherever both are to do."""
    return other not in keys or (one in keys and keys[one][1] < keys[other][0])


def _in_order(one: str, other: str, ranked: Sequence[str]) -> bool:
    return other not in ranked or (one in ranked and ranked.index(one) < ranked.index(other))
