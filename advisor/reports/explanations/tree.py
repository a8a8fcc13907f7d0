"""Trees, which the reports' blocks do not have, drawn for a terminal and as Markdown between such blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from advisor.reports import markdown as markdown_report
from advisor.reports import terminal as terminal_report
from advisor.reports.contents.blocks import Block, Item
from advisor.reports.terminal import MEASURE, NARROWEST, PLAIN, cells, wrapped


class Tree(NamedTuple):
    """A line of text, with what stands under it."""

    text: str
    below: tuple[Tree, ...] = ()


Part = Block | Tree


def terminal(parts: Iterable[Part], width: int = 80, color: bool = False) -> str:
    """Blocks as the reports draw them, and trees with lines; ASCII unless ``color``."""
    width = max(NARROWEST, min(width, MEASURE))
    drawn = []
    for is_tree, run in groupby(parts, lambda part: isinstance(part, Tree)):
        if is_tree:
            lines = [line for tree in run if isinstance(tree, Tree) for line in _lines(tree, "", "", width, color)]
            text = "\n".join(lines) + "\n"
            drawn.append(text if color else text.translate(PLAIN))
        else:
            drawn.append(terminal_report.draw([each for each in run if not isinstance(each, Tree)], width, color))
    return "\n".join(drawn)


def markdown(parts: Iterable[Part]) -> str:
    """Blocks as the reports draw them, and trees as nested lists."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Tree):
            blocks.extend(_items(part, 0))
        else:
            blocks.append(part)
    return markdown_report.draw(blocks)


def _lines(tree: Tree, lead: str, margin: str, width: int, color: bool) -> Iterator[str]:
    branch, last, trunk = ("├─ ", "└─ ", "│  ") if color else ("|- ", "`- ", "|  ")
    hanging = margin + (trunk if tree.below else "   ")
    room = max(NARROWEST // 2, width - max(cells(lead), cells(hanging)))
    for number, line in enumerate(wrapped(tree.text, room)):
        yield (hanging if number else lead) + line
    for number, each in enumerate(tree.below, 1):
        here, under = (last, "   ") if number == len(tree.below) else (branch, trunk)
        yield from _lines(each, margin + here, margin + under, width, color)


def _items(tree: Tree, depth: int) -> Iterator[Item]:
    yield Item(tree.text, depth=depth)
    for each in tree.below:
        yield from _items(each, depth + 1)
