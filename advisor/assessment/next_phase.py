"""Where a relationship stands among the framework's phases, what the next one takes, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from advisor.model.advice import Component
from advisor.model.knowledge import KnowledgeBase
from advisor.model.next_phase import (
    POSITIONS,
    Afterwards,
    ComponentStanding,
    HeldBack,
    NextPhase,
    Picture,
    Position,
    Taken,
)
from advisor.model.phases import COMPONENTS, CapabilityGuide, Framework, Need, PhaseGuide
from advisor.model.states import ADVICE, HOLD, IN_PLACE, OPEN, WAITS, piece_of, state_in
from advisor.model.trace import Firing, Trace
from advisor.reasoning.proof import ProofBook, Proofs

POSITION: Mapping[str, Position] = {each: each for each in POSITIONS}


def next_phases(knowledge: KnowledgeBase, book: ProofBook) -> NextPhases | None:
    """What makes the next phase of cases of this knowledge; None when it has no framework."""
    return NextPhases(knowledge, knowledge.framework, book) if knowledge.framework is not None else None


@dataclass(frozen=True)
class _Reason:
    """Something that holds back. ``answers`` are those that it is about, apart from what else its proof stands on, as
    a set of inputs; two reasons at one component about the same answers are one."""

    component: Component
    text: str
    holds: tuple[Component, ...]
    waits_for: tuple[str, ...]
    rules: tuple[str, ...]
    proof: int
    leaves: int
    answers: int

    def with_(self, other: _Reason) -> _Reason:
        """The one reason that this and another are; the text is the first one's."""
        return replace(
            self,
            holds=tuple(each for each in COMPONENTS if each in (*self.holds, *other.holds)),
            waits_for=tuple(dict.fromkeys((*self.waits_for, *other.waits_for))),
            rules=tuple(dict.fromkeys((*self.rules, *other.rules))),
            proof=self.proof | other.proof,
            leaves=self.leaves | other.leaves,
        )


class _Guide(NamedTuple):
    """What a phase, or capabilities, take: each need as it is told while it is absent and once it is there."""

    guide: CapabilityGuide | PhaseGuide
    takes: tuple[tuple[Need, Taken, Taken], ...]
    pictures: tuple[Picture, ...]


def _made(guide: CapabilityGuide | PhaseGuide) -> _Guide:
    def told(need: Need, there: bool) -> Taken:
        return Taken(text=need.text, citations=need.citations, there=there)

    return _Guide(
        guide,
        tuple((need, told(need, False), told(need, True)) for need in guide.takes),
        tuple(Picture(**each.model_dump()) for each in guide.pictures),
    )


class NextPhases:
    """Makes the next phase of cases. What does not depend on the case is made once."""

    def __init__(self, knowledge: KnowledgeBase, framework: Framework, book: ProofBook):
        self.knowledge, self.framework, self.book = knowledge, framework, book
        order = knowledge.inputs[framework.phase].domain
        self.following = dict(pairwise(order))
        capabilities = _made(framework.capabilities)
        self.guides: dict[str, dict[Component, _Guide]] = {}
        for phase in order[1:]:
            phased = {name: each.phases.get(phase) for name, each in framework.phased.items()}
            built = {name: _made(guide) for name, guide in phased.items() if guide is not None}
            self.guides[phase] = {"capabilities": capabilities, **built}
        self.ranks = {
            guide.here: {value: rank for rank, value in enumerate(knowledge.inputs[guide.here].domain)}
            for guide in framework.phased.values()
        }
        self.doubting: dict[str, list[str]] = {}
        for name, attribute in knowledge.derived.items():
            if attribute.doubts is not None:
                self.doubting.setdefault(attribute.doubts, []).append(name)
        self.after = Afterwards(**framework.after.model_dump())

    def of(self, trace: Trace, proofs: Proofs) -> NextPhase:
        """Where the case of a trace stands, and what comes next."""
        case = _Case(self, trace, proofs)
        return NextPhase.unvalidated(
            phase=case.phase,
            next=case.next,
            in_doubt=case.in_doubt(self.framework.phase),
            components=tuple(case.standings()),
            then=self.after if case.phase is not None and case.next is None else None,
        )


class _Case:
    def __init__(self, made: NextPhases, trace: Trace, proofs: Proofs):
        self.made, self.trace, self.proofs = made, trace, proofs
        self.framework, self.book, self.rules = made.framework, made.book, made.knowledge.rules
        self.facts, self.conclusions = trace.facts, trace.conclusions
        self.phase = self.facts.get(self.framework.phase)
        self.next = made.following.get(self.phase) if self.phase is not None else None
        self.guides = made.guides[self.next] if self.next is not None else {}

    def standings(self) -> Iterator[ComponentStanding]:
        """The four components, in their order."""
        held: dict[Component, list[HeldBack]] = {}
        for reason in self.reasons():
            held.setdefault(reason.component, []).append(self.held_back(reason))
        for name, here in self.framework.tellers.items():
            made, phased = self.guides.get(name), self.framework.phased.get(name)
            at = phased.position if phased is not None else ""
            position = POSITION.get(self.conclusions.get(at, ""), "unknown")
            behind = self.proofs.conclusions[at] if position != "unknown" else None
            standing = self.book.standing(behind.proof) if behind is not None else None
            yield ComponentStanding.unvalidated(
                component=name,
                here=self.facts.get(here),
                expected=self.conclusions.get(phased.expected) if phased is not None else None,
                position=position if phased is not None else None,
                rules=tuple(behind.rules) if behind is not None else (),
                citations=standing.citations if standing is not None else (),
                grade=standing.grade if standing is not None else None,
                in_doubt=self.in_doubt(here),
                lacks=tuple(self.lacking(name, position)),
                takes=tuple([there if self.there(need, name) else absent for need, absent, there in made.takes])
                if made is not None
                else (),
                pictures=made.pictures if made is not None else (),
                holds_back=tuple(held.get(name, ())),
            )

    def in_doubt(self, answer: str) -> bool:
        """Whether an answer that is given does not fit others."""
        return any(name in self.conclusions for name in self.made.doubting.get(answer, ()))

    def there(self, need: Need, component: Component) -> bool:
        """Whether the answers show what the next phase takes, and nothing puts them in doubt."""
        if need.shown_by is None:
            return self.in_place(need) or self.reached(component)
        shown = all(self.facts.get(name) == value and not self.in_doubt(name) for name, value in need.shown_by.items())
        return bool(need.shown_by) and (shown or self.in_place(need))

    def lacking(self, component: Component, position: Position) -> Iterator[Taken]:
        """What the present phase takes in a component and the answers show not to be there."""
        made = self.made.guides.get(self.phase or "", {}).get(component)
        if made is None or component not in self.framework.phased or self.in_doubt(self.framework.phase):
            return
        for need, absent, _ in made.takes:
            if need.shown_by is None:
                missing = position == "behind"
            else:
                known = {name: self.facts.get(name) for name in need.shown_by if not self.in_doubt(name)}
                missing = any(value not in (None, need.shown_by[name]) for name, value in known.items())
            if missing and not self.in_place(need):
                yield absent

    def in_place(self, need: Need) -> bool:
        return need.piece is not None and state_in(self.conclusions, need.piece) == IN_PLACE

    def reached(self, component: Component) -> bool:
        """Whether the component is at or beyond what the next phase lets one expect."""
        guide = self.guides[component].guide
        teller = self.framework.tellers[component]
        here = self.facts.get(teller)
        if here is None or not isinstance(guide, PhaseGuide) or self.in_doubt(teller):
            return False
        ranks = self.made.ranks[teller]
        return ranks[here] >= ranks[guide.stage]

    def reasons(self) -> list[_Reason]:
        """All that holds the next phase back, each reason once."""
        if self.next is None:
            return []
        found: dict[tuple[Component, int], _Reason] = {}
        for each in (*self.waiting(), *self.behind()):
            self.keep(found, each)
        told = 0
        for each in found.values():
            told |= each.answers
        for each in self.missing():
            # Where all that is missing was told of already, there is nothing more to say.
            if each.answers & ~told:
                self.keep(found, each)
        for each in self.doubted():
            self.keep(found, each)
        return list(found.values())

    def keep(self, found: dict[tuple[Component, int], _Reason], reason: _Reason) -> None:
        key = (reason.component, reason.answers)
        found[key] = found[key].with_(reason) if key in found else reason

    def waiting(self) -> Iterator[_Reason]:
        """What the advice that builds the next phase waits for, by the rules that say so."""
        builds: dict[str, list[Component]] = {}
        missing: set[str] = set()
        for name, made in self.guides.items():
            for need, *_ in made.takes if name in self.framework.phased else ():
                if need.piece is not None and self.conclusions.get(f"{HOLD}{need.piece}") == WAITS:
                    builds.setdefault(need.piece, []).append(name)
                    if not (self.there(need, name) or self.in_place(need)):
                        missing.add(need.piece)
        for firing in self.trace.firings if builds else ():
            held = [piece for piece in self.rules[firing.rule].then.waits if piece in builds]
            if not held:
                continue
            awaited = tuple(piece for name in firing.facts if (piece := piece_of(name)) is not None)
            belongs = [self.made.knowledge.recommendations[piece].component for piece in awaited]
            gate = "capabilities" in belongs
            holds = [
                each for each in COMPONENTS if any(each in builds[piece] for piece in held if gate or piece in missing)
            ]
            if holds:
                at = "capabilities" if gate else next((each for each in holds if each in belongs), holds[0])
                yield self.reason(at, (firing,), holds, awaited)

    def behind(self) -> Iterator[_Reason]:
        """Components that lack what their own phase lets one expect, with the open advice that would build it."""
        for name, guide in self.framework.phased.items():
            if name not in self.guides or self.conclusions.get(guide.position) != "behind":
                continue
            now = guide.phases.get(self.phase or "")
            pieces = dict.fromkeys(need.piece for need in (now.takes if now else ()) if need.piece is not None)
            open_ = tuple(piece for piece in pieces if self.conclusions.get(f"{ADVICE}{piece}") == OPEN)
            yield self.reason(name, self.carrying(guide.position), [name], open_)

    def missing(self) -> Iterator[_Reason]:
        """What the next phase rests on and is known to be missing."""
        for name, made in self.guides.items():
            for conclusion, value in made.guide.held_by.items() if isinstance(made.guide, PhaseGuide) else ():
                if self.conclusions.get(conclusion) == value:
                    for firing in self.carrying(conclusion):
                        yield self.reason(name, (firing,), [name], ())

    def doubted(self) -> Iterator[_Reason]:
        """The answers in doubt that the next phase hangs on, each with everything that it does not fit."""
        places: dict[str, Component] = {}
        for name, made in self.guides.items():
            places.setdefault(self.framework.tellers[name], name)
            for need in made.guide.takes:
                for shown in need.shown_by or ():
                    places.setdefault(shown, name)
        for answer, at in places.items():
            yield from self.doubt(answer, at, [at])
        yield from self.doubt(self.framework.phase, "capabilities", list(self.guides))

    def doubt(self, answer: str, at: Component, holds: list[Component]) -> Iterator[_Reason]:
        firings = [each for name in self.made.doubting.get(answer, ()) for each in self.carrying(name)]
        if firings:
            advised = dict.fromkeys(piece for each in firings for piece in self.rules[each.rule].then.recommend)
            yield self.reason(at, firings, holds, tuple(advised))

    def carrying(self, conclusion: str) -> list[Firing]:
        """The firings that carry a conclusion; none where it is not drawn."""
        if conclusion not in self.conclusions:
            return []
        rules = self.proofs.conclusions[conclusion].rules
        return [firing for firing in self.trace.firings if firing.rule in rules]

    def reason(
        self, at: Component, firings: Sequence[Firing], holds: list[Component], waits_for: tuple[str, ...]
    ) -> _Reason:
        proof = leaves = answers = 0
        for firing in firings:
            proof |= self.book.bits[firing.rule]
            for name in firing.facts:
                bit = self.book.inputs.get(name)
                if bit is not None:
                    leaves |= bit
                    answers |= bit
                else:
                    behind = self.proofs.conclusions[name]
                    proof |= behind.proof
                    leaves |= behind.leaves
                    answers |= behind.leaves if piece_of(name) is None else 0
        rules = tuple(firing.rule for firing in firings)
        return _Reason(
            component=at,
            text=" ".join(dict.fromkeys(self.rules[rule].because for rule in rules)),
            holds=tuple(holds),
            waits_for=waits_for,
            rules=rules,
            proof=proof,
            leaves=leaves,
            answers=answers & ~self.book.inputs[self.framework.phase] or answers,
        )

    def held_back(self, reason: _Reason) -> HeldBack:
        standing = self.book.standing(reason.proof)
        return HeldBack.unvalidated(
            text=reason.text,
            holds=reason.holds,
            waits_for=reason.waits_for,
            rules=reason.rules,
            citations=standing.citations,
            grade=standing.grade,
            facts={name: self.facts[name] for name in self.book.names(reason.leaves)},
        )
