"""Markup as a parser reads it, for the tests of what comes out of texts."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, NamedTuple

from advisor.reports.sheet import Picture
from advisor.reports.words import clean, harmless

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Element(NamedTuple):
    """An element, with its attributes and those that it stands in."""

    tag: str
    attributes: dict[str, str]
    within: tuple[str, ...]


class Read(HTMLParser):
    """All elements and texts of a page. Raises AssertionError where an element is not closed in its turn."""

    def __init__(self, page: str):
        super().__init__()
        self.elements: list[Element] = []
        self.texts: list[tuple[str, str]] = []
        self.others: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"twice the same attribute: {attrs}"
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def tags(self, tag: str) -> list[Element]:
        return [each for each in self.elements if each.tag == tag]

    @property
    def numbers(self) -> set[str]:
        """Those of the items of lists, which a browser writes."""
        return {each.attributes["value"] for each in self.tags("li") if "value" in each.attributes}

    @property
    def text(self) -> str:
        """What a reader sees, the names of pictures among it."""
        return "".join(data for tag, data in self.texts if tag != "style")


def told(piece: Any) -> list[str]:
    """Every text of a block or of another part of a sheet that has to be there, in the order of its fields."""
    if isinstance(piece, str):
        return [clean(piece)]
    if type(piece).__name__ == "Unbroken":
        return [harmless(line) for line in piece.text.splitlines()]
    if isinstance(piece, Picture):
        drawn = told(piece.drawn(640.0).shapes)
        return [*told((piece.title, piece.said, *piece.words)), *drawn]
    if isinstance(piece, tuple):
        names = getattr(piece, "_fields", [""] * len(piece))
        fields = [
            each for name, each in zip(names, piece, strict=True) if name not in ("tone", "look", "anchor", "address")
        ]
        return [text for each in fields for text in told(each)]
    return []
