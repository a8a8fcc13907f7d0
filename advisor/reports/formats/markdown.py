"""Blocks as Markdown that can be pasted into a report: CommonMark, with tables as GitHub writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from urllib.parse import quote

from typing_extensions import assert_never

from advisor.reports.blocks import (
    Blanks,
    Block,
    Break,
    Card,
    Chart,
    Choice,
    Heading,
    Item,
    Line,
    Link,
    Matrix,
    Paragraph,
    Row,
    Steps,
    Table,
    Title,
    Tone,
    Tree,
    Unbroken,
)
from advisor.reports.formats import Canvas
from advisor.reports.words import clean, harmless

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#~&$]")
_AT_START = re.compile(r"^(?:(?=[-+=])|(\d+)(?=[.)](?:\s|$)))")
_LINK = re.compile(r"(?<=\w):(?=//)|(?<=www)\.|(?<=\S)@", re.IGNORECASE)

BLANK = r"\_" * 14
"""What stands where a reader fills something in by hand."""

_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"[0-9]{1,9}")
"""What Markdown takes for the number of an item."""
_IN_ADDRESS = ":/?#@!$&'()*+,;=%~-._"


def draw(blocks: Iterable[Block], canvas: Canvas) -> str:
    """Blocks as Markdown, on any canvas. A blank line stands between blocks, but not between the items of a list."""
    drawn: list[str] = []
    before: Block | None = None
    sign = "."
    for block in _joined(blocks):
        if isinstance(block, Item):
            # An item can stand at most a step further in than the one above it: else it would be taken for code.
            above = before.depth if isinstance(before, Item) and _one_list(before, block) else 0
            block = block._replace(depth=min(block.depth, above + 1))
            sign = _other(sign) if _restarts(before, block) else sign
        if before is not None and not _one_list(before, block):
            drawn.append("")
        drawn.extend([_item(block, sign)] if isinstance(block, Item) else _lines(block))
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
        yield f"{'> ' if block.tone == 'warning' else ''}{_label(block.label)}{_toned(block.text, block.tone)}"
    elif isinstance(block, Link):
        known = _ADDRESS.fullmatch(block.address)
        address = f"<{quote(block.address, safe=_IN_ADDRESS)}>" if known else escaped(block.address)
        yield f"{escaped(block.label)}: {address}"
    elif isinstance(block, Item):
        yield _item(block, ".")
    elif isinstance(block, Choice):
        chosen = " (chosen)" if block.chosen else ""
        yield f"- {_strong(block.key)}{chosen} {_label(block.label)}{escaped(block.text)}"
    elif isinstance(block, Row):
        yield _toned(" · ".join(block.cells), block.tone)
    elif isinstance(block, Card):
        yield from _card(block)
    elif isinstance(block, Steps):
        for card in block.cards:
            yield from _step(card)
    elif isinstance(block, Blanks):
        yield f"{_label(block.label)}{' '.join(f'{escaped(each)} {BLANK}' for each in block.marks)}"
    elif isinstance(block, Chart):
        yield from _chart(block)
    elif isinstance(block, Table):
        yield from _table(block.columns, block.rows)
    elif isinstance(block, Matrix):
        yield from _matrix(block)
    elif isinstance(block, Tree):
        yield from _tree(block, 0)
    elif isinstance(block, Unbroken):
        longest = max(map(len, re.findall("`+", block.text)), default=0)
        fence = "`" * max(3, longest + 1)
        yield from (fence, *map(harmless, block.text.split("\n")), fence)
    elif isinstance(block, Break):
        yield "---"
    else:
        assert_never(block)


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with unbroken lines that follow one another in one, a line feed between them and nothing else."""
    for unbroken, run in groupby(blocks, lambda block: isinstance(block, Unbroken)):
        if unbroken:
            lines = (each.text.splitlines() for each in run if isinstance(each, Unbroken))
            yield Unbroken("\n".join(chain.from_iterable(lines)))
        else:
            yield from run


def _toned(text: str, tone: Tone) -> str:
    return _strong(text) if tone == "warning" else escaped(text)


def _strong(text: str) -> str:
    return f"**{plain}**" if (plain := escaped(text)) else ""


def _numbered(item: Item) -> bool:
    return _NUMBER.fullmatch(item.mark) is not None


def _one_list(before: Block, block: Block) -> bool:
    if isinstance(before, Tree):
        return isinstance(block, Tree)
    if isinstance(before, Choice):
        return isinstance(block, Choice)
    return isinstance(before, Item) and isinstance(block, Item) and _numbered(before) == _numbered(block)


def _restarts(before: Block | None, item: Item) -> bool:
    """Whether a numbered item follows one whose number is not the one before: in one list it would be renumbered."""
    if not isinstance(before, Item) or not _numbered(before) or not _numbered(item):
        return False
    return int(item.mark) != int(before.mark) + 1


def _other(sign: str) -> str:
    """The other of the signs that may stand behind a number; where it changes, another list begins."""
    return ")" if sign == "." else "."


def _item(item: Item, sign: str) -> str:
    text = _toned(item.text, item.tone)
    if _numbered(item):
        return f"{item.mark}{sign} {_label(item.label)}{text}"
    indent = "  " * item.depth
    mark = f"{_strong(item.mark)} " if clean(item.mark) else ""
    return f"{indent}- {mark}{_label(item.label)}{text}"


def _label(label: str) -> str:
    return f"{_strong(label + ':')} " if clean(label) else ""


def _remarks(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield from ("", f"{_label(line.label)}{escaped(line.text)}")


def _card(card: Card) -> Iterator[str]:
    mark = f"{escaped(card.mark)} – " if card.mark else ""
    yield f"### {mark}{escaped(card.title)}"
    yield from _remarks(card.lines)


def _step(card: Card) -> Iterator[str]:
    """A card as an item of a list, with a line break and no blank line between its remarks."""
    lead = f"{card.mark}. " if card.mark.isdigit() else "- "
    lines = [f"**{escaped(card.title)}**", *(f"{_label(line.label)}{escaped(line.text)}" for line in card.lines)]
    for number, line in enumerate(lines):
        yield (" " * len(lead) if number else lead) + line + ("\\" if number < len(lines) - 1 else "")


def _chart(chart: Chart) -> Iterator[str]:
    yield f"### {escaped(chart.title)}"
    yield from ("", escaped(chart.about), "", "| Group | Figure |", "| - | - |")
    for bar in chart.bars:
        written = _strong if bar.own else escaped
        yield _row([written(bar.label), written(bar.shown)])
    yield from _remarks(chart.lines)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row([escaped(each) for each in columns])
    yield _row(["-"] * len(columns))
    yield from (_row([escaped(cell) for cell in row]) for row in rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _matrix(matrix: Matrix) -> Iterator[str]:
    said = any(each for _, _, each in matrix.rows)
    columns = [matrix.corner, *matrix.columns, *([""] if said else [])]
    rows = ((label, *(cell.text for cell in cells), text)[: len(columns)] for label, cells, text in matrix.rows)
    yield from _table(columns, rows)


def _tree(tree: Tree, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {escaped(tree.text)}"
    for each in tree.below:
        yield from _tree(each, depth + 1)
