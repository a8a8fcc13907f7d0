"""A proof as a tree: the advice at the root, under each rule what it matched, under each conclusion its own rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from advisor.model.explanation import ProofStep, Why
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import SPOKEN, State
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title, Tree
from advisor.reports.contents.wording import about, fact, titled
from advisor.reports.words import (
    GRADE,
    STATE,
    SUPPORT,
    answered,
    cited,
    grade_sentence,
    joined,
    valued,
)


def contents(proof: Why, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """The verdict, the tree, where the proof is weakest, and the findings behind it."""
    yield Title(f"Why: {about(proof.subject, knowledge)}", titled(proof.profile.name))
    if not proof.holds:
        instead = ""
        if proof.found and proof.subject.kind == "conclusion":
            instead = f" {fact(knowledge, proof.subject.id, proof.found)} came out instead."
        elif proof.found:
            instead = f" The piece is {SPOKEN[cast(State, proof.found)]}."
        yield Paragraph(f"It did not come out for this profile.{instead}")
        yield Paragraph(f"What kept it away is a question for: why-not {proof.subject.name}", "quiet")
        return
    assert proof.weakest is not None
    yield Paragraph(f"{grade_sentence(proof.weakest.grade, proof.weakest.support)}.")
    if proof.rank_because is not None:
        yield Heading("Why it stands where it stands")
        yield Paragraph(proof.rank_because)
    yield Heading("Proof")
    branches = _Branches(proof, knowledge, full)
    if (standing := branches.state()) is not None:
        yield standing
    yield branches.root()
    yield Heading("Where it is weakest")
    weakest = proof.weakest
    yield Item(f"Its grade, {GRADE[weakest.grade]}, comes from {_several('rule', weakest.rules)}.")
    yield Item(f"Its support, {SUPPORT[weakest.support]}, comes from {_several('finding', weakest.findings)}.")
    yield Heading("Findings behind it")
    for name, finding in proof.findings.items():
        lines = [Line("", finding.paraphrase), Line("", f"{SUPPORT[finding.support]}; {finding.scope}", "quiet")]
        if full:
            lines += [Line("Kind", joined(finding.nature), "quiet"), Line("Mind", finding.caveat, "quiet")]
        yield Card(name, f"{finding.source}, {finding.locator}", tuple(lines))


def _several(word: str, names: tuple[str, ...]) -> str:
    return f"{word}{'s' if len(names) > 1 else ''} {joined(names)}"


class _Branches:
    """Each rule's premises are shown once; where it is met again, a note says so."""

    def __init__(self, proof: Why, knowledge: KnowledgeBase, full: bool):
        self.proof, self.knowledge, self.full = proof, knowledge, full
        self.steps = {step.rule: step for step in (*proof.state_steps, *proof.steps)}
        self.conclusions = {each.attribute: each for each in proof.conclusions}
        self.shown: set[str] = set()

    def root(self) -> Tree:
        subject = self.proof.subject
        if subject.kind == "conclusion":
            return self.premise(subject.id, self.conclusions[subject.id].value)
        return Tree(about(subject, self.knowledge), tuple(self.rule(self.steps[name]) for name in self.proof.rules))

    def state(self) -> Tree | None:
        """Why a piece of advice is not simply to do."""
        said, state = self.proof.state_because, self.proof.state
        if said is None or state is None or state == "to_do":
            return None
        return Tree(STATE[state], tuple(self.rule(self.steps[name]) for name in said.rules))

    def rule(self, step: ProofStep) -> Tree:
        head = f"Rule {step.seq}: {step.title} [{step.rule}; {GRADE[step.grade]}; {cited(step.cites)}]"
        if step.rule in self.shown:
            return Tree(f"Rule {step.seq}, {step.rule}: shown above")
        self.shown.add(step.rule)
        premises = [Tree(f'"{step.because}"')] if self.full else []
        premises += [self.premise(attribute, value) for attribute, value in step.facts.items()]
        premises += [Tree(fact(self.knowledge, attribute, None)) for attribute in step.unknown]
        return Tree(head, tuple(premises))

    def premise(self, attribute: str, value: str) -> Tree:
        conclusion = self.conclusions.get(attribute)
        if conclusion is None:
            return Tree(f"{answered(self.knowledge, self.proof.profile, attribute)} (answer)")
        said = fact(self.knowledge, attribute, value)
        rules = [self.rule(self.steps[name]) for name in conclusion.rules]
        overruled = [
            Tree(f"{rule} said {valued(self.knowledge, attribute, other)}; {self._merged(attribute)}")
            for rule, other in conclusion.overruled.items()
        ]
        return Tree(f"{said} (concluded)", (*rules, *overruled))

    def _merged(self, attribute: str) -> str:
        conclusion = self.knowledge.reasoned[attribute]
        why = f": {conclusion.merge_why.rstrip('.')}" if conclusion.merge_why else ""
        return f"the {conclusion.merge} value holds{why}"
