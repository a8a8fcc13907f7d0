"""A graph as a tree: what stands where, what is said of it, and that nothing leaves the picture."""

from __future__ import annotations

from itertools import pairwise

import pytest

from advisor import KnowledgeBase
from advisor.reports.blocks import Tree
from advisor.reports.contents.rule_graph import chapters, leading_to, of_rules
from advisor.reports.drawing import Box, Drawing, Group, Words, length
from advisor.reports.graph import Graph, Node
from advisor.reports.pictures.tree import Branch, branches, pictured, told, tree
from advisor.reports.sheet import NARROW, WIDE

HOSTILE = "<script>alert(1)</script> ]]> & \u202eend"


def graph_of(*arrows: tuple[str, str]) -> Graph:
    graph = Graph()
    for start, end in arrows:
        for key in (start, end):
            graph.nodes.setdefault(key, Node("finding" if key.startswith("F") else "rule", key))
        graph.arrow(start, end)
    return graph


def outline(branch: Branch) -> str:
    """``a(b,c(d))``, with a star at what stands further up."""
    below = f"({','.join(map(outline, branch.below))})" if branch.below else ""
    return f"{branch.node.label}{'*' * branch.again}{below}"


def outlines(graph: Graph) -> list[str]:
    return list(map(outline, branches(graph)))


def boxes(drawing: Drawing) -> list[Group]:
    return [each for each in drawing.shapes if isinstance(each, Group)]


def test_what_rests_on_nothing_more_stands_before_what_goes_deep() -> None:
    graph = graph_of(("deep", "top"), ("leaf", "top"), ("under", "deep"), ("other", "top"))
    assert outlines(graph) == ["top(leaf,other,deep(under))"]


def test_what_is_drawn_again_stands_after_what_it_repeats() -> None:
    graph = graph_of(("first", "top"), ("shared", "first"), ("shared", "top"), ("leaf", "shared"))
    (grown,) = outlines(graph)
    assert grown == "top(first(shared(leaf)),shared*)"
    again = graph_of(("a", "one"), ("leaf", "a"), ("b", "two"), ("leaf", "b"), ("a", "two"))
    assert outlines(again) == ["one(a(leaf))", "two(a*,b(leaf))"], "drawn further up already, it goes no deeper"


def test_findings_stand_in_the_box_of_their_rule() -> None:
    (top,) = branches(graph_of(("F1", "top"), ("a", "top"), ("F2", "a")))
    assert [each.label for each in top.cites] == ["F1"] and outline(top) == "top(a)"
    assert told(top) == Tree("top (F1)", (Tree("a (F2)"),))


def test_a_circle_is_drawn_once_and_ends() -> None:
    graph = graph_of(("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"))
    assert outlines(graph) == ["y(x)", "a(c(b(a*)))"]


def test_long_labels_of_arrows_are_cut_in_the_box_and_whole_in_the_words() -> None:
    graph = graph_of(("a", "b"))
    graph.arrows[("a", "b")] = long = "one thing and another, " * 20 + "and the last"
    drawn = " ".join(
        line
        for box in boxes(tree(graph, WIDE))
        for word in box.inside
        if isinstance(word, Words)
        for line in word.lines
    )
    assert "gives: one thing" in drawn and "..." in drawn and "the last" not in drawn
    assert pictured(graph, "T").words == (Tree("b", (Tree(f"a (gives: {long})"),)),)


def test_it_says_that_something_stands_further_up_only_where_it_does() -> None:
    assert "further up" not in pictured(graph_of(("a", "b")), "T").said
    twice = graph_of(("a", "b"), ("x", "a"), ("a", "c"))
    assert "is not drawn a second time" in pictured(twice, "T").said


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ["chapters", "topic", "goal"])
def test_words_stay_in_their_boxes_and_boxes_in_the_picture(knowledge: KnowledgeBase, kind: str, width: float) -> None:
    graph = {
        "chapters": lambda: chapters(knowledge),
        "topic": lambda: of_rules([each for each in knowledge.rules.values() if each.topic == "governance"], knowledge),
        "goal": lambda: leading_to("advanced-governance", knowledge),
    }[kind]()
    drawing = tree(graph, width)
    drawn = boxes(drawing)
    labels = {" ".join(line for each in box.inside if isinstance(each, Words) for line in each.lines) for box in drawn}
    assert all(any(node.label in said for said in labels) for node in graph.nodes.values())
    for box in drawn:
        _inside(box, drawing)
    for one, other in pairwise(drawn):
        assert not _overlap(one.box, other.box)


def _inside(group: Group, drawing: Drawing) -> None:
    box = group.box
    assert box.x >= 0 and box.x + box.width <= drawing.width + 0.1 and box.y + box.height <= drawing.height + 0.1
    for word in group.inside:
        if isinstance(word, Words):
            assert all(word.x + length(line, word.size, word.bold) <= box.x + box.width for line in word.lines)
            assert box.y < word.y < box.y + box.height


def _overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def test_lines_are_shorter_with_leaves_first() -> None:
    """The line to the last of a node's parts is as long as all before it: a leaf behind a deep branch would need it."""
    deep = [(f"d{number + 1}", f"d{number}") for number in range(8)]
    drawing = tree(graph_of(("d0", "top"), *deep, ("leaf", "top")), WIDE)
    tops = {" ".join(box.inside[0].lines): box.box.y for box in boxes(drawing) if isinstance(box.inside[0], Words)}
    assert tops["leaf"] < tops["d0"]


def test_a_hostile_label_is_words() -> None:
    graph = Graph({"a": Node("rule", HOSTILE)})
    (box,) = boxes(tree(graph, NARROW))
    text = " ".join(line for each in box.inside if isinstance(each, Words) for line in each.lines)
    assert "\u202e" not in text and "<script>" in text
