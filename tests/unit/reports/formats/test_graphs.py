"""Graphs as Mermaid and DOT: what is joined is declared, and no label breaks out of its quotes."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings

from advisor import KnowledgeBase
from advisor.reports.contents.rule_graph import leading_to
from advisor.reports.document import Document
from advisor.reports.formats import formats, written
from advisor.reports.graph import Graph, Node
from tests.unit.reports.drawn_blocks import texts

LANGUAGES = tuple(name for name in formats("graph") if name != "svg")
"""What draws a graph for another program; a picture of it has tests of its own."""


def drawn(graph: Graph, name: str) -> str:
    return written(Document(graph=lambda: graph), name)


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_is_joined_is_declared(knowledge: KnowledgeBase, name: str) -> None:
    text = drawn(leading_to("open-direct-contact", knowledge), name)
    declared = set(re.findall(r"^  (n\d+)[^ ]* ?[\[({>]", text, re.MULTILINE))
    joined = set(re.findall(r"\b(n\d+)\b(?= -->?| -> )", text)) | set(re.findall(r"-->? (n\d+)", text))
    assert joined and joined <= declared


@pytest.mark.parametrize("name", LANGUAGES)
@settings(max_examples=50, deadline=None)
@given(label=texts, arrow=texts)
@example(label="ends in \\", arrow='\\" quoted')
def test_no_label_breaks_out(name: str, label: str, arrow: str) -> None:
    lines = drawn(Graph({"a": Node("rule", label), "b": Node("input", "plain")}, {("b", "a"): arrow}), name).split("\n")
    plain = drawn(Graph({"a": Node("rule", "x"), "b": Node("input", "plain")}, {("b", "a"): "x"}), name).split("\n")
    assert len(lines) == len(plain)
    for line, other in zip(lines, plain, strict=True):
        quotes = r'(?:[^\\"]|\\.)*' if name == "dot" else r'[^"<`%]*(?:(?:<br/>|%(?!%))[^"<`%]*)*'
        outside = re.sub(f'"{quotes}"', '""', line)
        assert outside in (re.sub('"[^"]*"', '""', other), other.replace('[label="x"]', "")) or label.isspace()


def test_labels_are_written_as_the_language_writes_them() -> None:
    graph = Graph(
        {"a": Node("rule", 'say "x" <b> #1 \\ `c` &lt; %%{'), "b": Node("input", "plain")}, {("b", "a"): '"q"'}
    )
    assert 'n1["say #quot;x#quot; #lt;b#gt; #35;1 \\ #96;c#96; #amp;lt; #37;#37;{"]' in drawn(graph, "mermaid").replace(
        "<br/>", " "
    )
    assert r'label="say \"x\" <b> #1 \\ `c` &lt; %%{"' in drawn(graph, "dot").replace("\\n", " ")
    assert r'[label="\"q\""]' in drawn(graph, "dot")
