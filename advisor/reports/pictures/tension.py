"""Tensions: two findings that pull apart, side against side, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.advice import TensionSide
from advisor.model.assessment import Assessment, DetectedTension
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.reports.blocks import Item
from advisor.reports.contents.reasons import Reasons
from advisor.reports.drawing import SMALL, Drawing, Shape, Stroke, Text, bottom, card, quiet
from advisor.reports.sheet import Picture
from advisor.reports.words import cited, joined, mid_sentence, named


def tensions(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Picture]:
    """A picture of each tension of the case whose sides the knowledge names."""
    reasons = Reasons(assessment, knowledge)
    for each in assessment.tensions:
        known = knowledge.tensions.get(each.id)
        if known is not None and known.pulls:
            yield _picture(each, known.pulls, reasons.handling(each), knowledge)


def _picture(tension: DetectedTension, pulls: Sequence[TensionSide], do: str, knowledge: KnowledgeBase) -> Picture:
    doubt = ""
    if tension.in_doubt:
        answers = joined([mid_sentence(named(knowledge, name)) for name in tension.in_doubt])
        doubt = f" It hangs on an answer that is in doubt ({answers})."
    sides = [(pull.says, cited(pull.findings)) for pull in pulls]
    labels = ("One side", *["The other side"] * (len(sides) - 1))
    return Picture(
        f"Tension: {mid_sentence(title_of(tension.title))}",
        f"Two things pull apart in this case, and neither is set aside.{doubt}",
        (
            *(Item(f"{says} ({cites})", label=label) for label, (says, cites) in zip(labels, sides, strict=True)),
            Item(do, label="What to do"),
        ),
        lambda width: _drawing(width, sides, do),
    )


def _drawing(width: float, sides: Sequence[tuple[str, str]], do: str) -> Drawing:
    wide, gap = width > 400, 44.0
    shapes: list[Shape] = []
    texts = [[Text(says, "ink", SMALL), quiet(cites)] for says, cites in sides]
    y = 1.0
    if wide:
        each_wide = (width - 2 - gap * (len(sides) - 1)) // len(sides)
        high = max(card(0, 0, each_wide, each).box.height for each in texts)
        for number, each in enumerate(texts):
            x = 1 + number * (each_wide + gap)
            shapes.append(card(x, y, each_wide, each, "warning", least=high))
            if number:
                middle = y + high / 2
                shapes += _apart((x - gap / 2, middle), (x - gap + 4, middle), (x - 4, middle))
        y += high
    else:
        for number, each in enumerate(texts):
            if number:
                shapes += _apart((width / 2, y + 18), (width / 2, y + 3), (width / 2, y + 33))
                y += 36
            box = card(1, y, width - 2, each, "warning")
            shapes.append(box)
            y = bottom(box)
    shapes.append(Stroke(((width / 2, y + 2), (width / 2, y + 16)), "arrow", head=True))
    box = card(1, y + 18, width - 2, [Text("What to do", "ink", SMALL, True), Text(do, "ink", SMALL)], "advice")
    return Drawing(width, bottom(box) + 1, (*shapes, box))


def _apart(middle: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> list[Shape]:
    """Two arrows that point away from one another."""
    return [Stroke((middle, one), "accent", head=True), Stroke((middle, other), "accent", head=True)]
