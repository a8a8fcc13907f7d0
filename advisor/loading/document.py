"""A file or text as plain data that remembers where each part of it stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from advisor.characters import on_one_line
from advisor.errors import Issue

MAX_BYTES = 1024 * 1024
"""The largest file that is read; a longer one is refused before it is parsed."""

MAX_DEPTH = 40
"""How deep mappings and lists may nest."""

Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data with places. ``issues`` holds what was already wrong with the text itself; where that broke the
    reading off, ``cut_off`` holds the dotted paths of the collections whose end was not seen. ``locating`` gives the
    same document with the places in it, where they were not kept when the data was read."""

    name: str
    data: Any = None
    issues: list[Issue] = field(default_factory=list)
    cut_off: frozenset[str] = frozenset()
    locating: Callable[[], Document] | None = None

    @cached_property
    def _located(self) -> Document | None:
        return self.locating() if self.locating is not None else None

    @cached_property
    def places(self) -> dict[Path_, tuple[int, int]]:
        """For a path of keys and indexes the line and column of the value there."""
        return self._located.places if self._located is not None else {}

    @cached_property
    def keys(self) -> dict[Path_, tuple[int, int]]:
        """For a path of keys and indexes the line and column of the key."""
        return self._located.keys if self._located is not None else {}

    def place(self, path: Path_, of_key: bool = False) -> tuple[int, int]:
        """Line and column of the deepest known part of a path."""
        if of_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def issue(
        self, path: Path_, what: str, expected: str = "", hint: str = "", code: str = "shape", of_key: bool = False
    ) -> Issue:
        """An issue at that path of this document."""
        line, column = self.place(path, of_key)
        return Issue(self.name, line, column, dotted(path), what, expected, hint, code)

    def is_consequence(self, issue: Issue) -> bool:
        """Whether an issue only says that something is missing where the reading broke off."""
        return issue.file == self.name and issue.path in self.cut_off and issue.code != "syntax"

    def fault(self, line: int, column: int, what: str, expected: str = "", hint: str = "") -> None:
        """Note a fault of the text itself."""
        self.issues.append(Issue(self.name, line, column, "", what, expected, hint, "syntax"))


def dotted(path: Path_) -> str:
    """``('rules', 3, 'when')`` as ``rules[3].when``, on one line whatever the keys hold."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{on_one_line(part)}" if out else on_one_line(part)
    return out


def read_text(path: Path, name: str) -> Document | str:
    """The text of a file, or a document that holds only the reason why it cannot be read."""
    document = Document(name)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        document.issues.append(Issue(name, 0, 0, "", "this is a directory", "a file", code="unreadable"))
        return document
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        document.issues.append(Issue(name, 0, 0, "", f"cannot be read: {reason}", code="unreadable"))
        return document
    return decode(raw, name)


def decode(raw: bytes, name: str) -> Document | str:
    """Bytes as text, or a document that holds only the reason why they are none."""
    document = Document(name)
    if len(raw) > MAX_BYTES:
        document.fault(1, 1, "the file is larger than 1 MiB", "at most 1,048,576 bytes")
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        byte = f"0x{raw[error.start]:02x}"
        document.fault(line, column, f"byte {byte} is not UTF-8", "a text file in UTF-8", "save it again as UTF-8")
        return document
    if not text.strip():
        document.fault(1, 1, "the file is empty", "a mapping, with a key and a colon first")
        return document
    return text
