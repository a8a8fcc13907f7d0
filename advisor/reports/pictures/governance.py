"""The way of governance, from contract to trust: where it is, where its phase would have it, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.next_phase import HeldBack
from advisor.model.phases import Framework
from advisor.reports.blocks import Item
from advisor.reports.drawing import SMALL, BoxLook, Drawing, Group, Shape, Stroke, Text, WordsLook, bottom, card, quiet
from advisor.reports.pictures.standing import look_of
from advisor.reports.sheet import Picture
from advisor.reports.words import cited, mid_sentence, sentence, valued


class Station(NamedTuple):
    """A way of governing, what it takes, and in words how things stand with it."""

    label: str
    takes: tuple[str, ...]
    citations: tuple[str, ...]
    marks: tuple[str, ...]
    look: BoxLook

    @property
    def words(self) -> str:
        """All that the picture says of it."""
        takes = f"{'; '.join(self.takes)} ({cited(self.citations)})" if self.takes else ""
        return ". ".join(sentence(each) for each in (", ".join(self.marks), takes) if each) + "."


def governance(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Picture]:
    """The picture, where it is known how the relationship is governed, or how its phase would have it."""
    there, framework = assessment.next_phase, knowledge.framework
    if there is None or framework is None:
        return
    each = next(each for each in there.components if each.component == "governance")
    if each.here is None and each.expected is None:
        return
    answer = framework.governance.here
    stations = []
    for value in knowledge.attributes[answer].domain:
        here, expected = value == each.here, value == each.expected
        marks = ["here"] * here + ["in doubt"] * (here and each.in_doubt) + ["expected in this phase"] * expected
        look = look_of(here, expected, here and each.in_doubt)
        stations.append(Station(valued(knowledge, answer, value), *_takes(framework, value), tuple(marks), look))
    held = [back for component in there.components for back in component.holds_back if "governance" in back.holds]
    before = [_before(back, assessment, knowledge) for back in held]
    guide = framework.governance.phases.get(there.next or "")
    label = f'Before "{valued(knowledge, answer, guide.stage)}"' if guide is not None else "Comes first"
    doubt = " Dotted is an answer that is in doubt." if each.in_doubt else ""
    unknown = " How it is governed now is not known yet." if each.here is None else ""
    yield Picture(
        "The way of governance, from contract to trust",
        f"Filled is where governance stands, dashed where the papers describe it in this phase.{doubt}{unknown} They "
        "describe a way and prescribe none: no text advises to go back.",
        (
            *(Item(station.words, label=station.label) for station in stations if station.marks or station.takes),
            *(Item(text, label=label) for text in before),
        ),
        lambda width: _drawing(width, stations, label, before),
    )


def _takes(framework: Framework, value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a way of governing takes, and the findings that say so."""
    needs = [need for guide in framework.governance.phases.values() if guide.stage == value for need in guide.takes]
    cites = dict.fromkeys(name for need in needs for name in need.citations)
    return tuple(need.in_short or mid_sentence(need.text) for need in needs), tuple(cites)


def _before(held: HeldBack, assessment: Assessment, knowledge: KnowledgeBase) -> str:
    """What holds back, and the advice that comes first, with its number where it is to do."""
    ranks = {piece.id: piece.rank for piece in assessment.recommendations}
    first = [
        f"{ranks[name]} {mid_sentence(title)}" if ranks.get(name) else mid_sentence(title)
        for name in held.waits_for
        for title in [knowledge.recommendations[name].title]
    ]
    then = f" First: {'; '.join(first)}." if first else ""
    return f"{held.text}{then} ({cited(held.citations)})"


def _drawing(width: float, stations: Sequence[Station], label: str, before: Sequence[str]) -> Drawing:
    wide, gap = width > 400, 22.0
    shapes: list[Shape] = []
    y = 1.0
    if wide:
        each_wide = (width - gap * (len(stations) - 1) - 2) // len(stations)
        high = max(_card(station, 0, 0, each_wide).box.height for station in stations)
        for number, station in enumerate(stations):
            x = 1 + number * (each_wide + gap)
            shapes.append(_card(station, x, y, each_wide, high))
            if number:
                shapes.append(Stroke(((x - gap, y + 24), (x - 2, y + 24)), "arrow", head=True))
        y += high
    else:
        for number, station in enumerate(stations):
            if number:
                shapes.append(Stroke(((20, y), (20, y + gap - 2)), "arrow", head=True))
                y += gap
            box = _card(station, 1, y, width - 2)
            shapes.append(box)
            y = bottom(box)
    if before:
        texts = [Text(label, "ink", SMALL, True), *(Text(each, "ink", SMALL) for each in before)]
        held = card(1, y + 12, width - 2, texts, "warning")
        shapes.append(held)
        y = bottom(held)
    return Drawing(width, y + 1, tuple(shapes))


def _card(station: Station, x: float, y: float, width: float, least: float = 0) -> Group:
    look: WordsLook = "on-accent" if station.look == "accent" else "ink"
    texts = [Text(station.label, look, bold=True)]
    texts += [Text(", ".join(station.marks), look, SMALL, True)] if station.marks else []
    texts += [
        Text(f"- {each}", look, SMALL) for each in station.takes if each.casefold() != f"a {station.label}".casefold()
    ]
    if station.citations:
        cites = cited(station.citations)
        texts.append(Text(cites, look, SMALL) if look == "on-accent" else quiet(cites))
    return card(x, y, width, texts, station.look, least=least)
