"""Where the relationship stands: each component through the phases, and the capabilities, which have none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.model.next_phase import NextPhase
from advisor.model.phases import Framework
from advisor.reports.blocks import Item
from advisor.reports.drawing import (
    SMALL,
    Box,
    BoxLook,
    Dot,
    Drawing,
    Shape,
    Stroke,
    Text,
    card,
    quiet,
    written,
)
from advisor.reports.sheet import Picture
from advisor.reports.words import mid_sentence, named, sentence, valued


class Stage(NamedTuple):
    """What a component can be like. ``phase`` is the column in which it stands, None where it has none."""

    label: str
    phase: str | None
    here: bool
    expected: bool
    doubtful: bool

    @property
    def look(self) -> BoxLook:
        return look_of(self.here, self.expected, self.doubtful)

    @property
    def mark(self) -> str:
        """In words what the look says."""
        told = [word for word, true in (("here", self.here), ("in doubt", self.doubtful)) if true]
        told += ["expected"] if self.expected and not self.here else []
        return ", ".join(told)


def look_of(here: bool, expected: bool, doubtful: bool) -> BoxLook:
    """How a box looks that is where something stands, or where its phase would have it. Doubt is never filled."""
    if here:
        return "doubtful" if doubtful else "accent"
    return "expected" if expected else "card"


class Lane(NamedTuple):
    """A component: its stages in their order, and how the one that is here compares with what is expected. ``asked``
    is one that is not known and can still change something."""

    label: str
    position: str
    known: bool
    asked: bool
    stages: tuple[Stage, ...]


def standing(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Picture]:
    """The picture, where the phase or any component is known."""
    there, framework = assessment.next_phase, knowledge.framework
    if there is None or framework is None:
        return
    open_ones = {each.attribute for each in assessment.open_questions}
    lanes = tuple(_lanes(there, framework, knowledge, open_ones))
    strip = _strip(there, framework, knowledge, open_ones)
    if there.phase is None and not any(each.known for each in (*lanes, strip)):
        return
    columns = tuple(
        (name, valued(knowledge, framework.phase, name)) for name in knowledge.attributes[framework.phase].domain
    )
    stages = [stage for each in (*lanes, strip) for stage in each.stages]
    doubt = " Dotted is an answer that is in doubt." if any(each.doubtful for each in stages) else ""
    unknown = " Hatched is not known yet." if any(each.asked for each in (*lanes, strip)) else ""
    phase = valued(knowledge, framework.phase, there.phase) if there.phase is not None else "not known"
    yield Picture(
        "Where the relationship stands",
        f"Phase of the relationship: {mid_sentence(phase)}{' (in doubt)' if there.in_doubt else ''}. Filled is where a "
        f"component stands, and dashed is what the papers describe for this phase; the comparison is our own.{doubt}"
        f"{unknown} Capabilities have no phase.",
        tuple(Item(_told(each), label=each.label) for each in (*lanes, strip)),
        lambda width: _Layout(width, columns, there, lanes, strip).drawing(),
    )


def _lanes(
    there: NextPhase, framework: Framework, knowledge: KnowledgeBase, open_ones: Collection[str]
) -> Iterator[Lane]:
    phases = knowledge.attributes[framework.phase].domain
    for each in there.components:
        guide = framework.phased.get(each.component)
        if guide is None:
            continue
        staged = {guide.phases[phase].stage: phase for phase in phases if phase in guide.phases}
        others = iter([phase for phase in phases if phase not in guide.phases])
        stages = [
            Stage(
                valued(knowledge, guide.here, value),
                staged[value] if value in staged else next(others, None),
                each.here == value,
                each.expected == value,
                each.here == value and each.in_doubt,
            )
            for value in knowledge.attributes[guide.here].domain
        ]
        position = {None: "", "unknown": "", "aligned": "as expected"}.get(each.position, str(each.position))
        known, asked = each.here is not None, guide.here in open_ones
        yield Lane(title_of(each.component), position if known else _unknown(asked), known, asked, tuple(stages))


def _unknown(asked: bool) -> str:
    return "not known yet" if asked else "not known"


def _strip(there: NextPhase, framework: Framework, knowledge: KnowledgeBase, open_ones: Collection[str]) -> Lane:
    answer = framework.capabilities.here
    each = next(each for each in there.components if each.component == "capabilities")
    stages = [
        Stage(valued(knowledge, answer, value), None, each.here == value, False, each.here == value and each.in_doubt)
        for value in knowledge.attributes[answer].domain
    ]
    known, asked = each.here is not None, answer in open_ones
    about = mid_sentence(named(knowledge, answer))
    return Lane("Capabilities", about if known else f"{about}: {_unknown(asked)}", known, asked, tuple(stages))


def _told(lane: Lane) -> str:
    marked = [f"{each.mark}: {mid_sentence(each.label)}" for each in lane.stages if each.mark]
    told = [lane.position] if lane.position else []
    return f"{sentence('; '.join([*told, *marked]))}."


class _Layout:
    def __init__(
        self,
        width: float,
        columns: tuple[tuple[str, str], ...],
        there: NextPhase,
        lanes: tuple[Lane, ...],
        strip: Lane,
    ):
        self.width, self.columns, self.lanes, self.strip = width, columns, lanes, strip
        self.phase, self.phase_in_doubt = there.phase, there.in_doubt
        self.shapes: list[Shape] = []

    def drawing(self) -> Drawing:
        y = self.matrix() if self.width > 400 else self.stacked()
        return Drawing(self.width, y, tuple(self.shapes))

    # Wide: a column for each phase.

    def matrix(self) -> float:
        side, gap = 112.0, 8.0
        column = (self.width - side) // len(self.columns)
        at = {name: side + number * column for number, (name, _) in enumerate(self.columns)}
        heads, y = [], 0.0
        for name, label in self.columns:
            texts = [Text(label, bold=True)]
            if name == self.phase:
                texts.append(quiet("this relationship" + ", in doubt" * self.phase_in_doubt))
            words, end = written(texts, at[name] + column / 2, 8, column - gap, "middle")
            heads += words
            y = max(y, end)
        y += 8
        rows: list[Shape] = []
        for lane in self.lanes:
            rows.append(Stroke(((0, y), (self.width, y)), "line"))
            y = self.row(lane, at, column - gap, gap, y + 8, rows, side) + 8
        if self.phase in at:
            self.shapes.append(Box(at[self.phase], 0, column, y, "soft"))
        self.shapes += [*heads, *rows]
        self.shapes.append(Stroke(((0, y), (self.width, y)), "line"))
        return self.strip_of(self.strip, side, gap, y + 8)

    def row(
        self, lane: Lane, at: dict[str, float], width: float, gap: float, y: float, rows: list[Shape], side: float
    ) -> float:
        words, end = written(_head(lane), 0, y + 6, side - 8)
        rows += words
        cells = [(at[each.phase], each) for each in lane.stages if each.phase in at]
        high = max([card(0, 0, width, _cell(each)).box.height for _, each in cells] + [end - y])
        for x, each in cells:
            rows.append(card(x + gap / 2, y, width, _cell(each), each.look, least=high))
        if lane.asked:
            rows.append(Box(side - 9, y, 7, high, "unknown", 2))
        return y + high

    def strip_of(self, lane: Lane, side: float, gap: float, y: float) -> float:
        words, end = written(_head(lane), 0, y + 6, side - 8)
        self.shapes += words
        width = (self.width - side) // len(lane.stages) - gap
        high = max([card(0, 0, width, _cell(each)).box.height for each in lane.stages] + [end - y])
        for number, each in enumerate(lane.stages):
            x = side + gap / 2 + number * (width + gap)
            self.shapes.append(card(x, y, width, _cell(each), each.look, least=high))
        if lane.asked:
            self.shapes.append(Box(side - 9, y, 7, high, "unknown", 2))
        return y + high + 1

    # Narrow: a row of steps for each component, and what they are in words.

    def stacked(self) -> float:
        y = 0.0
        for lane in (*self.lanes, self.strip):
            words, y = written(
                [Text(lane.label, bold=True), *([quiet(lane.position)] if lane.position else [])], 0, y, self.width
            )
            self.shapes += words
            y += 4
            step = self.width // len(lane.stages)
            for number, each in enumerate(lane.stages):
                box = Box(number * step + 1, y, step - 5, 16, "unknown" if lane.asked else each.look, 4)
                self.shapes.append(box)
                if each.expected and each.here:
                    self.shapes.append(
                        Dot(number * step + step / 2 - 2, y + 8, 3, "on-accent" if each.look == "accent" else "own")
                    )
            y += 20
            for each in lane.stages:
                if each.mark:
                    phase = dict(self.columns).get(each.phase or "", "")
                    phase = f" ({mid_sentence(phase)})" if phase else ""
                    label = f"{sentence(each.mark)}: {mid_sentence(each.label)}{phase}"
                    words, y = written([Text(label, "ink", SMALL)], 0, y, self.width)
                    self.shapes += words
            y += 12
        return y


def _head(lane: Lane) -> list[Text]:
    return [Text(lane.label, bold=True), *([quiet(lane.position)] if lane.position else [])]


def _cell(stage: Stage) -> list[Text]:
    on = stage.look == "accent"
    texts = [Text(stage.label, "on-accent" if on else "ink" if stage.mark else "quiet", SMALL, bool(stage.mark))]
    if stage.mark:
        texts.append(Text(stage.mark, "on-accent" if on else "quiet", SMALL))
    return texts
