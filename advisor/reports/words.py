"""The words for what an assessment says in short: grades, support, states, values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from advisor.characters import shown
from advisor.model.assessment import AssessedProfile
from advisor.model.base import Grade, Support
from advisor.model.states import State
from advisor.reports.lexicon import Lexicon

GRADE: dict[Grade, str] = {
    "stated": "stated in the papers",
    "derived": "derived from the papers",
    "synthesis": "combined from several papers",
    "operationalised": "this project's own reading",
}

GRADE_IN_SHORT: dict[Grade, str] = {
    "stated": "stated",
    "derived": "derived",
    "synthesis": "combined",
    "operationalised": "our own",
}
"""A grade where there is room for a word only."""

GRADE_FROM: dict[Grade, str] = {
    "stated": "Said by",
    "derived": "Follows from",
    "synthesis": "Combined from",
    "operationalised": "Our own, after",
}
"""A grade before the place that a piece of advice comes from."""

GRADES_SAID: dict[Grade, tuple[str, str]] = {
    "stated": ("is said by a paper", "are said by a paper"),
    "derived": ("follows", "follow"),
    "synthesis": ("is combined", "are combined"),
    "operationalised": ("is our own", "are our own"),
}
"""A grade behind the number of pieces that have it, one or more."""

PRACTICE = (
    "The grade of a piece of advice is that of its title. How to do it, the first step, who takes it and the sign that "
    "it worked are this project's own practice."
)
"""Said once in every report."""

SUPPORT: dict[Support, str] = {
    "supported": "supported",
    "supported_verify": "supported, to be verified further",
    "partial": "partially supported",
    "case": "seen in a case study",
    "framework": "part of a framework",
    "assumption": "assumed or borrowed",
}

STATE: dict[State, str] = {
    "waits": "Waits",
    "theirs": "The other side's part",
    "in_place": "In place: keep",
}
"""The states in which a piece of advice is not to do, in the order in which a page has them."""


def clean(text: str) -> str:
    """Text on one line, with escapes for the characters by which a profile's name could steer its reader."""
    return shown(" ".join(text.split()))


def harmless(line: str) -> str:
    """A line with its spaces as they are, and escapes for those characters."""
    return shown(line.replace("\t", " ")).rstrip()


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many characters, broken at spaces, and inside a word that is longer than a line. As
    ``textwrap`` has it, which copies what is left of a long word for each line of it."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        start = f"{line} " if line else ""
        if len(start) + len(word) <= width:
            line = start + word
        elif len(word) <= width:
            lines.append(line)
            line = word
        else:
            room = max(width - len(start), 0)
            lines.append((start + word[:room]).rstrip())
            *whole, line = [word[at : at + width] for at in range(room, len(word), width)]
            lines += whole
    return [*lines, line] if line else lines


def grade_sentence(grade: Grade, support: Support) -> str:
    """Grade and support of a proof as a sentence without its end."""
    return f"{sentence(GRADE[grade])}; weakest evidence behind it: {SUPPORT[support]}"


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def mid_sentence(text: str) -> str:
    """The text as it stands inside a sentence."""
    first = text.partition(" ")[0][1:]
    return text if any(each.isupper() or each.isdigit() for each in first) else text[:1].lower() + text[1:]


def named(knowledge: Lexicon, attribute: str) -> str:
    """What a person calls the attribute."""
    found = knowledge.reasoned.get(attribute)
    return found.label if found else attribute


def valued(knowledge: Lexicon, attribute: str, value: str) -> str:
    """What a person calls the attribute's value."""
    found = knowledge.reasoned.get(attribute)
    return found.values[value].label if found and value in found.values else value


def answered(knowledge: Lexicon, profile: AssessedProfile, name: str) -> str:
    """An answer of the case, as ``Platform model: New (inherited)``, with a word on the firm's where it has one."""
    return answer_of(knowledge, name, profile.facts[name], profile.inherited, profile.overruled)


def answer_of(
    knowledge: Lexicon, name: str, value: str, inherited: Collection[str], overruled: Mapping[str, str]
) -> str:
    """As ``answered``, where a profile is at hand only as plain data."""
    said = f"{named(knowledge, name)}: {valued(knowledge, name, value)}"
    if name in inherited:
        return f"{said} (inherited)"
    if name in overruled:
        return f"{said} (overrules the firm's: {valued(knowledge, name, overruled[name])})"
    return said


def counted(count: int, one: str, more: str | None = None) -> str:
    """``1 tension``, ``3 tensions``."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def cited(citations: Iterable[str]) -> str:
    """Finding ids as they stand beside a text."""
    return ", ".join(citations)


def first_sentence(text: str) -> str:
    """A text up to the end of its first sentence."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text, maxsplit=1)[0]
