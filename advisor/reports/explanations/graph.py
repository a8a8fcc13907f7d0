"""Proofs as graphs, in Mermaid and in Graphviz's DOT: answers and findings at the bottom, the advice on top."""

from __future__ import annotations

from typing import Literal, NamedTuple

from advisor.model.explanation import Why
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.words import GRADE, named
from advisor.reports.explanations.wording import about, fact

Shape = Literal["answer", "open", "rule", "conclusion", "finding", "subject"]


class Node(NamedTuple):
    key: str
    shape: Shape
    lines: tuple[str, ...]


class Edge(NamedTuple):
    """``cited`` leads from a finding to the rule that rests on it."""

    start: str
    end: str
    cited: bool = False


class Graph(NamedTuple):
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(proof: Why, knowledge: KnowledgeBase) -> Graph:
    """The proof's rules, with what each matched and cites and what it brought about. Without a proof, the subject
    stands alone."""
    nodes: dict[str, Node] = {}
    edges: dict[Edge, None] = {}

    def add(name: str, shape: Shape, *lines: str) -> str:
        if name not in nodes:
            nodes[name] = Node(f"n{len(nodes) + 1}", shape, lines)
        return nodes[name].key

    subject = proof.subject
    conclusions = {each.attribute: each for each in proof.conclusions}

    def conclusion(attribute: str) -> str:
        shape: Shape = "subject" if (subject.kind, subject.id) == ("conclusion", attribute) else "conclusion"
        return add(f"attribute {attribute}", shape, fact(knowledge, attribute, conclusions[attribute].value))

    for step in proof.steps:
        key = add(f"rule {step.rule}", "rule", f"Rule {step.seq}: {step.title}", step.rule, GRADE[step.grade])
        for attribute, value in step.facts.items():
            known = attribute in conclusions
            premise = conclusion(attribute) if known else add(
                f"attribute {attribute}", "answer", fact(knowledge, attribute, value)
            )  # fmt: skip
            edges[Edge(premise, key)] = None
        for attribute in step.unknown:
            absent = add(f"attribute {attribute}", "open", f"{named(knowledge, attribute)}: unknown")
            edges[Edge(absent, key)] = None
        for name in step.cites:
            finding = proof.findings[name]
            edges[Edge(add(f"finding {name}", "finding", name, finding.locator), key, cited=True)] = None
        for attribute in step.concluded:
            if attribute in conclusions and step.rule in conclusions[attribute].rules:
                edges[Edge(key, conclusion(attribute))] = None
    if subject.kind != "conclusion" or not proof.holds:
        top = add("subject", "subject", about(subject, knowledge))
        for rule in proof.rules:
            edges[Edge(nodes[f"rule {rule}"].key, top)] = None
    return Graph(tuple(nodes.values()), tuple(edges))


_BRACKETS: dict[Shape, tuple[str, str]] = {
    "answer": ("([", "])"),
    "open": ("{{", "}}"),
    "rule": ("[", "]"),
    "conclusion": ("(", ")"),
    "finding": ("[/", "/]"),
    "subject": ("[[", "]]"),
}
_ENTITIES = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "#": "#35;", ";": "#59;"}


def mermaid(proof: Why, knowledge: KnowledgeBase) -> str:
    """A Mermaid flowchart."""
    graph = graph_of(proof, knowledge)
    lines = ["flowchart BT"]
    for node in graph.nodes:
        left, right = _BRACKETS[node.shape]
        label = "<br/>".join("".join(_ENTITIES.get(each, each) for each in line) for line in node.lines)
        lines.append(f'  {node.key}{left}"{label}"{right}')
    lines += [f"  {edge.start} {'-.->' if edge.cited else '-->'} {edge.end}" for edge in graph.edges]
    return "\n".join(lines) + "\n"


_SHAPES: dict[Shape, str] = {
    "answer": "shape=box, style=rounded",
    "open": "shape=hexagon, style=dashed",
    "rule": "shape=box",
    "conclusion": "shape=ellipse",
    "finding": "shape=note, fontsize=10",
    "subject": "shape=box, peripheries=2",
}


def dot(proof: Why, knowledge: KnowledgeBase) -> str:
    """A directed graph for Graphviz."""
    graph = graph_of(proof, knowledge)
    lines = ["digraph proof {", "  rankdir=BT;", '  node [fontname="sans-serif"];']
    for node in graph.nodes:
        label = "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in node.lines)
        lines.append(f'  {node.key} [label="{label}", {_SHAPES[node.shape]}];')
    lines += [f"  {edge.start} -> {edge.end}{' [style=dashed]' if edge.cited else ''};" for edge in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"
