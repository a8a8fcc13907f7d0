"""Labels of graphs, as every drawing language needs them."""

from __future__ import annotations

from collections.abc import Callable

from advisor.reports.graph import Graph
from advisor.reports.words import clean, wrapped

LINE = 26
"""Columns of a label's line: more would make nodes wider than the eye takes in at once."""


def names(graph: Graph) -> dict[str, str]:
    """A short name for each node."""
    return {key: f"n{number}" for number, key in enumerate(graph.nodes, 1)}


def lined(label: str, written: Callable[[str], str], between: str) -> str:
    """A label in short lines, each as its language writes it."""
    return between.join(written(line) for line in wrapped(clean(label), LINE))
