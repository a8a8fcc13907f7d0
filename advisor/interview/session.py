"""The state of an interview: a value that is never changed, and the steps that lead from one to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from advisor.model.attribute import UNKNOWN, Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Answer, AnswerSource, Profile, RestsOn


@dataclass(frozen=True)
class Given:
    """An answer: a value or ``unknown``, where it came from, a free note, the question as it was put, and what the
    answer rests on."""

    value: str
    source: AnswerSource = "asked"
    note: str | None = None
    question: str | None = None
    rests_on: RestsOn | None = None


@dataclass(frozen=True)
class Session:
    """Everything answered so far, in the order of answering.

    ``trail`` are the questions that were asked, for going back; ``shown`` is one taken up again by going back or by
    editing; ``again`` are answered questions to be put once more. Until that is done their answers stay in force.
    ``firm`` is the profile whose answers lie under these; they hold where nothing else is answered.
    """

    given: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))
    trail: tuple[str, ...] = ()
    shown: str | None = None
    again: tuple[str, ...] = ()
    name: str | None = None
    notes: str | None = None
    firm: Profile | None = None

    @property
    def own(self) -> dict[str, str]:
        """The answers of this interview that say something, by attribute."""
        return {name: each.value for name, each in self.given.items() if each.value != UNKNOWN}

    @property
    def inherited(self) -> dict[str, str]:
        """The firm's answers that hold here, since nothing else is answered."""
        own = self.own
        return {name: value for name, value in self.firm.facts.items() if name not in own} if self.firm else {}

    @property
    def facts(self) -> dict[str, str]:
        """The answers that hold, by attribute."""
        return {**self.inherited, **self.own}

    @property
    def remarks(self) -> dict[str, Given | Answer]:
        """What is told of the answers that hold, of those inherited by the firm."""
        firms = self.firm.answers if self.firm else {}
        inherited: dict[str, Given | Answer] = {name: firms[name] for name in self.inherited if name in firms}
        return inherited | {name: self.given[name] for name in self.own}

    @property
    def unknown(self) -> frozenset[str]:
        """The questions that were answered with "I don't know"; the firm may have an answer all the same."""
        return frozenset(name for name, each in self.given.items() if each.value == UNKNOWN)

    @property
    def answered(self) -> tuple[str, ...]:
        """The questions that need not be asked: those answered, in that order, and then those inherited."""
        return tuple(dict.fromkeys([*self.given, *self.inherited]))


def with_answer(session: Session, name: str, given: Given) -> Session:
    """The answer put down; a question asked for the first time joins the trail."""
    return replace(
        session,
        given=MappingProxyType({**session.given, name: given}),
        trail=session.trail if name in session.trail or given.source != "asked" else (*session.trail, name),
        shown=None if session.shown == name else session.shown,
        again=tuple(each for each in session.again if each != name),
    )


def stepped_back(session: Session, current: str | None) -> Session:
    """The question before the current one shown again; the same session when there is none before."""
    place = session.trail.index(current) if current in session.trail else len(session.trail)
    return replace(session, shown=session.trail[place - 1]) if place else session


def to_be_asked_again(session: Session, names: Iterable[str]) -> Session:
    """The answered questions queued to be put once more, in the order they were first answered."""
    wanted = {*session.again, *names}
    return replace(session, again=tuple(name for name in session.given if name in wanted))


def fingerprint(attribute: Attribute) -> str:
    """Twelve hexadecimal digits that change when the question, its values or what they mean do."""
    text = {
        "question": attribute.question,
        "scale": attribute.scale,
        "values": [[name, value.label, value.observe] for name, value in attribute.values.items()],
    }
    return hashlib.sha256(json.dumps(text, ensure_ascii=True, sort_keys=True).encode()).hexdigest()[:12]


def as_profile(session: Session, knowledge: KnowledgeBase) -> Profile:
    """The session as an ordinary profile, over the firm's.

    Questions that were not asked yet stand among the unknown ones, but have no entry in ``answers``: that tells them
    from those to which the answer was "unknown", and from those that a later vocabulary adds.
    """
    facts, unknown = session.own, [name for name in knowledge.inputs if name not in session.own]
    return Profile(
        name=session.name,
        facts={name: facts[name] for name in knowledge.inputs if name in facts},
        asked_unknown=tuple(unknown),
        notes=session.notes,
        answers={
            name: Answer(source=each.source, note=each.note, question=each.question, rests_on=each.rests_on)
            for name, each in session.given.items()
        },
        knowledge=knowledge.stamp,
        firm=session.firm,
    )
