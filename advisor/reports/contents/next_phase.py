"""Where the relationship stands among the phases, what the next one takes, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.model.next_phase import ComponentStanding, HeldBack, NextPhase, Picture
from advisor.model.phases import Framework
from advisor.reports.blocks import Block, Card, Cell, Heading, Line, Matrix, Paragraph
from advisor.reports.words import (
    GRADE,
    cited,
    joined,
    mid_sentence,
    named,
    sentence,
    valued,
)


def shown_here(assessment: Assessment, knowledge: KnowledgeBase) -> frozenset[str]:
    """The conclusions that this section tells, so that no other has to."""
    if assessment.next_phase is None or knowledge.framework is None:
        return frozenset()
    return frozenset(name for each in knowledge.framework.phased.values() for name in (each.expected, each.position))


def next_phase(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """The four components and the next phase, with every reason that holds it back and every case, rules and grades."""
    there, framework = assessment.next_phase, knowledge.framework
    if there is None or framework is None:
        return
    yield Heading("Where the relationship stands, and the next phase")
    yield Paragraph(_opening(there, framework, knowledge))
    told = _Told(there, framework, knowledge)
    yield matrix(there, framework, knowledge)
    yield from (told.card(each) for each in there.components)
    if there.then is not None:
        yield Paragraph(f"{there.then.text} ({GRADE[there.then.grade]}; {cited(there.then.citations)})")


def matrix(there: NextPhase, framework: Framework, knowledge: KnowledgeBase) -> Matrix:
    """The components through the phases: where each is, and where the phase would have it."""
    order = knowledge.attributes[framework.phase].domain
    phases = [name for name in order if any(name in guide.phases for guide in framework.phased.values())]
    rows = []
    for each in there.components:
        guide = framework.phased.get(each.component)
        if guide is None:
            continue
        cells = tuple(_cell(each, guide.phases[name].stage if name in guide.phases else None) for name in phases)
        here = "not known" if each.here is None else f"here: {mid_sentence(valued(knowledge, guide.here, each.here))}"
        rows.append((title_of(each.component), cells, "" if any(cell.here for cell in cells) else here))
    return Matrix("Component", tuple(valued(knowledge, framework.phase, name) for name in phases), tuple(rows))


def _cell(each: ComponentStanding, stage: str | None) -> Cell:
    here = each.here is not None and each.here == stage
    expected = each.expected is not None and each.expected == stage
    doubtful = here and each.in_doubt
    said = "in doubt" if doubtful else "as expected" if expected else ""
    text = ", ".join(filter(None, ("here", said))) if here else "expected" if expected else ""
    return Cell(text, here, expected, doubtful)


def _opening(there: NextPhase, framework: Framework, knowledge: KnowledgeBase) -> str:
    if there.phase is None:
        return "The phase is not known, so there is nothing to say of a next one."
    phase = f"Phase: {valued(knowledge, framework.phase, there.phase)}{' (in doubt)' if there.in_doubt else ''}"
    after = valued(knowledge, framework.phase, there.next) if there.next is not None else "none"
    return f"{phase}; next: {mid_sentence(after)}. The comparisons are our own reading."


class _Told:
    def __init__(self, there: NextPhase, framework: Framework, knowledge: KnowledgeBase):
        self.there, self.framework, self.knowledge = there, framework, knowledge

    def standing(self, each: ComponentStanding) -> str:
        """Where a component is, what is expected, and how the two compare, in words."""
        answer = self.framework.tellers[each.component]
        here = valued(self.knowledge, answer, each.here) if each.here is not None else "not known"
        if each.in_doubt:
            here += " (in doubt)"
        guide = self.framework.phased.get(each.component)
        if guide is None:
            return f"{mid_sentence(named(self.knowledge, answer))}: {mid_sentence(here)}"
        if each.expected is None:
            return here
        expected = mid_sentence(valued(self.knowledge, guide.expected, each.expected))
        if each.position == "aligned":
            return f"{here}, as expected"
        return (
            f"{here}, {each.position}; expected: {expected}"
            if each.position != "unknown"
            else f"{here}; expected: {expected}"
        )

    def card(self, each: ComponentStanding) -> Card:
        """A component with everything that is said of it."""
        lines = [Line("", f"{sentence(self.standing(each))}.")]
        if each.grade is not None:
            lines.append(
                Line("", f"{sentence(GRADE[each.grade])}; {cited(each.citations)}; by {joined(each.rules)}", "quiet")
            )
        phased = each.component in self.framework.phased
        for need in each.lacks:
            lines.append(Line("This phase lacks", f"{need.text} ({cited(need.citations)})"))
        for need in each.takes:
            label = "Next phase takes" if phased else "Starts and keeps it"
            lines.append(Line(f"{label} (there)" if need.there else label, f"{need.text} ({cited(need.citations)})"))
        lines += [Line("Held back", self.reason(held)) for held in each.holds_back]
        lines += [Line("", _pictured(picture), "quiet") for picture in each.pictures]
        return Card("", title_of(each.component), tuple(lines))

    def reason(self, held: HeldBack) -> str:
        """Why the next phase is held back, with all that says so."""
        first = joined([f'"{self.knowledge.recommendations[piece].title}"' for piece in held.waits_for])
        answers = [
            f"{named(self.knowledge, name)}: {valued(self.knowledge, name, value)}"
            for name, value in held.facts.items()
        ]
        return " ".join(
            (
                held.text,
                *([f"First: {first}."] if first else []),
                f"Holds back: {joined(held.holds)}. Rests on: {'; '.join(answers)}.",
                f"({GRADE[held.grade]}; {cited(held.citations)}; by {joined(held.rules)})",
            )
        )


def _pictured(picture: Picture) -> str:
    return f"One case ({mid_sentence(picture.case)}): {picture.text} ({cited(picture.citations)})"
