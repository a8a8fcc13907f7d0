"""The pictures of many cases, each drawn wide and narrow."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor import Advisor, Assessment
from advisor.reports.contents.case_sheet import case_sheet
from advisor.reports.drawing import Box, Dot, Drawing, Group, Shape, Stroke, Words
from advisor.reports.sheet import NARROW, WIDE, Fold, Picture, Piece
from tests.scenarios.test_clients import CLIENTS


class Drawn(NamedTuple):
    """A picture of a case at one of its widths."""

    picture: Picture
    drawing: Drawing


def cases(advisor: Advisor, count: int = 12) -> Iterator[Assessment]:
    """The clients, each customer group, nothing at all, and drawn answers, the same every time."""
    inputs = advisor.knowledge.inputs
    yield advisor.assess({})
    for client in CLIENTS.values():
        yield advisor.assess(client.facts)
    for group in inputs["customer_group"].domain:
        yield advisor.assess({"customer_group": group})
    for plant in inputs["operator_plant"].domain:
        yield advisor.assess({"customer_group": "operator_noncritical", "operator_plant": plant})
    pick = random.Random(7)
    for _ in range(count):
        yield advisor.assess({name: pick.choice(each.domain) for name, each in inputs.items() if pick.random() < 0.6})


def pictures(pieces: Iterable[Piece]) -> Iterator[Picture]:
    """The pictures of a sheet, those in its folds among them."""
    for each in pieces:
        if isinstance(each, Picture):
            yield each
        elif isinstance(each, Fold):
            yield from pictures(each.inside)


def drawn(assessment: Assessment, advisor: Advisor) -> Iterator[Drawn]:
    for picture in pictures(case_sheet(assessment, advisor.knowledge)):
        for width in (WIDE, NARROW):
            yield Drawn(picture, picture.drawn(width))


def painted(shapes: Iterable[Shape]) -> Iterator[Box | Words | Stroke | Dot]:
    """Shapes in the order in which they are painted, those of a group one by one."""
    for each in shapes:
        if isinstance(each, Group):
            yield each.box
            yield from each.inside
        else:
            yield each
