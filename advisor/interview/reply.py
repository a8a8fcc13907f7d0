"""Reading a line that somebody typed: an answer, a command, or neither."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args

from advisor.model.attribute import Attribute
from advisor.model.names import in_words
from advisor.model.profile import RestsOn

Word = Literal["why", "unknown", "rests", "back", "list", "page", "save", "finish", "quit", "help"]

KEYS: dict[str, Word] = {
    "?": "why",
    "u": "unknown",
    "r": "rests",
    "b": "back",
    "l": "list",
    "a": "page",
    "s": "save",
    "f": "finish",
    "q": "quit",
    "h": "help",
}
"""The keys, in the order in which they are shown."""

WORDS: dict[str, Word] = {
    **KEYS,
    **{word: word for word in KEYS.values()},
    "i don't know": "unknown",
    "advice": "page",
    "exit": "quit",
    "stop": "quit",
}

GROUNDS: tuple[RestsOn, ...] = get_args(RestsOn)
"""What an answer may rest on, in the order of its numbers."""

Resting = RestsOn | Literal["nothing"]
"""What is said of an answer that it rests on; ``nothing`` takes back what was said before."""

MAX_NOTE = 500
"""Characters that a typed note may have, so that the saved file stays one that can be read again."""


class Chosen(NamedTuple):
    """A value, the note given with it, and what it rests on."""

    value: str
    note: str | None
    rests_on: Resting | None = None


class Kept(NamedTuple):
    """The marked answer stays, with the note given, and rests on what is given."""

    note: str | None
    rests_on: Resting | None = None


class Command(NamedTuple):
    """One of the keys or words; ``note`` is what followed a ``#``, and ``rests_on`` what the answer still to be given
    rests on, if that is said already."""

    word: Word
    note: str | None
    rests_on: Resting | None = None


class Unclear(NamedTuple):
    """The line is no answer; ``could_be`` are the values that what was typed begins, if it begins several."""

    typed: str
    could_be: tuple[str, ...] = ()


class TooLong(NamedTuple):
    """The note in the line has so many characters that nothing of the line is taken."""

    length: int


Reply = Chosen | Kept | Command | Unclear | TooLong


def read_reply(line: str, attribute: Attribute, marked: str | None) -> Reply:
    """What a line means as the reply to a question; ``marked`` is the answer that Enter keeps."""
    raw, note = _parted(line)
    if note is not None and len(note) > MAX_NOTE:
        return TooLong(len(note))
    typed = in_words(raw)
    if not raw and marked is not None:
        return Kept(note)
    if not typed:
        return Unclear(raw)
    if typed in WORDS and (WORDS[typed] != "rests" or not _called(typed, attribute)):
        return Command(WORDS[typed], note)
    found = _meant(raw, attribute)
    if len(found) == 1:
        return Chosen(found[0], note)
    if not found and (said := _RESTING.fullmatch(typed)) and (rests_on := read_resting(said["what"])) is not None:
        if not said["answer"]:
            return Command("rests", note, rests_on) if marked is None else Kept(note, rests_on)
        found = [] if said["answer"] in WORDS else _meant(said["answer"], attribute)
        if len(found) == 1:
            return Chosen(found[0], note, rests_on)
    return Unclear(raw if re.fullmatch(r"[0-9]+", raw) else " ".join(line.split()), tuple(found))


_RESTING = re.compile(r"(?:(?P<answer>.*) )?r(?:ests)? ?(?P<what>(?<=r)[0-9]+|(?<= )[^ ]+)")
"""An answer, if one is given, and behind it what it rests on: ``2 r4``, ``direct rests said``, ``r4``."""


def read_resting(line: str) -> Resting | None:
    """What is said of an answer that it rests on: a number, the beginning of a word, or ``u`` for nothing. None for
    anything else."""
    typed = in_words(line)
    number = read_number(typed, len(GROUNDS))
    if number is not None:
        return GROUNDS[number - 1]
    if typed in ("u", "unknown", "none", "nothing"):
        return "nothing"
    return next((each for each in GROUNDS if typed and each.startswith(typed)), None)


def read_number(line: str, most: int) -> int | None:
    """A number from 1 to ``most``; None for anything else."""
    typed = line.strip()
    if re.fullmatch(r"[0-9]{1,4}", typed) and 1 <= int(typed) <= most:
        return int(typed)
    return None


def _parted(line: str) -> tuple[str, str | None]:
    typed, mark, note = line.partition("#")
    if not mark:
        return typed.strip(), None
    readable = "".join(each if each.isprintable() else " " for each in note)
    return typed.strip(), " ".join(readable.split()) or None


def _meant(text: str, attribute: Attribute) -> list[str]:
    """The values that a text means: the one of a number, or those that it names or, if it names none, begins."""
    if re.fullmatch(r"[0-9]+", text):
        number = read_number(text, len(attribute.values))
        return [] if number is None else [attribute.domain[number - 1]]
    typed = in_words(text)
    begun = (value for value, names in _names(attribute).items() if any(each.startswith(typed) for each in names))
    return _called(typed, attribute) or list(begun)


def _called(typed: str, attribute: Attribute) -> list[str]:
    """The values that have exactly this name."""
    return [value for value, names in _names(attribute).items() if typed in names]


def _names(attribute: Attribute) -> dict[str, tuple[str, str]]:
    return {value: (in_words(value), in_words(each.label)) for value, each in attribute.values.items()}
