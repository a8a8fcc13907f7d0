"""Some ways to answer what is still open, always the same, and what comes first in each.

They are drawn evenly over the answers, not over clients: nobody knows how often clients give which. So they show how
far the rest can still move what stands first, and not how likely it is to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from advisor.model.attribute import Attribute

WAYS = 40
"""How many ways to answer the rest are looked at."""

UNKNOWN_SHARE = 0.4
"""In which share of them a question is answered with "I don't know"."""

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
        self._inputs, self._ranked, self._count = inputs, ranked, count
        self._drawn = [{name: _drawn(way, name, each.domain) for name, each in inputs.items()} for way in range(WAYS)]

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

    def _ends(self, facts: Mapping[str, str], closed: frozenset[str]) -> tuple[list[dict[str, str]], Ends]:
        """Each way to answer what is open, and what comes first with it."""
        ways = [
            {
                name: value
                for name, value in way.items()
                if value is not None and name not in facts and name not in closed
            }
            for way in self._drawn
        ]
        return ways, [self._first({**facts, **way}) for way in ways]

    def _agreement(self, name: str, facts: Mapping[str, str], ways: list[dict[str, str]], ends: Ends) -> float:
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


def _drawn(way: int, name: str, domain: Sequence[str]) -> str | None:
    """The answer to an input in one of the ways: the same on every machine, whatever else is asked."""
    at = int.from_bytes(sha256(f"{way} {name}".encode()).digest()[:6], "big") / 2**48
    if at < UNKNOWN_SHARE:
        return None
    return domain[int((at - UNKNOWN_SHARE) / (1 - UNKNOWN_SHARE) * len(domain))]
