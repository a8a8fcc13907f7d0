"""Rules as a network of counting gates, indexed by the facts that move them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any as AnyValue

from advisor.engine.experta_shim import AND, NOT, OR, Fact, InitialFact
from advisor.engine.experta_shim import Rule as ExpertaRule
from advisor.engine.patterns import AttributeValue, allowed_values


class Network:
    """A gate holds while its count is zero or less; the gate of rule n has number n.

    A conjunction counts its parts that do not hold yet. An alternative starts from one, so that the first part to hold
    brings it to zero. ``falls`` and ``rises`` map a fact's id to the gates that count down and up when it is added;
    when it is taken away, the other way round. ``parents`` leads from an inner gate to the one it is a part of.
    ``holding`` are the rules that hold on no facts at all. The network never changes; each engine copies ``counts``.
    """

    def __init__(self, rules: Sequence[ExpertaRule], facts: Iterable[AttributeValue]):
        self.rules = tuple(rules)
        self.counts = [0] * len(self.rules)
        self.parents = [-1] * len(self.rules)
        self._facts: dict[str, list[AttributeValue]] = {}
        for fact in facts:
            self._facts.setdefault(fact["attribute"], []).append(fact)
        self._falls: dict[int, list[int]] = {}
        self._rises: dict[int, list[int]] = {}
        for gate, rule in enumerate(self.rules):
            self._conjoin(gate, rule)
        self.falls: Mapping[int, tuple[int, ...]] = {number: tuple(gates) for number, gates in self._falls.items()}
        self.rises: Mapping[int, tuple[int, ...]] = {number: tuple(gates) for number, gates in self._rises.items()}
        self.holding = tuple(gate for gate in range(len(self.rules)) if self.counts[gate] <= 0)

    def _conjoin(self, gate: int, parts: Iterable[AnyValue]) -> None:
        for part in parts:
            self.counts[gate] += 1
            self._attach(gate, part)

    def _attach(self, gate: int, part: AnyValue) -> None:
        """Make the gate count down when the part comes to hold."""
        if isinstance(part, Fact):
            for number in self._matching(part):
                self._falls.setdefault(number, []).append(gate)
        elif isinstance(part, NOT):  # holds from the start
            self.counts[gate] -= 1
            for number in self._matching(part[0]):
                self._rises.setdefault(number, []).append(gate)
        elif isinstance(part, (AND, OR)):
            inner = len(self.counts)
            self.counts.append(0)
            self.parents.append(gate)
            if isinstance(part, AND):
                self._conjoin(inner, part)
            else:
                self.counts[inner] = 1
                for alternative in part:
                    self._attach(inner, alternative)
            if self.counts[inner] <= 0:
                self.counts[gate] -= 1
        else:
            raise TypeError(f"no pattern that the index knows: {part!r}")

    def _matching(self, pattern: Fact) -> list[int]:
        if isinstance(pattern, InitialFact):
            return [0]
        allowed = allowed_values(pattern)
        facts = self._facts.get(pattern["attribute"], [])
        return [fact["__factid__"] for fact in facts if allowed is None or fact["value"] in allowed]
