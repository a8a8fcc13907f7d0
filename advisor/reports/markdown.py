"""Assessments as Markdown that can be pasted into a report: CommonMark, with tables as GitHub writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from typing_extensions import assert_never

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.blocks import Block, Card, Chart, Heading, Item, Line, Link, Paragraph, Title, Tone
from advisor.reports.contents.report import report
from advisor.reports.contents.words import clean

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#~&$]")
_AT_START = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))")
_LINK = re.compile(r"(?<=\w):(?=//)|(?<=www)\.|(?<=\S)@", re.IGNORECASE)

_IN_ADDRESS = ":/?#@!$&'()*+,;=%~-._"


def render(
    assessments: Sequence[Assessment],
    knowledge: KnowledgeBase,
    *,
    full: bool = False,
    width: int = 80,
    color: bool = False,
) -> str:
    """One document for each assessment, with a line between them. ``width`` and ``color`` mean nothing here."""
    return "\n---\n\n".join(draw(report(assessment, knowledge, full)) for assessment in assessments)


def draw(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown. A blank line stands between blocks, but not between the items of a list."""
    drawn: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and not _one_list(before, block):
            drawn.append("")
        drawn.extend(_lines(block))
        before = block
    return "\n".join(drawn) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, no link comes out of it."""
    plain = _SPECIAL.sub(lambda found: "\\" + found.group(), clean(text))
    plain = _LINK.sub(lambda found: "\\" + found.group(), plain)
    return _AT_START.sub(r"\1\\", plain)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Title):
        yield f"# {escaped(block.text)}"
        if block.below:
            yield from ("", escaped(block.below))
    elif isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {escaped(block.text)}"
    elif isinstance(block, Paragraph):
        yield _toned(escaped(block.text), block.tone)
    elif isinstance(block, Link):
        yield f"{escaped(block.label)}: <{quote(block.address, safe=_IN_ADDRESS)}>"
    elif isinstance(block, Item):
        yield _item(block)
    elif isinstance(block, Card):
        mark = f"{escaped(block.mark)} – " if block.mark else ""
        yield f"### {mark}{escaped(block.title)}"
        yield from _remarks(block.lines)
    elif isinstance(block, Chart):
        yield from _table(block)
    else:
        assert_never(block)


def _toned(text: str, tone: Tone) -> str:
    return f"> **{text}**" if tone == "warning" else text


def _numbered(item: Item) -> bool:
    return item.mark.isdigit()


def _one_list(before: Block, block: Block) -> bool:
    return isinstance(before, Item) and isinstance(block, Item) and _numbered(before) == _numbered(block)


def _item(item: Item) -> str:
    if _numbered(item):
        return f"{item.mark}. {escaped(item.text)}"
    indent = "  " * item.depth
    mark = f"**{escaped(item.mark)}** " if item.mark else ""
    text = f"**{escaped(item.text)}**" if item.tone == "warning" else escaped(item.text)
    return f"{indent}- {mark}{text}"


def _remarks(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        label = f"**{escaped(line.label)}:** " if line.label else ""
        yield from ("", f"{label}{escaped(line.text)}")


def _table(chart: Chart) -> Iterator[str]:
    yield f"### {escaped(chart.title)}"
    yield from ("", escaped(chart.about), "", "| Group | Figure |", "| - | - |")
    for bar in chart.bars:
        cells = (escaped(bar.label), escaped(bar.shown))
        yield f"| **{cells[0]}** | **{cells[1]}** |" if bar.own else f"| {cells[0]} | {cells[1]} |"
    yield from _remarks(chart.lines)
