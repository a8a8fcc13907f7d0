"""A relationship over time: what was answered and concluded, and where its advice stood, assessment by assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from advisor.audit.timeline import Moment, Timeline
from advisor.model.states import SPOKEN, State
from advisor.reports.blocks import Item
from advisor.reports.contents.recorded import minute
from advisor.reports.contents.wording import said, titled_piece
from advisor.reports.drawing import LEADING, SMALL, Box, BoxLook, Drawing, Shape, Stroke, Text, quiet, written
from advisor.reports.lexicon import Lexicon
from advisor.reports.sheet import Picture
from advisor.reports.words import counted, named

LAST = 5
"""How many assessments are drawn: as many columns as have room for their words on a page."""

LOOKS: dict[State, BoxLook] = {"to_do": "advice", "waits": "later", "theirs": "soft", "in_place": "answer"}
NOT_LISTED = "not listed"


class Cell(NamedTuple):
    """What a row says at one time. Without a ``look`` there is nothing to draw a box for."""

    text: str
    look: BoxLook | None


class Row(NamedTuple):
    """A piece of advice, or something that is followed, with a cell for each time."""

    title: str
    cells: tuple[Cell, ...]

    def runs(self, times: Sequence[str]) -> Iterator[str]:
        """The row in words, with what stays as it is said once: ``2026-01-05 to 2026-03-02: to do``."""
        told = groupby(zip(self.cells, times, strict=True), lambda pair: pair[0].text)
        for text, pairs in told:
            first, *others = [time for _, time in pairs]
            yield f"{first}{f' to {others[-1]}' if others else ''}: {text}"


def timeline_picture(found: Timeline, knowledge: Lexicon) -> Picture:
    """The last assessments side by side, what is followed and the advice below one another."""
    moments = found.moments[-LAST:]
    days = [each.at[:10] for each in moments]
    times = days if len({*days}) == len(days) else [minute(each.at) for each in moments]
    if len({*times}) < len(times):
        times = [f"{time}, record {each.id}" for time, each in zip(times, moments, strict=True)]
    followed = tuple(
        Row(named(knowledge, name), tuple(_value(knowledge, name, each.state.get(name)) for each in moments))
        for name in dict.fromkeys(name for each in moments for name in each.state)
    )
    pieces = [
        Row(titled_piece(each.id, knowledge), tuple(_stood(each.id, at) for at in moments)) for each in found.advice
    ]
    listed = tuple(row for row in pieces if any(cell.look for cell in row.cells))
    earlier, gone = len(found.moments) - len(moments), len(pieces) - len(listed)
    told = [
        f"The last {len(moments)} of {len(found.moments)} assessments, times in UTC."
        if earlier
        else f"{counted(len(moments), 'assessment')}, times in UTC.",
        "What is bold has changed since the assessment before." if len(moments) > 1 else "",
        f"{counted(gone, 'piece')} of advice that none of these lists {'is' if gone == 1 else 'are'} left out."
        if gone
        else "",
    ]
    heads = [(time, f"record {each.id}") for time, each in zip(times, moments, strict=True)]
    rows = (*followed, *listed)
    return Picture(
        "What stood where",
        " ".join(filter(None, told)),
        tuple(Item("; ".join(row.runs(times)) + ".", label=row.title) for row in rows),
        lambda width: (
            _columns(width, heads, followed, listed) if width > 400 else _stacked(width, times, followed, listed)
        ),
    )


def _value(knowledge: Lexicon, name: str, value: str | None) -> Cell:
    return Cell(said(knowledge, name, value), "card" if value is not None else "unknown")


def _stood(piece: str, moment: Moment) -> Cell:
    places: dict[State, tuple[str, ...]] = {
        "to_do": moment.recommendations,
        "waits": moment.waits,
        "theirs": moment.theirs,
        "in_place": moment.in_place,
    }
    found = (Cell(SPOKEN[state], look) for state, look in LOOKS.items() if piece in places[state])
    return next(found, Cell(NOT_LISTED, None))


def _columns(width: float, heads: Sequence[tuple[str, str]], followed: Sequence[Row], listed: Sequence[Row]) -> Drawing:
    """A column for each assessment."""
    gap, pad = 4.0, 4.0
    column = min((width - 132) / len(heads), 150.0)
    side = width - column * len(heads)
    shapes: list[Shape] = []
    top = 0.0
    for number, (time, record) in enumerate(heads):
        words, end = written([Text(time, "ink", SMALL, True), quiet(record)], side + number * column, 0, column - gap)
        shapes += words
        top = max(top, end)
    y = top + 4
    for title, rows in (("What is followed", followed), ("Advice", listed)):
        if rows:
            words, end = written([Text(title, bold=True)], 0, y + 6, width)
            shapes += words
            y = end + 4
        for row in rows:
            shapes.append(Stroke(((0, y), (width, y)), "line"))
            words, end = written([Text(row.title, "ink", SMALL)], 0, y + 4 + pad, side - 10)
            shapes += words
            cells = [_cell(row, number) for number in range(len(heads))]
            inner = column - gap - 2 * pad
            high = max(end - y - 4, *(len(text.lines(inner)) * LEADING[text.size] + 2 * pad for text in cells))
            for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                x = side + number * column
                if cell.look is not None:
                    shapes.append(Box(x, y + 4, column - gap, high, _filled(cell.look)))
                words, _ = written([text], x + pad, y + 4 + pad, inner)
                shapes += words
            y += high + 8
    return Drawing(width, max(y, 1.0), tuple(shapes))


def _stacked(width: float, times: Sequence[str], followed: Sequence[Row], listed: Sequence[Row]) -> Drawing:
    """A strip of boxes for each row, and in words when it stood how."""
    shapes: list[Shape] = []
    y = 0.0
    for title, rows in (("What is followed", followed), ("Advice", listed)):
        if rows:
            words, y = written([Text(title, bold=True)], 0, y + 6, width)
            shapes += words
        for row in rows:
            words, y = written([Text(row.title, "ink", SMALL, True)], 0, y + 6, width)
            shapes += words
            step = width / len(times)
            for number, cell in enumerate(row.cells):
                if cell.look is not None:
                    shapes.append(Box(number * step + 1, y + 3, step - 5, 14, cell.look, 4))
                else:
                    shapes.append(Stroke(((number * step + 1, y + 10), (number * step + step - 4, y + 10)), "line"))
            words, y = written([Text(run, "ink", SMALL) for run in row.runs(times)], 0, y + 21, width)
            shapes += words
            y += 4
    return Drawing(width, max(y, 1.0), tuple(shapes))


def _cell(row: Row, number: int) -> Text:
    """What a cell says, bold where it is otherwise than before."""
    cell = row.cells[number]
    otherwise = number > 0 and row.cells[number - 1].text != cell.text
    return Text(cell.text, "ink" if cell.look not in (None, "unknown") else "quiet", SMALL, otherwise)


def _filled(look: BoxLook) -> BoxLook:
    """Words stand in these boxes, and on a hatched ground they could not be read."""
    return "later" if look == "unknown" else look
