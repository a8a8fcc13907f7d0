"""The proofs behind a trace: which rules carry each conclusion and output, and what they stand on.

A proof is a set of rules: those that brought an output about, and those behind every conclusion that they matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from advisor.model.advice import asks_for_side
from advisor.model.base import GRADES, SUPPORTS, Grade, Support
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS, OutputKind, outputs_of
from advisor.model.trace import Trace

MOST_KEPT = 10_000
"""How many standings and sets of inputs are kept ready, so that a long-lived process does not grow without end."""


class Fired(Protocol):
    """A rule that fired, in a trace, an assessment or a record of one."""

    @property
    def rule(self) -> str:
        """The rule's id."""

    @property
    def facts(self) -> Mapping[str, str]:
        """The answers and conclusions that it matched."""


F = TypeVar("F", bound=Fired)


def proof(firings: Sequence[F], concluders: Mapping[str, Iterable[str]], top: Iterable[str]) -> list[F]:
    """The firings that the rules in ``top`` rest on, these included, in the order of firing. ``concluders`` are the
    rules that carry each conclusion."""
    by_rule = {firing.rule: firing for firing in firings}
    reached: set[str] = set()
    ahead = list(top)
    while ahead:
        rule = ahead.pop()
        if rule not in reached:
            reached.add(rule)
            ahead.extend(behind for name in by_rule[rule].facts for behind in concluders.get(name, ()))
    return [firing for firing in firings if firing.rule in reached]


class Standing(NamedTuple):
    """What a proof stands on: the weakest grade of its rules, the weakest support among the findings that they cite,
    and those findings in the catalogue's order."""

    grade: Grade
    support: Support
    citations: tuple[str, ...]


class ProofBook:
    """The rules of a knowledge base, arranged to tell what a proof stands on."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.bits = {name: 1 << index for index, name in enumerate(knowledge.rules)}
        place = {name: 1 << index for index, name in enumerate(knowledge.findings)}
        self._cited = [sum(place[name] for name in set(rule.cites)) for rule in knowledge.rules.values()]
        self._graded = [
            sum(self.bits[rule.id] for rule in knowledge.rules.values() if rule.grade == grade) for grade in GRADES
        ]
        self._supported = [
            sum(place[name] for name, finding in knowledge.findings.items() if finding.support == support)
            for support in SUPPORTS
        ]
        self.inputs = {name: 1 << index for index, name in enumerate(knowledge.inputs)}
        self.telling = {name: 0 if asks_for_side(knowledge.inputs[name]) else bit for name, bit in self.inputs.items()}
        self.placing = sum(self.inputs[name] for name in knowledge.marked("placing") if name in self.inputs)
        self.doubting = {name for name, attribute in knowledge.derived.items() if attribute.doubts is not None}
        self.outputs = {rule.id: outputs_of(rule) for rule in knowledge.rules.values()}
        self._standings: dict[int, Standing] = {}
        self._names: dict[int, tuple[str, ...]] = {0: ()}

    def standing(self, proof: int) -> Standing:
        """What the proof stands on."""
        known = self._standings.get(proof)
        if known is None:
            cited = 0
            for index, findings in enumerate(self._cited):
                if proof >> index & 1:
                    cited |= findings
            known = Standing(
                GRADES[max(level for level, rules in enumerate(self._graded) if rules & proof)],
                SUPPORTS[max(level for level, findings in enumerate(self._supported) if findings & cited)],
                tuple(name for index, name in enumerate(self.knowledge.findings) if cited >> index & 1),
            )
            if len(self._standings) < MOST_KEPT:
                self._standings[proof] = known
        return known

    def names(self, leaves: int) -> tuple[str, ...]:
        """The inputs of a set of them, in the vocabulary's order."""
        known = self._names.get(leaves)
        if known is None:
            known = tuple(name for name, bit in self.inputs.items() if leaves & bit)
            if len(self._names) < MOST_KEPT:
                self._names[leaves] = known
        return known


class Justification:
    """A conclusion or output that came: the rules that brought it, in firing order, its whole proof, and the inputs at
    the proof's leaves, as sets of those that are known and those whose absence counts. ``telling`` are those of the
    known ones that speak for it: not the side from which one asks, and not what only put another answer in doubt."""

    __slots__ = ("absent", "leaves", "proof", "rules", "telling")

    def __init__(self) -> None:
        self.rules: list[str] = []
        self.proof = self.leaves = self.absent = self.telling = 0

    def add(self, rule: str, proof: int, leaves: int, absent: int, telling: int) -> None:
        """One more rule that brought it, with what that rule rests on."""
        self.rules.append(rule)
        self.proof |= proof
        self.leaves |= leaves
        self.absent |= absent
        self.telling |= telling


class Proofs:
    """For one trace, the proof of every conclusion and output. ``hangs_on`` are the open inputs that each conclusion
    hangs on, as an outlook has them: where a rule asks that nothing is concluded, the absence of these counts."""

    def __init__(self, book: ProofBook, trace: Trace, hangs_on: Mapping[str, int]):
        self.conclusions: defaultdict[str, Justification] = defaultdict(Justification)
        self.outputs: dict[OutputKind, defaultdict[str, Justification]] = {
            kind: defaultdict(Justification) for kind in KINDS
        }
        inputs = book.inputs
        for firing in trace.firings:
            proof, leaves, absent, telling = book.bits[firing.rule], 0, 0, 0
            for name in firing.facts:
                if name in inputs:
                    leaves |= inputs[name]
                    telling |= book.telling[name]
                else:
                    behind = self.conclusions[name]
                    proof |= behind.proof
                    leaves |= behind.leaves
                    absent |= behind.absent
                    telling |= 0 if name in book.doubting else behind.telling
            for name in firing.unknown:
                absent |= inputs[name] if name in inputs else hangs_on.get(name, 0)
            for name, value in firing.concluded.items():
                # A value that lost the merge carries nothing.
                if trace.conclusions[name] == value:
                    self.conclusions[name].add(firing.rule, proof, leaves, absent, telling)
            for kind, name in book.outputs[firing.rule]:
                self.outputs[kind][name].add(firing.rule, proof, leaves, absent, telling)
