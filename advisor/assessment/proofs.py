"""The proofs behind a trace: which rules carry each conclusion and output, and what they stand on.

A proof is a set of rules, kept as a number with a bit for each rule: the rules that brought an output about, and those
behind every conclusion that they matched.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from advisor.model.base import GRADES, SUPPORTS, Grade, Support
from advisor.model.knowledge import KnowledgeBase
from advisor.model.trace import Trace

MOST_KEPT = 10_000
"""How many standings and sets of inputs are kept ready, so that a long-lived process does not grow without end."""


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
    the proof's leaves, as sets of those that are known and those whose absence counts."""

    __slots__ = ("absent", "leaves", "proof", "rules")

    def __init__(self) -> None:
        self.rules: list[str] = []
        self.proof = self.leaves = self.absent = 0

    def add(self, rule: str, proof: int, leaves: int, absent: int) -> None:
        self.rules.append(rule)
        self.proof |= proof
        self.leaves |= leaves
        self.absent |= absent


class Proofs:
    """For one trace, the proof of every conclusion and output."""

    def __init__(self, book: ProofBook, trace: Trace):
        self.conclusions: defaultdict[str, Justification] = defaultdict(Justification)
        self.recommendations: defaultdict[str, Justification] = defaultdict(Justification)
        self.tensions: defaultdict[str, Justification] = defaultdict(Justification)
        self.caveats: defaultdict[str, Justification] = defaultdict(Justification)
        rules, inputs = book.knowledge.rules, book.inputs
        for firing in trace.firings:
            proof, leaves, absent = book.bits[firing.rule], 0, 0
            for name in firing.facts:
                if name in inputs:
                    leaves |= inputs[name]
                else:
                    behind = self.conclusions[name]
                    proof |= behind.proof
                    leaves |= behind.leaves
                    absent |= behind.absent
            for name in firing.unknown:
                absent |= inputs.get(name, 0)
            for name, value in firing.concluded.items():
                # A value that lost the merge carries nothing.
                if trace.conclusions[name] == value:
                    self.conclusions[name].add(firing.rule, proof, leaves, absent)
            then = rules[firing.rule].then
            for name in then.recommend:
                self.recommendations[name].add(firing.rule, proof, leaves, absent)
            for name in then.tensions:
                self.tensions[name].add(firing.rule, proof, leaves, absent)
            for name in then.caveats:
                self.caveats[name].add(firing.rule, proof, leaves, absent)
