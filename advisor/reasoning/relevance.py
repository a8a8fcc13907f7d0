"""What an answer to an open question can still change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.reasoning.possible import NEVER, SURE, Spread


class Outlook(NamedTuple):
    """``could_change`` maps each open input to the outputs that an answer to it could bring or take; ``certain`` are
    the outputs that come whatever is answered, ``possible`` those that can still come, the certain ones included.

    Outputs are written ``recommendation:ID``, ``tension:ID`` and ``caveat:ID``. An answer that can change something is
    never missing; now and then one is named that turns out to change nothing.
    """

    could_change: dict[str, frozenset[str]]
    certain: frozenset[str]
    possible: frozenset[str]


def outputs(rule: Rule) -> tuple[str, ...]:
    """What a rule brings out for a person."""
    then = rule.then
    return (
        *(f"recommendation:{each}" for each in then.recommend),
        *(f"tension:{each}" for each in then.tensions),
        *(f"caveat:{each}" for each in then.caveats),
    )


class Relevance:
    """The rules of a knowledge base, arranged for the question what can still change."""

    def __init__(self, knowledge: KnowledgeBase):
        self._spread = Spread(knowledge.rules.values(), knowledge.attributes)
        self._inputs = [(name, self._spread.places[name], 1 << at) for at, name in enumerate(knowledge.inputs)]
        self._cases = [(case, outputs(case.rule)) for case in self._spread.cases]

    def open_to(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> Outlook:
        """The outlook from known facts; inputs in ``closed`` are answered "unknown" and stay that way."""
        answers: dict[str, str | None] = {**dict.fromkeys(closed), **facts}
        possible, standings = self._spread.settle(answers)
        # For every attribute the open inputs that its value can hang on, as a set of bits.
        hangs = [0] * len(possible)
        for name, place, bit in self._inputs:
            if name not in answers:
                hangs[place] = bit
        certain: set[str] = set()
        reached: dict[str, int] = {}
        for (case, brought), standing in zip(self._cases, standings, strict=True):
            if standing == NEVER:
                continue
            mask = 0
            if standing == SURE:
                certain.update(brought)
            else:
                for place in case.attributes:
                    values = possible[place]
                    if values & (values - 1):  # more than one
                        mask |= hangs[place]
                for place, _ in case.concludes:
                    hangs[place] |= mask
            for output in brought:
                reached[output] = reached.get(output, 0) | mask
        moving = [(output, mask) for output, mask in reached.items() if mask and output not in certain]
        return Outlook(
            {
                name: frozenset([output for output, mask in moving if mask & bit])
                for name, _, bit in self._inputs
                if name not in answers
            },
            frozenset(certain),
            frozenset(reached),
        )
