"""A graph to be drawn: nodes and arrows, before any drawing language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

NodeKind = Literal["input", "conclusion", "rule", "recommendation", "tension", "caveat", "topic", "finding"]


@dataclass
class Graph:
    """Nodes by key with kind and label, and labelled arrows between keys, both in a fixed order."""

    nodes: dict[str, tuple[NodeKind, str]] = field(default_factory=dict)
    arrows: dict[tuple[str, str], str] = field(default_factory=dict)

    def arrow(self, start: str, end: str, label: str = "") -> None:
        """Lead from one key to another; an arrow that is there already keeps its label."""
        self.arrows.setdefault((start, end), label)
