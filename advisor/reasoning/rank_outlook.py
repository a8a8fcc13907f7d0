"""How urgent each piece of advice can still be when some answers are open, found without trying them.

The bounds err on one side only: no answers to what is open bring a piece above its highest or below its lowest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

from advisor.model.advice import asks_for_side
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.compiled import NOTHING, Passes, parts_of
from advisor.reasoning.matched import matched, teller
from advisor.reasoning.pieces import Piece, pieces_of
from advisor.reasoning.possible import NEVER, SURE, RuleOutlook, Values
from advisor.reasoning.urgency import UrgencyBook, raised_between


class UrgencyBounds(NamedTuple):
    """What the urgency of a piece can be wherever it is to do: no less than ``lowest`` and no more than ``highest``.
    ``sure`` when it is to do whatever is answered."""

    lowest: int
    highest: int
    sure: bool


class ProofBounds(NamedTuple):
    """What the proof of a piece can be wherever it is to do, as sets of rules: it holds one of ``least``, and beyond
    that nothing that is not in ``most``."""

    least: tuple[int, ...]
    most: int


class Leading(NamedTuple):
    """The piece that is most urgent in a case, and the weight of the reason that a rule names for it, 0 without one."""

    piece: str
    weight: int


class RankOutlook:
    """The rules and weights of a knowledge base, arranged for the question how urgent advice can still be."""

    def __init__(self, knowledge: KnowledgeBase, outlook: RuleOutlook, urgency: UrgencyBook):
        rules = outlook.rules
        self._outlook, self._urgency, self._knowledge = outlook, urgency, knowledge
        self._inputs = [
            (rules.places[name], 0 if asks_for_side(each) else 1 << at)
            for at, (name, each) in enumerate(knowledge.inputs.items())
        ]
        self._bits = {name: 1 << at for at, name in enumerate(knowledge.inputs)}
        self._placing = sum(1 << at for at, each in enumerate(knowledge.inputs.values()) if "placing" in each.marks)
        self._silent = {
            rules.places[name] for name, each in rules.attributes.items() if each.derived and each.doubts is not None
        }
        place_of = {name: 1 << at for at, name in enumerate(knowledge.rules)}
        self._rules = [place_of[case.compiled.rule.id] for case in outlook.cases]
        self._unknown: dict[str, str | None] = dict.fromkeys(knowledge.inputs)
        self._tellers = [
            [teller(part) for part in parts_of(case.compiled.when) if not isinstance(part, Passes)]
            for case in outlook.cases
        ]
        self._pieces = pieces_of(knowledge, rules)
        self._by_name = {each.name: each for each in self._pieces}
        self._recommending: dict[str, list[tuple[int, str | None]]] = {each.name: [] for each in self._pieces}
        self._bringing: dict[str, list[int]] = {name: [] for name in knowledge.tensions}
        self._waiting: list[tuple[int, tuple[str, ...]]] = []
        for at, case in enumerate(outlook.cases):
            rule = case.compiled.rule
            for name in rule.then.recommend:
                self._recommending[name].append((at, rule.urgent))
            for name in rule.then.tensions:
                self._bringing[name].append(at)
            if rule.then.waits:
                self._waiting.append((at, rule.then.waits))

    def bounds(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> dict[str, UrgencyBounds]:
        """For each piece that can be to do, what its urgency can be, in the catalogue's order. Inputs in ``closed``
        are answered "unknown" and stay that way; those that neither they nor ``facts`` name are open."""
        possible, fires = self._outlook.propagate({**dict.fromkeys(closed), **facts})
        return self._bounds(possible, fires)

    def bounds_and_proofs(
        self, facts: Mapping[str, str], closed: Collection[str] = ()
    ) -> tuple[dict[str, UrgencyBounds], dict[str, ProofBounds]]:
        """The same, and for each of these pieces what its proof can be."""
        possible, fires = self._outlook.propagate({**dict.fromkeys(closed), **facts})
        bounds = self._bounds(possible, fires)
        least, most = [0] * len(possible), [0] * len(possible)
        low, high = self._carried(possible, fires, least, most, self._rules)
        proofs = {}
        for name in bounds:
            rules = [at for at, _ in self._recommending[name] if fires[at] != NEVER]
            certain = [at for at in rules if fires[at] == SURE]
            surest = (reduce(or_, (low[at] for at in certain)),) if certain else tuple([low[at] for at in rules])
            proofs[name] = ProofBounds(surest, reduce(or_, (high[at] for at in rules), 0))
        return bounds, proofs

    def could_move(
        self, facts: Mapping[str, str], closed: Collection[str], hangs_on: Mapping[str, int]
    ) -> frozenset[str]:
        """The open inputs whose answers can move a piece among what is to do by speaking for one, or by telling how far
        its component is behind. ``hangs_on`` is that of the outlook. None is missing."""
        possible, fires = self._outlook.propagate({**dict.fromkeys(closed), **facts})
        _, most = self._told(possible, fires)
        counts = self._urgency.scale.counts
        counted = (~self._placing if counts("answer") else 0) | (self._placing if counts("placing") else 0)
        found = 0
        for piece in self._pieces:
            if piece.can_be(possible, waiting=False) or piece.can_be(possible, waiting=True):
                for at, _ in self._recommending[piece.name]:
                    found |= most[at] & counted if fires[at] != NEVER else 0
                few, many = piece.stages_behind(possible)
                if counts("stage_behind") and few != many and piece.compared is not None:
                    for place in piece.compared[:3]:
                        name = self._outlook.rules.names[place]
                        found |= hangs_on.get(name, self._bits.get(name, 0))
        return frozenset(
            name for name, bit in self._bits.items() if found & bit and name not in facts and name not in closed
        )

    def leading(self, facts: Mapping[str, str]) -> Leading | None:
        """The one piece that is more urgent than all others when all that the facts do not name stays unknown; None
        when nothing is to do, or several are level."""
        possible, fires = self._outlook.propagate({**self._unknown, **facts})
        bounds = self._bounds(possible, fires)
        top = max((each.lowest for each in bounds.values()), default=0)
        names = [name for name, each in bounds.items() if each.highest >= top]
        if len(names) != 1:
            return None
        reasons = (why for at, why in self._recommending[names[0]] if why is not None and fires[at] == SURE)
        weights = self._knowledge.weights
        return Leading(names[0], max((weights[why].weight for why in reasons), default=0))

    def can_fire(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> frozenset[str]:
        """The rules that some answers to what is open make fire; the same inputs are open as for ``bounds``."""
        _, fires = self._outlook.propagate({**dict.fromkeys(closed), **facts})
        cases = zip(self._outlook.cases, fires, strict=True)
        return frozenset(case.compiled.rule.id for case, certainty in cases if certainty != NEVER)

    def _bounds(self, possible: Values, fires: list[int]) -> dict[str, UrgencyBounds]:
        least, most = self._told(possible, fires)
        brought = {name: max((fires[at] for at in rules), default=NEVER) for name, rules in self._bringing.items()}
        lowest, highest = dict[str, int](), dict[str, int]()
        can_be = [
            piece
            for piece in self._pieces
            if piece.can_be(possible, waiting=False) or piece.can_be(possible, waiting=True)
        ]
        surely, perhaps = self._later([piece.name for piece in can_be], possible)
        for piece in can_be:
            after = len(surely[piece.name]), len(perhaps[piece.name])
            rules = [(at, why) for at, why in self._recommending[piece.name] if fires[at] != NEVER]
            certain = [(at, why) for at, why in rules if fires[at] == SURE]
            tensions = [brought[each] for each in self._urgency.handled[piece.name]]
            few, many = piece.stages_behind(possible)
            # Where no rule is sure to recommend it, one of those that may does wherever it is to do.
            surest = [certain] if certain else [[each] for each in rules]
            lowest[piece.name] = min(
                self._weighed(piece, each, least, tensions.count(SURE), few, after[0]) for each in surest
            )
            can_hang = len(tensions) - tensions.count(NEVER)
            highest[piece.name] = self._weighed(piece, rules, most, can_hang, many, after[1])
        self._add_waiting(surely, perhaps, possible, fires)
        low, high = raised_between(lowest, highest, surely, perhaps)
        return {
            piece.name: UrgencyBounds(low[piece.name], high[piece.name], piece.is_sure(possible, waiting=False))
            for piece in self._pieces
            if piece.name in high and piece.can_be(possible, waiting=False)
        }

    def _weighed(
        self,
        piece: Piece,
        rules: list[tuple[int, str | None]],
        told: list[int],
        tensions: int,
        stages: int,
        after: int,
    ) -> int:
        """The own weight of a piece that these rules recommend; ``told`` are the answers that speak for each case."""
        scale = self._urgency.scale
        reason = scale.weightiest(why for _, why in rules if why is not None)
        answers = reduce(or_, (told[at] for at, _ in rules), 0)
        speaking, placing = (answers & ~self._placing).bit_count(), (answers & self._placing).bit_count()
        return scale.own(
            reason, speaking, placing, tensions, stages, after, self._knowledge.recommendations[piece.name].horizon
        )

    def _told(self, possible: Values, fires: list[int]) -> tuple[list[int], list[int]]:
        """For each case, as sets of inputs, those that speak for what it brings about for sure, and those that can."""
        least, most = [0] * len(possible), [0] * len(possible)
        for place, bit in self._inputs:
            values = possible[place]
            if values & ~NOTHING:
                most[place] = bit
                if not values & NOTHING:
                    least[place] = bit
        return self._carried(possible, fires, least, most, [0] * len(fires), self._silent)

    def _carried(
        self,
        possible: Values,
        fires: list[int],
        least: list[int],
        most: list[int],
        own: list[int],
        silent: Collection[int] = (),
    ) -> tuple[list[int], list[int]]:
        """For each case what it rests on, for sure and at most: its ``own``, and what the places that it matches stand
        for. Conclusions stand for what is behind them, those at ``silent`` places for nothing."""
        case_least, case_most = [], []
        for case, tellers, certainty, mine in zip(self._outlook.cases, self._tellers, fires, own, strict=True):
            low = high = 0
            if certainty != NEVER:
                low, high = matched(case, tellers, possible, least, most)
                low, high = low | mine, high | mine
                for place, bit in case.concludes:
                    # A value that loses carries nothing, and one that may lose nothing for sure.
                    if place not in silent and possible[place] & bit:
                        most[place] |= high
                        if certainty == SURE and possible[place] == bit:
                            least[place] |= low
            case_least.append(low)
            case_most.append(high)
        return case_least, case_most

    def _later(self, pieces: Collection[str], possible: Values) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """What had better come after each piece, wherever that is to do: for sure, and as far as it can."""
        surely: dict[str, list[str]] = {name: [] for name in pieces}
        perhaps: dict[str, list[str]] = {name: [] for name in pieces}
        for name in pieces:
            if self._by_name[name].can_be(possible, waiting=False):
                for each in self._urgency.after[name]:
                    if each in perhaps and self._by_name[each].can_be(possible, waiting=False):
                        perhaps[name].append(each)
                        if self._by_name[each].is_sure(possible, waiting=False):
                            surely[name].append(each)
        return surely, perhaps

    def _add_waiting(
        self, surely: dict[str, list[str]], perhaps: dict[str, list[str]], possible: Values, fires: list[int]
    ) -> None:
        """Beside these, what waits for each piece: for sure, and as far as it can."""
        names = list(perhaps)
        bits = {self._by_name[name].advice: 1 << at for at, name in enumerate(names)}
        known, can_be_known = [0] * len(possible), [0] * len(possible)
        for place, bit in bits.items():
            can_be_known[place] = bit
            known[place] = 0 if possible[place] & NOTHING else bit
        for at, waiting in self._waiting:
            held = [name for name in waiting if name in perhaps]
            held = [name for name in held if self._by_name[name].can_be(possible, waiting=True)]
            if fires[at] == NEVER or not held:
                continue
            case, tellers = self._outlook.cases[at], self._tellers[at]
            low, high = matched(case, tellers, possible, known, can_be_known)
            certain = [name for name in held if self._by_name[name].is_sure(possible, waiting=True)]
            for index, other in enumerate(names):
                if high >> index & 1:
                    perhaps[other] += held
                if low >> index & 1 and fires[at] == SURE:
                    surely[other] += certain
