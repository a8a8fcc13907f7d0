"""What is to do in a case, in its order, without a trace: for those who ask about many cases at a time.

Rules are gone through as an engine would fire them, with what speaks for each conclusion and what proves it carried
along as bits. What comes out is the order that an assessment has, and nothing of what explains it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple

from advisor.assessment.listed_advice import ListedAdvice
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import ADVICE, HOLD, OPEN, WAITS
from advisor.reasoning.compiled import NOTHING, CompiledRules, Passes, parts_of
from advisor.reasoning.matched import Teller, teller
from advisor.reasoning.merge import MERGES
from advisor.reasoning.possible import NEVER
from advisor.reasoning.proof import ProofBook
from advisor.reasoning.urgency import raised


class _Case(NamedTuple):
    """A rule made ready: the tests that have to pass, what is more than a test, what it concludes, its own bit as a
    proof, and the conclusions that are settled after it, with how their values merge."""

    simple: tuple[tuple[int, int], ...]
    tellers: tuple[Teller, ...]
    concludes: tuple[tuple[int, int], ...]
    own: int
    settles: tuple[tuple[int, Callable[[int], int]], ...]


class _Piece(NamedTuple):
    """A piece of advice: the places of its two conclusions, the rules that recommend it with the reasons they name, and
    the rules that bring each tension which it handles; and, of a component that has phases, the places of its position,
    of where it is and of what is expected, with the bit of ``behind``."""

    name: str
    advice: int
    opens: int
    hold: int | None
    waits: int
    reasons: tuple[tuple[int, str], ...]
    tensions: tuple[tuple[int, ...], ...]
    compared: tuple[int, int, int, int] | None


class CaseRanks:
    """The rules and weights of a knowledge base, arranged to rank what is to do. Nothing in it changes, so any number
    of threads may share it."""

    def __init__(self, knowledge: KnowledgeBase, rules: CompiledRules, book: ProofBook, advice: ListedAdvice):
        self._knowledge, self._book, self._urgency, self._order = knowledge, book, advice.urgency, advice.order
        self._rules = rules
        # What speaks for a conclusion stands in the lower bits, what proves it above.
        self._shift = len(knowledge.inputs)
        self._telling = (1 << self._shift) - 1
        self._inputs = {name: (rules.places[name], rules.bits[name], book.telling[name]) for name in knowledge.inputs}
        self._silent = {rules.places[name] for name in book.doubting if name in rules.places}
        last = {place: at for at, each in enumerate(rules.rules) for place, _ in each.concludes}
        merges = [MERGES[attribute.merge or "single"].held for attribute in rules.attributes.values()]
        self._cases = []
        for at, each in enumerate(rules.rules):
            parts = parts_of(each.when)
            self._cases.append(
                _Case(
                    tuple((part.place, part.values) for part in parts if isinstance(part, Passes)),
                    tuple(teller(part) for part in parts if not isinstance(part, Passes)),
                    each.concludes,
                    book.bits[each.rule.id] << self._shift,
                    tuple((place, merges[place]) for place in last if last[place] == at),
                )
            )
        self._pieces = [self._piece(name) for name in knowledge.recommendations if f"{ADVICE}{name}" in rules.places]
        self._waiting = [(at, each.rule.then.waits) for at, each in enumerate(rules.rules) if each.rule.then.waits]
        # For what waits: the bit of the piece that each conclusion is about.
        self._numbers = {piece.name: 1 << number for number, piece in enumerate(self._pieces)}
        self._about = [0] * len(rules.names)
        for piece in self._pieces:
            for place in (piece.advice, piece.hold):
                if place is not None:
                    self._about[place] = self._numbers[piece.name]

    def ranked(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """The pieces that are to do when all that the facts do not name is unknown, first what comes first."""
        values, carried, fired = self._gone_through(facts)
        to_do: dict[str, _Piece] = {}
        waits: dict[str, _Piece] = {}
        for piece in self._pieces:
            if values[piece.advice] == piece.opens:
                held = NOTHING if piece.hold is None else values[piece.hold]
                if held == NOTHING:
                    to_do[piece.name] = piece
                elif held == piece.waits:
                    waits[piece.name] = piece
        later: dict[str, list[str]] = {name: [] for name in (*to_do, *waits)}
        for at, held_back in self._waiting:
            names = [name for name in held_back if name in waits] if at in fired else []
            if names:
                matched_here = self._about_matched(self._cases[at], values)
                for name, bit in self._numbers.items():
                    if matched_here & bit and name in later:
                        later[name] += names
        own = {}
        for name, piece in (*to_do.items(), *waits.items()):
            after = [each for each in self._urgency.after[name] if each in to_do] if name in to_do else []
            own[name] = self._own(piece, values, carried[piece.advice] & self._telling, fired, len(after))
            later[name] += after
        urgency = raised(own, later)
        standing = self._book.standing
        keyed = sorted(
            (self._order.key(name, urgency[name], standing(carried[piece.advice] >> self._shift)), name)
            for name, piece in to_do.items()
        )
        return tuple([name for _, name in keyed])

    def _gone_through(self, facts: Mapping[str, str]) -> tuple[list[int], list[int], set[int]]:
        """The value at each place, what it carries, and the rules that fired, by number."""
        values, carried = [NOTHING] * len(self._about), [0] * len(self._about)
        for name, answer in facts.items():
            place, bits, told = self._inputs[name]
            values[place], carried[place] = bits[answer], told
        fired: set[int] = set()
        drawn: dict[int, list[tuple[int, int]]] = {}
        for at, (simple, tellers, concludes, own, settles) in enumerate(self._cases):
            for place, passing in simple:
                if not values[place] & passing:
                    break
            else:
                carry = own
                for tell in tellers:
                    certainty, told, _ = tell(values, carried, carried)
                    if certainty == NEVER:
                        break
                    carry |= told
                else:
                    for place, _ in simple:
                        carry |= carried[place]
                    fired.add(at)
                    for place, bit in concludes:
                        drawn.setdefault(place, []).append((bit, carry))
            for place, held in settles:
                if found := drawn.get(place):
                    value = held(reduce(or_, [bit for bit, _ in found]))
                    # A value that lost the merge carries nothing.
                    behind = reduce(or_, [carry for bit, carry in found if bit == value], 0)
                    values[place] = value
                    carried[place] = behind & ~self._telling if place in self._silent else behind
        return values, carried, fired

    def _about_matched(self, case: _Case, values: list[int]) -> int:
        """The pieces that a rule which fired matched something of, as bits."""
        about = [bit if value != NOTHING else 0 for bit, value in zip(self._about, values, strict=True)]
        found = 0
        for place, _ in case.simple:
            found |= about[place]
        for tell in case.tellers:
            found |= tell(values, about, about)[1]
        return found

    def _own(self, piece: _Piece, values: list[int], telling: int, fired: set[int], after: int) -> int:
        scale, placing = self._urgency.scale, self._book.placing
        return scale.own(
            scale.weightiest(reason for at, reason in piece.reasons if at in fired),
            (telling & ~placing).bit_count(),
            (telling & placing).bit_count(),
            sum(not fired.isdisjoint(rules) for rules in piece.tensions),
            self._behind(piece.compared, values) if piece.compared is not None else 0,
            after,
            self._knowledge.recommendations[piece.name].horizon,
        )

    def _behind(self, compared: tuple[int, int, int, int], values: list[int]) -> int:
        """By how many stages a component is behind."""
        position, here, expected, behind = compared
        if values[position] != behind:
            return 0
        stages = list(self._rules.bits[self._rules.names[here]])
        known = [self._rules.values(place, values[place]) for place in (here, expected)]
        found = [stages.index(value) for each in known for value in each if value in stages]
        return max(0, found[1] - found[0]) if len(found) == 2 else 0

    def _piece(self, name: str) -> _Piece:
        rules, known = self._rules, self._knowledge
        advice, hold = f"{ADVICE}{name}", f"{HOLD}{name}"
        component = known.recommendations[name].component
        guide = known.phased.get(component) if component is not None else None
        return _Piece(
            name,
            rules.places[advice],
            rules.bits[advice][OPEN],
            rules.places.get(hold),
            rules.bits[hold][WAITS] if hold in rules.bits else 0,
            tuple(
                (at, each.rule.urgent)
                for at, each in enumerate(rules.rules)
                if each.rule.urgent is not None and name in each.rule.then.recommend
            ),
            tuple(
                tuple(at for at, each in enumerate(rules.rules) if tension in each.rule.then.tensions)
                for tension in self._urgency.handled[name]
            ),
            None
            if guide is None
            else (
                rules.places[guide.position],
                rules.places[guide.here],
                rules.places[guide.expected],
                rules.bits[guide.position]["behind"],
            ),
        )
