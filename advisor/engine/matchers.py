"""The two matchers: an index made for rules over a closed vocabulary, and Experta's own Rete network."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from itertools import chain
from typing import Any as AnyValue

from advisor.engine.experta_shim import (
    NOT,
    Activation,
    ConflictSetNode,
    Fact,
    FactCapture,
    FeatureCheck,
    Matcher,
    ReteMatcher,
)

Changes = tuple[list[Activation], list[Activation]]


class Match(Activation):  # type: ignore[misc]
    """The activation of a rule that can be active only once at a time, made once for all cases."""

    def __init__(self, rule: AnyValue, engine: AnyValue):
        self.rule = rule
        self.context: dict[str, AnyValue] = {}
        self.key = (-rule.salience, rule.__name__, ())
        self._engine = engine

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def facts(self) -> set[AnyValue]:
        """The facts of the working memory that speak about what the rule tests."""
        tested = _attributes(self.rule)
        return {fact for fact in self._engine.facts.values() if fact.get("attribute") in tested}


def _attributes(element: AnyValue) -> set[str]:
    if isinstance(element, Fact):
        return {element["attribute"]} if "attribute" in element else set()
    if isinstance(element, NOT):
        return set()
    return {attribute for part in element for attribute in _attributes(part)}


class IndexedMatcher(Matcher):  # type: ignore[misc]
    """Counts, for each rule, the conditions still open; a fact touches only the rules that test its value."""

    def __init__(self, engine: AnyValue):
        super().__init__(engine)
        self.network = engine.program.network
        self.matches = [Match(rule, engine) for rule in self.network.rules]
        self.reset()

    def reset(self) -> None:
        """Forget the last case."""
        self._counts = self.network.counts.copy()
        self._active = bytearray(len(self.matches))
        self._crossed: list[int] = list(self.network.holding)

    def changes(self, adding: Iterable[AnyValue] | None = None, deleting: Iterable[AnyValue] | None = None) -> Changes:
        """The activations that the changed facts add and remove."""
        network = self.network
        for fact in deleting or ():
            self._fall(network.rises.get(fact["__factid__"], ()))
            self._rise(network.falls.get(fact["__factid__"], ()))
        numbers = [fact["__factid__"] for fact in adding or ()]
        for index, move in ((network.falls, self._fall), (network.rises, self._rise)):
            move(chain.from_iterable([index[number] for number in numbers if number in index]))
        added: list[Activation] = []
        removed: list[Activation] = []
        for gate in self._crossed:
            holds = self._counts[gate] <= 0
            if holds != self._active[gate]:  # else it crossed and came back
                self._active[gate] = holds
                (added if holds else removed).append(self.matches[gate])
        self._crossed = []
        return added, removed

    def _fall(self, gates: Iterable[int]) -> None:
        counts = self._counts
        for gate in gates:
            counts[gate] = count = counts[gate] - 1
            while count == 0:
                if gate < len(self.matches):
                    self._crossed.append(gate)
                    break
                gate = self.network.parents[gate]
                counts[gate] = count = counts[gate] - 1

    def _rise(self, gates: Iterable[int]) -> None:
        counts = self._counts
        for gate in gates:
            counts[gate] = count = counts[gate] + 1
            while count == 1:
                if gate < len(self.matches):
                    self._crossed.append(gate)
                    break
                gate = self.network.parents[gate]
                counts[gate] = count = counts[gate] + 1


class StockMatcher(ReteMatcher):  # type: ignore[misc]
    """Experta's Rete network, without what it leaves behind in global caches."""

    _building = threading.Lock()

    def build_network(self) -> None:
        """Build, then take out of Experta's caches of checks what only this network uses: they are never freed, and
        some of their keys are addresses of objects that are gone once the network stands."""
        caches = (FactCapture._instances, FeatureCheck._instances)
        with self._building:
            before = [set(cache) for cache in caches]
            super().build_network()
            for cache, known in zip(caches, before, strict=True):
                for key in [key for key in list(cache) if key not in known]:
                    cache.pop(key, None)
        self._conflict_set_nodes = tuple(dict.fromkeys(_conflict_set_nodes(self.root_node)))

    def _get_conflict_set_nodes(self) -> tuple[ConflictSetNode, ...]:
        """Experta keeps these in a cache of one entry that all matchers of the process share."""
        return self._conflict_set_nodes


def _conflict_set_nodes(node: AnyValue) -> Iterable[ConflictSetNode]:
    if isinstance(node, ConflictSetNode):
        yield node
    for child in node.children:
        yield from _conflict_set_nodes(child.node)
