"""What comes first in some ways to answer what is still open, and which question that goes with most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from advisor.model.attribute import Attribute
from advisor.reasoning.drawn_answers import Way, rest_of, ways_to_answer

WAYS = 40
"""How many ways to answer the rest are looked at."""

CHANCE = 0.3
"""What each further answer explains by chance."""

CANDIDATES = 5
"""How many questions are tried out, of those whose answers go furthest with what comes first."""


Ends = list[tuple[str, ...]]
"""What comes first in each way."""


class Look(NamedTuple):
    """What comes first on some facts: now, and with each way to answer what is open."""

    facts: Mapping[str, str]
    now: tuple[str, ...]
    ways: list[Way]
    ends: Ends

    @property
    def moves(self) -> bool:
        """Whether some way to answer the rest changes what comes first."""
        return any(end != self.now for end in self.ends)

    @property
    def steadiness(self) -> tuple[int, int, int]:
        """The number of ways, in how many of them the first place is as it is now, and in how many all of them are."""
        same = sum(end[:1] == self.now[:1] for end in self.ends)
        return len(self.ends), same, sum(end == self.now for end in self.ends)


class Samples:
    """Ways to answer some inputs. ``ranked`` gives what is to do in its order, of which the first ``count`` are looked
    at, and ``doubted`` the inputs whose answers others put in doubt."""

    def __init__(
        self,
        inputs: Mapping[str, Attribute],
        ranked: Callable[[Mapping[str, str]], tuple[str, ...]],
        doubted: Callable[[Mapping[str, str]], Collection[str]],
        count: int,
    ):
        self._inputs, self._ranked, self._doubted, self._count = inputs, ranked, doubted, count

    @cached_property
    def _ways(self) -> list[Way]:
        """Ways whose answers fit one another, as those of most clients do: what is in doubt is taken out."""
        found = []
        for way in ways_to_answer(self._inputs, WAYS):
            fitting = way
            while doubted := self._doubted(fitting):
                fitting = {name: value for name, value in fitting.items() if name not in doubted}
            found.append(fitting)
        return found

    def at(self, facts: Mapping[str, str], closed: frozenset[str]) -> Look:
        """What comes first as things are, and in each way to answer what is open."""
        ways = [rest_of(way, facts, closed) for way in self._ways]
        return Look(facts, self._first(facts), ways, [self._first({**facts, **way}) for way in ways])

    def most_telling(self, look: Look, questions: Sequence[str]) -> str | None:
        """The question with whose answer the first places are most like those that come when all is answered, and vary
        most with it; None where they vary with none."""
        spread = {name: _explained([way.get(name) for way in look.ways], look.ends) for name in questions}
        told = {
            name: spread[name] + self._agreement(name, look)
            for name in sorted(questions, key=lambda name: -spread[name])[:CANDIDATES]
            if spread[name] > 0
        }
        return max(told, key=lambda name: told[name], default=None)

    def _first(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        return self._ranked(facts)[: self._count]

    def _agreement(self, name: str, look: Look) -> float:
        """How many of the first places one knows, on average, when one knows the answer to one more question."""
        answers = [way.get(name) for way in look.ways]
        alone = {
            value: frozenset(self._first({**look.facts, name: value} if value is not None else look.facts))
            for value in {*answers}
        }
        found = (len(alone[value].intersection(end)) for value, end in zip(answers, look.ends, strict=True))
        return sum(found) / len(answers)


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
