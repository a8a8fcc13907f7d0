"""What comes first in some ways to answer what is still open, and which question that goes with most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from advisor.model.attribute import Attribute
from advisor.reasoning.drawn_answers import Way, rest_of, ways_to_answer

WAYS = 40
"""How many ways to answer the rest are looked at."""

CHANCE = 0.3
"""What each further answer explains by chance."""

CANDIDATES = 8
"""How many questions are tried out, of those whose answers go furthest with what comes first."""


Ends = list[tuple[str, ...]]
"""What comes first in each way."""


class Samples:
    """Ways to answer some inputs. ``ranked`` gives what is to do in its order, of which the first ``count`` are looked
    at."""

    def __init__(
        self, inputs: Mapping[str, Attribute], ranked: Callable[[Mapping[str, str]], tuple[str, ...]], count: int
    ):
        self._ranked, self._count = ranked, count
        self._ways = ways_to_answer(inputs, WAYS)

    def most_telling(self, facts: Mapping[str, str], closed: frozenset[str], questions: Sequence[str]) -> str | None:
        """The question with whose answer the first places are most like those that come when all is answered, and vary
        most with it; None where they vary with none."""
        ways, ends = self._ends(facts, closed)
        spread = {name: _explained([way.get(name) for way in ways], ends) for name in questions}
        told = {
            name: spread[name] + self._agreement(name, facts, ways, ends)
            for name in sorted(questions, key=lambda name: -spread[name])[:CANDIDATES]
            if spread[name] > 0
        }
        return max(told, key=lambda name: told[name], default=None)

    def steadiness(self, facts: Mapping[str, str], closed: frozenset[str]) -> tuple[int, int, int]:
        """The number of ways, in how many of them the first place is as it is now, and in how many all of them are."""
        now = self._first(facts)
        _, ends = self._ends(facts, closed)
        return len(ends), sum(end[:1] == now[:1] for end in ends), sum(end == now for end in ends)

    def _first(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        return self._ranked(facts)[: self._count]

    def _ends(self, facts: Mapping[str, str], closed: frozenset[str]) -> tuple[list[Way], Ends]:
        """Each way to answer what is open, and what comes first with it."""
        ways = [rest_of(way, facts, closed) for way in self._ways]
        return ways, [self._first({**facts, **way}) for way in ways]

    def _agreement(self, name: str, facts: Mapping[str, str], ways: list[Way], ends: Ends) -> float:
        """How many of the first places one knows, on average, when one knows the answer to one more question."""
        alone = {
            value: frozenset(self._first({**facts, name: value} if value is not None else facts))
            for value in {way.get(name) for way in ways}
        }
        return sum(len(alone[way.get(name)].intersection(end)) for way, end in zip(ways, ends, strict=True)) / len(ways)


def _explained(answers: list[str | None], ends: Ends) -> float:
    """How far what comes first goes with the answers: for each piece the variance of whether it is among the first that
    the answers explain, less what that many answers explain by chance, summed."""
    total = len(ends)
    ways = Counter(answers)
    overall = Counter(piece for end in ends for piece in end)
    by_answer: dict[str | None, Counter[str]] = defaultdict(Counter)
    for answer, end in zip(answers, ends, strict=True):
        by_answer[answer].update(end)
    found = -CHANCE * (len(ways) - 1) / total
    for piece, count in overall.items():
        mean = count / total
        found += (
            sum(number * (by_answer[answer][piece] / number - mean) ** 2 for answer, number in ways.items()) / total
        )
    return found
