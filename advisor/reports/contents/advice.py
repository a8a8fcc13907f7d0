"""What to do, and what to know before doing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.model.advice import Caveat
from advisor.model.assessment import Assessment, DetectedTension, RaisedCaveat, RankedRecommendation
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph
from advisor.reports.words import (
    PRACTICE,
    STATE,
    cited,
    grade_sentence,
    joined,
    mid_sentence,
    named,
    valued,
)


def warnings(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """Answers that contradict each other, then tensions, then the other caveats with what they concern."""
    contradictions = [each for each in assessment.caveats if each.kind == "contradiction"]
    others = [each for each in assessment.caveats if each.kind != "contradiction"]
    if contradictions:
        yield Heading("Answers that do not fit one another")
        for doubted in dict.fromkeys(each.doubts for each in contradictions):
            pairs = [(each, each.rules, each.citations) for each in contradictions if each.doubts == doubted]
            yield in_doubt(doubted, pairs, assessment.profile.facts, knowledge)
    if assessment.tensions:
        yield Heading("Tensions in this case")
        for tension in assessment.tensions:
            yield _tension(tension, knowledge)
    if others:
        yield Heading("Before you act")
        for each in others:
            yield Item(f"{each.text}{_concerned(each, assessment, knowledge)} ({_behind(each.rules, each.citations)})")


def _concerned(caveat: RaisedCaveat, assessment: Assessment, knowledge: KnowledgeBase) -> str:
    """The listed pieces of advice that one would carry out otherwise for knowing the caveat."""
    bears_on = knowledge.caveats[caveat.id].bears_on if caveat.id in knowledge.caveats else ()
    here = [each.title for each in assessment.recommendations if each.id in bears_on]
    return f" It bears on: {'; '.join(here)}." if here else ""


def details(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """Every recommendation, in order of rank, and once how far the grade goes."""
    if assessment.recommendations:
        yield Heading("What to do")
        yield Paragraph(PRACTICE)
    yield from (_recommendation(each, knowledge) for each in assessment.recommendations if each.rank is not None)
    for state, heading in STATE.items():
        there = [each for each in assessment.recommendations if each.state == state]
        if there:
            yield Heading(heading)
            yield from (_otherwise(each, knowledge) for each in there)


def _otherwise(each: RankedRecommendation, knowledge: KnowledgeBase) -> Card:
    """A piece that is not to do: why, and on which grounds, and the piece itself."""
    said = each.state_because
    assert said is not None
    lines = [Line("Why", because) for because in said.because]
    if each.waits_for:
        lines.append(Line("Waits for", joined([knowledge.recommendations[name].title for name in each.waits_for])))
    if each.state == "theirs" and each.ask:
        lines.append(Line("Ask for it", each.ask))
    answers = [f"{named(knowledge, name)}: {valued(knowledge, name, value)}" for name, value in said.facts.items()]
    lines.append(Line("Rests on", "; ".join(answers) or "no answer in particular", "quiet"))
    lines.append(Line("", f"{grade_sentence(said.grade, said.support)}. {cited(said.citations)} ({each.id})", "quiet"))
    lines.append(Line("Rules", joined(said.rules), "quiet"))
    lines += _recommendation(each, knowledge).lines
    return Card("", each.title, tuple(lines))


def in_doubt(
    doubted: Sequence[str],
    pairs: Sequence[tuple[Caveat | RaisedCaveat, Sequence[str], Sequence[str]]],
    facts: Mapping[str, str],
    knowledge: KnowledgeBase,
) -> Card:
    """One answer with everything that it does not fit, who can tell, and how the case is read until then. A pair is the
    caveat that says so, with its rules and citations."""
    answers = [f"{named(knowledge, name)}: {valued(knowledge, name, facts[name])}" for name in doubted if name in facts]
    lines = [Line("", f"{each.text} ({_behind(rules, citations)})") for each, rules, citations in pairs]
    for label, told in (
        ("Who can tell", [each.who_can_tell for each, _, _ in pairs]),
        ("Until then (our own reading)", [each.until_then for each, _, _ in pairs]),
    ):
        if given := [text for text in dict.fromkeys(told) if text]:
            lines.append(Line(label, " ".join(given)))
    return Card("!", f"In doubt: {joined(answers)}" if answers else "Not to be had together", tuple(lines), "warning")


def _tension(tension: DetectedTension, knowledge: KnowledgeBase) -> Card:
    lines = [Line("", tension.text), Line("What to do", tension.handling), Line("", cited(tension.citations), "quiet")]
    if tension.in_doubt:
        answers = joined([mid_sentence(named(knowledge, name)) for name in tension.in_doubt])
        lines.insert(1, Line("Mind", f"this hangs on an answer that is in doubt ({answers})"))
    lines.append(Line("Rules", joined(tension.rules), "quiet"))
    return Card(tension.id, title_of(tension.title), tuple(lines), "warning")


def _recommendation(each: RankedRecommendation, knowledge: KnowledgeBase) -> Card:
    first = [each.who.function if each.who else None, each.first_step]
    lines = [
        *([Line("Why here", each.rank_because)] if each.rank_because else []),
        Line("", each.action),
        *([Line("First step", ": ".join(told))] if (told := [text for text in first if text]) else []),
        Line("Worked if", each.indicator),
        Line("", f"{grade_sentence(each.grade, each.support)}.", "quiet"),
        Line("", f"{cited(each.citations)} ({each.id})", "quiet"),
    ]
    resting = [f"{named(knowledge, name)}: {valued(knowledge, name, value)}" for name, value in each.facts.items()]
    resting += [f"{named(knowledge, name)} unknown" for name in each.unknown]
    lines += [Line("Why", because) for because in each.because]
    lines.append(Line("Rests on", "; ".join(resting) or "no answer in particular", "quiet"))
    lines.append(Line("Horizon", each.horizon, "quiet"))
    if each.component:
        lines.append(Line("Component", each.component, "quiet"))
    lines.append(Line("Rules", joined(each.rules), "quiet"))
    return Card("" if each.rank is None else str(each.rank), each.title, tuple(lines))


def _behind(rules: Sequence[str], citations: Sequence[str]) -> str:
    return f"{cited(citations)}; by {joined(rules)}"
