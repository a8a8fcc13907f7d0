"""Texts with characters in them that would steer whoever reads them. They take no effect in what the program writes,
but are shown there as escapes, and an editor or another program may obey them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from advisor.characters import STEERING
from advisor.errors import Issue, listed
from advisor.loading.knowledge import LoadedKnowledge

PICTURES = 0x2400
"""Where Unicode has its pictures of the control characters, which have no names of their own."""


def character_issues(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Each text or key of an entry that holds such characters, with all of them that it holds."""
    for (word, _), entry in loaded.entries.items():
        # A topic is the whole of its file, and its rules are entries as well.
        data = {key: each for key, each in entry.data.items() if (word, key) != ("topic", "rules")}
        for path, text, of_key in _texts(data, ()):
            found = list(dict.fromkeys(STEERING.findall(text)))
            if found:
                yield entry.issue(
                    path,
                    f"this {'key' if of_key else 'text'} holds {listed([_name(sign) for sign in found])}",
                    "letters, signs and spaces alone",
                    "take it out, and write the text anew if it was copied from elsewhere",
                    code="control-character",
                    of_key=of_key,
                )


def _texts(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Every text in plain data and every key of it, with its path and whether it is a key."""
    if isinstance(data, str):
        yield path, data, False
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str):
                yield (*path, key), key, True
            yield from _texts(value, (*path, key))
    elif isinstance(data, (list, tuple)):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))


def _name(sign: str) -> str:
    code = ord(sign)
    if code < 0x20 or code == 0x7F:
        picture = chr(0x2421 if code == 0x7F else PICTURES + code)
        return f"U+{code:04X} {unicodedata.name(picture).removeprefix('SYMBOL FOR ')}"
    return f"U+{code:04X} {unicodedata.name(sign, 'CONTROL CHARACTER' if code < 0xA0 else 'NO CHARACTER')}"
