"""The words for what the audit holds: times, names, decisions, and how much advice there was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from advisor.audit.redaction import PREFIX
from advisor.model.outputs import Output
from advisor.model.record import Because, Channel, Decision, DecisionRecord
from advisor.model.states import SPOKEN, State
from advisor.reports.contents.wording import called, titled_piece
from advisor.reports.lexicon import Lexicon

VERDICT: dict[Decision, str] = {"accept": "accepted", "reject": "rejected", "defer": "deferred"}

BECAUSE: dict[Because, str] = {
    "already-done": "already done",
    "not-now": "not now",
    "other-sides": "the other side's",
    "not-for-this-case": "not for this case",
    "evidence-outdated": "the evidence is outdated",
}
"""Why advice is not followed, by its code. ``other`` says no more than the reason itself."""

CHANNEL: dict[Channel, str] = {
    "command": "the command line",
    "library": "a program",
    "http": "HTTP",
    "mcp": "an assistant",
}
"""By which way an assessment was asked for."""

SHOWN = 12
"""How many digits of a hash are shown where it only has to be told from others."""


class Advised(Protocol):
    """An assessment, as far as it says how much advice there was."""

    @property
    def recommendations(self) -> Sequence[str]: ...

    @property
    def waits(self) -> Sequence[str]: ...

    @property
    def theirs(self) -> Sequence[str]: ...

    @property
    def in_place(self) -> Sequence[str]: ...


def amount(advised: Advised) -> str:
    """``7 to do, 2 waiting``: how much advice there was, by where it stands."""
    pieces: dict[State, Sequence[str]] = {
        "to_do": advised.recommendations,
        "waits": advised.waits,
        "theirs": advised.theirs,
        "in_place": advised.in_place,
    }
    return ", ".join(f"{len(each)} {SPOKEN[state]}" for state, each in pieces.items() if each) or "nothing to do"


def minute(at: str) -> str:
    """A record's time to the minute, still UTC."""
    return at[:16].replace("T", " ")


def relationship(name: str | None) -> str:
    """The name that a record has. Of a hashed one the beginning is enough to tell it from others."""
    if not name:
        return "(no name)"
    return f"{name[: len(PREFIX) + SHOWN]}..." if name.startswith(PREFIX) else name


def decision(record: DecisionRecord, knowledge: Lexicon) -> str:
    """What was decided, and why: ``2026-03-31 12:00, by Ann: accepted "Title". Reason: fine. (id)``."""
    who = f", by {relationship(record.by)}" if record.by is not None else ""
    reason = f" Reason: {record.reason.rstrip('.')}." if record.reason else ""
    return f"{minute(record.at)}{who}: {verdict(record, knowledge, f'.{reason}')}"


def verdict(record: DecisionRecord, knowledge: Lexicon, then: str = "") -> str:
    """``accepted "Title" (id)``, with what else is said of it in between."""
    piece, title = record.recommendation, titled_piece(record.recommendation, knowledge)
    said = f'{judged(record.verdict, record.because)} "{title}"'
    return f"{said}{then}{'' if title == piece else f' ({piece})'}"


def judged(given: Decision, because: Because | None) -> str:
    """A decision in a word, with why the advice is not followed: ``rejected (already done)``."""
    why = BECAUSE.get(because) if because is not None else None
    return f"{VERDICT[given]} ({why})" if why else VERDICT[given]


def piece(name: str, knowledge: Lexicon, then: str = "") -> str:
    """A piece of advice by its title, what is said of it, and its id at the end."""
    return called(Output("recommendation", name), knowledge, then)
