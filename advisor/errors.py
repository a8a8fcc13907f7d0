"""Every exception of the program, and the fault values that two of them carry.

AdvisorError
├── FaultyInput                 carries every Issue found, not only the first
│   ├── KnowledgeError          a rule file or a knowledge file is wrong
│   └── ProfileError            a profile, or the facts handed to the library, are wrong
├── UnknownId                   no rule, finding, recommendation … has that id
│   └── AmbiguousId             several things are called so
├── EngineError                 Experta failed while it ran (a defect of the program)
├── AuditError                  the record could not be read or written
│   └── AuditMissing            the record asked for, or its file, is not there
├── MissingExtra                an optional part of the program is not installed
├── CannotServe                 a service could not be started, as a rule because its address is taken
└── DidNotHold                  what a command was asked to check was checked, and does not hold
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from advisor.characters import on_one_line

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Issue:
    """One fault, where it is, and what would put it right.

    ``line`` and ``column`` count from 1; both are 0 when the fault has no place in a file (a fact handed to the
    library, a fault of the whole knowledge base). ``path`` is the way to it inside the document, joined by dots. As
    text it is one line, with escapes for characters that could steer a terminal.
    """

    file: str
    line: int
    column: int
    path: str
    what: str
    expected: str = ""
    hint: str = ""
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lead = ": ".join(part for part in (place, self.path) if part)
        tail = "; ".join(
            part for part in (self.what, f"expected {self.expected}" if self.expected else "", self.hint) if part
        )
        return on_one_line(f"{lead}: {tail}" if lead else tail)


class AdvisorError(Exception):
    """The root of everything the program raises on purpose."""


class FaultyInput(AdvisorError):
    """Something a person wrote is wrong; ``issues`` holds every fault, in the order of the files."""

    def __init__(self, issues: Iterable[Issue]):
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))


class KnowledgeError(FaultyInput):
    """A rule file or a knowledge file is wrong."""


class ProfileError(FaultyInput):
    """A profile file, or the facts handed to the library, are wrong."""


def attempted(make: Callable[[], T], issues: list[Issue]) -> T | None:
    """What ``make`` gives; None when it raises ProfileError, whose faults join ``issues``. So that of several profiles
    every fault can be told at once."""
    try:
        return make()
    except ProfileError as error:
        issues.extend(error.issues)
        return None


MOST_NAMED = 12
"""How many values a message names before a person stops reading."""


class UnknownId(AdvisorError):
    """Nothing of that kind has the id; the message offers the nearest ones, or all of them where they are few.
    ``titles`` are what the known ones are called beside, of which a beginning is enough."""

    def __init__(self, kind: str, given: str, known: Iterable[str], titles: Iterable[str] = ()):
        self.kind = kind
        self.given = given
        names = list(known)
        hint = did_you_mean(given, names, titles) or (
            f"expected {', '.join(names)}" if len(names) <= MOST_NAMED else ""
        )
        super().__init__(f"there is no {kind} {given!r}" + (f"; {hint}" if hint else ""))


MOST_CANDIDATES = 10
"""How many things a message lists among which a person has to choose."""


class AmbiguousId(UnknownId):
    """Several things are called so; ``candidates`` are the ids and titles of all, and the message lists the first of
    them, one a line."""

    def __init__(self, kind: str, given: str, candidates: Sequence[tuple[str, str]]):
        self.kind = kind
        self.given = given
        self.candidates = tuple(candidates)
        lines = [f"  {name}: {title}" for name, title in self.candidates[:MOST_CANDIDATES]]
        if len(self.candidates) > MOST_CANDIDATES:
            lines.append(f"  and {len(self.candidates) - MOST_CANDIDATES} more")
        head = f"{given!r} may be any of these; give more of the title, or the id:"
        AdvisorError.__init__(self, "\n".join([head, *lines]))


class EngineError(AdvisorError):
    """The inference engine failed while it ran: a defect of the program, not of the input."""


class AuditError(AdvisorError):
    """The audit record could not be read or written."""


class AuditMissing(AuditError):
    """The record asked for, or the audit file itself, is not there."""


class MissingExtra(AdvisorError):
    """An optional part of the program is not installed."""

    def __init__(self, extra: str):
        self.extra = extra
        super().__init__(f"this needs the extra {extra!r}: pip install 'iot-relationship-advisor[{extra}]'")


class CannotServe(AdvisorError):
    """A service could not be started at the address that it was given."""


class DidNotHold(AdvisorError):
    """What a command was asked to check was checked, and does not hold; the result is written already."""


def did_you_mean(given: str, known: Iterable[str], titles: Iterable[str] = ()) -> str:
    """``did you mean 'x'?`` for the nearest known spelling, or an empty string when none is near. A title is near, too,
    where only its beginning is."""
    folded = {_folded(title[: len(given)]): title for title in titles if given}
    folded |= {_folded(name): name for name in (*folded.values(), *known)}
    near = difflib.get_close_matches(_folded(given), folded, n=1, cutoff=0.6)
    return f"did you mean {folded[near[0]]!r}?" if near else ""


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def listed(values: Sequence[str], most: int = MOST_NAMED) -> str:
    """Values joined for a message, cut where a person stops reading."""
    shown = ", ".join(values[:most])
    return shown if len(values) <= most else f"{shown} … ({len(values)} in all)"
