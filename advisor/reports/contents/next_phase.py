"""Where the relationship stands among the phases, what the next one takes, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.next_phase import ComponentStanding, HeldBack, NextPhase, Picture, Taken
from advisor.model.phases import COMPONENTS, Framework
from advisor.reports.contents.blocks import Block, Card, Heading, Item, Line, Paragraph
from advisor.reports.contents.words import (
    GRADE,
    cited,
    first_sentence,
    joined,
    mid_sentence,
    named,
    sentence,
    title_of,
    valued,
)

BRIEF = 2
"""How many reasons that hold the next phase back a brief report tells."""


def shown_here(assessment: Assessment, knowledge: KnowledgeBase) -> frozenset[str]:
    """The conclusions that this section tells, so that no other has to."""
    if assessment.next_phase is None or knowledge.framework is None:
        return frozenset()
    return frozenset(name for each in knowledge.framework.phased.values() for name in (each.expected, each.position))


def next_phase(assessment: Assessment, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """The four components and the next phase. In brief a line for each, the first reasons that hold it back, and one
    case; ``full`` has every reason and case, with rules and grades."""
    there, framework = assessment.next_phase, knowledge.framework
    if there is None or framework is None:
        return
    yield Heading("Where the relationship stands, and the next phase")
    yield Paragraph(_opening(there, framework, knowledge))
    told = _Told(there, framework, knowledge)
    if full:
        yield from (told.card(each) for each in there.components)
    else:
        yield from (Item(told.brief(each)) for each in there.components)
        reasons = list(told.held_back())
        left = len(reasons) - BRIEF
        for place, each in enumerate(reasons[:BRIEF], 1):
            yield Item(f"Held back: {each}{f'; {left} more in the full report' if place == BRIEF and left > 0 else ''}")
        yield from (Item(_pictured(each)) for each in told.first_picture())
    if there.then is not None:
        yield Paragraph(f"{there.then.text} ({GRADE[there.then.grade]}; {cited(there.then.citations)})")


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

    def brief(self, each: ComponentStanding) -> str:
        """A component in one line: where it is, and what the next phase takes that is not there."""
        said = f"{sentence(each.component)}: {self.standing(each)}."
        if each.lacks:
            said += (
                f" Lacking: {'; '.join(mid_sentence(need.text) for need in each.lacks)} ({_cited(list(each.lacks))})."
            )
        if each.component not in self.framework.phased or not each.takes:
            return said
        lacking = [need for need in each.takes if not need.there]
        if not lacking:
            return f"{said} Next: all of it is there."
        takes = "; ".join(mid_sentence(need.text) for need in lacking)
        return f"{said} Next: {takes} ({_cited(lacking)})."

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

    def held_back(self) -> Iterator[str]:
        """What holds back, by the advice that comes first, or where there is none by the reason's first sentence."""
        reasons = [each for one in self.there.components for each in one.holds_back]
        for first in dict.fromkeys(each.waits_for for each in reasons if each.waits_for):
            here = [each for each in reasons if each.waits_for == first]
            held = joined([name for name in COMPONENTS if any(name in each.holds for each in here)])
            more = f" and {len(first) - 1} more" if len(first) > 1 else ""
            own = " (our reading)" if any(each.grade == "operationalised" for each in here) else ""
            yield f"{held}, until this is done: {self.knowledge.recommendations[first[0]].title}{more}{own}"
        for each in reasons:
            if not each.waits_for:
                yield f"{joined(each.holds)}: {first_sentence(each.text)} ({cited(each.citations)})"

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

    def first_picture(self) -> tuple[Picture, ...]:
        """The case that pictures the next phase of the first component in which something is lacking."""
        for each in self.there.components:
            lacking = any(not need.there for need in each.takes)
            if each.component in self.framework.phased and lacking and each.pictures:
                return each.pictures[:1]
        return ()


def _pictured(picture: Picture) -> str:
    return f"One case ({mid_sentence(picture.case)}): {picture.text} ({cited(picture.citations)})"


def _cited(needs: list[Taken]) -> str:
    return cited(dict.fromkeys(name for need in needs for name in need.citations))
