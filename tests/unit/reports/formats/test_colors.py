"""Colours: each text can be read on the ground on which a picture puts it, in the light and in the dark, and what is
drawn can be told from what it is drawn on.

Which look has which colour is read from the style sheets, and which stands on which from drawn pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

import pytest

from advisor import Advisor
from advisor.reports.contents.rule_graph import chapters, leading_to
from advisor.reports.drawing import Box, Dot, Drawing, Stroke, Words, length
from advisor.reports.formats.svg import look
from advisor.reports.pictures.tree import tree
from advisor.reports.sheet import WIDE
from tests.unit.reports.pictures.drawn import cases, drawn, painted

READABLE, SEEN = 4.5, 3.0
"""How much text, and what else carries meaning, has to stand out (WCAG 1.4.3 and 1.4.11)."""

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
PAINTS = ("fill", "stroke")


class Rule(NamedTuple):
    """A rule of a style sheet: to which element of which classes it applies, how closely, and what it says."""

    tag: str
    classes: frozenset[str]
    says: dict[str, str]


def _says(text: str) -> dict[str, str]:
    return {
        name.strip(): value.strip() for name, _, value in (each.partition(":") for each in text.split(";")) if value
    }


def tokens() -> dict[str, dict[str, str]]:
    """The colours by their names, in the light and in the dark."""
    light, dark = (
        {name.removeprefix("--"): value for name, value in _says(body).items() if name.startswith("--")}
        for _, body in RULE.findall(look("colors"))
    )
    return {"light": light, "dark": {**light, **dark}}


def rules() -> list[Rule]:
    """Those that paint, of what stands in a page, the closer ones last."""
    found = []
    for selectors, body in RULE.findall(re.sub(r"@media[^{]+\{((?:[^{}]+\{[^{}]*\})*[^{}]*)\}", "", _sheets())):
        says = {name: value for name, value in _says(body).items() if name in PAINTS}
        for selector in selectors.split(",") if says else ():
            scope, _, compound = selector.strip().rpartition(" ")
            assert scope == ".iot-advisor", f"read no further: {selector}"
            tag, *classes = compound.split(".")
            found.append(Rule(tag, frozenset(classes), says))
    return sorted(found, key=lambda rule: (len(rule.classes), bool(rule.tag)))


def _sheets() -> str:
    return look("page") + look("pictures")


SHEET = rules()
TOKENS = tokens()


def paint(shape: Box | Words | Stroke | Dot, name: str) -> str | None:
    """The name of the colour with which a shape is filled or stroked, None for none."""
    tag, own = {Box: ("rect", "box"), Words: ("text", ""), Stroke: ("path", "stroke"), Dot: ("circle", "dot")}[
        type(shape)
    ]
    value = "none"
    for rule in SHEET:
        if rule.tag in ("", tag) and rule.classes <= {own, shape.look}:
            value = rule.says.get(name, value)
    return None if value == "none" else value.removeprefix("var(--").removesuffix(")")


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    assert re.fullmatch("#[0-9a-f]{6}", color)
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def ground(before: list[Box | Words | Stroke | Dot], x: float, y: float) -> str:
    """The name of the colour that lies at a place, of what was painted so far."""
    for shape in reversed(before):
        if isinstance(shape, Box):
            there = shape.x <= x <= shape.x + shape.width and shape.y <= y <= shape.y + shape.height
        elif isinstance(shape, Dot):
            there = (shape.x - x) ** 2 + (shape.y - y) ** 2 <= shape.radius**2
        else:
            continue
        if there and (own := paint(shape, "fill")) is not None:
            return own
    return "paper"


class Pair(NamedTuple):
    """Two colours that have to be told from one another, and of which shape they are."""

    shape: str
    color: str
    ground: str


def on_grounds(drawing: Drawing) -> Iterator[tuple[Pair, float]]:
    """Each shape with what it lies on, and how much it has to stand out."""
    before: list[Box | Words | Stroke | Dot] = []
    for shape in painted(drawing.shapes):
        name = f"{type(shape).__name__} {shape.look}"
        if isinstance(shape, Words):
            long = length(shape.lines[0], shape.size, shape.bold)
            middle = shape.x + {"start": long / 2, "middle": 0, "end": -long / 2}[shape.anchor]
            color = paint(shape, "fill")
            assert color is not None
            yield Pair(name, color, ground(before, middle, shape.y - 0.3 * shape.size)), READABLE
        elif isinstance(shape, Dot):
            edge = paint(shape, "stroke")
            assert edge is not None
            yield Pair(name, edge, ground(before, shape.x, shape.y)), SEEN
        elif isinstance(shape, Box):
            # A box without an edge groups what its heading names already.
            if (edge := paint(shape, "stroke")) is not None:
                yield Pair(name, edge, ground(before, shape.x - 2, shape.y + shape.height / 2)), SEEN
        elif shape.look != "line":  # rulers between rows say nothing
            color = paint(shape, "stroke")
            assert color is not None
            # Its ends touch what it joins.
            for (x, y), (further, down) in pairwise(shape.points):
                x, y = (x + further) / 2, (y + down) / 2
                yield Pair(name, color, ground(before, x, y)), SEEN
        before.append(shape)


@pytest.fixture(scope="module")
def pairs(advisor: Advisor) -> dict[Pair, float]:
    """What every picture puts on what, and how much it has to stand out."""
    drawings = [each.drawing for case in cases(advisor, 4) for each in drawn(case, advisor)]
    known = advisor.knowledge
    drawings += [tree(graph, WIDE) for graph in (chapters(known), leading_to("open-direct-contact", known))]
    return {pair: least for drawing in drawings for pair, least in on_grounds(drawing)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_stands_out_from_its_ground(pairs: Mapping[Pair, float], scheme: str) -> None:
    colors = TOKENS[scheme]
    met = {pair: contrast(colors[pair.color], colors[pair.ground]) for pair in pairs}
    assert [(pair, round(found, 2)) for pair, found in met.items() if found < pairs[pair]] == []


def test_pictures_use_what_there_is(pairs: Mapping[Pair, float]) -> None:
    assert {pair.shape for pair in pairs} >= {
        *("Words ink", "Words quiet", "Words on-accent", "Dot own", "Dot full", "Dot hollow", "Dot own-hollow"),
        *("Stroke arrow", "Stroke accent", "Box card", "Box accent", "Box expected", "Box advice", "Box warning"),
    }
    assert {pair.ground for pair in pairs} >= {"paper", "soft", "card", "accent", "answer", "concluded", "advice"}


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = ({name for name in _says(body) if name.startswith("--")} for _, body in RULE.findall(look("colors")))
    assert light == dark
    used = set(re.findall(r"var\(--([\w-]+)\)", _sheets()))
    assert used == set(TOKENS["light"]), "and each is used"


def test_what_cannot_be_read_would_be_found() -> None:
    colors = TOKENS["light"]
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast(colors["hair"], colors["paper"]) < SEEN
    drawing = Drawing(100, 50, (Box(0, 0, 90, 40, "accent"), Words(10, 20, ("text",), "quiet")))
    met = [
        contrast(colors[pair.color], colors[pair.ground]) for pair, least in on_grounds(drawing) if least == READABLE
    ]
    assert len(met) == 1 and met[0] < READABLE
