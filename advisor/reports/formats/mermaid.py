"""Graphs as Mermaid flowcharts."""

from __future__ import annotations

from advisor.reports.formats import Canvas
from advisor.reports.formats.labels import lined, names
from advisor.reports.graph import Graph, NodeKind

_SHAPES: dict[NodeKind, tuple[str, str]] = {
    "input": ("([", "])"),
    "conclusion": ("{{", "}}"),
    "rule": ("[", "]"),
    "topic": ("[", "]"),
    "recommendation": ("[[", "]]"),
    "tension": (">", "]"),
    "caveat": ("(", ")"),
    "finding": ("[/", "/]"),
}
_LOOK: dict[NodeKind, str] = {
    "input": "fill:#eef3f8,stroke:#5b7a99",
    "conclusion": "fill:#fdf6e3,stroke:#a08a3c",
    "recommendation": "fill:#e9f5ec,stroke:#3f8f5f",
    "tension": "fill:#fbeaea,stroke:#b05050",
    "caveat": "fill:#f4f0f7,stroke:#80699b",
    "finding": "fill:#ffffff,stroke:#999999,stroke-dasharray:4",
}


def draw(graph: Graph, canvas: Canvas) -> str:
    """The graph as a Mermaid flowchart."""
    keys = names(graph)
    lines = ["flowchart LR"]
    for key, node in graph.nodes.items():
        left, right = _SHAPES[node.kind]
        lines.append(f'  {keys[key]}{left}"{lined(node.text, _text, "<br/>")}"{right}')
    for (start, end), label in graph.arrows.items():
        said = f'|"{lined(label, _text, "<br/>")}"|' if label else ""
        lines.append(f"  {keys[start]} -->{said} {keys[end]}")
    for kind, look in _LOOK.items():
        members = [keys[key] for key, node in graph.nodes.items() if node.kind == kind]
        if members:
            lines += [f"  classDef {kind} {look}", f"  class {','.join(members)} {kind}"]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    for sign, entity in (
        ("#", "#35;"),
        ("&", "#amp;"),
        ("%%", "#37;#37;"),
        ('"', "#quot;"),
        ("<", "#lt;"),
        (">", "#gt;"),
        ("`", "#96;"),
    ):
        text = text.replace(sign, entity)
    return text
