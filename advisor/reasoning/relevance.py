"""What an answer to an open question can still change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output, catalogue
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.possible import NEVER, SURE, RuleOutlook


class Outlook:
    """``could_change`` maps each open input to the outputs that an answer to it could bring or take, in the catalogue's
    order; ``certain`` are the outputs that come whatever is answered, ``possible`` those that can still come, the
    certain ones included. ``hangs_on`` maps each derived attribute whose value is open to the open inputs that it hangs
    on, as a set of bits in the vocabulary's order.

    An answer that can change something is never missing; now and then one is named that turns out to change nothing.
    """

    def __init__(
        self,
        could_change: dict[str, tuple[Output, ...]],
        hangs_on: dict[str, int],
        certain: Iterable[Output],
        possible: Iterable[Output],
    ):
        self.could_change = could_change
        self.hangs_on = hangs_on
        self._certain, self._possible = certain, possible

    # Sets of outputs are made only for those who ask: an assessment does not, and they cost a tenth of an outlook.

    @cached_property
    def certain(self) -> frozenset[Output]:
        """The outputs that come whatever is answered."""
        return frozenset(self._certain)

    @cached_property
    def possible(self) -> frozenset[Output]:
        """The outputs that can still come."""
        return frozenset(self._possible)


NO_OUTLOOK = Outlook({}, {}, (), ())
"""For whoever does not ask what open questions could change."""


class Relevance:
    """The rules of a knowledge base, arranged for the question what can still change."""

    def __init__(self, knowledge: KnowledgeBase, rules: CompiledRules):
        self.outlook = RuleOutlook(rules)
        self._outputs = tuple(catalogue(knowledge))
        order = {output: number for number, output in enumerate(self._outputs)}
        self._inputs = [(name, rules.places[name], 1 << at) for at, name in enumerate(knowledge.inputs)]
        self._derived = [(name, rules.places[name]) for name in knowledge.derived]
        self._cases = [
            (case, case.compiled.places, tuple(order[output] for output in case.compiled.outputs))
            for case in self.outlook.cases
        ]

    def open_to(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> Outlook:
        """The outlook from known facts; inputs in ``closed`` are answered "unknown" and stay that way."""
        answers: dict[str, str | None] = {**dict.fromkeys(closed), **facts}
        possible, fires = self.outlook.propagate(answers)
        # For every place the open inputs that its value can hang on, as a set of bits.
        hangs = [0] * len(possible)
        for name, place, bit in self._inputs:
            if name not in answers:
                hangs[place] = bit
        certain = bytearray(len(self._outputs))
        reached: dict[int, int] = {}
        for (case, places, brought), certainty in zip(self._cases, fires, strict=True):
            if certainty == NEVER:
                continue
            mask = 0
            if certainty == SURE:
                for output in brought:
                    certain[output] = 1
            else:
                for place in places:
                    values = possible[place]
                    if values & (values - 1):  # more than one
                        mask |= hangs[place]
                for place, _ in case.concludes:
                    hangs[place] |= mask
            for output in brought:
                reached[output] = reached.get(output, 0) | mask
        named = self._outputs
        moving = [(named[output], reached[output]) for output in sorted(reached) if not certain[output]]
        return Outlook(
            {
                name: tuple([output for output, mask in moving if mask & bit])
                for name, _, bit in self._inputs
                if name not in answers
            },
            {name: hangs[place] for name, place in self._derived if hangs[place]},
            [named[output] for output in reached if certain[output]],
            [named[output] for output in reached],
        )
