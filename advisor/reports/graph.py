"""A graph to be drawn: nodes and arrows, before any drawing language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

NodeKind = Literal["input", "conclusion", "rule", "recommendation", "tension", "caveat", "topic", "finding"]


class Node(NamedTuple):
    """A node; ``mark`` is what a trace calls it, and ``about`` is what else is to be known of it."""

    kind: NodeKind
    label: str
    mark: str = ""
    about: str = ""

    @property
    def text(self) -> str:
        """All of it in one: ``Rule 3: Title [id; grade]``."""
        return f"{self.mark + ': ' if self.mark else ''}{self.label}{f' [{self.about}]' if self.about else ''}"


@dataclass
class Graph:
    """Nodes by key, and labelled arrows between keys, both in a fixed order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    arrows: dict[tuple[str, str], str] = field(default_factory=dict)

    def arrow(self, start: str, end: str, label: str = "") -> None:
        """Lead from one key to another; an arrow that is there already keeps its label."""
        self.arrows.setdefault((start, end), label)
