"""Graphs as DOT, the language of Graphviz."""

from __future__ import annotations

from advisor.reports.formats import Canvas
from advisor.reports.formats.labels import lined, names
from advisor.reports.graph import Graph, NodeKind

_LOOK: dict[NodeKind, str] = {
    "input": 'shape=box, style="rounded,filled", fillcolor="#eef3f8"',
    "conclusion": 'shape=hexagon, style=filled, fillcolor="#fdf6e3"',
    "rule": "shape=box",
    "topic": "shape=box",
    "recommendation": 'shape=box, peripheries=2, style=filled, fillcolor="#e9f5ec"',
    "tension": 'shape=cds, style=filled, fillcolor="#fbeaea"',
    "caveat": 'shape=note, style=filled, fillcolor="#f4f0f7"',
    "finding": "shape=note, style=dashed",
}


def draw(graph: Graph, canvas: Canvas) -> str:
    """The graph in Graphviz's language."""
    keys = names(graph)
    lines = [
        "digraph rules {",
        "  rankdir=LR;",
        '  node [fontname="sans-serif", fontsize=10];',
        '  edge [fontname="sans-serif", fontsize=9];',
    ]
    for key, node in graph.nodes.items():
        lines.append(f'  {keys[key]} [label="{lined(node.text, _text, chr(92) + "n")}", {_LOOK[node.kind]}];')
    for (start, end), label in graph.arrows.items():
        said = f' [label="{lined(label, _text, chr(92) + "n")}"]' if label else ""
        lines.append(f"  {keys[start]} -> {keys[end]}{said};")
    return "\n".join([*lines, "}"]) + "\n"


def _text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
