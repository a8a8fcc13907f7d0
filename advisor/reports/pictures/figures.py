"""The study's figures beside the customer's group.

Groups that judged different things never stand in one panel. No panel has a scale: the texts do not print where theirs
begin and end, and a number that the knowledge does not have would be an invention. All panels of a figure are drawn
alike, so that what lies further right is the higher number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from advisor.model.assessment import Assessment, Peer, ShownBenchmark
from advisor.reports.blocks import Item
from advisor.reports.contents.figures import number_with_sample, remarks
from advisor.reports.drawing import (
    SMALL,
    Box,
    Dot,
    DotLook,
    Drawing,
    Group,
    Shape,
    Stroke,
    StrokeLook,
    Text,
    quiet,
    written,
)
from advisor.reports.sheet import Picture
from advisor.reports.words import cited, mid_sentence, sentence

HOW_TO_READ = (
    "Means and shares of samples; this customer may differ. Groups that judged different things never share a panel. "
    "Lines reach one standard deviation (SD) to either side of a mean, and n is how many were asked. A hollow mark "
    "says that this is not given. B2B customers are firms, B2G ones public. The texts print no ends of their scales, "
    "so none is drawn, and no place on a line is high or low in itself."
)

Owner = Literal["own", "nearest", "other"]
"""Whose a number is: the customer's own group's, that of the nearest sample where there is none of it, or another's."""


class Mark(NamedTuple):
    """A group's number: where it lies, how far it spreads, and what is written beside it. ``more`` says that it is more
    than the number."""

    label: str
    value: float | None
    spread: float | None
    sampled: bool
    written: str
    own: Owner
    more: bool


class Panel(NamedTuple):
    """Groups that judged the same thing. ``most`` is where a panel ends; ``filled`` ones begin at nothing."""

    judged: str
    marks: tuple[Mark, ...]
    least: float
    most: float
    filled: bool


def figures(assessment: Assessment) -> Iterator[Picture]:
    """A picture of each figure on the profile's customer group."""
    for shown in assessment.benchmarks:
        yield _picture(shown, tuple(_panels(shown)), assessment)


def _picture(shown: ShownBenchmark, panels: tuple[Panel, ...], assessment: Assessment) -> Picture:
    marked = "The customer's own group is marked."
    if not shown.own_group:
        marked = "What is marked is not this customer's own group, but the nearest sample in the text."
    places = [f"{name}, {assessment.findings[name].locator}" for name in shown.citations if name in assessment.findings]
    return Picture(
        shown.measure,
        f"{marked} ({'; '.join(places) or cited(shown.citations)})",
        (
            *(Item(f"{'; '.join(map(_told, panel.marks))}.", label=f"Judged: {panel.judged}") for panel in panels),
            *(Item(each.text, tone=each.tone) for each in remarks(shown)),
        ),
        lambda width: _drawing(width, panels, _direction(shown)),
    )


def _told(mark: Mark) -> str:
    return f"{mark.label}: {mark.written}"


def _panels(shown: ShownBenchmark) -> Iterator[Panel]:
    """The customer's group with those that judged the same, then the others by what they judged. All panels of a figure
    are equally long, as they have one measure."""
    own: Owner = "own" if shown.own_group else "nearest"
    judged = {shown.object: [_mark(shown, own), *(_mark(peer) for peer in shown.peers if peer.same_object)]}
    for peer in shown.peers:
        if not peer.same_object:
            judged.setdefault(peer.object, []).append(_mark(peer))
    least, most = _range(shown, [mark for marks in judged.values() for mark in marks])
    for what, marks in judged.items():
        yield Panel(what, tuple(marks), least, most, shown.kind != "mean")


def _range(shown: ShownBenchmark, marks: Sequence[Mark]) -> tuple[float, float]:
    """Where the lines of a figure begin and end: a share is one of all, a count one of those that were asked."""
    if shown.kind == "share":
        return 0.0, 100.0
    if shown.kind == "count":
        bases = [base for base in (shown.base, *(peer.base for peer in shown.peers)) if base is not None]
        return 0.0, float(max([*bases, *(mark.value for mark in marks if mark.value is not None)], default=1))
    ends = [end for mark in marks if mark.value is not None for end in _ends(mark)]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    margin = (high - low) * 0.05 or 1.0
    return low - margin, high + margin


def _ends(mark: Mark) -> tuple[float, float]:
    assert mark.value is not None
    spread = mark.spread or 0.0
    return mark.value - spread, mark.value + spread


def _mark(each: ShownBenchmark | Peer, own: Owner = "other") -> Mark:
    value = each.mean if each.mean is not None else each.share if each.share is not None else each.count
    return Mark(
        each.label, value, each.sd, each.n is not None, number_with_sample(each), own, each.bound == "more than"
    )


def _direction(shown: ShownBenchmark) -> str:
    inferred = " (direction inferred)" if shown.direction_inferred else ""
    return f"{sentence(shown.direction)}{inferred}"


def _drawing(width: float, panels: tuple[Panel, ...], direction: str) -> Drawing:
    shapes: list[Shape] = []
    y = 0.0
    words, y = written([quiet(f"{direction} →")], width, y, width, "end")
    shapes += words
    for panel in panels:
        y = _panel_drawn(panel, width, y + 6, shapes)
    return Drawing(width, y, tuple(shapes))


def _panel_drawn(panel: Panel, width: float, y: float, shapes: list[Shape]) -> float:
    ground, end = written([quiet(f"Judged: {mid_sentence(panel.judged)}")], 8, y + 4, width - 16)
    shapes.append(Group(Box(0, y, width, end + 4 - y, "soft", 3), tuple(ground)))
    y = end + 10
    wide = width > 400
    left, right = (190.0, 165.0) if wide else (8.0, 8.0)
    plot = width - left - right - 16
    for mark in panel.marks:
        look = Text(mark.label, "ink", SMALL, mark.own == "own")
        number = Text(mark.written, "ink", SMALL, mark.own == "own")
        if wide:
            words, ends = written([look], 14, y, left - 20)
            numbers, other = written([number], width - right, y, right)
            end, middle = max(ends, other), (y + max(ends, other)) / 2
            shift = (end - other) / 2
            shapes += [*words, *(each._replace(y=each.y + shift) for each in numbers)]
        else:
            words, y = written([look, number], 14, y, width - 20)
            shapes += words
            middle, end = y + 8, y + 16
        if mark.own != "other":
            shapes.append(Box(1, middle - 8, 5, 16, "accent" if mark.own == "own" else "expected", 2))
        _plotted(mark, panel, left, plot, middle, shapes)
        y = max(end, middle + 9) + 8
    return y


def _plotted(mark: Mark, panel: Panel, left: float, plot: float, y: float, shapes: list[Shape]) -> None:
    shapes.append(Stroke(((left, y), (left + plot, y)), "line"))
    if mark.value is None:
        return

    def at(value: float) -> float:
        share = (value - panel.least) / (panel.most - panel.least)
        return left + max(0.0, min(1.0, share)) * plot

    look: StrokeLook = "accent" if mark.own == "own" else "arrow"
    if panel.filled:
        shapes.append(Stroke(((left, y), (at(mark.value), y)), look))
    elif mark.spread is not None:
        low, high = _ends(mark)
        shapes.append(Stroke(((at(low), y), (at(high), y)), look))
    own = mark.own == "own"
    dot: DotLook = ("own" if own else "full") if mark.sampled else ("own-hollow" if own else "hollow")
    if mark.more:
        shapes.append(Stroke(((at(mark.value), y), (at(mark.value) + 22, y)), look, head=True))
    shapes.append(Dot(at(mark.value), y, 6, dot))
