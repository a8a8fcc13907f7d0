"""From a trace to the assessment: advice in order, each piece with what its proof stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from advisor.assessment.next_phase import next_phases
from advisor.assessment.order import Order, Placed
from advisor.assessment.peers import Benchmarks
from advisor.assessment.rank_words import rank_because
from advisor.model.advice import PARTNERS, SIDES, Recommendation, Side
from advisor.model.assessment import (
    AssessedFiring,
    AssessedKnowledge,
    AssessedProfile,
    AssessedWho,
    Assessment,
    CitedFinding,
    Conclusion,
    DetectedTension,
    OpenQuestion,
    PlanStep,
    RaisedCaveat,
    RankedRecommendation,
    StateBecause,
    UrgencyFrom,
)
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.model.states import ADVICE, HOLD, STATES, State, about_cases, states_in
from advisor.model.trace import Trace
from advisor.reasoning.proof import ProofBook, Proofs, Standing
from advisor.reasoning.relevance import Outlook
from advisor.reasoning.urgency import UrgencyBook, waiting_for

UNRANKED: Mapping[str, Any] = {"rank": None, "urgency": None, "rank_because": None, "urgency_from": None}
"""What is told of the rank of a piece that is not to do."""


class Assessor:
    """Turns traces into assessments for one knowledge base. What does not depend on the case is made once, and the
    parts of an assessment are built from checked values, so they are not validated again. ``urgency`` tells how urgent
    each piece of advice is."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self._book = ProofBook(knowledge)
        self._order = Order(knowledge)
        self.urgency = UrgencyBook(knowledge, self._book)
        self._practice = {name: advice.practice for name, advice in knowledge.recommendations.items()}
        self._cited = {name: CitedFinding.of(finding) for name, finding in knowledge.findings.items()}
        self._benchmarks = Benchmarks(knowledge)
        self._next_phases = next_phases(knowledge, self._book)
        self._stamp = AssessedKnowledge(
            version=knowledge.version,
            sha256=knowledge.sha256,
            overrides=tuple(f"{each.kind} {each.id} {each.change}" for each in knowledge.overrides),
        )

    def assess(self, profile: Profile, trace: Trace, outlook: Outlook) -> Assessment:
        """The assessment of a profile from the engine's trace and the outlook on its open answers."""
        proofs = Proofs(self._book, trace, outlook.hangs_on)
        conclusions = self._conclusions(proofs, trace)
        recommendations = self._recommendations(proofs, trace)
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
            findings={name: finding for name, finding in self._cited.items() if name in cited},
            firings=self._firings(trace),
        )

    def _conclusions(self, proofs: Proofs, trace: Trace) -> tuple[Conclusion, ...]:
        found = []
        for name, value in about_cases(trace.conclusions).items():
            behind = proofs.conclusions[name]
            standing = self._book.standing(behind.proof)
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

    def _recommendations(self, proofs: Proofs, trace: Trace) -> tuple[RankedRecommendation, ...]:
        states = states_in(trace.conclusions, self.knowledge.recommendations)
        standings = {name: self._book.standing(proofs.conclusions[f"{ADVICE}{name}"].proof) for name in states}
        placed = self._placed(proofs, trace, states, standings)
        places = {each.candidate.recommendation.id: each for each in placed}
        ranks = {each.candidate.recommendation.id: rank for rank, each in enumerate(placed, 1)}
        listed = [*ranks, *(name for state in STATES[1:] for name in states if states[name] == state)]
        waiting = waiting_for(trace, self.knowledge)
        asking = next((side for side in SIDES if trace.facts.get(self.knowledge.asking or "") == side), None)
        found = []
        for name in listed:
            advice, state, standing = self.knowledge.recommendations[name], states[name], standings[name]
            brought = proofs.conclusions[f"{ADVICE}{name}"]
            unknown = self._book.names(brought.absent)
            ranked = self._ranked(ranks[name], places[name], trace, unknown) if name in ranks else UNRANKED
            found.append(
                RankedRecommendation.unvalidated(
                    id=name,
                    state=state,
                    **ranked,
                    state_because=self._state_because(proofs, trace, name, state),
                    waits_for=tuple(waiting.get(name, ())) if state == "waits" else (),
                    before=tuple([each for each in advice.before if each in ranks]) if name in ranks else (),
                    side=advice.side,
                    counterpart=advice.counterpart,
                    ask=advice.ask,
                    keep=advice.keep,
                    title=advice.title,
                    action=advice.action,
                    who=_who(advice, asking),
                    first_step=advice.first_step,
                    indicator=advice.indicator,
                    practice=self._practice[name],
                    horizon=advice.horizon,
                    step=advice.step,
                    component=advice.component,
                    level=advice.level,
                    grade=standing.grade,
                    support=standing.support,
                    citations=standing.citations,
                    rules=tuple(brought.rules),
                    because=tuple([self.knowledge.rules[rule].because for rule in brought.rules]),
                    facts={name: trace.facts[name] for name in self._book.names(brought.leaves)},
                    unknown=unknown,
                )
            )
        return tuple(found)

    def _placed(
        self, proofs: Proofs, trace: Trace, states: Mapping[str, State], standings: Mapping[str, Standing]
    ) -> list[Placed]:
        """What is to do, in its order."""
        urgent = self.urgency.of(trace, proofs, states)
        return self._order.of(urgent, {name: standings[name] for name, state in states.items() if state == "to_do"})

    def first(self, trace: Trace) -> str | None:
        """What comes first of all that is to do, without the assessment; None when nothing is to do."""
        proofs = Proofs(self._book, trace, {})
        states = states_in(trace.conclusions, self.knowledge.recommendations)
        to_do = [name for name, state in states.items() if state == "to_do"]
        standings = {name: self._book.standing(proofs.conclusions[f"{ADVICE}{name}"].proof) for name in to_do}
        placed = self._placed(proofs, trace, states, standings)
        return placed[0].candidate.recommendation.id if placed else None

    def _ranked(self, rank: int, placed: Placed, trace: Trace, unknown: tuple[str, ...]) -> dict[str, Any]:
        """The fields of a piece that is to do which tell its rank."""
        urgent, decided_by = placed.candidate.urgent, placed.decided_by
        level_by = decided_by if decided_by is not None and decided_by.name != "urgency" else None
        return {
            "rank": rank,
            "urgency": urgent.urgency,
            "rank_because": rank_because(
                placed.candidate.recommendation.id, rank, urgent, level_by, trace.facts, unknown, self.knowledge
            ),
            "urgency_from": UrgencyFrom.unvalidated(
                own=urgent.own,
                reason=urgent.reason,
                answers=urgent.answers,
                tensions=urgent.tensions,
                stages_behind=urgent.behind,
                waiting=urgent.waiting,
                after=urgent.after,
                highest_after=urgent.highest,
                decided_by=None if decided_by is None else decided_by.name,
            ),
        }

    def _state_because(self, proofs: Proofs, trace: Trace, name: str, state: State) -> StateBecause | None:
        if state == "to_do":
            return None
        said = proofs.conclusions[f"{ADVICE if state == 'in_place' else HOLD}{name}"]
        standing = self._book.standing(said.proof)
        return StateBecause.unvalidated(
            rules=tuple(said.rules),
            because=tuple([self.knowledge.rules[rule].because for rule in said.rules]),
            grade=standing.grade,
            support=standing.support,
            citations=standing.citations,
            facts={name: trace.facts[name] for name in self._book.names(said.leaves)},
            unknown=self._book.names(said.absent),
        )

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
                in_doubt=tuple(name for name in self._book.names(brought.leaves) if name in doubted),
                rules=tuple(brought.rules),
                citations=self._book.standing(brought.proof).citations,
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
                citations=self._book.standing(brought.proof).citations,
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


def _who(advice: Recommendation, asking: Side | None) -> AssessedWho | None:
    """Who takes the first step, on the side that the piece speaks to or, where that is either, the side that asks."""
    if advice.who is None:
        return None
    side = advice.side or asking or "provider"
    sides = (side,) if advice.who.side == "own" else (side, PARTNERS[side])
    return AssessedWho.unvalidated(sides=sides, function=advice.who.function)
