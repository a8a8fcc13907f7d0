"""The files of a knowledge directory, entry by entry, and entries laid over one another."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.errors import Issue, Nearest, counted_only, shown
from advisor.loading.document import Document, Path_, read_text
from advisor.loading.yaml_text import parse_yaml


@dataclass
class Entry:
    """One entry of knowledge: its data, and where it stands.

    ``layer`` labels the directory it came from; ``stem`` is its file's name without the ending. ``below`` is what an
    overlay's entry was laid over, which supplies the keys that the overlay does not give.
    """

    data: dict[str, Any]
    document: Document
    path: Path_
    layer: str
    stem: str
    below: Entry | None = field(default=None, repr=False)

    def over(self, below: Entry) -> Entry:
        """This entry with the keys that it does not give taken from the one below."""
        return Entry({**below.data, **self.data}, self.document, self.path, self.layer, below.stem, below)

    def issue(
        self,
        path: Path_,
        what: str,
        expected: str = "",
        hint: str | Nearest = "",
        code: str = "shape",
        of_key: bool = False,
    ) -> Issue:
        """An issue at a path below the entry, in whichever file that part came from."""
        if path and self.below is not None and (*self.path, path[0]) not in self.document.places:
            return self.below.issue(path, what, expected, hint, code, of_key)
        return self.document.issue((*self.path, *path), what, expected, hint, code, of_key)


@dataclass(frozen=True)
class Layer:
    """A directory with ``rules/`` and ``knowledge/`` in it; ``label`` leads the file names in messages."""

    root: Path
    label: str
    shipped: bool

    def name(self, path: Path) -> str:
        """What messages call a file of the directory."""
        relative = path.relative_to(self.root).as_posix()
        return f"{self.label}/{relative}" if self.label else relative

    def files(self, folder: str, issues: list[Issue]) -> Iterator[Path]:
        """The folder's YAML files by name, and those one folder deeper. What leads outside and what is no file is
        refused."""
        base = self.root / folder
        root = self.root.resolve()
        for path in sorted(
            found for ending in ("yaml", "yml") for found in [*base.glob(f"*.{ending}"), *base.glob(f"*/*.{ending}")]
        ):
            if refusal := _refusal(path, root):
                issues.append(Issue(self.name(path), 0, 0, "", *refusal, code="unreadable"))
            else:
                yield path

    def read(self, path: Path, issues: list[Issue]) -> Document | None:
        """The file as a document that holds a mapping, or None with the reason added to ``issues``."""
        text = read_text(path, self.name(path))
        document = text if isinstance(text, Document) else parse_yaml(text, self.name(path))
        issues.extend(document.issues)
        if isinstance(document.data, dict):
            return document
        if not document.issues:
            issues.append(document.issue((), "the file holds no mapping", "keys with values"))
        return None

    def entries(self, path: Path, document: Document, issues: list[Issue]) -> Iterator[tuple[str, Entry]]:
        """The entries of a file that maps ids to mappings."""
        for key, value in document.data.items():
            if isinstance(value, dict):
                yield key, Entry(value, document, (key,), self.label, path.stem)
            elif not counted_only(issues):
                issues.append(document.issue((key,), f"{shown(key)} holds no mapping", "the entry's keys with values"))


def _refusal(path: Path, root: Path) -> tuple[str, str] | None:
    """Why a path below a directory is not read, and what is expected there instead; None for a file."""
    try:
        mode = path.stat().st_mode
        inside = path.resolve().is_relative_to(root)
    except (OSError, RuntimeError) as error:  # a link to nothing, or to itself
        return f"cannot be read: {getattr(error, 'strerror', None) or error}", "a file"
    if not inside:
        return "this link leads out of the directory", "files inside the directory"
    return None if stat.S_ISREG(mode) else (f"this is a {_kind(mode)}", "a file")


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "directory"), (stat.S_ISFIFO, "pipe"), (stat.S_ISSOCK, "socket"))
    return next((word for test, word in kinds if test(mode)), "device")
