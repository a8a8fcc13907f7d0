"""A file or text as plain data that remembers where each part of it stood."""

from __future__ import annotations

import os
import select
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from advisor.characters import on_one_line
from advisor.errors import MOST_SHOWN, Issue, Nearest

MAX_BYTES = 1024 * 1024
"""The largest file that is read; a longer one is refused before it is parsed."""


class Bounds(NamedTuple):
    """How deep mappings and lists may nest in a text, and how many keys and items of lists there may be in all: as many
    as fit into a file when ``most`` is None. A text is read up to where it goes beyond."""

    deepest: int
    most: int | None = None


OF_KNOWLEDGE = Bounds(40, 100_000)
"""Of a file of knowledge: twice as much as a file of that size holds that says something."""

LONGEST_KEY = 200
"""The longest key that the path of a fault says whole."""

PATIENCE = 10.0
"""How many seconds a pipe or device may say nothing before it is given up."""

Path_ = tuple[str | int, ...]


def too_deep(bounds: Bounds) -> tuple[str, str]:
    """What is said of a text that nests too deep, and what is expected of it."""
    return f"nested deeper than {bounds.deepest} levels", "a flatter document"


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
        self,
        path: Path_,
        what: str,
        expected: str = "",
        hint: str | Nearest = "",
        code: str = "shape",
        of_key: bool = False,
    ) -> Issue:
        """An issue at that path of this document."""
        line, column = self.place(path, of_key)
        return Issue.of(self.name, line, column, dotted(path), what, expected, hint, code)

    def is_consequence(self, issue: Issue) -> bool:
        """Whether an issue only says that something is missing where the reading broke off."""
        return issue.file == self.name and issue.path in self.cut_off and issue.code != "syntax"

    def fault(self, line: int, column: int, what: str, expected: str = "", hint: str = "") -> None:
        """Note a fault of the text itself."""
        self.issues.append(Issue(self.name, line, column, "", what, expected, hint, "syntax"))

    def beyond(self, line: int, column: int, most: int) -> None:
        """Note that there are more keys and items than ``most`` up to here. Nothing else is said of such a text, since
        it would keep that from being read."""
        self.data = None
        what = f"there are more than {most:,} keys and items of lists up to here"
        self.issues = [Issue(self.name, line, column, "", what, f"at most {most:,}", code="too-many")]


def dotted(path: Path_) -> str:
    """``('rules', 3, 'when')`` as ``rules[3].when``, on one line whatever the keys hold, and of no key that is longer
    than any name more than its beginning."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{printable(part)}" if out else printable(part)
    return out


def printable(text: str) -> str:
    """The text on one line, with escapes for what has no place in a message; of one that is longer than any name the
    beginning."""
    return on_one_line(text if len(text) <= LONGEST_KEY else text[:MOST_SHOWN] + "…")


def read_text(path: Path, name: str) -> Document | str:
    """The text of a file, or a document that holds only the reason why it cannot be read. What is no file (a pipe, a
    device) is waited for as long as ``PATIENCE`` at a time."""
    document = Document(name)

    def refused(what: str, expected: str = "", hint: str = "") -> Document:
        document.issues.append(Issue(name, 0, 0, "", what, expected, hint, "unreadable"))
        return document

    try:
        raw = _bytes_of(path)
    except IsADirectoryError:
        return refused("this is a directory", "a file")
    except TimeoutError:
        what = f"nothing came from this {_kind_of(path)} within {PATIENCE:g} seconds"
        return refused(what, "a file, or a pipe that something is written to")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return refused(f"cannot be read: {reason}")
    return decode(raw, name)


def _bytes_of(path: Path) -> bytes:
    """What a file holds, up to one byte more than is read of any. Raises OSError, TimeoutError among them."""
    # Opened so that neither a pipe without a writer nor a device without data holds the program up, and that no
    # terminal becomes the program's own. Windows knows none of these, but tells text files from others.
    flags = (getattr(os, each, 0) for each in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
    handle = os.open(path, os.O_RDONLY | sum(flags))
    with os.fdopen(handle, "rb", 0) as file:
        if stat.S_ISREG(os.fstat(handle).st_mode) or not hasattr(select, "poll"):
            return _up_to(MAX_BYTES + 1, file.read)
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)

        def ready(size: int) -> bytes | None:
            state = waiting.poll(PATIENCE * 1000)
            if not state or state[0][1] & select.POLLNVAL:  # which is how some systems answer for a device
                raise TimeoutError
            return file.read(size)

        return _up_to(MAX_BYTES + 1, ready)


def _up_to(most: int, read: Callable[[int], bytes | None]) -> bytes:
    """All that there is to read, up to so many bytes."""
    found = bytearray()
    while len(found) < most:
        part = read(most - len(found))
        if part == b"":
            break
        found += part or b""
    return bytes(found)


def _kind_of(path: Path) -> str:
    mode = path.stat().st_mode
    return "pipe" if stat.S_ISFIFO(mode) else "terminal or device" if stat.S_ISCHR(mode) else "place"


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
