"""The rule base as a graph."""

from __future__ import annotations

import pytest

from advisor import KnowledgeBase
from advisor.errors import UnknownId
from advisor.reports.blocks import Paragraph, Title
from advisor.reports.contents.rule_graph import chapters, document, leading_to, of_rules
from advisor.reports.formats import written
from advisor.reports.sheet import Picture


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


def test_it_is_a_picture_with_its_words_too(knowledge: KnowledgeBase) -> None:
    shown = document(leading_to("advanced-governance", knowledge), "What <b>leads</b> to it", knowledge)
    sheet = shown.part("sheet")
    assert sheet is not None
    title, count, *_, picture = sheet()
    assert isinstance(title, Title) and knowledge.sha256[:12] in title.below
    assert isinstance(count, Paragraph) and count.text == "22 rules."
    assert isinstance(picture, Picture) and picture.words
    page = written(shown, "html")
    assert page.count('class="narrow"') == 1 and page.count('class="wide"') > 1, "it is cut for paper"
    assert "<b>" not in page
    assert written(shown, "svg").startswith("<svg") and written(shown, "mermaid").startswith("flowchart")


def test_a_huge_one_says_how_to_ask_for_less(knowledge: KnowledgeBase) -> None:
    huge = of_rules(knowledge.rules.values(), knowledge)
    for graph, said in ((huge, True), (chapters(knowledge), False)):
        sheet = document(graph, "T", knowledge).part("sheet")
        assert sheet is not None
        told = " ".join(each.text for each in sheet() if isinstance(each, Paragraph))
        assert ("--topic NAME" in told and "--for ID" in told) == said
