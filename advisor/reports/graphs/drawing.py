"""Graphs written down in Mermaid and in DOT."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from advisor.reports.contents.words import clean
from advisor.reports.graphs.graph import Graph, NodeKind

LINE = 26
"""Columns of a label's line: more would make nodes wider than the eye takes in at once."""

_MERMAID: dict[NodeKind, tuple[str, str]] = {
    "input": ("([", "])"),
    "conclusion": ("{{", "}}"),
    "rule": ("[", "]"),
    "topic": ("[", "]"),
    "recommendation": ("[[", "]]"),
    "tension": (">", "]"),
    "caveat": ("(", ")"),
    "finding": ("[/", "/]"),
}
_MERMAID_LOOK: dict[NodeKind, str] = {
    "input": "fill:#eef3f8,stroke:#5b7a99",
    "conclusion": "fill:#fdf6e3,stroke:#a08a3c",
    "recommendation": "fill:#e9f5ec,stroke:#3f8f5f",
    "tension": "fill:#fbeaea,stroke:#b05050",
    "caveat": "fill:#f4f0f7,stroke:#80699b",
    "finding": "fill:#ffffff,stroke:#999999,stroke-dasharray:4",
}
_DOT: dict[NodeKind, str] = {
    "input": 'shape=box, style="rounded,filled", fillcolor="#eef3f8"',
    "conclusion": 'shape=hexagon, style=filled, fillcolor="#fdf6e3"',
    "rule": "shape=box",
    "topic": "shape=box",
    "recommendation": 'shape=box, peripheries=2, style=filled, fillcolor="#e9f5ec"',
    "tension": 'shape=cds, style=filled, fillcolor="#fbeaea"',
    "caveat": 'shape=note, style=filled, fillcolor="#f4f0f7"',
    "finding": "shape=note, style=dashed",
}


def mermaid(graph: Graph) -> str:
    """The graph as a Mermaid flowchart."""
    names = _names(graph)
    lines = ["flowchart LR"]
    for key, (kind, label) in graph.nodes.items():
        left, right = _MERMAID[kind]
        lines.append(f'  {names[key]}{left}"{_lined(label, _mermaid_text, "<br/>")}"{right}')
    for (start, end), label in graph.arrows.items():
        said = f'|"{_lined(label, _mermaid_text, "<br/>")}"|' if label else ""
        lines.append(f"  {names[start]} -->{said} {names[end]}")
    for kind, look in _MERMAID_LOOK.items():
        members = [names[key] for key, (each, _) in graph.nodes.items() if each == kind]
        if members:
            lines += [f"  classDef {kind} {look}", f"  class {','.join(members)} {kind}"]
    return "\n".join(lines) + "\n"


def dot(graph: Graph) -> str:
    """The graph in Graphviz's language."""
    names = _names(graph)
    lines = [
        "digraph rules {",
        "  rankdir=LR;",
        '  node [fontname="sans-serif", fontsize=10];',
        '  edge [fontname="sans-serif", fontsize=9];',
    ]
    for key, (kind, label) in graph.nodes.items():
        lines.append(f'  {names[key]} [label="{_lined(label, _dot_text, chr(92) + "n")}", {_DOT[kind]}];')
    for (start, end), label in graph.arrows.items():
        said = f' [label="{_lined(label, _dot_text, chr(92) + "n")}"]' if label else ""
        lines.append(f"  {names[start]} -> {names[end]}{said};")
    return "\n".join([*lines, "}"]) + "\n"


GRAPHS = {"mermaid": mermaid, "dot": dot}
"""What writes a graph, by the format's name."""


def _names(graph: Graph) -> dict[str, str]:
    return {key: f"n{number}" for number, key in enumerate(graph.nodes, 1)}


def _lined(label: str, written: Callable[[str], str], between: str) -> str:
    return between.join(written(line) for line in textwrap.wrap(clean(label), LINE, break_on_hyphens=False))


def _mermaid_text(text: str) -> str:
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;")):
        text = text.replace(sign, entity)
    return text


def _dot_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
