"""A graph drawn as a tree: what follows on top, and below it, further in, what it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.reports.blocks import Tree
from advisor.reports.drawing import (
    BODY,
    SMALL,
    BoxLook,
    Drawing,
    Group,
    Shape,
    Stroke,
    Text,
    bottom,
    card,
    length,
    quiet,
)
from advisor.reports.graph import Graph, Node, NodeKind
from advisor.reports.sheet import Picture

LOOKS: dict[NodeKind, BoxLook] = {
    "input": "answer",
    "conclusion": "concluded",
    "rule": "card",
    "topic": "card",
    "recommendation": "advice",
    "tension": "warning",
    "caveat": "warning",
    "finding": "soft",
}

_WIDEST, _BELOW, _BETWEEN = 460.0, 12.0, 8.0
"""How wide a box is at most, how far below its parent it stands, and how far from its neighbour."""

_SAID = 120
"""How much of what a node gives stands in its box, in characters; all of it stands in the words."""


class Branch(NamedTuple):
    """A node with what it rests on. ``cites`` are the findings of a rule, and ``again`` says that it stands further
    up already, with all that is below it."""

    node: Node
    said: str
    cites: tuple[Node, ...]
    below: tuple[Branch, ...]
    again: bool


def branches(graph: Graph) -> list[Branch]:
    """The graph as trees: one under each node that leads to no other, and those that only a circle reaches."""
    leading: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for start, end in graph.arrows:
        leading[end].append(start)
    starts = {start for start, end in graph.arrows if start != end}
    shown: set[str] = set()

    others = {key: [each for each in given if graph.nodes[each].kind != "finding"] for key, given in leading.items()}

    def grown(key: str, said: str) -> Branch:
        again = key in shown and bool(others[key])
        shown.add(key)
        cites = [graph.nodes[each] for each in leading[key] if graph.nodes[each].kind == "finding"]
        # what rests on nothing more comes first: behind something deep, the line to it would be long
        below = [] if again else sorted(others[key], key=lambda each: bool(others[each]) and each not in shown)
        return Branch(
            graph.nodes[key], said, tuple(cites), tuple(grown(each, graph.arrows[each, key]) for each in below), again
        )

    first = [key for key in graph.nodes if key not in starts]
    trees = [grown(key, "") for key in first]
    return trees + [grown(key, "") for key in graph.nodes if key not in shown and graph.nodes[key].kind != "finding"]


def pictured(graph: Graph, title: str) -> Picture:
    """A graph as a picture with its words."""
    again = " What stands further up already is not drawn a second time." if _again(grown := branches(graph)) else ""
    return Picture(
        title,
        f"Read it from the top: each box rests on those below it and further in.{again}",
        tuple(map(told, grown)),
        lambda width: tree(graph, width),
    )


def _again(grown: Iterable[Branch]) -> bool:
    return any(each.again or _again(each.below) for each in grown)


def told(branch: Branch) -> Tree:
    """A branch in words, with all that its box says and what stands below it."""
    gives = f" (gives: {branch.said})" if branch.said else ""
    cites = "".join(f" ({each.text})" for each in branch.cites)
    return Tree(
        f"{branch.node.text}{gives}{cites}{' (as further up)' if branch.again else ''}", tuple(map(told, branch.below))
    )


def tree(graph: Graph, width: float) -> Drawing:
    """The graph, each node in a box with what it rests on below it, at most ``width`` wide."""
    layout = _Layout(width)
    y = 0.0
    for each in branches(graph):
        y = layout.branch(each, 0.0, y) + _BELOW
    return Drawing(width, max(y - _BELOW, 1.0), (*layout.strokes, *layout.boxes))


class _Layout:
    def __init__(self, width: float):
        self.width = width
        self.step = 26.0 if width > 400 else 15.0
        self.strokes: list[Shape] = []
        self.boxes: list[Shape] = []

    def branch(self, branch: Branch, x: float, y: float) -> float:
        """Draw a branch from its upper left corner on; returns where it ends."""
        box = self.box(branch, x, y, self.wide(branch, x))
        self.boxes.append(box)
        # So deep down that boxes would become too narrow to read, the tree goes no further in.
        inner = min(x + self.step, self.width / 2)
        down, end = x + self.step / 2, bottom(box)
        joints = []
        for row in self.rows(branch.below, inner):
            top = end + _BELOW
            if len(row) == 1:
                end = self.branch(row[0], inner, top)
                joints.append(top + self.middle(row[0], inner))
            else:
                end = self.side_by_side(row, inner, top)
                joints.append(top + 15)
        for joint in joints:
            self.strokes.append(Stroke(((inner, joint), (down, joint)), "arrow"))
        if joints:
            self.strokes.append(Stroke(((down, joints[-1]), (down, bottom(box))), "arrow", head=True))
        return end

    def rows(self, below: Sequence[Branch], x: float) -> Iterator[list[Branch]]:
        """What stands below a node in rows: short ones that rest on nothing share one."""
        room, row = self.width - x, list[Branch]()
        so_far = 0.0
        for each in below:
            long = self.narrow(each)
            if each.below or so_far + long > room:
                if row:
                    yield row
                row, so_far = [], 0.0
            if each.below:
                yield [each]
            else:
                row.append(each)
                so_far += long + _BETWEEN
        if row:
            yield row

    def narrow(self, branch: Branch) -> float:
        """How wide a box is that takes its text in as many lines as it likes, and is not much wider than it needs."""
        longest = max((_long(each) for each in self.texts(branch)), default=0.0)
        return min(longest + 20, 190.0 if self.width > 400 else self.width)

    def side_by_side(self, row: Sequence[Branch], x: float, y: float) -> float:
        end = y
        high = max(self.box(each, 0, 0, self.narrow(each)).box.height for each in row)
        for number, each in enumerate(row):
            if number:
                self.strokes.append(Stroke(((x - _BETWEEN, y + 15), (x, y + 15)), "arrow"))
            box = self.box(each, x, y, self.narrow(each), high)
            self.boxes.append(box)
            x, end = x + box.box.width + _BETWEEN, max(end, bottom(box))
        return end

    def middle(self, branch: Branch, x: float) -> float:
        return min(self.box(branch, x, 0, self.wide(branch, x)).box.height / 2, 20.0)

    def wide(self, branch: Branch, x: float) -> float:
        """How wide a box is; an answer by itself is no wider than one beside others."""
        most = self.narrow(branch) if branch.node.kind == "input" else _WIDEST
        return min(self.width - x, most)

    def box(self, branch: Branch, x: float, y: float, width: float, least: float = 0) -> Group:
        return card(x, y, width, self.texts(branch), LOOKS[branch.node.kind], least=least)

    def texts(self, branch: Branch) -> list[Text]:
        node = branch.node
        bold = node.kind in ("recommendation", "tension", "caveat", "topic")
        texts = [Text(node.label, "ink", BODY if bold else SMALL, bold)]
        if branch.again:
            return [*texts, quiet("as further up")]
        if node.about:
            texts.append(quiet(node.about))
        if branch.said:
            texts.append(quiet(f"gives: {textwrap.shorten(branch.said, _SAID, placeholder=' ...')}"))
        texts += [quiet(each.text) for each in branch.cites]
        return texts


def _long(text: Text) -> float:
    return length(text.text, text.size, text.bold)
