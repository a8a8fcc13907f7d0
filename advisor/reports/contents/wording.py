"""How explanations speak of subjects, outputs, facts and rules."""

from __future__ import annotations

from typing import cast

from advisor.model.attribute import UNKNOWN
from advisor.model.explanation import FIRST, Subject
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import SPOKEN, State
from advisor.reports.words import clean, named, title_of, valued


def about(subject: Subject, knowledge: KnowledgeBase) -> str:
    """The subject as a person calls it."""
    if subject.output is None:
        name = named(knowledge, subject.id)
        return name if subject.value is None else f"{name}: {valued(knowledge, subject.id, subject.value)}"
    if subject.value == FIRST:
        return f"{called(subject.output, knowledge)}, first"
    state = "" if subject.value is None else f", {SPOKEN[cast(State, subject.value)]}"
    return f"{called(subject.output, knowledge)}{state}"


def called(output: Output, knowledge: KnowledgeBase) -> str:
    """An output as a person calls it, with its id where that is not said anyway."""
    kind, name = output
    if kind == "recommendation":
        return f"{knowledge.recommendations[name].title} ({name})"
    if kind == "tension":
        return f"Tension {name}: {title_of(knowledge.tensions[name].title)}"
    return f"Caveat: {title_of(name).replace('iot ', 'IoT ')} ({name})"


def fact(knowledge: KnowledgeBase, attribute: str, value: str | None) -> str:
    """``Sales channel: Direct``; None is unknown."""
    return f"{named(knowledge, attribute)}: {'unknown' if value is None else valued(knowledge, attribute, value)}"


def changed(knowledge: KnowledgeBase, attribute: str, before: str | None, after: str | None) -> str:
    """``Sales channel: from Direct to unknown``."""
    nothing = "nothing concluded" if knowledge.reasoned[attribute].derived else UNKNOWN
    one, two = (nothing if value is None else valued(knowledge, attribute, value) for value in (before, after))
    return f"{named(knowledge, attribute)}: from {one} to {two}"


def titled(name: str | None) -> str:
    """The line below a title: whose profile it is."""
    return clean(name) if name else "A profile without a name"
