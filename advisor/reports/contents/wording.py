"""How explanations and the audit speak of subjects, outputs, facts and rules. What no knowledge at hand has a word for
goes by its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from advisor.model.attribute import UNKNOWN
from advisor.model.explanation import FIRST, Subject
from advisor.model.names import title_of
from advisor.model.outputs import Output
from advisor.model.states import SPOKEN, State
from advisor.reports.blocks import Item
from advisor.reports.lexicon import Lexicon
from advisor.reports.words import clean, named, valued


def about(subject: Subject, knowledge: Lexicon) -> str:
    """The subject as a person calls it."""
    if subject.output is None:
        name = named(knowledge, subject.id)
        return name if subject.value is None else f"{name}: {valued(knowledge, subject.id, subject.value)}"
    if subject.value == FIRST:
        return f"{called(subject.output, knowledge)}, first"
    state = "" if subject.value is None else f", {SPOKEN[cast(State, subject.value)]}"
    return f"{called(subject.output, knowledge)}{state}"


def called(output: Output, knowledge: Lexicon, then: str = "") -> str:
    """An output as a person calls it, ``then`` what is said of it, and its id at the end."""
    kind, name = output
    title = entitled(output, knowledge)
    told = title if kind == "recommendation" else f"{kind.capitalize()}: {title}"
    return f"{told}{then}" if title == name else f"{told}{then} ({name})"


def entitled(output: Output, knowledge: Lexicon) -> str:
    """The title of an output, or its id where there is none."""
    kind, name = output
    if kind == "recommendation":
        return titled_piece(name, knowledge)
    if kind == "tension":
        return title_of(knowledge.tensions[name].title) if name in knowledge.tensions else name
    return caveat_title(name)


def titled_piece(name: str, knowledge: Lexicon) -> str:
    """The title of a piece of advice."""
    piece = knowledge.recommendations.get(name)
    return name if piece is None else piece.title


def caveat_title(name: str) -> str:
    """A caveat in a few words."""
    return title_of(name).replace("iot ", "IoT ")


def ruled(names: Iterable[str], knowledge: Lexicon) -> str:
    """Rules by their titles, each with its id at the end."""
    return "; ".join(f"{knowledge.rules[name].title} [{name}]" if name in knowledge.rules else name for name in names)


def without_value(attribute: str, knowledge: Lexicon, concluded: bool | None = None) -> str:
    """What stands in the place of a value that is not there. Rules draw conclusions, and people give answers. Where it
    is known from elsewhere whether this one is ``concluded``, no knowledge is asked."""
    if concluded is None:
        found = knowledge.reasoned.get(attribute)
        concluded = found is not None and found.derived
    return "nothing concluded" if concluded else UNKNOWN


def said(knowledge: Lexicon, attribute: str, value: str | None, concluded: bool | None = None) -> str:
    """The value of an attribute, or what stands in its place where it has none."""
    return without_value(attribute, knowledge, concluded) if value is None else valued(knowledge, attribute, value)


def fact(knowledge: Lexicon, attribute: str, value: str | None) -> str:
    """``Sales channel: Direct``."""
    return f"{named(knowledge, attribute)}: {said(knowledge, attribute, value)}"


def changed(
    knowledge: Lexicon, attribute: str, before: str | None, after: str | None, concluded: bool | None = None
) -> str:
    """``Sales channel: from Direct to unknown``."""
    one, two = (said(knowledge, attribute, value, concluded) for value in (before, after))
    return f"{named(knowledge, attribute)}: from {one} to {two}"


def remarks(rests_on: str | None, note: str | None) -> Iterator[Item]:
    """Below an answer, what it rests on and the note on it."""
    if rests_on:
        yield Item(rests_on, label="Rests on", depth=1)
    if note and clean(note):
        yield Item(note, label="Note", depth=1)


def titled(name: str | None) -> str:
    """The line below a title: whose profile it is."""
    return clean(name) if name else "A profile without a name"
