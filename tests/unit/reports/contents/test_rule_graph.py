"""The rule base as a graph."""

from __future__ import annotations

import pytest

from advisor import KnowledgeBase
from advisor.errors import UnknownId
from advisor.reports.contents.rule_graph import chapters, leading_to, of_rules


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
    assert all(key in ends for key, node in graph.nodes.items() if node.kind == "conclusion")


def test_a_conclusion_can_be_a_goal(knowledge: KnowledgeBase) -> None:
    assert "attribute:distrust_risk" in leading_to("distrust_risk", knowledge).nodes


def test_an_unknown_goal_is_refused(knowledge: KnowledgeBase) -> None:
    with pytest.raises(UnknownId):
        leading_to("no-such-advice", knowledge)


def test_arrows_join_nodes_that_are_there(knowledge: KnowledgeBase) -> None:
    graph = of_rules(knowledge.rules.values(), knowledge)
    assert {key for arrow in graph.arrows for key in arrow} <= set(graph.nodes)
