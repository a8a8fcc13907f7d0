"""What a question is about: finding it by its id, and whether it came out."""

from __future__ import annotations

from typing import NamedTuple

from advisor.errors import UnknownId
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.model.assessment import Assessment
from advisor.model.explanation import Kind, Subject
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule


class Outcome(NamedTuple):
    """Whether the subject came out, the value that a conclusion has, and the rules that brought it, in firing order."""

    holds: bool
    found: str | None
    rules: tuple[str, ...]


def subject_of(text: str, knowledge: KnowledgeBase) -> Subject:
    """The subject that ``text`` names: the id of a recommendation, tension or caveat, a derived attribute, or
    ``attribute=value``. A kind may stand in front (``caveat:ID``) where an id is used twice. Raises UnknownId."""
    named, colon, rest = text.partition(":")
    every: dict[Kind, list[str]] = {
        "recommendation": list(knowledge.recommendations),
        "tension": list(knowledge.tensions),
        "caveat": list(knowledge.caveats),
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


def giving(subject: Subject, knowledge: KnowledgeBase) -> tuple[Rule, ...]:
    """The rules that can bring the subject about."""
    return tuple(rule for rule in knowledge.rules.values() if _gives(rule, subject))


def _gives(rule: Rule, subject: Subject) -> bool:
    then = rule.then
    if subject.kind == "conclusion":
        value = then.conclude.get(subject.id)
        return value is not None and subject.value in (None, value)
    brought = {"recommendation": then.recommend, "tension": then.tensions, "caveat": then.caveats}
    return subject.id in brought[subject.kind]


def goal_of(subject: Subject, knowledge: KnowledgeBase) -> Goal:
    """That the subject comes out."""
    if subject.kind != "conclusion":
        return Fires(giving(subject, knowledge))
    domain = knowledge.attributes[subject.id].domain
    return Concluded(subject.id, frozenset(domain if subject.value is None else (subject.value,)))


def outcome(subject: Subject, assessment: Assessment, knowledge: KnowledgeBase) -> Outcome:
    """What became of the subject in an assessment."""
    if subject.kind == "conclusion":
        for each in assessment.conclusions:
            if each.attribute == subject.id:
                holds = subject.value in (None, each.value)
                return Outcome(holds, each.value, each.rules if holds else ())
        return Outcome(False, None, ())
    rules = {rule.id for rule in giving(subject, knowledge)}
    fired = tuple(firing.rule for firing in assessment.firings if firing.rule in rules)
    return Outcome(bool(fired), None, fired)
