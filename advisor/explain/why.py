"""Why something came out: its proof, from the rules that brought it down to answers and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.explain.subject import found_in
from advisor.model.assessment import AssessedFiring, Assessment, CitedFinding
from advisor.model.base import GRADES, SUPPORTS, Support
from advisor.model.explanation import ProofStep, ProvenConclusion, Subject, Weakest, Why
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import ADVICE, IN_PLACE, OPEN
from advisor.reasoning.proof import proof


def why(knowledge: KnowledgeBase, assessment: Assessment, subject: Subject, hangs_on: Mapping[str, int]) -> Why:
    """The proof of a subject in an assessment. ``hangs_on`` are the open inputs that each conclusion hangs on, as the
    outlook of the same facts has them: where a rule asks that nothing is concluded, these count as unknown."""
    holds, found, top = found_in(assessment, subject)
    if not holds:
        return Why(
            profile=assessment.profile, knowledge=assessment.knowledge, subject=subject, holds=False, found=found
        )
    listed = next(
        (each for each in assessment.recommendations if Output("recommendation", each.id) == subject.output), None
    )
    standing = listed.state_because if listed is not None else None
    if subject.value is not None and listed is not None:
        top = listed.rules  # the state is proven apart
    concluders = concluders_in(assessment)
    firings = proof(assessment.firings, concluders, top)
    behind_state = proof(assessment.firings, concluders, standing.rules) if standing is not None else []
    tested = {name for firing in firings for name in firing.facts}
    used = (
        tested
        | {name for firing in behind_state for name in firing.facts}
        | ({subject.id} if subject.kind == "conclusion" else set())
    )
    leaves = {name: value for name, value in assessment.profile.facts.items() if name in tested}
    undrawn = {name for firing in firings for name in firing.unknown}
    hanging = [hangs_on[name] for name in undrawn if name in hangs_on]
    absent = undrawn | {name for at, name in enumerate(knowledge.inputs) if any(bits >> at & 1 for bits in hanging)}
    cited = {name for firing in (*firings, *behind_state) for name in knowledge.rules[firing.rule].cites}
    return Why(
        profile=assessment.profile,
        knowledge=assessment.knowledge,
        subject=subject,
        holds=True,
        found=found,
        rules=top,
        steps=tuple(_step(knowledge, firing) for firing in firings),
        conclusions=tuple(
            ProvenConclusion(
                attribute=each.attribute,
                value=each.value,
                rules=each.rules,
                overruled={
                    firing.rule: other
                    for firing in assessment.firings
                    if (other := firing.concluded.get(each.attribute)) is not None and other != each.value
                },
                grade=each.grade,
                support=each.support,
            )
            for each in assessment.conclusions
            if each.attribute in used
        )
        + tuple(
            ProvenConclusion(
                attribute=name,
                value=IN_PLACE if each.state == "in_place" else OPEN,
                rules=each.rules,
                overruled={},
                grade=each.grade,
                support=each.support,
            )
            for each in assessment.recommendations
            if (name := f"{ADVICE}{each.id}") in used
        ),
        weakest=_weakest(knowledge, [firing.rule for firing in firings]),
        facts=leaves,
        unknown=tuple(name for name in knowledge.inputs if name in absent),
        state=listed.state if listed is not None else None,
        rank=listed.rank if listed is not None else None,
        rank_because=listed.rank_because if listed is not None else None,
        urgency_from=listed.urgency_from if listed is not None else None,
        state_because=standing,
        waits_for=listed.waits_for if listed is not None else (),
        state_steps=tuple(_step(knowledge, firing) for firing in behind_state),
        findings={name: CitedFinding.of(finding) for name, finding in knowledge.findings.items() if name in cited},
    )


def concluders_in(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """The rules behind each conclusion, those about pieces of advice included that rules may test."""
    return {
        **{each.attribute: each.rules for each in assessment.conclusions},
        **{f"{ADVICE}{each.id}": each.rules for each in assessment.recommendations},
    }


def _step(knowledge: KnowledgeBase, firing: AssessedFiring) -> ProofStep:
    rule = knowledge.rules[firing.rule]
    return ProofStep(
        seq=firing.seq,
        rule=rule.id,
        title=rule.title,
        because=rule.because,
        facts=firing.facts,
        unknown=firing.unknown,
        concluded=firing.concluded,
        grade=rule.grade,
        support=_weakest_support(knowledge, rule.cites),
        cites=rule.cites,
    )


def _weakest(knowledge: KnowledgeBase, rules: list[str]) -> Weakest:
    grade = max((knowledge.rules[rule].grade for rule in rules), key=GRADES.index)
    cited = {name for rule in rules for name in knowledge.rules[rule].cites}
    support = _weakest_support(knowledge, cited)
    return Weakest(
        grade=grade,
        rules=tuple(rule for rule in rules if knowledge.rules[rule].grade == grade),
        support=support,
        findings=tuple(
            name for name, finding in knowledge.findings.items() if name in cited and finding.support == support
        ),
    )


def _weakest_support(knowledge: KnowledgeBase, findings: Iterable[str]) -> Support:
    return max((knowledge.findings[name].support for name in findings), key=SUPPORTS.index)
