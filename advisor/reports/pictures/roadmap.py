"""The roadmap: what to do now, next and later, what waits for what, what is in place, and what is the other side's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from string import ascii_uppercase
from typing import NamedTuple, get_args

from advisor.model.advice import Horizon
from advisor.model.assessment import Assessment, RankedRecommendation
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Item
from advisor.reports.drawing import (
    SMALL,
    Box,
    BoxLook,
    Drawing,
    Group,
    Shape,
    Stroke,
    Text,
    bottom,
    card,
    quiet,
    written,
)
from advisor.reports.sheet import Picture
from advisor.reports.words import GRADE_IN_SHORT, joined, mid_sentence, sentence

BETTER = "better after"
HORIZONS: tuple[Horizon, ...] = get_args(Horizon)


class Stop(NamedTuple):
    """A piece of advice on the road. ``after`` are the pieces that it waits for, by their ids."""

    id: str
    mark: str
    title: str
    about: str
    after: tuple[str, ...]
    look: BoxLook


class Lane(NamedTuple):
    """A strip of the road with its stops."""

    title: str
    stops: tuple[Stop, ...]


def roadmap(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Picture]:
    """The picture, where any advice is listed."""
    pieces = assessment.recommendations
    marks = _marks(pieces)
    going = [each for each in pieces if each.state in ("to_do", "waits")]
    columns = tuple(
        Lane(sentence(name), tuple(_stop(each, pieces, marks, knowledge) for each in going if each.horizon == name))
        for name in HORIZONS
    )
    lanes = tuple(
        Lane(title, tuple(_aside(each, marks) for each in pieces if each.state == state))
        for state, title in (
            ("in_place", "In place by your answers: keep"),
            ("theirs", "The other side's part: ask for it"),
        )
    )
    if not going and not any(lane.stops for lane in lanes):
        return
    waiting = any(stop.look == "later" for lane in columns for stop in lane.stops)
    better = any(stop.about.startswith(BETTER) for lane in columns for stop in lane.stops)
    yield Picture(
        "Roadmap",
        "Columns say when a piece is due, numbers how urgent it is. Below a title stand what it belongs to and its "
        "grade."
        + (
            f' "{BETTER.capitalize()}" names what helps it when it is done before, and is no condition.'
            if better
            else ""
        )
        + (" What waits has a dashed edge and says for what, by its number or letter." if waiting else "")
        + (" What is in place or the other side's stands below." if any(lane.stops for lane in lanes) else ""),
        tuple(
            Item("; ".join(_told(stop) for stop in lane.stops) + ".", label=lane.title)
            for lane in (*columns, *lanes)
            if lane.stops
        ),
        lambda width: _Layout(width, columns, lanes).drawing(),
    )


def _stop(
    piece: RankedRecommendation,
    pieces: Sequence[RankedRecommendation],
    marks: dict[str, str],
    knowledge: KnowledgeBase,
) -> Stop:
    about: list[str] = [piece.component] if piece.component else []
    about += ["for the firm"] if piece.level == "firm" else []
    about.append(GRADE_IN_SHORT[piece.grade])
    if piece.state == "waits":
        first = [marks[name] for name in _in_order(marks, piece.waits_for)]
        first += [f'"{knowledge.recommendations[name].title}"' for name in piece.waits_for if not marks.get(name)]
        about = [f"waits for {joined(first)}" if first else "waits for other answers", *about]
    elif before := {each.id for each in pieces if piece.id in each.before and each.rank is not None}:
        about = [f"{BETTER} {joined([marks[name] for name in _in_order(marks, before)])}", *about]
    look: BoxLook = "card" if piece.state == "to_do" else "later"
    return Stop(piece.id, marks[piece.id], piece.title, " · ".join(about), piece.waits_for, look)


def _marks(pieces: Sequence[RankedRecommendation]) -> dict[str, str]:
    """What a piece is called in the picture: its rank, or a letter where it waits or is the other side's."""
    letters = iter(ascii_uppercase)
    marks = {each.id: str(each.rank) for each in pieces if each.rank is not None}
    return marks | {each.id: next(letters, "") for each in pieces if each.state in ("waits", "theirs")}


def _in_order(marks: dict[str, str], names: Collection[str]) -> list[str]:
    """Those of the pieces that have a mark, in the order of these."""
    return [name for name in marks if name in names and marks[name]]


def _aside(piece: RankedRecommendation, marks: dict[str, str]) -> Stop:
    title = (piece.keep if piece.state == "in_place" else piece.ask) or piece.title
    return Stop(piece.id, marks.get(piece.id, ""), title, "", (), "card")


def _told(stop: Stop) -> str:
    about = f" ({stop.about})" if stop.about else ""
    return f"{stop.mark} {mid_sentence(stop.title)}{about}".strip().rstrip(".")


class _Layout:
    def __init__(self, width: float, columns: Sequence[Lane], lanes: Sequence[Lane]):
        self.width, self.columns, self.lanes = width, columns, lanes
        self.wide = width > 400
        self.at: dict[str, Box] = {}
        self.grounds: list[Shape] = []
        self.arrows: list[Shape] = []
        self.cards: list[Shape] = []

    def drawing(self) -> Drawing:
        y = self.side_by_side() if self.wide else self.stacked([each for each in self.columns if each.stops], 0.0)
        for lane in self.lanes:
            if lane.stops:
                y = self.lane(lane, y + 10)
        for column in self.columns:
            for stop in column.stops:
                for first in stop.after:
                    if first in self.at:
                        self.arrow(self.at[first], self.at[stop.id])
        return Drawing(self.width, y, (*self.grounds, *self.arrows, *self.cards))

    def side_by_side(self) -> float:
        """A column for each horizon; what nothing falls into stays narrow."""
        gap, bare = 14.0, 52.0
        empty = sum(not column.stops for column in self.columns)
        full = len(self.columns) - empty
        each_wide = (self.width - gap * (len(self.columns) - 1) - bare * empty) // max(full, 1)
        x, ends = 0.0, []
        for column in self.columns:
            wide = each_wide if column.stops else bare
            ends.append(self.column(column, x, 0.0, wide))
            x += wide + gap
        high = max(ends)
        self.grounds = [ground._replace(height=high) for ground in self.grounds if isinstance(ground, Box)]
        return high

    def stacked(self, columns: Sequence[Lane], y: float) -> float:
        for column in columns:
            y = self.column(column, 0.0, y, self.width) + 10
        return y - 10

    def column(self, lane: Lane, x: float, y: float, width: float) -> float:
        words, end = written([Text(lane.title, bold=True)], x + 8, y + 8, width - 10)
        self.cards += words
        end += 4
        gutter = 0.0 if self.wide else 16.0
        for stop in lane.stops:
            box = _card(stop, x + 8, end, width - 16 - gutter)
            self.at[stop.id] = box.box
            self.cards.append(box)
            end = bottom(box) + 8
        self.grounds.append(Box(x, y, width, end - y, "soft"))
        return end

    def lane(self, lane: Lane, y: float) -> float:
        """Stops beside one another over the whole width."""
        top = y
        words, y = written([Text(lane.title, bold=True)], 8, y + 8, self.width - 16)
        self.cards += words
        y += 4
        across = 3 if self.wide else 1
        wide = (self.width - 16 - 8 * (across - 1)) // across
        for start in range(0, len(lane.stops), across):
            row = lane.stops[start : start + across]
            high = max(_card(stop, 0, 0, wide).box.height for stop in row)
            self.cards += [_card(stop, 8 + at * (wide + 8), y, wide, high) for at, stop in enumerate(row)]
            y += high + 8
        self.grounds.append(Box(0, top, self.width, y - top, "soft"))
        return y

    def arrow(self, first: Box, then: Box) -> None:
        """From a piece to one that waits for it, behind the cards between them."""
        start_y, end_y = first.y + min(first.height / 2, 22), then.y + min(then.height / 2, 22)
        right, left = first.x + first.width, then.x
        if left > right:
            bend = (left - right) / 2 + 6
            points = ((right, start_y), (right + bend, start_y), (left - bend, end_y), (left - 1, end_y))
        elif then.x + then.width < first.x:
            end = then.x + then.width
            bend = (first.x - end) / 2 + 6
            points = ((first.x, start_y), (first.x - bend, start_y), (end + bend, end_y), (end + 1, end_y))
        else:
            bend = 13.0 if self.wide else 18.0
            points = ((right, start_y), (right + bend, start_y), (right + bend, end_y), (right + 1, end_y))
        self.arrows.append(Stroke(points, "arrow", curved=True, head=True))


def _card(stop: Stop, x: float, y: float, width: float, least: float = 0) -> Group:
    texts = [Text(stop.title, "ink", SMALL), *([quiet(stop.about)] if stop.about else [])]
    return card(x, y, width, texts, stop.look, stop.mark, least)
