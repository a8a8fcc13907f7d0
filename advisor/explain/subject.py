"""What a question is about: finding it by its id, and whether it came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.errors import UnknownId
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.explain.naming import Named, everything_named, labels_of, resolved, value_in
from advisor.model.assessment import Assessment
from advisor.model.explanation import FIRST, Subject, SubjectKind
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import in_words
from advisor.model.outputs import KINDS
from advisor.model.rule import Rule
from advisor.model.states import SPOKEN, STATES
from advisor.reasoning.index import RuleIndex

ASKED: tuple[SubjectKind, ...] = (*KINDS, "conclusion")
"""The kinds of subjects, as they may stand in front."""

NO_RANKS: Mapping[str, str] = {}


class Found(NamedTuple):
    """Whether the subject came out, the value that a conclusion has, and the rules that brought it, in firing order."""

    holds: bool
    value: str | None
    rules: tuple[str, ...]


def subject_of(text: str, knowledge: KnowledgeBase, ranks: Mapping[str, str] = NO_RANKS) -> Subject:
    """The subject that ``text`` names: the id of a recommendation, tension or caveat, a derived attribute,
    ``attribute=value``, or ``recommendation=state``, where ``first`` stands for the first place. A kind may stand in
    front (``caveat:ID``) where an id is used twice.

    In the place of the id may stand its rank, where ``ranks`` has the pieces of a case by theirs, its title, or the
    beginning of a title (of a caveat, the words of its id; of a conclusion, its label); in that of a value its label.
    ``Label: value label`` is a conclusion, too. Raises UnknownId, and AmbiguousId where several titles begin so."""
    front, colon, rest = text.partition(":")
    kind = next((each for each in ASKED if colon and each == front.strip().casefold()), None)
    asked = rest if kind is not None else text
    known = [each for each in everything_named(knowledge) if kind in (None, each.kind)]
    name, equals, value = asked.partition("=")
    if not equals and (labelled := _labelled(asked, known)):
        name, equals, value = labelled
        known = [each for each in known if each.kind == "conclusion"]
    elif colon and kind is None and front.isalpha():
        raise UnknownId("kind", front, ASKED)
    if equals:
        known = [each for each in known if each.kind in ("conclusion", "recommendation")]
    what = kind if kind is not None else f"{', '.join(ASKED[:-1])} or {ASKED[-1]}"
    found = resolved(name.strip(), known, ranks, what)
    return Subject(kind=found.kind, id=found.id, value=_valued(found, value.strip(), knowledge) if equals else None)


def advice_named(text: str, knowledge: KnowledgeBase, ranks: Mapping[str, str]) -> Subject:
    """The piece of advice that ``text`` names, as in ``subject_of``, but as such: no state of it. Raises UnknownId, and
    AmbiguousId."""
    pieces = [each for each in everything_named(knowledge) if each.kind == "recommendation"]
    front, colon, rest = text.partition(":")
    name = rest if colon and front.strip().casefold() == "recommendation" else text
    return Subject(kind="recommendation", id=resolved(name.strip(), pieces, ranks, "recommendation").id)


def _labelled(text: str, known: Sequence[Named]) -> tuple[str, str, str] | None:
    """``Label: value label`` in its parts; None when no conclusion is called so."""
    label, colon, value = text.partition(":")
    conclusions = [each for each in known if each.kind == "conclusion"]
    if not colon:
        return None
    words = in_words(label)
    called = any(words in (in_words(each.id), in_words(each.title)) for each in conclusions)
    return (label, colon, value) if called else None


def _valued(named: Named, value: str, knowledge: KnowledgeBase) -> str:
    """The value of a conclusion, or the state of a piece of advice, by its name or in words."""
    conclusion = named.kind == "conclusion"
    if conclusion:
        values = labels_of(knowledge.attributes[named.id])
    else:
        values = dict([*((state, SPOKEN[state]) for state in STATES), (FIRST, FIRST)])
    found = value_in(value, values)
    if found is None:
        raise UnknownId(f"{'value' if conclusion else 'state'} of {named.id}", value, values)
    return found


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
