"""The files of a knowledge directory, entry by entry, and entries laid over one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.errors import Issue
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
        self, path: Path_, what: str, expected: str = "", hint: str = "", code: str = "shape", of_key: bool = False
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
        """The folder's YAML files by name, and those one folder deeper. What leads outside is refused."""
        base = self.root / folder
        root = self.root.resolve()
        for path in sorted(
            found for ending in ("yaml", "yml") for found in [*base.glob(f"*.{ending}"), *base.glob(f"*/*.{ending}")]
        ):
            if not path.resolve().is_relative_to(root):
                issues.append(
                    Issue(
                        self.name(path),
                        0,
                        0,
                        "",
                        "this link leads out of the directory",
                        "files inside the directory",
                        code="unreadable",
                    )
                )
            elif path.is_file():
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
            else:
                issues.append(document.issue((key,), f"{key!r} holds no mapping", "the entry's keys with values"))
