"""No picture invents a number, and none draws side by side what was judged of different things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from advisor import Advisor, Assessment
from advisor.model.assessment import Peer, ShownBenchmark
from advisor.reports.blocks import Item
from advisor.reports.contents.figures import number_with_sample
from advisor.reports.drawing import Dot, Drawing, Group, Stroke, Words
from advisor.reports.pictures.figures import figures
from advisor.reports.sheet import NARROW, WIDE
from advisor.reports.words import clean, mid_sentence
from tests.unit.reports.pictures.drawn import Drawn, cases, drawn, painted

NUMBER = re.compile(r"[A-Za-z]*\d+(?:\.\d+)?")
"""A number with the letters before it: ``4.47``, ``78``, ``F49``, ``T3``."""


@pytest.fixture(scope="module")
def assessed(advisor: Advisor) -> list[Assessment]:
    return list(cases(advisor))


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for name, each in held.items():
            yield str(name)
            yield from _texts(each)
    elif isinstance(held, (list, tuple)):
        for each in held:
            yield from _texts(each)


@pytest.fixture(scope="module")
def known(advisor: Advisor) -> set[str]:
    """Every number in a text or an id of the knowledge, and the figures as they are written."""
    knowledge = advisor.knowledge
    held = [
        each.model_dump(mode="json", exclude={"examples"})
        for kind in (
            *(knowledge.findings, knowledge.recommendations, knowledge.tensions, knowledge.caveats),
            *(knowledge.attributes, knowledge.rules, knowledge.topics),
        )
        for each in kind.values()
    ]
    held += [knowledge.framework.model_dump(mode="json")] if knowledge.framework is not None else []
    texts = [*_texts(held)]
    return {number for text in texts for number in NUMBER.findall(text)}


def _figures(assessment: Assessment) -> set[str]:
    """The numbers of the figures that are shown, and how many were asked."""
    groups: list[ShownBenchmark | Peer] = [*assessment.benchmarks]
    groups += [peer for shown in assessment.benchmarks for peer in shown.peers]
    return {
        form
        for each in groups
        for value in (each.mean, each.sd, each.share, each.count, each.base, each.n)
        if value is not None
        for form in (f"{value:.2f}", f"{value:g}", str(value))
    }


def made_up(drawing: Drawing, known: set[str], assessment: Assessment) -> set[str]:
    """Numbers in a drawing that neither the knowledge nor the assessment has."""
    ranks = {str(each.rank) for each in assessment.recommendations if each.rank is not None}
    texts = [" ".join(each.lines) for each in painted(drawing.shapes) if isinstance(each, Words)]
    return {number for text in texts for number in NUMBER.findall(text)} - known - _figures(assessment) - ranks


def test_every_number_is_known(advisor: Advisor, assessed: list[Assessment], known: set[str]) -> None:
    met = 0
    for assessment in assessed:
        for each in drawn(assessment, advisor):
            assert made_up(each.drawing, known, assessment) == set(), each.picture.title
            met += 1
    assert met > 300


def test_a_number_that_is_made_up_would_be_found(advisor: Advisor, assessed: list[Assessment], known: set[str]) -> None:
    assessment = next(each for each in assessed if each.benchmarks)
    for each in drawn(assessment, advisor):
        for text in ("7.31 (SD 0.07)", "F999", "scale from 0.1 to 9973"):
            spoiled = each.drawing._replace(shapes=(*each.drawing.shapes, Words(0, 0, (text,))))
            assert made_up(spoiled, known, assessment) >= {NUMBER.findall(text)[-1]}


def _shown(assessed: list[Assessment]) -> Iterator[tuple[ShownBenchmark, Drawn]]:
    """Each figure that is drawn, with its picture at both widths."""
    for assessment in assessed:
        drawn_ones = {each.title: each for each in figures(assessment)}
        for shown in assessment.benchmarks:
            if shown.measure in drawn_ones:
                picture = drawn_ones[shown.measure]
                for width in (WIDE, NARROW):
                    yield shown, Drawn(picture, picture.drawn(width))


def _judged(shown: ShownBenchmark) -> dict[str, list[ShownBenchmark | Peer]]:
    """The groups of a figure by what they judged, the profile's own first."""
    found: dict[str, list[ShownBenchmark | Peer]] = {shown.object: [shown]}
    for peer in shown.peers:
        found.setdefault(peer.object, []).append(peer)
    return found


def _panels(drawing: Drawing) -> list[tuple[str, str, list[Dot], list[Stroke]]]:
    """What stands under each heading of a figure's picture: what was judged, the words, the dots and the bars."""
    found: list[tuple[str, str, list[Dot], list[Stroke]]] = []
    for shape in drawing.shapes:
        if isinstance(shape, Group):
            found.append(
                (" ".join(line for each in shape.inside if isinstance(each, Words) for line in each.lines), "", [], [])
            )
        elif found:
            judged, words, dots, strokes = found[-1]
            if isinstance(shape, Words):
                found[-1] = (judged, " ".join((words, *shape.lines)), dots, strokes)
            elif isinstance(shape, Dot):
                dots.append(shape)
            elif isinstance(shape, Stroke) and shape.look != "line":
                strokes.append(shape)
    return found


def _signs(text: str) -> str:
    return "".join(clean(text).split())


def test_a_panel_has_those_only_that_judged_the_same(assessed: list[Assessment]) -> None:
    apart = 0
    for shown, each in _shown(assessed):
        judged = _judged(shown)
        apart += len(judged) > 1
        panels = _panels(each.drawing)
        assert [_signs(panel[0]) for panel in panels] == [_signs(f"Judged: {mid_sentence(name)}") for name in judged], (
            shown.measure
        )
        for (_, words, _, _), groups in zip(panels, judged.values(), strict=True):
            said = _signs(words)
            for group in groups:
                assert _signs(group.label) in said and _signs(number_with_sample(group)) in said
                said = said.replace(_signs(group.label), "", 1).replace(_signs(number_with_sample(group)), "", 1)
            assert said == "", "and nobody else"
        panels_told = [item for item in each.picture.words if isinstance(item, Item) and item.label]
        assert [item.label for item in panels_told] == [f"Judged: {name}" for name in judged]
    assert apart > 5


def test_a_mark_is_hollow_where_the_sample_is_not_given_and_nowhere_else(assessed: list[Assessment]) -> None:
    met = set()
    for shown, each in _shown(assessed):
        for (_, _, dots, _), groups in zip(_panels(each.drawing), _judged(shown).values(), strict=True):
            drawn_groups = [
                group for group in groups if any(x is not None for x in (group.mean, group.share, group.count))
            ]
            for dot, group in zip(dots, drawn_groups, strict=True):
                assert (dot.look in ("hollow", "own-hollow")) == (group.n is None), group.label
                assert dot.look.startswith("own") == (group is shown and shown.own_group)
                met.add(dot.look)
    assert met == {"full", "hollow", "own", "own-hollow"}


def test_more_lies_further_right_and_only_within_a_panel(assessed: list[Assessment]) -> None:
    for shown, each in _shown(assessed):
        for (_, _, dots, _), groups in zip(_panels(each.drawing), _judged(shown).values(), strict=True):
            values = [
                next(x for x in (group.mean, group.share, group.count) if x is not None)
                for group in groups
                if any(x is not None for x in (group.mean, group.share, group.count))
            ]
            by_value = [x for _, x in sorted(zip(values, (dot.x for dot in dots), strict=True))]
            assert by_value == sorted(by_value)
