"""What a question is about: finding it by its id, and whether it came out."""

from __future__ import annotations

from typing import NamedTuple

from advisor.errors import UnknownId
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.model.assessment import Assessment
from advisor.model.explanation import Subject, SubjectKind
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS
from advisor.model.rule import Rule
from advisor.reasoning.index import RuleIndex


class Found(NamedTuple):
    """Whether the subject came out, the value that a conclusion has, and the rules that brought it, in firing order."""

    holds: bool
    value: str | None
    rules: tuple[str, ...]


def subject_of(text: str, knowledge: KnowledgeBase) -> Subject:
    """The subject that ``text`` names: the id of a recommendation, tension or caveat, a derived attribute, or
    ``attribute=value``. A kind may stand in front (``caveat:ID``) where an id is used twice. Raises UnknownId."""
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
        if name in names and (kind == "conclusion" or not equals):
            if equals and value not in knowledge.attributes[name].domain:
                raise UnknownId(f"value of {name}", value, knowledge.attributes[name].domain)
            return Subject(kind=kind, id=name, value=value if equals else None)
    kinds = " or ".join(sections) if len(sections) == 1 else "recommendation, tension, caveat or conclusion"
    raise UnknownId(kinds, name, [name for names in sections.values() for name in names])


def giving(subject: Subject, index: RuleIndex) -> tuple[Rule, ...]:
    """The rules that can bring the subject about."""
    if subject.output is not None:
        return index.giving.get(subject.output, ())
    rules = index.concluding.get(subject.id, ())
    return tuple(rule for rule in rules if subject.value in (None, rule.then.conclude[subject.id]))


def goal_of(subject: Subject, knowledge: KnowledgeBase, index: RuleIndex) -> Goal:
    """That the subject comes out."""
    if subject.kind != "conclusion":
        return Fires(giving(subject, index))
    domain = knowledge.attributes[subject.id].domain
    return Concluded(subject.id, frozenset(domain if subject.value is None else (subject.value,)))


def found_in(assessment: Assessment, subject: Subject) -> Found:
    """What became of the subject in an assessment."""
    if subject.output is None:
        for each in assessment.conclusions:
            if each.attribute == subject.id:
                holds = subject.value in (None, each.value)
                return Found(holds, each.value, each.rules if holds else ())
        return Found(False, None, ())
    brought = KINDS[subject.output.kind].fired
    fired = tuple(firing.rule for firing in assessment.firings if subject.id in getattr(firing, brought))
    return Found(bool(fired), None, fired)
