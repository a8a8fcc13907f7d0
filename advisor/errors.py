"""Every exception of the program, and the fault values that two of them carry.

AdvisorError
├── FaultyInput                 carries every Issue found, not only the first
│   ├── KnowledgeError          a rule file or a knowledge file is wrong
│   └── ProfileError            a profile, or the facts handed to the library, are wrong
├── UnknownId                   no rule, finding, recommendation … has that id
│   └── AmbiguousId             several things are called so
├── EngineError                 Experta failed while it ran (a defect of the program)
├── AuditError                  the record could not be read or written
│   ├── AuditMissing            the record asked for, or its file, is not there
│   └── AuditNewer              a newer version of the program wrote the record, or the log
├── MissingExtra                an optional part of the program is not installed
├── CannotServe                 a service could not be started, as a rule because its address is taken
└── DidNotHold                  what a command was asked to check was checked, and does not hold
"""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from advisor.characters import on_one_line

T = TypeVar("T")

MOST_FAULTS = 100
"""How many faults of one input are told; what is beyond them is counted."""

MOST_SHOWN = 60
"""How many characters of a value a message shows."""


@dataclass(frozen=True)
class Nearest:
    """``did you mean 'x'?`` as ``did_you_mean`` says it, still to be looked for. Of an input that has thousands of
    faults nobody reads most hints, and to look for one takes longer than to find the fault."""

    given: Any
    known: Iterable[str]

    def __str__(self) -> str:
        return did_you_mean(self.given if isinstance(self.given, str) else shown(self.given), self.known)


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

    @classmethod
    def of(
        cls, file: str, line: int, column: int, path: str, what: str, expected: str, hint: str | Nearest, code: str
    ) -> Issue:
        """An issue whose hint may still have to be looked for."""
        if isinstance(hint, str):
            return Issue(file, line, column, path, what, expected, hint, code)
        return _Unread(hint, file=file, line=line, column=column, path=path, what=what, expected=expected, code=code)

    def told(self) -> Issue:
        """The same with the text of its hint."""
        return self

    def moved(self, path: str) -> Issue:
        """The same at another path, without looking for its hint."""
        return replace(self, path=path)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        lead = ": ".join(part for part in (place, self.path) if part)
        tail = "; ".join(
            part for part in (self.what, f"expected {self.expected}" if self.expected else "", self.hint) if part
        )
        return on_one_line(f"{lead}: {tail}" if lead else tail)


class _Unread(Issue):
    """An issue whose hint is looked for when somebody reads it."""

    nearest: Nearest

    def __init__(self, nearest: Nearest, **told: Any):
        self.__dict__.update(told, nearest=nearest)

    @cached_property
    def hint(self) -> str:
        return str(self.nearest)

    def told(self) -> Issue:
        return Issue(**{each.name: getattr(self, each.name) for each in fields(Issue)})

    def moved(self, path: str) -> Issue:
        return _Unread(**{**self.__dict__, "path": path})


MOST_KEPT = 5_000
"""How many faults of a knowledge directory are kept to be put in order; those found after them are only counted."""


class Faults(list[Issue]):
    """Faults as they are found, the first ``MOST_KEPT`` of them; ``more`` counts the rest."""

    more = 0

    @property
    def full(self) -> bool:
        """Whether faults are only counted from now on, so that nobody has to put another one in words."""
        return len(self) >= MOST_KEPT

    def append(self, issue: Issue) -> None:
        """Add a fault, or count it."""
        if self.full:
            self.more += 1
        else:
            super().append(issue)

    def extend(self, issues: Iterable[Issue]) -> None:
        """Add faults, or count them."""
        for issue in issues:
            self.append(issue)


def counted_only(issues: list[Issue], number: int = 1) -> bool:
    """Whether so many faults have been counted and need not be described any more."""
    if not isinstance(issues, Faults) or not issues.full:
        return False
    issues.more += number
    return True


class AdvisorError(Exception):
    """The root of everything the program raises on purpose."""


class FaultyInput(AdvisorError):
    """Something a person wrote is wrong. ``issues`` are the first hundred faults, in the order of the files, and
    ``more`` says how many there are beyond them; ``every`` holds those, too, as far as they were handed over."""

    def __init__(self, issues: Iterable[Issue], more: int = 0):
        found = tuple(issues)
        self.issues: tuple[Issue, ...] = tuple(issue.told() for issue in found[:MOST_FAULTS])
        self.every: tuple[Issue, ...] = (*self.issues, *found[MOST_FAULTS:])
        self.more = len(found) - len(self.issues) + more
        super().__init__("\n".join([*(str(issue) for issue in self.issues), *self._beyond()]))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.issues, self.more)

    def _beyond(self) -> list[str]:
        return [more_faults(self.more)] if self.more else []


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
        issues.extend(error.every)
        return None


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Issues in the order of the files."""
    return sorted(issues, key=attrgetter("file", "line", "column", "path", "what", "expected"))


def more_faults(number: int) -> str:
    """What is said of the faults that are only counted."""
    return f"and {number:,} more fault{'' if number == 1 else 's'}"


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
        super().__init__(f"there is no {kind} {shown(given)}" + (f"; {hint}" if hint else ""))


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
        head = f"{shown(given)} may be any of these; give more of the title, or the id:"
        AdvisorError.__init__(self, "\n".join([head, *lines]))


class EngineError(AdvisorError):
    """The inference engine failed while it ran: a defect of the program, not of the input."""


class AuditError(AdvisorError):
    """The audit record could not be read or written."""


class AuditMissing(AuditError):
    """The record asked for, or the audit file itself, is not there."""


class AuditNewer(AuditError):
    """A newer version of the program wrote the record or the log, in a shape that this one does not know."""


class SittingsError(AdvisorError):
    """The interviews that a service keeps could not be read or written."""


class MissingExtra(AdvisorError):
    """An optional part of the program is not installed."""

    def __init__(self, extra: str):
        self.extra = extra
        super().__init__(f"this needs the extra {extra!r}: pip install 'iot-relationship-advisor[{extra}]'")


class RuntimeMissing(AdvisorError):
    """Files or packages that a build for browsers is made of are not here, or are others than those that are pinned;
    the message has a line for each."""


class CannotServe(AdvisorError):
    """A service could not be started at the address that it was given."""


class DidNotHold(AdvisorError):
    """What a command was asked to check was checked, and does not hold; the result is written already."""


MOST_COMPARED = 100
"""The length of the longest text that is looked up among spellings; to a longer one no id and no title is near."""

MOST_NAMES = 1_000
"""Among more names than these only those that begin like the one given are looked through."""


def did_you_mean(given: str, known: Iterable[str], titles: Iterable[str] = ()) -> str:
    """``did you mean 'x'?`` for the nearest known spelling, or an empty string when none is near. A title is near, too,
    where only its beginning is. Nothing is near to a text that is longer than any name."""
    if len(given) > MOST_COMPARED:
        return ""
    folded = {_folded(title[: len(given)]): title for title in titles if given}
    folded |= {_folded(name): name for name in (*folded.values(), *known)}
    wanted = _folded(given)
    names = folded.keys() if len(folded) <= MOST_NAMES else _alike(wanted, folded)
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    return f"did you mean {folded[near[0]]!r}?" if near else ""


def _alike(wanted: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name[:2] == wanted[:2]][:MOST_NAMES]


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def shown(value: Any) -> str:
    """A value for a message: as it would be written in Python, so that no character of it takes effect, and of a long
    one the beginning and its length."""
    if isinstance(value, str):
        if len(value) <= MOST_SHOWN:
            return repr(value)
        return f"{value[:MOST_SHOWN] + '…'!r} ({len(value):,} characters)"
    if value is None:
        return "nothing"
    if isinstance(value, int) and value.bit_length() > 4 * MOST_SHOWN:
        return f"a number of {value.bit_length():,} bits"
    text = _SHORT.repr(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = MOST_SHOWN
_SHORT.maxlevel = 4


def listed(values: Sequence[str], most: int = MOST_NAMED) -> str:
    """Values joined for a message, cut where a person stops reading."""
    shown = ", ".join(values[:most])
    return shown if len(values) <= most else f"{shown} … ({len(values)} in all)"
