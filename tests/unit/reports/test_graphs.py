"""Drawings of the rule base."""

from __future__ import annotations

import re

import pytest

from advisor import KnowledgeBase
from advisor.errors import UnknownId
from advisor.reports.graphs.drawing import dot, mermaid
from advisor.reports.graphs.graph import Graph, chapters, leading_to, of_rules


def test_chapters_show_every_topic(knowledge: KnowledgeBase) -> None:
    graph = chapters(knowledge)
    assert set(graph.nodes) == set(knowledge.topics)
    assert ("distrust", "communication") in graph.arrows


def test_a_goal_brings_its_whole_chain_and_nothing_else(knowledge: KnowledgeBase) -> None:
    graph = leading_to("advanced-governance", knowledge)
    assert "recommendation:advanced-governance" in graph.nodes
    assert "attribute:ready_for_relational_governance" in graph.nodes
    assert "attribute:data_trust" in graph.nodes
    ends = {end for _, end in graph.arrows}
    assert not any(key.startswith(("tension:", "caveat:")) for key in graph.nodes)
    assert [key for key in graph.nodes if key.startswith("recommendation:")] == ["recommendation:advanced-governance"]
    assert all(key in ends for key, (kind, _) in graph.nodes.items() if kind == "conclusion")


def test_a_conclusion_can_be_a_goal(knowledge: KnowledgeBase) -> None:
    assert "attribute:distrust_risk" in leading_to("distrust_risk", knowledge).nodes


def test_an_unknown_goal_is_refused(knowledge: KnowledgeBase) -> None:
    with pytest.raises(UnknownId):
        leading_to("no-such-advice", knowledge)


def test_arrows_join_nodes_that_are_there(knowledge: KnowledgeBase) -> None:
    graph = of_rules(knowledge.rules.values(), knowledge)
    assert {key for arrow in graph.arrows for key in arrow} <= set(graph.nodes)


@pytest.mark.parametrize("draw", [mermaid, dot])
def test_both_languages_declare_what_they_join(knowledge: KnowledgeBase, draw: object) -> None:
    assert callable(draw)
    text = str(draw(leading_to("open-direct-contact", knowledge)))
    declared = set(re.findall(r"^  (n\d+)[^ ]* ?[\[({>]", text, re.MULTILINE))
    joined = set(re.findall(r"\b(n\d+)\b(?= -->?| -> )", text)) | set(re.findall(r"-->? (n\d+)", text))
    assert joined and joined <= declared


def test_labels_cannot_break_out() -> None:
    graph = Graph({"a": ("rule", 'say "x" <b> #1 \\ `c`'), "b": ("input", "plain")}, {("b", "a"): 'with "quotes"'})
    assert 'n1["say #quot;x#quot; #lt;b#gt; #35;1 \\ #96;c#96;"]' in mermaid(graph).replace("<br/>", " ")
    assert r'label="say \"x\" <b> #1 \\ `c`"' in dot(graph)
