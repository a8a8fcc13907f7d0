"""Sets of cases as decision diagrams, so that whether a rule can fire is a question of looking and not of trying.

A diagram asks for one input after the other, in the vocabulary's order, and leads by what is known of it to the next
question or to yes or no. Equal diagrams are the same number, so two conditions are equivalent when their numbers are
equal, and one can hold when its number is not that of the empty set. What such diagrams cost is not known before: a
few drawn conditions need very many nodes. So every step is counted against a budget, which is a number of steps and not
a time, and thereby the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

NONE, ALL = 0, 1
"""The diagrams of no case and of every case."""


class BudgetSpent(Exception):
    """A question took more steps than it may."""


class Diagrams:
    """Diagrams over variables, each of which is in one of ``sizes[variable]`` states. ``steps`` counts what was done,
    and BudgetSpent is raised when it comes to ``limit``."""

    def __init__(self, sizes: Sequence[int], limit: int):
        self.sizes = tuple(sizes)
        self.steps = 0
        self.limit = limit
        end = len(self.sizes)
        # For each node its variable and where its states lead; the two ends come after all variables.
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(end, ()), (end, ())]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._joined: dict[tuple[int, int], int] = {}
        self._opposite: dict[int, int] = {NONE: ALL, ALL: NONE}

    def test(self, variable: int, states: int) -> int:
        """The cases in which a variable is in one of some states, given as bits."""
        return self._node(
            variable, tuple(ALL if states >> state & 1 else NONE for state in range(self.sizes[variable]))
        )

    def both(self, one: int, other: int) -> int:
        """The cases that are in both. Raises BudgetSpent."""
        if one == other or other == ALL:
            return one
        if one == ALL:
            return other
        if NONE in (one, other):
            return NONE
        key = (one, other) if one < other else (other, one)
        found = self._joined.get(key)
        if found is None:
            self._step()
            first, second = self._nodes[one], self._nodes[other]
            variable = min(first[0], second[0])
            ways = self.sizes[variable]
            found = self._node(
                variable,
                tuple(
                    map(
                        self.both,
                        first[1] if first[0] == variable else (one,) * ways,
                        second[1] if second[0] == variable else (other,) * ways,
                    )
                ),
            )
            self._joined[key] = found
        return found

    def outside(self, one: int) -> int:
        """The cases that are not in it. Raises BudgetSpent."""
        found = self._opposite.get(one)
        if found is None:
            self._step()
            variable, ways = self._nodes[one]
            found = self._node(variable, tuple(map(self.outside, ways)))
            self._opposite[one] = found
            self._opposite[found] = one
        return found

    def either(self, one: int, other: int) -> int:
        """The cases that are in one of the two. Raises BudgetSpent."""
        return self.outside(self.both(self.outside(one), self.outside(other)))

    def beyond(self, one: int, other: int) -> int:
        """The cases of the one that are not in the other. Raises BudgetSpent."""
        return self.both(one, self.outside(other))

    def case(self, one: int) -> dict[int, int]:
        """One case that is in it, as states by variable; what it leaves out may be anything. None is in an empty set:
        raises ValueError."""
        if one == NONE:
            raise ValueError("no case is in the empty set")
        found = {}
        while one != ALL:
            variable, ways = self._nodes[one]
            state = next(state for state, way in enumerate(ways) if way != NONE)
            found[variable], one = state, ways[state]
        return found

    def variables(self, diagrams: Iterator[int]) -> set[int]:
        """The variables that it depends on, for any of some diagrams, whether a case is in them."""
        seen: set[int] = set()
        ahead = list(diagrams)
        found = set()
        while ahead:
            node = ahead.pop()
            if node not in seen and node > ALL:
                seen.add(node)
                variable, ways = self._nodes[node]
                found.add(variable)
                ahead.extend(ways)
        return found

    def numbered(self, diagrams: Iterable[int]) -> tuple[list[tuple[int, tuple[int, ...]]], dict[int, int]]:
        """The nodes of some diagrams without those of others, each after all that it leads to and beside the others of
        its variable: its variable, and the numbers of where its states lead, counted from 2 since 0 and 1 are the two
        ends. And the number of each diagram."""
        seen = {NONE, ALL}
        ahead = list(diagrams)
        while ahead:
            node = ahead.pop()
            if node not in seen:
                seen.add(node)
                ahead.extend(self._nodes[node][1])
        # A node asks for its variable before any of those that it leads to, so the last variables come first.
        order = sorted(seen - {NONE, ALL}, key=lambda node: (-self._nodes[node][0], node))
        number = {node: at for at, node in enumerate([NONE, ALL, *order])}
        kept = (self._nodes[node] for node in order)
        return [(variable, tuple([number[way] for way in ways])) for variable, ways in kept], number

    def _node(self, variable: int, ways: tuple[int, ...]) -> int:
        if ways.count(ways[0]) == len(ways):
            return ways[0]
        key = (variable, ways)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return found

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self.limit:
            raise BudgetSpent
