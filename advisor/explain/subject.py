"""What a question is about: finding it by its id, and whether it came out."""

from __future__ import annotations

from typing import NamedTuple

from advisor.errors import UnknownId
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.model.assessment import Assessment
from advisor.model.explanation import FIRST, Subject, SubjectKind
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS
from advisor.model.rule import Rule
from advisor.model.states import STATES
from advisor.reasoning.index import RuleIndex

PLACES = (*STATES, FIRST)
"""What may be asked of a piece of advice beside whether it is listed."""


class Found(NamedTuple):
    """Whether the subject came out, the value that a conclusion has, and the rules that brought it, in firing order."""

    holds: bool
    value: str | None
    rules: tuple[str, ...]


def subject_of(text: str, knowledge: KnowledgeBase) -> Subject:
    """The subject that ``text`` names: the id of a recommendation, tension or caveat, a derived attribute,
    ``attribute=value``, or ``recommendation=state``, where ``first`` stands for the first place. A kind may stand in
    front (``caveat:ID``) where an id is used twice. Raises UnknownId."""
    named, colon, rest = text.partition(":")
    every: dict[SubjectKind, list[str]] = {
        **{kind: list(getattr(knowledge, where.section)) for kind, where in KINDS.items()},
        "conclusion": list(knowledge.derived),
    }
    if colon and named not in every:
        raise UnknownId("kind", named, every)
    sections = {kind: names for kind, names in every.items() if not colon or kind == named}
    name, equals, value = (rest if colon else text).partition("=")
    for kind, names in sections.items():
        if name in names and (kind in ("conclusion", "recommendation") or not equals):
            values = knowledge.attributes[name].domain if kind == "conclusion" else PLACES
            if equals and value not in values:
                raise UnknownId(f"{'value' if kind == 'conclusion' else 'state'} of {name}", value, values)
            return Subject(kind=kind, id=name, value=value if equals else None)
    kinds = " or ".join(sections) if len(sections) == 1 else "recommendation, tension, caveat or conclusion"
    raise UnknownId(kinds, name, [name for names in sections.values() for name in names])


def giving(subject: Subject, index: RuleIndex) -> tuple[Rule, ...]:
    """The rules that can bring the subject about."""
    if subject.conclusion is None:
        return index.giving.get(subject.output, ()) if subject.output else ()
    name, value = subject.conclusion
    return tuple(rule for rule in index.concluding.get(name, ()) if value in (None, rule.then.drawn[name]))


def goal_of(subject: Subject, knowledge: KnowledgeBase, index: RuleIndex) -> Goal:
    """That the subject comes out."""
    if subject.conclusion is None or not giving(subject, index):
        return Fires(giving(subject, index))
    name, value = subject.conclusion
    return Concluded(name, frozenset(knowledge.attributes[name].domain if value is None else (value,)))


def found_in(assessment: Assessment, subject: Subject) -> Found:
    """What became of the subject in an assessment."""
    if subject.output is None:
        for each in assessment.conclusions:
            if each.attribute == subject.id:
                holds = subject.value in (None, each.value)
                return Found(holds, each.value, each.rules if holds else ())
        return Found(False, None, ())
    for entry in getattr(assessment, KINDS[subject.output.kind].section):
        if entry.id == subject.id:
            state = getattr(entry, "state", None)
            holds = entry.rank == 1 if subject.value == FIRST else subject.value in (None, state)
            if holds and (subject.value is None or state == "to_do"):
                return Found(True, state, entry.rules)
            if holds:
                return Found(True, state, entry.state_because.rules)
            return Found(False, state, ())
    return Found(False, None, ())
