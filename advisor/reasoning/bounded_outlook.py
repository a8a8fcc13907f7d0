"""What an answer to an open question can still change, told from what can be true of each attribute by itself.

Quick on any rules, and sound: an answer that can change something is never missing. Attributes are looked at as if they
varied independently, so now and then one is named that turns out to change nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output, catalogue
from advisor.model.states import ADVICE, HOLD, OPEN
from advisor.reasoning.compiled import NOTHING
from advisor.reasoning.outlook import Outlook
from advisor.reasoning.possible import NEVER, SURE, RuleOutlook


class BoundedOutlook:
    """The rules of a knowledge base, arranged for the question what can still change."""

    def __init__(self, knowledge: KnowledgeBase, outlook: RuleOutlook):
        self.outlook, rules = outlook, outlook.rules
        self._outputs = tuple(catalogue(knowledge))
        order = {output: number for number, output in enumerate(self._outputs)}
        self._inputs = [(name, rules.places[name], 1 << at) for at, name in enumerate(knowledge.inputs)]
        self._derived = [(name, place) for place, name in enumerate(rules.names) if rules.attributes[name].derived]
        # A piece of advice is listed by what is concluded of it, and may stand otherwise while it is listed.
        self._pieces = [
            (
                order[Output("recommendation", piece)],
                rules.places[f"{ADVICE}{piece}"],
                rules.places.get(f"{HOLD}{piece}"),
            )
            for piece in knowledge.recommendations
            if f"{ADVICE}{piece}" in rules.places
        ]
        self._open = {place: rules.bits[rules.names[place]][OPEN] for _, place, _ in self._pieces}
        self._cases = [
            (
                case,
                case.compiled.places,
                tuple(order[output] for output in case.compiled.outputs if output.kind != "recommendation"),
            )
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
                    certain[output] = True
            else:
                for place in places:
                    values = possible[place]
                    if values & (values - 1):  # more than one
                        mask |= hangs[place]
                for place, _ in case.concludes:
                    hangs[place] |= mask
            for output in brought:
                reached[output] = 0 if certain[output] else reached.get(output, 0) | mask
        ranked, rankable = [], []
        for output, advice, hold in self._pieces:
            values = possible[advice]
            if values == NOTHING:
                continue
            held = NOTHING if hold is None else possible[hold]
            if values & self._open[advice] and held & NOTHING:
                rankable.append(self._outputs[output].id)
                if values == self._open[advice] and held == NOTHING:
                    ranked.append(self._outputs[output].id)
            certain[output] = not values & NOTHING
            reached[output] = hangs[advice] if values & (values - 1) else 0
            if hold is not None and values & self._open[advice] and possible[hold] & (possible[hold] - 1):
                reached[output] |= hangs[hold]
        named = self._outputs
        moving = [(named[output], mask) for output, mask in sorted(reached.items()) if mask]
        could_change = {
            name: tuple([output for output, mask in moving if mask & bit])
            for name, _, bit in self._inputs
            if name not in answers
        }
        return Outlook(
            could_change,
            {name: hangs[place] for name, place in self._derived if hangs[place]},
            [named[output] for output in reached if certain[output]],
            [named[output] for output in reached],
            {
                name: frozenset(each.id for each in moved if each.kind == "recommendation")
                for name, moved in could_change.items()
            },
            frozenset(ranked),
            frozenset(rankable),
            exact=False,
        )
