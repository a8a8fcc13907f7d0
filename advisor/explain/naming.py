"""What people call things: a piece of advice by its rank, anything by its title or the beginning of it, and answers by
the words that a form shows for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.errors import AmbiguousId, Issue, ProfileError, UnknownId
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN, Attribute
from advisor.model.explanation import SubjectKind
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import in_words, title_of


class Named(NamedTuple):
    """Something that can be asked for, by its id or its title."""

    kind: SubjectKind
    id: str
    title: str


def everything_named(knowledge: KnowledgeBase) -> tuple[Named, ...]:
    """All that can be asked about. A tension's title is a slug and is said in words, a caveat has the words of its id,
    and a conclusion its label."""
    return (
        *(Named("recommendation", name, each.title) for name, each in knowledge.recommendations.items()),
        *(Named("tension", name, title_of(each.title)) for name, each in knowledge.tensions.items()),
        *(Named("caveat", name, title_of(name)) for name in knowledge.caveats),
        *(Named("conclusion", name, each.label) for name, each in knowledge.derived.items()),
    )


def ranks_in(assessment: Assessment) -> dict[str, str]:
    """The pieces of an assessment by rank, as it is written."""
    return {str(each.rank): each.id for each in assessment.recommendations if each.rank is not None}


def resolved(text: str, known: Sequence[Named], ranks: Mapping[str, str], what: str) -> Named:
    """The one of ``known`` that a text names: by its exact id, by its rank, by its id or title in whatever case, or by
    the beginning of its title. The first of these that fits decides. ``what`` is what an error calls these things.

    Raises AmbiguousId where several titles begin so, and UnknownId where nothing is called so.
    """
    for each in known:
        if each.id == text:
            return each
    for each in known:
        if each.kind == "recommendation" and each.id == ranks.get(text):
            return each
    words = in_words(text)
    exact = [each for each in known if words in (in_words(each.id), in_words(each.title))]
    found = exact or [each for each in known if words and in_words(each.title).startswith(words)]
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousId(what, text, [(_told_apart(each, found), each.title) for each in found])
    if ranks and text.isdecimal() and any(each.kind == "recommendation" for each in known):
        raise UnknownId("piece of advice of the rank", text, [f"1 to {len(ranks)}" if len(ranks) > 1 else "1"])
    raise UnknownId(what, text, [each.id for each in known], [each.title for each in known])


def _told_apart(one: Named, among: Iterable[Named]) -> str:
    """The id, with its kind in front where another of them has the same."""
    return one.id if sum(each.id == one.id for each in among) == 1 else f"{one.kind}:{one.id}"


def value_in(text: str, values: Mapping[str, str]) -> str | None:
    """The value that a text names, by its name or by its label, in whatever case; None when there is none. ``values``
    are the labels by name."""
    if text in values:
        return text
    words = in_words(text)
    return next((name for name, label in values.items() if words in (in_words(name), in_words(label))), None)


def labels_of(attribute: Attribute) -> dict[str, str]:
    """What the values of an attribute are called, by name."""
    return {name: value.label for name, value in attribute.values.items()}


def answers_named(answers: Mapping[str, Any], knowledge: KnowledgeBase) -> dict[str, Any]:
    """Answers that may be given by labels (``Dedicated staff``: ``Yes``) by the names that they stand for. What is
    called nothing is left as it is, for whoever checks answers to say so. Raises ProfileError when a question is
    answered twice, under two names."""
    inputs = {in_words(each.label): name for name, each in knowledge.inputs.items()}
    found: dict[str, Any] = {}
    twice = []
    for given, answer in answers.items():
        name = given if given in knowledge.attributes else inputs.get(in_words(given), given)
        if name in found:
            twice.append(Issue("", 0, 0, given, f"{name} is answered twice", "one answer", code="duplicate-key"))
        attribute = knowledge.inputs.get(name)
        if attribute is not None and isinstance(answer, str):
            answer = value_in(answer, {**labels_of(attribute), UNKNOWN: UNKNOWN}) or answer
        found[name] = answer
    if twice:
        raise ProfileError(twice)
    return found
