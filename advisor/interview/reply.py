"""Reading a line that somebody typed: an answer, a command, or neither."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from advisor.model.attribute import Attribute
from advisor.model.names import in_words

Word = Literal["why", "unknown", "back", "list", "advice", "save", "finish", "quit", "help"]

KEYS: dict[str, Word] = {
    "?": "why",
    "u": "unknown",
    "b": "back",
    "l": "list",
    "a": "advice",
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
    "exit": "quit",
    "stop": "quit",
}

MAX_NOTE = 500
"""Characters of a note that are kept, so that the saved file stays one that can be read again."""


class Chosen(NamedTuple):
    """A value, and the note given with it."""

    value: str
    note: str | None


class Kept(NamedTuple):
    """The marked answer stays, with the note given."""

    note: str | None


class Command(NamedTuple):
    """One of the keys or words; ``note`` is what followed a ``#``."""

    word: Word
    note: str | None


class Unclear(NamedTuple):
    """The line is no answer; ``could_be`` are the values that what was typed begins, if it begins several."""

    typed: str
    could_be: tuple[str, ...] = ()


Reply = Chosen | Kept | Command | Unclear


def read_reply(line: str, attribute: Attribute, marked: str | None) -> Reply:
    """What a line means as the reply to a question; ``marked`` is the answer that Enter keeps."""
    raw, note = _parted(line)
    typed = in_words(raw)
    if not raw and marked is not None:
        return Kept(note)
    if not typed:
        return Unclear(raw)
    if typed in WORDS:
        return Command(WORDS[typed], note)
    if re.fullmatch(r"[0-9]+", raw):
        number = read_number(raw, len(attribute.values))
        return Unclear(raw) if number is None else Chosen(attribute.domain[number - 1], note)
    found = _begun(typed, attribute)
    if len(found) == 1:
        return Chosen(found[0], note)
    return Unclear(" ".join(line.split()), tuple(found))


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
    return typed.strip(), " ".join(readable.split())[:MAX_NOTE] or None


def _begun(typed: str, attribute: Attribute) -> list[str]:
    """The values that a text names, or, if it names none, those that it begins."""
    names = {value: (in_words(value), in_words(each.label)) for value, each in attribute.values.items()}
    exact = [value for value, spellings in names.items() if typed in spellings]
    return exact or [value for value, spellings in names.items() if any(each.startswith(typed) for each in spellings)]
