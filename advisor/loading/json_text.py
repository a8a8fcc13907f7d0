"""JSON as plain data with places. The standard library reads the tokens; only the walk that keeps places is ours."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from json.decoder import JSONDecodeError
from json.decoder import scanstring as scan_string  # type: ignore[attr-defined]
from typing import Any

from advisor.errors import shown
from advisor.loading.document import Bounds, Document, Path_, too_deep

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,3})?")
_WORDS = {"true": True, "false": False, "null": None}


class _Refused(Exception):
    """The text goes beyond its bounds."""


def parse_json(text: str, name: str, bounds: Bounds) -> Document:
    """The value in a JSON text; faults of the text are in its ``issues``."""
    document = Document(name)
    try:
        _Scanner(text, document, bounds).whole()
    except _Refused:
        pass
    except JSONDecodeError as error:
        document.fault(error.lineno, error.colno, f"not JSON: {error.msg[0].lower()}{error.msg[1:]}")
    return document


class _Scanner:
    def __init__(self, text: str, document: Document, bounds: Bounds):
        self.bounds = bounds
        self.parts = 0
        self.text = text
        self.document = document
        self.starts = [0] + [match.end() for match in re.finditer("\n", text)]

    def whole(self) -> None:
        value, end = self.value(self.skip(0), (), 0)
        self.document.data = value
        end = self.skip(end)
        if end != len(self.text):
            raise JSONDecodeError("something follows the end of the value", self.text, end)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def where(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def value(self, at: int, path: Path_, depth: int) -> tuple[Any, int]:
        self.document.places[path] = self.where(at)
        character = self.text[at : at + 1]
        if depth >= self.bounds.deepest and character in ("{", "["):
            self.document.fault(*self.where(at), *too_deep(self.bounds))
            raise _Refused
        if character == "{":
            return self.mapping(at + 1, path, depth)
        if character == "[":
            return self.sequence(at + 1, path, depth)
        if character == '"':
            return self.string(at)
        for word, value in _WORDS.items():
            if self.text.startswith(word, at):
                return value, at + len(word)
        if number := _NUMBER.match(self.text, at):
            return json.loads(number.group()), number.end()
        raise JSONDecodeError("expected a value", self.text, at)

    def count(self, at: int) -> None:
        """Count a key or an item of a list."""
        self.parts += 1
        if self.bounds.most is not None and self.parts > self.bounds.most:
            self.document.beyond(*self.where(at), self.bounds.most)
            raise _Refused

    def string(self, at: int) -> tuple[str, int]:
        value, end = scan_string(self.text, at + 1)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise JSONDecodeError("half of a surrogate pair stands alone in this string", self.text, at) from None
        return value, end

    def mapping(self, at: int, path: Path_, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.skip(at)
        if self.text[at : at + 1] == "}":
            return found, at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise JSONDecodeError("expected a key in double quotes", self.text, at)
            self.count(at)
            place = self.where(at)
            key, end = self.string(at)
            at = self.skip(end)
            if self.text[at : at + 1] != ":":
                raise JSONDecodeError("expected ':' after the key", self.text, at)
            inside = (*path, key)
            if key in found:
                first = self.document.keys[inside]
                self.document.fault(
                    *place,
                    f"the key {shown(key)} stands here a second time (first at {first[0]}:{first[1]})",
                    "each key once",
                    "keep one of the two",
                )
                _, end = _Scanner.value(self, self.skip(at + 1), (*inside, "again"), depth + 1)
            else:
                self.document.keys[inside] = place
                found[key], end = self.value(self.skip(at + 1), inside, depth + 1)
            at = self.skip(end)
            character = self.text[at : at + 1]
            if character == "}":
                return found, at + 1
            if character != ",":
                raise JSONDecodeError("expected ',' or '}'", self.text, at)
            at = self.skip(at + 1)

    def sequence(self, at: int, path: Path_, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self.skip(at)
        if self.text[at : at + 1] == "]":
            return found, at + 1
        while True:
            self.count(at)
            item, end = self.value(at, (*path, len(found)), depth + 1)
            found.append(item)
            at = self.skip(end)
            character = self.text[at : at + 1]
            if character == "]":
                return found, at + 1
            if character != ",":
                raise JSONDecodeError("expected ',' or ']'", self.text, at)
            at = self.skip(at + 1)
