"""Blocks for a terminal, drawn by Rich: lines that fit the width in cells, with a little colour where there is one.

Nothing is read from the machine: the same blocks on the same canvas give the same text everywhere. No markup and no
control character in a text takes effect. Where a canvas has ASCII alone, frames and marks keep to it; names never do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text
from typing_extensions import assert_never

from advisor.reports.blocks import (
    Bar,
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

MEASURE = 100
"""No line of text is longer than this, however wide the terminal: longer ones are hard to read."""

NARROWEST = 30
BETWEEN = 3
"""How many columns are between the columns of a table."""

BLANK = 14
"""How many columns a blank is long that is filled in by hand."""

_STYLES: dict[Tone | str, str] = {
    "plain": "",
    "title": "bold",
    "heading": "bold cyan",
    "entry": "bold",
    "label": "bold",
    "warning": "yellow",
    "quiet": "dim",
}
_GUIDES = {True: ("├── ", "└── ", "│   "), False: ("|-- ", "`-- ", "|   ")}
"""What stands before a branch, before the last one, and before what is below a branch, in Unicode and in ASCII."""
_PLAIN_BOX = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def draw(blocks: Iterable[Block], canvas: Canvas) -> str:
    """Blocks as text, at most as wide as the canvas. A blank line stands between blocks, but not between the lines of a
    list."""
    pen = _Pen(canvas)
    before: Block | None = None
    for block in blocks:
        if before is not None and not isinstance(block, Break) and not _close(before, block):
            pen.line()
        pen.block(block)
        before = block
    return pen.text


def _close(before: Block, block: Block) -> bool:
    """Whether two blocks stand without a blank line between them."""
    if isinstance(before, (Title, Heading, Break)):
        return True
    if isinstance(block, Unbroken):
        return isinstance(before, (Paragraph, Unbroken))
    if isinstance(before, Steps):
        return isinstance(block, Blanks)
    if isinstance(before, Matrix):
        return isinstance(block, Item)
    if isinstance(before, Choice) or isinstance(block, Choice):
        return isinstance(before, (Choice, Item)) and isinstance(block, (Choice, Item))
    if isinstance(before, (Item, Paragraph)):
        return isinstance(block, Item) and (isinstance(before, Item) or block.depth > 0)
    return isinstance(before, Tree) and isinstance(block, Tree)


class _Paper(io.StringIO):
    """Where Rich writes; from its encoding Rich takes which signs it may draw frames with."""

    def __init__(self, encoding: str):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding


class _Pen:
    def __init__(self, canvas: Canvas):
        self.canvas = canvas
        self.width = max(NARROWEST, min(canvas.width, MEASURE))
        self.paper = _Paper("utf-8" if canvas.unicode else "ascii")
        self.console = Console(
            file=self.paper,
            width=self.width,
            color_system="standard" if canvas.color else None,
            force_terminal=canvas.color,
            force_jupyter=False,
            no_color=not canvas.color,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip(" ") for line in self.paper.getvalue().split("\n"))

    def block(self, block: Block) -> None:
        if isinstance(block, Title):
            self.paragraph(Text(clean(block.text), _STYLES["title"]))
            if block.below:
                self.paragraph(Text(clean(block.below), _STYLES["quiet"]))
            self.line(("─" if self.canvas.unicode else "-") * self.width)
        elif isinstance(block, Heading):
            # Where no colour sets it apart, a heading stands in capitals; the parts of a section do without.
            capitals = block.level == 1 and not self.canvas.color
            self.paragraph(Text(clean(block.text.upper() if capitals else block.text), _STYLES["heading"]))
        elif isinstance(block, Paragraph):
            self.paragraph(self.labelled(block.label, block.text, block.tone))
        elif isinstance(block, Link):
            self.paragraph(Text(f"{clean(block.label)}: {clean(block.address)}"))
        elif isinstance(block, Item):
            lead = self.lead(block.mark, block.tone, block.depth)
            self.paragraph(self.labelled(block.label, block.text, block.tone), lead)
        elif isinstance(block, Choice):
            lead = f"{'>' if block.chosen else ' '} {clean(block.key)}  "
            if cell_len(lead) > self.width // 2:  # a key that would leave the text no room gets a line of its own
                self.paragraph(Text(lead.rstrip()))
                lead = " " * 4
            self.paragraph(self.labelled(block.label, block.text, "plain"), lead)
        elif isinstance(block, Row):
            self.row(block)
        elif isinstance(block, Card):
            self.card(block)
        elif isinstance(block, Steps):
            for card in block.cards:
                self.card(card)
        elif isinstance(block, Blanks):
            room = "  ".join(f"{each} {'_' * BLANK}" for each in block.marks)
            self.paragraph(self.labelled(block.label, room, "plain"), " " * 4)
        elif isinstance(block, Chart):
            self.chart(block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Matrix):
            self.matrix(block)
        elif isinstance(block, Tree):
            self.tree(block)
        elif isinstance(block, Unbroken):
            for line in block.text.splitlines():
                self.line(harmless(line))
        elif isinstance(block, Break):
            self.line()
            self.line()
        else:
            assert_never(block)

    def line(self, text: str = "", tone: Tone = "plain") -> None:
        self.console.print(Text(text, _STYLES[tone]), no_wrap=True, overflow="ignore", crop=False)

    def labelled(self, label: str, text: str, tone: Tone) -> Text:
        """A text with its label before it."""
        if not label:
            return Text(clean(text), _STYLES[tone])
        head = "label" if tone == "plain" else tone
        return Text.assemble((f"{clean(label)}:", _STYLES[head]), (f" {clean(text)}", _STYLES[tone]))

    def paragraph(self, text: Text, lead: str = "", below: str | None = None) -> None:
        """A text whose first line begins with ``lead`` and whose others with ``below``, which is as wide: spaces where
        nothing else is given."""
        indent = cell_len(lead)
        style = _STYLES["plain" if below is None else "quiet"]
        below = " " * indent if below is None else below
        for number, line in enumerate(text.wrap(self.console, self.width - indent, overflow="fold")):
            line.rstrip()
            head = Text.assemble((below if number else lead, style), line)
            self.console.print(head, no_wrap=True, overflow="ignore", crop=False)

    def lead(self, mark: str, tone: Tone, depth: int = 0) -> str:
        """What stands before a card or item: a number with its end aligned, an id with its beginning, a dash or another
        sign. A mark that would leave the text no room gets a line of its own."""
        indent, mark = "  " * min(depth, self.width // 8), clean(mark) or ("!" if tone == "warning" else "-")
        if len(mark) == 1 and not mark.isalnum():
            return f"{indent}{mark} "
        room = 2 if mark.isdigit() else 3
        padding = " " * max(room - cell_len(mark), 0)
        lead = indent + (padding + mark if mark.isdigit() else mark + padding) + "  "
        if cell_len(lead) <= self.width // 2:
            return lead
        self.paragraph(Text(mark), indent)
        return indent + "  "

    def row(self, row: Row) -> None:
        lines: list[str] = []
        for cell in map(clean, row.cells):
            longer = f"{lines[-1]}  {cell}" if lines else ""
            if longer and cell_len(longer) <= self.width:
                lines[-1] = longer
            else:
                lines.append(cell)
        for line in lines:
            self.line(line, row.tone)

    def card(self, card: Card) -> None:
        lead = self.lead(card.mark, card.tone)
        style = _STYLES["warning" if card.tone == "warning" else "entry"]
        margin = " " * cell_len(lead)
        self.paragraph(Text(clean(card.title), style), lead)
        for line in card.lines:
            self.paragraph(self.labelled(line.label, line.text, line.tone), margin)

    def chart(self, chart: Chart) -> None:
        self.paragraph(Text(clean(chart.title), _STYLES["entry"]), "  ")
        self.paragraph(Text(clean(chart.about), _STYLES["quiet"]), "  ")
        narrow = self.width < 60
        column = 0 if narrow else min(max(cell_len(clean(bar.label)) for bar in chart.bars), self.width // 2 - 8)
        for bar in chart.bars:
            self.bar(bar, chart.most, column)
        for line in chart.lines:
            self.paragraph(self.labelled(line.label, line.text, line.tone), "    ")

    def bar(self, bar: Bar, most: float, column: int) -> None:
        """A label, a bar and the number in columns; in a narrow window one below the other."""
        style = _STYLES["entry" if bar.own else "plain"]
        lead = "  > " if bar.own else "    "
        label = Text(clean(bar.label), style)
        room = self.width - (6 + column) - (0 if not column else 28)
        length = 0
        if bar.value is not None and most:
            length = max(1, round(max(room, 1) * min(1.0, bar.value / most)))
        drawn = Text(("█" if self.canvas.unicode else "#") * length + " " * bool(length) + clean(bar.shown), style)
        if not column:
            self.paragraph(label, lead)
            self.paragraph(drawn, "      ")
            return
        grid = RichTable.grid(padding=0)
        grid.add_column(width=4)
        grid.add_column(width=column + 2, overflow="fold")
        grid.add_column(overflow="fold")
        grid.add_row(Text(lead), label, drawn)
        self.console.print(grid)

    def table(self, table: Table) -> None:
        """Columns side by side where every word fits its column; else a card for each row."""
        columns = [[clean(cell) for cell in column] for column in zip(table.columns, *table.rows, strict=True)]
        widths = _widths(columns, self.width - BETWEEN * (len(columns) - 1))
        if widths is None:
            for row in table.rows:
                rest = zip(table.columns[1:], row[1:], strict=True)
                self.card(Card("", row[0], tuple(Line(name, cell) for name, cell in rest if cell)))
            return
        drawn = RichTable(
            box=SIMPLE_HEAD if self.canvas.unicode else _PLAIN_BOX,
            show_edge=False,
            pad_edge=False,
            padding=(0, BETWEEN - 1, 0, 0),
            header_style=_STYLES["label"],
        )
        for (head, *_), width in zip(columns, widths, strict=True):
            drawn.add_column(Text(head), overflow="fold", width=width)
        for row in zip(*(cells for _, *cells in columns), strict=True):
            drawn.add_row(*map(Text, row))
        self.console.print(drawn)

    def matrix(self, matrix: Matrix) -> None:
        columns = (matrix.corner, *matrix.columns, *([""] if any(said for _, _, said in matrix.rows) else []))
        rows = ((label, *(cell.text for cell in cells), said)[: len(columns)] for label, cells, said in matrix.rows)
        self.table(Table(columns, tuple(rows)))

    def tree(self, tree: Tree, lead: str = "", below: str = "") -> None:
        """A text with its branches under it. So deep down that guides would leave it no room, the outer ones go."""
        branch, last_branch, through = _GUIDES[self.canvas.unicode]
        most = self.width // 2 // len(branch) * len(branch)
        self.paragraph(Text(clean(tree.text)), lead[-most:], below[-most:])
        for left, each in zip(range(len(tree.below) - 1, -1, -1), tree.below, strict=True):
            self.tree(
                each, below + (branch if left else last_branch), below + (through if left else " " * len(through))
            )


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column is drawn: the widest give way to the others, down to their longest word. None where that is
    not enough."""
    least = [max(map(_longest_word, column)) for column in columns]
    if sum(least) > room:
        return None
    widths = [max(map(cell_len, column)) for column in columns]
    while sum(widths) > room:
        widest = max((width, at) for at, width in enumerate(widths) if width > least[at])[1]
        widths[widest] -= 1
    return widths


def _longest_word(text: str) -> int:
    """How many cells the longest part takes that is not to be broken. Between wide signs, as Chinese has, it may be."""
    parts = (part for word in text.split() for part in re.split(r"([\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff])", word))
    return max((cell_len(part) for part in parts), default=0)
