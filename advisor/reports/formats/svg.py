"""Pictures as SVG: alone in a file, or inside a page that has the colours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from typing_extensions import assert_never

from advisor.reports.drawing import BODY, LEADING, Band, Box, Dot, Drawing, Group, Shape, Stroke, Words, bands
from advisor.reports.formats import Canvas
from advisor.reports.graph import Graph
from advisor.reports.pictures.tree import tree
from advisor.reports.sheet import WIDE
from advisor.reports.words import clean

_HEAD = 7.0
"""How long an arrow's head is."""


def draw(graph: Graph, canvas: Canvas) -> str:
    """A graph as a picture in a file of its own, on any canvas."""
    return alone(tree(graph, WIDE), "Rules and what they rest on")


def alone(drawing: Drawing, title: str) -> str:
    """A drawing as a file, light or dark as its reader has it, on a ground of its own."""
    margin = 16.0
    width, height = drawing.width + 2 * margin, drawing.height + 2 * margin
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="iot-advisor" role="img" width="{_number(width)}" '
            f'height="{_number(height)}" viewBox="{_number(-margin)} {_number(-margin)} {_number(width)} '
            f'{_number(height)}">\n<title>{escape(clean(title))}</title>\n',
            f"<style>{look('colors')}{look('pictures')}</style>\n",
            f'<rect x="{_number(-margin)}" y="{_number(-margin)}" width="{_number(width)}" '
            f'height="{_number(height)}" class="ground"/>\n',
            *(f"{shape}\n" for shape in _shapes(drawing.shapes, "unknown")),
            "</svg>\n",
        )
    )


def inside(drawing: Drawing, title: str, name: str, classes: str = "", most: float = math.inf) -> str:
    """A drawing inside a page, which a screen reader calls by its title. ``name`` is the beginning of its ids. One that
    is higher than ``most`` is cut into parts of at most half of that, which stand below one another without a gap and
    may come on different sheets of paper."""
    cut = bands(drawing, most / 2 if drawing.height > most else math.inf)
    return "".join(_inside(band, drawing, title, name, classes) for band in cut)


def _inside(band: Band, drawing: Drawing, title: str, name: str, classes: str) -> str:
    # There is room for the edge of what lies at an edge, but none between two parts.
    top = band.top - (band.top == 0)
    height = _number(band.bottom + (band.bottom == drawing.height) - top)
    width, hatch = _number(drawing.width + 2), f"{name}-{_number(band.top)}-unknown"
    called = f'role="img" aria-label="{escape(clean(title))}"' if band.top == 0 else 'aria-hidden="true"'
    head = f'<svg class="{classes}" {called} viewBox="-1 {_number(top)} {width} {height}"'
    size = f' width="{width}" height="{height}">\n'
    return "".join((head, size, *_shapes(band.shapes, hatch), "</svg>\n"))


@cache
def look(name: str) -> str:
    """A style sheet of the program's own, by its name."""
    return files("advisor.reports.formats").joinpath("looks").joinpath(f"{name}.css").read_text(encoding="utf-8")


def _shapes(shapes: Sequence[Shape], unknown: str) -> Iterator[str]:
    """Shapes one after the other. ``unknown`` is the id of what hatches a box, which is there where one is."""
    boxes = (each.box if isinstance(each, Group) else each for each in shapes)
    if any(isinstance(each, Box) and each.look == "unknown" for each in boxes):
        yield (
            f'<defs><pattern id="{unknown}" width="7" height="7" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path d="M0 0V7" class="stroke"/></pattern></defs>'
        )
    for shape in shapes:
        yield _shape(shape, unknown)


def _shape(shape: Shape, unknown: str) -> str:
    if isinstance(shape, Group):
        return f"<g>{_shape(shape.box, unknown)}{''.join(_shape(x, unknown) for x in shape.inside)}</g>"
    if isinstance(shape, Box):
        fill = f' fill="url(#{unknown})"' if shape.look == "unknown" else ""
        place = f'x="{_number(shape.x)}" y="{_number(shape.y)}"'
        size = f'width="{_number(shape.width)}" height="{_number(shape.height)}" rx="{_number(shape.radius)}"'
        return f'<rect {place} {size} class="box {shape.look}"{fill}/>'
    if isinstance(shape, Words):
        return _words(shape)
    if isinstance(shape, Dot):
        place = f'cx="{_number(shape.x)}" cy="{_number(shape.y)}" r="{_number(shape.radius)}"'
        return f'<circle {place} class="dot {shape.look}"/>'
    if isinstance(shape, Stroke):
        return _stroke(shape)
    assert_never(shape)


def _words(words: Words) -> str:
    small = words.size < BODY and words.look != "quiet"  # what is quiet is always small
    told = (words.look != "ink" and words.look, small and "small", words.bold and "bold", words.anchor)
    names = " ".join(each for each in told if each and each != "start")
    named = f' class="{names}"' if names else ""
    x = _number(words.x)
    further = f'<tspan x="{x}" dy="{_number(LEADING[words.size])}">'
    first, *others = [escape(clean(line), quote=False) for line in words.lines]
    lines = "".join((first, *(f" {further}{line}</tspan>" for line in others)))
    return f'<text x="{x}" y="{_number(words.y)}"{named}>{lines}</text>'


def _stroke(stroke: Stroke) -> str:
    points = [(_number(x), _number(y)) for x, y in stroke.points]
    first, *others = [f"{x} {y}" for x, y in points]
    path = f"M{first}C{' '.join(others)}" if stroke.curved else f"M{first}{''.join(f'L{each}' for each in others)}"
    head = _arrow_head(stroke) if stroke.head else ""
    return f'<path d="{path}" class="stroke {stroke.look}"/>{head}'


def _arrow_head(stroke: Stroke) -> str:
    (from_x, from_y), (x, y) = stroke.points[-2:]
    angle = math.atan2(y - from_y, x - from_x)
    ends = [(x - _HEAD * math.cos(angle + turn), y - _HEAD * math.sin(angle + turn)) for turn in (0.45, -0.45)]
    corners = "L".join(f"{_number(at)} {_number(down)}" for at, down in ((x, y), *ends))
    return f'<path d="M{corners}Z" class="head {stroke.look}"/>'


def _number(value: float) -> str:
    """A number with at most one digit behind the point: finer than a screen shows, and the same on every machine."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
