"""Assessments for a terminal: plain lines that fit the width, with a little colour where a terminal has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from typing_extensions import assert_never

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.blocks import Bar, Block, Card, Chart, Heading, Item, Link, Paragraph, Title, Tone
from advisor.reports.contents.report import report
from advisor.reports.contents.words import clean

MEASURE = 100
"""No line of text is longer than this, however wide the terminal: longer ones are hard to read."""

NARROWEST = 30
_STYLES: dict[Tone | str, str] = {"title": "1", "heading": "1;36", "entry": "1", "warning": "33", "quiet": "2"}
PLAIN = str.maketrans({"…": "...", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})
"""What stands for characters that a plain terminal may not have."""


def render(
    assessments: Sequence[Assessment],
    knowledge: KnowledgeBase,
    *,
    full: bool = False,
    width: int = 80,
    color: bool = False,
) -> str:
    """One page for each assessment. Without ``color`` the decoration is ASCII."""
    more = "Shown in brief. 'iot-advisor assess FILE --full' gives every text, caveat and rule behind it."
    hint = () if full else (Paragraph(more, "quiet"),)
    pages = [draw((*report(assessment, knowledge, full), *hint), width, color) for assessment in assessments]
    return "\n\n".join(pages)


def draw(blocks: Iterable[Block], width: int = 80, color: bool = False) -> str:
    """Blocks as text, at most ``width`` columns wide."""
    return _Pen(width, color).draw(blocks)


def cells(text: str) -> int:
    """How many columns a terminal gives the text."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most ``width`` columns; a word that is longer than a line is cut."""
    line = ""
    for word in text.split():
        if line and cells(line) + 1 + cells(word) > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while cells(line) > width:
            cut = next(at for at in range(len(line), 0, -1) if at == 1 or cells(line[:at]) <= width)
            yield line[:cut]
            line = line[cut:]
    if line:
        yield line


class _Pen:
    """Draws blocks one below the other. A blank line stands between blocks, but not between the lines of a list."""

    def __init__(self, width: int, color: bool):
        self.width = max(NARROWEST, min(width, MEASURE))
        self.color = color
        self.lines: list[str] = []

    def draw(self, blocks: Iterable[Block]) -> str:
        before: Block | None = None
        for block in blocks:
            if before is not None and not self.close(before, block):
                self.lines.append("")
            self.block(block)
            before = block
        text = "\n".join(line.rstrip() for line in self.lines) + "\n"
        return text if self.color else text.translate(PLAIN)

    def close(self, before: Block, block: Block) -> bool:
        """Whether two blocks stand without a blank line between them."""
        if isinstance(before, Heading):
            return True
        if isinstance(before, (Item, Paragraph)):
            return isinstance(block, Item) and (isinstance(before, Item) or block.depth > 0)
        return False

    def block(self, block: Block) -> None:
        if isinstance(block, Title):
            self.text(block.text, style="title")
            self.text(block.below, style="quiet")
            self.lines.append(("─" if self.color else "-") * self.width)
        elif isinstance(block, Heading):
            # Where no colour sets it apart, a heading stands in capitals; the parts of a section do without.
            self.text(block.text.upper() if block.level == 1 and not self.color else block.text, style="heading")
        elif isinstance(block, Paragraph):
            self.text(block.text, style=block.tone)
        elif isinstance(block, Link):
            self.text(f"{block.label}: {block.address}")
        elif isinstance(block, Item):
            self.text(block.text, "  " * block.depth + _lead(block.mark, block.tone), block.tone)
        elif isinstance(block, Card):
            self.entry(block)
        elif isinstance(block, Chart):
            self.chart(block)
        else:
            assert_never(block)

    def text(self, text: str, lead: str = "", style: str = "plain", indent: int | None = None) -> None:
        """A paragraph whose first line begins with ``lead`` and whose others are indented as far."""
        margin = " " * (cells(lead) if indent is None else indent)
        room = self.width - max(cells(lead), len(margin))
        for number, line in enumerate(wrapped(self.written(text), room)):
            self.lines.append((margin if number else lead) + self.styled(line, style))

    def written(self, text: str) -> str:
        """The text in signs that the terminal has; without colour it may be one that knows ASCII only."""
        return clean(text) if self.color else clean(text).translate(PLAIN)

    def styled(self, text: str, style: str) -> str:
        code = _STYLES.get(style) if self.color else None
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text

    def entry(self, entry: Card) -> None:
        lead = _lead(entry.mark, entry.tone)
        self.text(entry.title, lead, "warning" if entry.tone == "warning" else "entry")
        for line in entry.lines:
            self.text(f"{line.label}: {line.text}" if line.label else line.text, " " * len(lead), line.tone)

    def chart(self, chart: Chart) -> None:
        self.text(chart.title, "  ", "entry")
        self.text(chart.about, "  ", "quiet")
        for bar in chart.bars:
            self.bar(bar, chart.most)
        for line in chart.lines:
            self.text(f"{line.label}: {line.text}" if line.label else line.text, "    ", line.tone)

    def bar(self, bar: Bar, most: float) -> None:
        """A label, a bar and the number in columns; in a narrow window one below the other."""
        lead = "  > " if bar.own else "    "
        narrow = self.width < 64
        column = self.width - 4 if narrow else 30
        start = 6 if narrow else 4 + column + 2
        style = "entry" if bar.own else "plain"
        length = 0
        if bar.value is not None:
            room = self.width - start - (0 if narrow else 28)
            length = max(1, round(room * min(1.0, bar.value / most))) if most else 1
        drawn = list(wrapped(("█" if self.color else "#") * length + " " + self.written(bar.shown), self.width - start))
        label = list(wrapped(self.written(bar.label), column))
        if narrow:
            rows = [(line, "") for line in label] + [("", line) for line in drawn]
        else:
            rows = list(zip_longest(label, drawn, fillvalue=""))
        for number, (left, right) in enumerate(rows):
            beginning = lead if number == 0 else "    "
            gap = " " * (start - len(beginning) - cells(left)) if right else ""
            self.lines.append(beginning + self.styled(left, style) + gap + (self.styled(right, style) if right else ""))


def _lead(mark: str, tone: Tone) -> str:
    """What stands before an entry or item: a number with its end aligned, an id with its beginning, or a dash."""
    if not mark:
        return "! " if tone == "warning" else "- "
    return f"{mark:>2}  " if mark.isdigit() else f"{mark:<3}  "
