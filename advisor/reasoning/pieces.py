"""A piece of advice among compiled rules: where its conclusions stand, and those about its component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.model.advice import Component
from advisor.model.knowledge import KnowledgeBase
from advisor.model.phases import ComponentGuide
from advisor.model.states import ADVICE, HOLD, OPEN, WAITS
from advisor.reasoning.compiled import NOTHING, CompiledRules


class Compared(NamedTuple):
    """A component that has phases: the places of its position and of ``here`` and ``expected``, the bit of
    ``behind``, and for each stage, from the first, its bit among what is here and among what is expected."""

    position: int
    here: int
    expected: int
    behind: int
    stages: tuple[tuple[int, int], ...]


class Piece(NamedTuple):
    """The place of ``advice.ID`` and its bit of ``open``, that of ``hold.ID``, if any rule speaks of it, and its bit
    of ``waits``; and its component, if that has phases."""

    name: str
    advice: int
    opens: int
    hold: int | None
    waits: int
    compared: Compared | None

    def can_be(self, values: Sequence[int], *, waiting: bool) -> bool:
        """Whether it is to do, or waits, with some of the values that each place can have."""
        hold = NOTHING if self.hold is None else values[self.hold]
        return bool(values[self.advice] & self.opens and hold & (self.waits if waiting else NOTHING))

    def is_sure(self, values: Sequence[int], *, waiting: bool) -> bool:
        """Whether it is to do, or waits, with all of them."""
        hold = NOTHING if self.hold is None else values[self.hold]
        return values[self.advice] == self.opens and hold == (self.waits if waiting else NOTHING)

    def stages_behind(self, values: Sequence[int]) -> tuple[int, int]:
        """By how many stages its component is behind, at least and at most."""
        if self.compared is None:
            return 0, 0
        position, at_here, at_expected, behind, stages = self.compared
        if not values[position] & behind:
            return 0, 0
        now = [stage for stage, (bit, _) in enumerate(stages) if values[at_here] & bit]
        wanted = [stage for stage, (_, bit) in enumerate(stages) if values[at_expected] & bit]
        if not now or not wanted:
            return 0, 0
        few = max(0, wanted[0] - now[-1]) if values[position] == behind else 0
        return few, max(0, wanted[-1] - now[0])


def pieces_of(knowledge: KnowledgeBase, rules: CompiledRules) -> tuple[Piece, ...]:
    """The pieces that some rule speaks of, in the catalogue's order."""
    return tuple(
        _piece(name, each.component, knowledge.phased, rules)
        for name, each in knowledge.recommendations.items()
        if f"{ADVICE}{name}" in rules.places
    )


def _piece(
    name: str, component: Component | None, phased: Mapping[Component, ComponentGuide], rules: CompiledRules
) -> Piece:
    advice, hold = f"{ADVICE}{name}", f"{HOLD}{name}"
    guide = phased.get(component) if component is not None else None
    compared = None
    if guide is not None:
        wanted = rules.bits[guide.expected]
        compared = Compared(
            rules.places[guide.position],
            rules.places[guide.here],
            rules.places[guide.expected],
            rules.bits[guide.position]["behind"],
            tuple((bit, wanted.get(stage, 0)) for stage, bit in rules.bits[guide.here].items()),
        )
    return Piece(
        name,
        rules.places[advice],
        rules.bits[advice][OPEN],
        rules.places.get(hold),
        rules.bits[hold][WAITS] if hold in rules.bits else 0,
        compared,
    )
