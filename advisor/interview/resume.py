"""Opening a session from what is there already: a saved interview, a profile file, the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from advisor.interview.session import Given, Session, fingerprint, to_be_asked_again
from advisor.model.attribute import UNKNOWN
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Answer, AnswerSource, Profile


class Resumed(NamedTuple):
    """A session taken up again. ``new`` are questions that the file's knowledge did not have, ``changed`` answered
    ones whose wording or values are different now."""

    session: Session
    new: tuple[str, ...]
    changed: tuple[str, ...]


def unanswered(profile: Profile) -> frozenset[str]:
    """The inputs listed as unknown in a saved interview that were not asked yet, rather than answered "unknown"."""
    if profile.knowledge is None:
        return frozenset()
    return frozenset(name for name in profile.asked_unknown if name not in profile.answers)


def resumed(profile: Profile, knowledge: KnowledgeBase) -> Resumed:
    """The session that a saved profile holds. Questions whose wording has changed are put again, with the old answer
    marked."""
    not_asked = unanswered(profile)
    values = {**profile.facts, **{name: UNKNOWN for name in profile.asked_unknown if name not in not_asked}}
    order = [*(name for name in profile.answers if name in values), *(n for n in values if n not in profile.answers)]
    given = {}
    for name in order:
        answer = profile.answers.get(name)
        given[name] = (
            Given(values[name], answer.source, answer.note, answer.question, answer.rests_on)
            if answer
            else Given(values[name], "file")
        )
    session = Session(
        given=MappingProxyType(given),
        trail=tuple(name for name in order if given[name].source == "asked"),
        name=profile.name,
        notes=profile.notes,
    )
    changed = tuple(
        name
        for name, each in given.items()
        if each.question is not None and each.question != fingerprint(knowledge.inputs[name])
    )
    new: tuple[str, ...] = ()
    if profile.knowledge is not None and profile.knowledge.sha256 != knowledge.sha256:
        new = tuple(name for name in knowledge.inputs if name not in {*profile.facts, *profile.asked_unknown})
    return Resumed(to_be_asked_again(session, changed), new, changed)


def preanswered(session: Session, profile: Profile, source: AnswerSource, knowledge: KnowledgeBase) -> Session:
    """The session with a profile's answers laid over its own."""
    not_asked = unanswered(profile)
    given = dict(session.given)
    for name in knowledge.inputs:
        if name in profile.facts or (name in profile.asked_unknown and name not in not_asked):
            told = profile.answers.get(name, Answer())
            value, asked = profile.facts.get(name, UNKNOWN), fingerprint(knowledge.inputs[name])
            given[name] = Given(value, source, told.note, asked, told.rests_on)
    return replace(
        session,
        given=MappingProxyType(given),
        name=profile.name or session.name,
        notes=profile.notes or session.notes,
        trail=tuple(name for name in session.trail if given[name].source == "asked"),
        again=tuple(name for name in session.again if given[name] == session.given[name]),
    )


def without_the_outdated(data: Mapping[str, Any], knowledge: KnowledgeBase) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A saved interview, as plain data, with questions and values that the present vocabulary no longer has taken back
    to unanswered; and what the answers were, as ``attribute: value``."""
    facts, answers = data.get("facts"), data.get("answers")
    if not isinstance(facts, Mapping):
        return dict(data), ()
    gone = {
        name: value
        for name, value in facts.items()
        if name not in knowledge.inputs or (isinstance(value, str) and value not in _values(knowledge, name))
    }
    kept: dict[str, Any] = {
        **data,
        "facts": {
            name: UNKNOWN if name in gone else value for name, value in facts.items() if name in knowledge.inputs
        },
    }
    if isinstance(answers, Mapping):
        kept["answers"] = {
            name: answer for name, answer in answers.items() if name in knowledge.inputs and name not in gone
        }
    return kept, tuple(f"{name}: {value}" for name, value in gone.items() if value != UNKNOWN)


def _values(knowledge: KnowledgeBase, name: str) -> set[str]:
    return {UNKNOWN, *knowledge.inputs[name].domain}
