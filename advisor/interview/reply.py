"""Reading a line that somebody typed: an answer, a command, or neither."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from advisor.model.attribute import Attribute

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
    """The line is no answer; ``message`` says why and what would be one."""

    message: str


Reply = Chosen | Kept | Command | Unclear


def read_reply(line: str, attribute: Attribute, marked: str | None) -> Reply:
    """What a line means as the reply to a question; ``marked`` is the answer that Enter keeps."""
    raw, note = _parted(line)
    typed = plain(raw)
    if not typed:
        if marked is not None:
            return Kept(note)
        return Unclear(f"Type a number from 1 to {len(attribute.values)}, u for unknown, or h for help.")
    if typed in WORDS:
        return Command(WORDS[typed], note)
    if re.fullmatch(r"[0-9]+", raw):
        return _numbered(raw, attribute, note)
    found = _begun(typed, attribute)
    if len(found) == 1:
        return Chosen(found[0], note)
    if found:
        return Unclear(f"{_short(line)!r} could be {' or '.join(found)}; type more of it, or a number.")
    return Unclear(f"{_short(line)!r} is none of the answers; type {_numbers(attribute)}, or h for help.")


def read_number(line: str, most: int) -> int | None:
    """A number from 1 to ``most``; None for anything else."""
    typed = line.strip()
    if re.fullmatch(r"[0-9]{1,4}", typed) and 1 <= int(typed) <= most:
        return int(typed)
    return None


def plain(text: str) -> str:
    """A name as people type it: no capitals, underscores or double spaces."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _parted(line: str) -> tuple[str, str | None]:
    typed, mark, note = line.partition("#")
    if not mark:
        return typed.strip(), None
    readable = "".join(each if each.isprintable() else " " for each in note)
    return typed.strip(), " ".join(readable.split())[:MAX_NOTE] or None


def _numbered(typed: str, attribute: Attribute, note: str | None) -> Reply:
    number = read_number(typed, len(attribute.values))
    if number is None:
        return Unclear(f"There is no answer {_short(typed)}; type {_numbers(attribute)}, or h for help.")
    return Chosen(attribute.domain[number - 1], note)


def _begun(typed: str, attribute: Attribute) -> list[str]:
    """The values that a text names, or, if it names none, those that it begins."""
    names = {value: (plain(value), plain(each.label)) for value, each in attribute.values.items()}
    exact = [value for value, spellings in names.items() if typed in spellings]
    return exact or [value for value, spellings in names.items() if any(each.startswith(typed) for each in spellings)]


def _numbers(attribute: Attribute) -> str:
    return f"a number from 1 to {len(attribute.values)} or the beginning of an answer"


def _short(line: str, most: int = 30) -> str:
    text = " ".join(line.split())
    return text if len(text) <= most else f"{text[: most - 3]}..."
