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
from advisor.reasoning.compiled import NOTHING, CompiledRules, Every, Form, Passes, Some, parts_of
from advisor.reasoning.merge import MERGES
from advisor.reasoning.pieces import Piece, pieces_of
from advisor.reasoning.proof import ProofBook
from advisor.reasoning.urgency import raised

Carrier = Callable[[list[int], list[int]], "int | None"]
"""For part of a condition, from the value at each place and what each carries: what the part carries, of alternatives
every one that holds; None where it does not hold."""


class _Case(NamedTuple):
    """A rule made ready: the tests that have to pass, what is more than a test, what it concludes, its own bit as a
    proof, and the conclusions that are settled after it, with how their values merge."""

    simple: tuple[tuple[int, int], ...]
    carriers: tuple[Carrier, ...]
    concludes: tuple[tuple[int, int], ...]
    own: int
    settles: tuple[tuple[int, Callable[[int], int]], ...]


class CaseRanks:
    """The rules and weights of a knowledge base, arranged to rank what is to do. Nothing in it changes, so any number
    of threads may share it."""

    def __init__(self, knowledge: KnowledgeBase, rules: CompiledRules, book: ProofBook, advice: ListedAdvice):
        self._knowledge, self._book, self._urgency, self._order = knowledge, book, advice.urgency, advice.order
        # What speaks for a conclusion stands in the lower bits, what proves it above.
        self._shift = len(knowledge.inputs)
        self._telling = (1 << self._shift) - 1
        self._inputs = {name: (rules.places[name], rules.bits[name], book.telling[name]) for name in knowledge.inputs}
        self._doubts = {
            rules.places[name]: each.doubts
            for name, each in knowledge.derived.items()
            if each.doubts is not None and name in rules.places
        }
        last = {place: at for at, each in enumerate(rules.rules) for place, _ in each.concludes}
        merges = [MERGES[attribute.merge or "single"].held for attribute in rules.attributes.values()]
        self._cases = []
        for at, each in enumerate(rules.rules):
            parts = parts_of(each.when)
            simple = [(part.place, part.values) for part in parts if isinstance(part, Passes)]
            self._cases.append(
                _Case(
                    # What the fewest values pass comes first: most rules fail, and the sooner the better.
                    tuple(sorted(simple, key=lambda test: test[1].bit_count())),
                    tuple(_carrier(part) for part in parts if not isinstance(part, Passes)),
                    each.concludes,
                    book.bits[each.rule.id] << self._shift,
                    tuple((place, merges[place]) for place in last if last[place] == at),
                )
            )
        self._pieces = pieces_of(knowledge, rules)
        self._reasons: dict[str, list[tuple[int, str]]] = {piece.name: [] for piece in self._pieces}
        bringing: dict[str, set[int]] = {name: set() for name in knowledge.tensions}
        for at, each in enumerate(rules.rules):
            if each.rule.urgent is not None:
                for name in each.rule.then.recommend:
                    self._reasons[name].append((at, each.rule.urgent))
            for name in each.rule.then.tensions:
                bringing[name].add(at)
        self._tensions = {
            piece.name: [bringing[each] for each in advice.urgency.handled[piece.name]] for piece in self._pieces
        }
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
        to_do = {piece.name: piece for piece in self._pieces if piece.is_sure(values, waiting=False)}
        waits = {piece.name: piece for piece in self._pieces if piece.is_sure(values, waiting=True)}
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

    def doubted(self, facts: Mapping[str, str]) -> frozenset[str]:
        """The inputs whose answers others put in doubt."""
        values, _, _ = self._gone_through(facts)
        return frozenset(name for place, name in self._doubts.items() if values[place] != NOTHING)

    def _gone_through(self, facts: Mapping[str, str]) -> tuple[list[int], list[int], set[int]]:
        """The value at each place, what it carries, and the rules that fired, by number."""
        values, carried = [NOTHING] * len(self._about), [0] * len(self._about)
        for name, answer in facts.items():
            place, bits, told = self._inputs[name]
            values[place], carried[place] = bits[answer], told
        fired: set[int] = set()
        drawn: dict[int, list[tuple[int, int]]] = {}
        for at, (simple, carriers, concludes, own, settles) in enumerate(self._cases):
            for place, passing in simple:
                if not values[place] & passing:
                    break
            else:
                carry = own
                for carrier in carriers:
                    found_here = carrier(values, carried)
                    if found_here is None:
                        break
                    carry |= found_here
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
                    carried[place] = behind & ~self._telling if place in self._doubts else behind
        return values, carried, fired

    def _about_matched(self, case: _Case, values: list[int]) -> int:
        """The pieces that a rule which fired matched something of, as bits."""
        about = [bit if value != NOTHING else 0 for bit, value in zip(self._about, values, strict=True)]
        found = 0
        for place, _ in case.simple:
            found |= about[place]
        for carrier in case.carriers:
            found |= carrier(values, about) or 0
        return found

    def _own(self, piece: Piece, values: list[int], telling: int, fired: set[int], after: int) -> int:
        scale, placing = self._urgency.scale, self._book.placing
        return scale.own(
            scale.weightiest(reason for at, reason in self._reasons[piece.name] if at in fired),
            (telling & ~placing).bit_count(),
            (telling & placing).bit_count(),
            sum(not fired.isdisjoint(rules) for rules in self._tensions[piece.name]),
            piece.stages_behind(values)[0],
            after,
            self._knowledge.recommendations[piece.name].horizon,
        )


def _carrier(form: Form) -> Carrier:
    if isinstance(form, Passes):
        place, passing = form
        return lambda values, carried: carried[place] if values[place] & passing else None
    if all(isinstance(part, Passes) for part in form.parts):
        return _of_tests([(part.place, part.values) for part in form.parts if isinstance(part, Passes)], type(form))
    carriers = [_carrier(part) for part in form.parts]
    every = isinstance(form, Every)

    def of_parts(values: list[int], carried: list[int]) -> int | None:
        carries = [carrier(values, carried) for carrier in carriers]
        holding = [carry for carry in carries if carry is not None]
        if len(holding) < len(carries) if every else not holding:
            return None
        return reduce(or_, holding, 0)

    return of_parts


def _of_tests(tests: list[tuple[int, int]], kind: type[Every | Some]) -> Carrier:
    """The same where every part is a test, as it nearly always is."""
    needed = len(tests) if kind is Every else 1

    def of_tests(values: list[int], carried: list[int]) -> int | None:
        carry = held = 0
        for place, passing in tests:
            if values[place] & passing:
                carry |= carried[place]
                held += 1
        return carry if held >= needed else None

    return of_tests
