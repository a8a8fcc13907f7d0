"""What a picture is made of: boxes, words, strokes and dots at their places, before any picture format.

One unit is one CSS pixel. Words are broken by the widths of a wide font, so that they stay inside their boxes whichever
font a reader's machine has. Looks are names; what colour a name has, in the light and in the dark, a format decides.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from advisor.reports.words import clean

BoxLook = Literal[
    "card", "soft", "accent", "answer", "concluded", "advice", "warning", "expected", "doubtful", "later", "unknown"
]
"""``card`` is a plain one, ``soft`` a ground for others, ``accent`` where things stand. ``answer``, ``concluded`` and
``advice`` are the parts of a proof, ``warning`` is what pulls apart. ``expected`` and ``later`` have a dashed edge,
``doubtful`` a dotted one, and ``unknown`` is hatched."""

WordsLook = Literal["ink", "quiet", "on-accent"]
StrokeLook = Literal["line", "arrow", "accent"]
DotLook = Literal["full", "hollow", "own", "own-hollow", "on-accent"]

BODY, SMALL = 13.0, 12.0
"""Sizes of type. Nothing is smaller, since pictures are printed as large as they are drawn."""

LEADING = {BODY: 18.0, SMALL: 16.0}
"""How far the lines of a text are apart, by the size of its type."""

_PLAIN = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
)  # fmt: skip
_BOLD = (
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696,
    696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995,
    837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716,
    678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712,
    365, 712, 838,
)  # fmt: skip
"""Widths of the letters from U+0020 to U+007E in DejaVu Sans, in thousandths of the size of type: the widest of the
fonts that a browser falls back to."""

_OTHER, _BROAD, _SIGN = 1.1, 1.2, 1.45
"""Widths of all else: letters of other alphabets, those that East Asian scripts have, and signs such as emoji."""


class Box(NamedTuple):
    """A box with round corners."""

    x: float
    y: float
    width: float
    height: float
    look: BoxLook
    radius: float = 6


class Words(NamedTuple):
    """Lines of words below one another; ``y`` is what the first one stands on, ``x`` where they start, or with another
    anchor their middle or end."""

    x: float
    y: float
    lines: tuple[str, ...]
    look: WordsLook = "ink"
    size: float = BODY
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"


class Stroke(NamedTuple):
    """A line from point to point. With four points and ``curved`` it is a curve, with the inner two pulling at it.
    ``head`` ends it in an arrow's head."""

    points: tuple[tuple[float, float], ...]
    look: StrokeLook = "line"
    curved: bool = False
    head: bool = False


class Dot(NamedTuple):
    """A dot around its middle."""

    x: float
    y: float
    radius: float
    look: DotLook


class Group(NamedTuple):
    """A box and the shapes that stand inside it."""

    box: Box
    inside: tuple[Words | Dot, ...]


Shape: TypeAlias = Box | Words | Stroke | Dot | Group


class Drawing(NamedTuple):
    """Shapes on a ground of that size, the first ones undermost."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


class Band(NamedTuple):
    """A part of a drawing from ``top`` to ``bottom``, over its whole width."""

    top: float
    bottom: float
    shapes: tuple[Shape, ...]


def bands(drawing: Drawing, most: float) -> list[Band]:
    """A drawing cut into parts that are no higher than ``most``, if it can be cut so: no word, dot or card is cut
    through, only strokes and the grounds behind cards."""
    spans = sorted(span for shape in drawing.shapes if (span := _span(shape)) is not None)
    cuts, reached = [0.0], 0.0
    gaps = []
    for top, end in spans:
        if top > reached and reached:
            gaps.append((reached + top) / 2)
        reached = max(reached, end)
    for gap, following in pairwise([*gaps, drawing.height]):
        if following - cuts[-1] > most:
            cuts.append(gap)
    if len(cuts) == 1:
        return [Band(0.0, drawing.height, drawing.shapes)]
    held = pairwise([-math.inf, *cuts[1:], math.inf])
    return [
        Band(top, end, tuple(part for shape in drawing.shapes for part in _within(shape, *bounds)))
        for (top, end), bounds in zip(pairwise([*cuts, drawing.height]), held, strict=True)
    ]


def _span(shape: Shape) -> tuple[float, float] | None:
    """From where to where a shape must not be cut; None for one that may be."""
    if isinstance(shape, Group):
        return _span(shape.box._replace(look="card"))
    if isinstance(shape, Box):
        return (shape.y, shape.y + shape.height) if shape.look != "soft" else None
    if isinstance(shape, Words):
        return shape.y - shape.size, shape.y + (len(shape.lines) - 1) * LEADING[shape.size] + shape.size / 3
    if isinstance(shape, Dot):
        return shape.y - shape.radius, shape.y + shape.radius
    return None


def _within(shape: Shape, top: float, end: float) -> Iterator[Shape]:
    """What there is of a shape between two heights."""
    span = _span(shape)
    if span is not None:
        if top <= (span[0] + span[1]) / 2 < end:
            yield shape
    elif isinstance(shape, Box):
        upper, lower = max(shape.y, top), min(shape.y + shape.height, end)
        if upper < lower:
            whole = (upper, lower) == (shape.y, shape.y + shape.height)
            yield shape._replace(y=upper, height=lower - upper, radius=shape.radius if whole else 0)
    elif isinstance(shape, Stroke):
        heights = [y for _, y in shape.points]
        if min(heights) < end and max(heights) >= top:
            points = shape.points
            if not shape.curved:  # a curve would bend otherwise, and what is outside is not shown
                points = tuple((x, min(max(y, top), end)) for x, y in points)
            yield shape._replace(points=points, head=shape.head and top <= heights[-1] < end)


class Text(NamedTuple):
    """Words that are still to be broken into lines."""

    text: str
    look: WordsLook = "ink"
    size: float = BODY
    bold: bool = False

    def lines(self, width: float) -> list[str]:
        """The text in lines that fit the width."""
        return broken(clean(self.text), width, self.size, self.bold)


def quiet(text: str) -> Text:
    """A remark in small type."""
    return Text(text, "quiet", SMALL)


@lru_cache(maxsize=4096)
def length(text: str, size: float, bold: bool = False) -> float:
    """How long a text can be, whichever font draws it."""
    return sum(_letter(each, bold) for each in text) * size


def broken(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """A text in lines none of which is longer than ``width``; a word that is longer is broken."""
    lines: list[str] = []
    line, so_far = "", 0.0
    space = _letter(" ", bold) * size
    for word in text.split():
        long = length(word, size, bold)
        if line and so_far + space + long <= width:
            line, so_far = f"{line} {word}", so_far + space + long
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width, size, bold) if long > width else (word,)
        lines += whole
        so_far = length(line, size, bold)
    return [*lines, line] if line else lines


def written(
    texts: Iterable[Text],
    x: float,
    y: float,
    width: float,
    anchor: Literal["start", "middle", "end"] = "start",
) -> tuple[list[Words], float]:
    """Texts below one another from the top ``y`` on, and where they end."""
    words = []
    for text in texts:
        lines = tuple(text.lines(width))
        if lines:
            words.append(Words(x, y + text.size, lines, text.look, text.size, text.bold, anchor))
        y += len(lines) * LEADING[text.size]
    return words, y


PADDING = 9.0
_MARK = 11.0
"""The radius of the disc in which a card's number stands."""


def card(
    x: float, y: float, width: float, texts: Sequence[Text], look: BoxLook = "card", mark: str = "", least: float = 0
) -> Group:
    """A box around texts, with a number in a disc before them if there is one. It is at least so high."""
    indent = 2 * _MARK + 7 if mark else 0.0
    room = width - 2 * PADDING - indent
    words, end = written(texts, x + PADDING + indent, y + PADDING, room)
    height = max(end + PADDING - y, least, 2 * (_MARK + 6) if mark else 0)
    inside: list[Words | Dot] = [*words]
    if mark:
        middle_x, middle_y = x + PADDING + _MARK, y + PADDING + _MARK - 1
        inside = [
            Dot(middle_x, middle_y, _MARK, "own"),
            Words(middle_x, middle_y + 4, (mark,), "on-accent", SMALL, True, "middle"),
            *words,
        ]
    return Group(Box(x, y, width, height, look), tuple(inside))


def bottom(group: Group) -> float:
    """Where a card ends."""
    return group.box.y + group.box.height


def _pieces(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    piece, so_far = "", 0.0
    for letter in word:
        long = _letter(letter, bold) * size
        if piece and so_far + long > width:
            yield piece
            piece, so_far = "", 0.0
        piece, so_far = piece + letter, so_far + long
    yield piece


def _letter(letter: str, bold: bool) -> float:
    code = ord(letter)
    if 0x20 <= code <= 0x7E:
        return (_BOLD if bold else _PLAIN)[code - 0x20] / 1000
    if unicodedata.combining(letter):
        return 0.0
    if code >= 0x1F000:
        return _SIGN
    return _BROAD if unicodedata.east_asian_width(letter) in "WF" else _OTHER
