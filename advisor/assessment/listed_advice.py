"""The advice of an assessment: which pieces are listed, in which state and order, and what each stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.assessment.order import Order, Placed
from advisor.assessment.rank_words import rank_because
from advisor.model.advice import PARTNERS, Recommendation
from advisor.model.assessment import AssessedWho, RankedRecommendation, StateBecause, UrgencyFrom
from advisor.model.base import SIDES, Side
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import ADVICE, HOLD, STATES, State, states_in
from advisor.model.trace import Trace
from advisor.reasoning.proof import ProofBook, Proofs, Standing
from advisor.reasoning.urgency import UrgencyBook, waiting_for

UNRANKED: Mapping[str, Any] = {"rank": None, "urgency": None, "rank_because": None, "urgency_from": None}
"""What is told of the rank of a piece that is not to do."""


class ListedAdvice:
    """The advice of one knowledge base, ready to be listed for a case. ``urgency`` tells how urgent each piece is, and
    ``order`` which of them comes first."""

    def __init__(self, knowledge: KnowledgeBase, book: ProofBook):
        self.knowledge, self._book = knowledge, book
        self.urgency = UrgencyBook(knowledge, book)
        self.order = Order(knowledge)
        self._practice = {name: advice.practice for name, advice in knowledge.recommendations.items()}

    def listed(self, proofs: Proofs, trace: Trace) -> tuple[RankedRecommendation, ...]:
        """Every listed piece of advice: what is to do by rank, then what waits, is the other side's, or is in place."""
        states = states_in(trace.conclusions, self.knowledge.recommendations)
        standings = {name: self._book.standing(proofs.conclusions[f"{ADVICE}{name}"].proof) for name in states}
        placed = self._placed(proofs, trace, states, standings)
        places = {each.recommendation.id: each for each in placed}
        ranks = {each.recommendation.id: rank for rank, each in enumerate(placed, 1)}
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
        return self.order.of(urgent, {name: standings[name] for name, state in states.items() if state == "to_do"})

    def _ranked(self, rank: int, placed: Placed, trace: Trace, unknown: tuple[str, ...]) -> dict[str, Any]:
        """The fields of a piece that is to do which tell its rank."""
        urgent, decided_by = placed.urgent, placed.decided_by
        level_by = decided_by if decided_by is not None and decided_by.name != "urgency" else None
        return {
            "rank": rank,
            "urgency": urgent.urgency,
            "rank_because": rank_because(
                placed.recommendation.id, rank, urgent, level_by, trace.facts, unknown, self.knowledge
            ),
            "urgency_from": UrgencyFrom.unvalidated(
                own=urgent.own,
                reason=urgent.reason,
                answers=urgent.answers,
                placing=urgent.placing,
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


def _who(advice: Recommendation, asking: Side | None) -> AssessedWho | None:
    """Who takes the first step, on the side that the piece speaks to or, where that is either, the side that asks."""
    if advice.who is None:
        return None
    side = advice.side or asking or "provider"
    sides = (side,) if advice.who.side == "own" else (side, PARTNERS[side])
    return AssessedWho.unvalidated(sides=sides, function=advice.who.function)
