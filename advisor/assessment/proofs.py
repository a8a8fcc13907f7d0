"""The proofs behind a trace: which rules carry each conclusion and output, and what they stand on.

A proof is a set of rules, kept as a number with a bit for each rule: the rules that brought an output about, and those
behind every conclusion that they matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.base import GRADES, SUPPORTS, Grade, Support
from advisor.model.knowledge import KnowledgeBase
from advisor.model.trace import Firing, Trace

MOST_KEPT = 10_000
"""How many standings are kept ready, so that a long-lived process does not grow without end."""


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
        self._standings: dict[int, Standing] = {}

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


class Brought:
    """An output that came: the rules that brought it, in firing order, and its whole proof."""

    __slots__ = ("proof", "rules")

    def __init__(self) -> None:
        self.rules: list[str] = []
        self.proof = 0


class Proofs:
    """For one trace, the proof of every conclusion and output."""

    def __init__(self, book: ProofBook, trace: Trace):
        self._bits = book.bits
        self._inputs = book.knowledge.inputs
        self._firings = trace.firings
        self.conclusions: dict[str, Brought] = {}
        self.recommendations: dict[str, Brought] = {}
        self.tensions: dict[str, Brought] = {}
        self.caveats: dict[str, Brought] = {}
        rules = book.knowledge.rules
        for firing in trace.firings:
            proof = self._bits[firing.rule]
            for name in firing.facts:
                behind = self.conclusions.get(name)
                if behind is not None:
                    proof |= behind.proof
            for name, value in firing.concluded.items():
                # A value that lost the merge carries nothing.
                if trace.conclusions[name] == value:
                    _add(self.conclusions, name, firing.rule, proof)
            then = rules[firing.rule].then
            for name in then.recommend:
                _add(self.recommendations, name, firing.rule, proof)
            for name in then.tensions:
                _add(self.tensions, name, firing.rule, proof)
            for name in then.caveats:
                _add(self.caveats, name, firing.rule, proof)

    def leaves(self, brought: Brought) -> tuple[dict[str, str], tuple[str, ...]]:
        """The input facts that a proof rests on, and the inputs whose absence it rests on, in vocabulary order."""
        found: dict[str, str] = {}
        absent: set[str] = set()
        for firing in self._of(brought.proof):
            found.update(firing.facts)
            absent.update(firing.unknown)
        return (
            {name: found[name] for name in self._inputs if name in found},
            tuple(name for name in self._inputs if name in absent) if absent else (),
        )

    def _of(self, proof: int) -> Iterator[Firing]:
        return (firing for firing in self._firings if proof & self._bits[firing.rule])


def _add(into: dict[str, Brought], name: str, rule: str, proof: int) -> None:
    brought = into.get(name)
    if brought is None:
        brought = into[name] = Brought()
    brought.rules.append(rule)
    brought.proof |= proof
