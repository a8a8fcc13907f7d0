"""From a trace to the assessment: advice in order, each piece with what its proof stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.assessment.listed_advice import ListedAdvice
from advisor.assessment.next_phase import next_phases
from advisor.assessment.peers import Benchmarks
from advisor.model.assessment import (
    AssessedFiring,
    AssessedKnowledge,
    AssessedProfile,
    Assessment,
    CitedFinding,
    Conclusion,
    DetectedTension,
    OpenQuestion,
    PlanStep,
    RaisedCaveat,
)
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.model.states import about_cases
from advisor.model.trace import Trace
from advisor.reasoning.outlook import Outlook
from advisor.reasoning.proof import ProofBook, Proofs


class Assessor:
    """Turns traces into assessments for one knowledge base. What does not depend on the case is made once, and the
    parts of an assessment are built from checked values, so they are not validated again. ``advice`` tells which
    pieces of advice are listed, and in which order, ``book`` what proofs stand on."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.book = ProofBook(knowledge)
        self.advice = ListedAdvice(knowledge, self.book)
        self._cited = {name: CitedFinding.of(finding) for name, finding in knowledge.findings.items()}
        self._benchmarks = Benchmarks(knowledge)
        self._next_phases = next_phases(knowledge, self.book)
        self._stamp = AssessedKnowledge(
            version=knowledge.version,
            sha256=knowledge.sha256,
            overrides=tuple(f"{each.kind} {each.id} {each.change}" for each in knowledge.overrides),
        )

    def assess(self, profile: Profile, trace: Trace, outlook: Outlook) -> Assessment:
        """The assessment of a profile from the engine's trace and the outlook on its open answers."""
        proofs = Proofs(self.book, trace, outlook.hangs_on)
        conclusions = self._conclusions(proofs, trace)
        recommendations = self.advice.listed(proofs, trace)
        listed = {each.id for each in recommendations}
        tensions = self._tensions(proofs, self._doubted(about_cases(trace.conclusions)), listed)
        caveats = self._caveats(proofs)
        benchmarks = self._benchmarks.of(trace.facts)
        plan = tuple(
            PlanStep.unvalidated(
                step=step.number,
                title=step.title,
                about=step.about,
                provenance=step.provenance,
                provenance_note=step.provenance_note,
                citations=step.findings,
                recommendations=tuple(
                    each.id for each in recommendations if each.step == step.number and each.state in ("to_do", "waits")
                ),
            )
            for step in self.knowledge.steps
        )
        next_phase = self._next_phases.of(trace, proofs) if self._next_phases is not None else None
        cited = {
            name
            for part in (conclusions, recommendations, tensions, caveats, benchmarks, plan)
            for each in part
            for name in each.citations
        }
        cited.update(name for each in recommendations if each.state_because for name in each.state_because.citations)
        cited.update(next_phase.cited() if next_phase is not None else ())
        return Assessment.unvalidated(
            format=2,
            language="en",
            profile=AssessedProfile.of(profile, trace.facts),
            knowledge=self._stamp,
            conclusions=conclusions,
            recommendations=recommendations,
            tensions=tensions,
            caveats=caveats,
            benchmarks=benchmarks,
            plan=plan,
            next_phase=next_phase,
            open_questions=self._open_questions(outlook),
            open_questions_exact=outlook.exact,
            findings={name: finding for name, finding in self._cited.items() if name in cited},
            firings=self._firings(trace),
        )

    def _conclusions(self, proofs: Proofs, trace: Trace) -> tuple[Conclusion, ...]:
        found = []
        for name, value in about_cases(trace.conclusions).items():
            behind = proofs.conclusions[name]
            standing = self.book.standing(behind.proof)
            found.append(
                Conclusion.unvalidated(
                    attribute=name,
                    value=value,
                    rules=tuple(behind.rules),
                    grade=standing.grade,
                    support=standing.support,
                    citations=standing.citations,
                )
            )
        return tuple(found)

    def _tensions(
        self, proofs: Proofs, doubted: tuple[str, ...], listed: Collection[str]
    ) -> tuple[DetectedTension, ...]:
        return tuple(
            DetectedTension.unvalidated(
                id=name,
                title=tension.title,
                text=tension.text,
                handling=tension.handling,
                handled_by=tuple([name for name in tension.handled_by if name in listed]),
                in_doubt=tuple(name for name in self.book.names(brought.leaves) if name in doubted),
                rules=tuple(brought.rules),
                citations=self.book.standing(brought.proof).citations,
            )
            for name, tension in self.knowledge.tensions.items()
            if (brought := proofs.outputs["tension"].get(name)) is not None
        )

    def _caveats(self, proofs: Proofs) -> tuple[RaisedCaveat, ...]:
        return tuple(
            RaisedCaveat.unvalidated(
                id=name,
                kind=caveat.kind,
                text=caveat.text,
                doubts=self._doubted(
                    name for rule in brought.rules for name in self.knowledge.rules[rule].then.conclude
                ),
                who_can_tell=caveat.who_can_tell,
                until_then=caveat.until_then,
                rules=tuple(brought.rules),
                citations=self.book.standing(brought.proof).citations,
            )
            for name, caveat in self.knowledge.caveats.items()
            if (brought := proofs.outputs["caveat"].get(name)) is not None
        )

    def _doubted(self, conclusions: Iterable[str]) -> tuple[str, ...]:
        """The inputs whose answers these conclusions put in doubt."""
        doubted = {self.knowledge.attributes[name].doubts for name in conclusions}
        return tuple(name for name in self.knowledge.inputs if name in doubted)

    def _open_questions(self, outlook: Outlook) -> tuple[OpenQuestion, ...]:
        return tuple(
            OpenQuestion.unvalidated(
                attribute=name,
                could_change=tuple([output.id for output in changes]),
            )
            for name, changes in outlook.could_change.items()
            if changes
        )

    def _firings(self, trace: Trace) -> tuple[AssessedFiring, ...]:
        rules = self.knowledge.rules
        return tuple(
            AssessedFiring.unvalidated(
                seq=firing.seq,
                rule=firing.rule,
                facts=firing.facts,
                unknown=firing.unknown,
                concluded=(then := rules[firing.rule].then).conclude,
                recommended=then.recommend,
                in_place=then.in_place,
                waits=then.waits,
                theirs=then.theirs,
                tensions=then.tensions,
                caveats=then.caveats,
            )
            for firing in trace.firings
        )
