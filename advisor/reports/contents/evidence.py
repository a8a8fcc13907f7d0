"""What is still open, how the advice falls into the plan's steps, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.assessment import Assessment, OpenQuestion
from advisor.model.finding import Source
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph
from advisor.reports.contents.wording import remarks, without_value
from advisor.reports.words import GRADE, SUPPORT, cited, joined, mid_sentence, sentence


def open_questions(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """The unknown inputs, essential ones first, then those that could change most."""
    if assessment.open_questions:
        yield Heading("Still unknown, and what it could change")
        if not assessment.open_questions_exact:
            yield Paragraph("Told within bounds: nothing is missing, but some of it may turn out not to come.", "quiet")
    for question in by_weight(assessment, knowledge):
        attribute = knowledge.attributes[question.attribute]
        changes = "; ".join(_called(each, knowledge) for each in question.could_change)
        yield Item(f"{attribute.question or attribute.label} Could bring or take: {changes}.")
        if told := assessment.profile.answers.get(question.attribute):
            yield from remarks(None, told.note)


def by_weight(assessment: Assessment, knowledge: KnowledgeBase) -> list[OpenQuestion]:
    """The open questions, essential ones first, then those that could change most."""
    return sorted(
        assessment.open_questions,
        key=lambda each: (not knowledge.attributes[each.attribute].essential, -len(each.could_change)),
    )


def _called(output: str, knowledge: KnowledgeBase) -> str:
    if output in knowledge.recommendations:
        return knowledge.recommendations[output].title
    if output in knowledge.tensions:
        return f"tension {output}, {mid_sentence(title_of(knowledge.tensions[output].title))}"
    return f"caveat {output}"


def steps(assessment: Assessment) -> Iterator[Block]:
    """The plan's four steps, each with how far it is the papers' and how far this project's."""
    yield Heading("The advice in four steps")
    for step in assessment.plan:
        ranks = [str(each.rank) for each in assessment.recommendations if each.rank and each.step == step.step]
        here = (
            f"recommendations {joined(ranks)}"
            if len(ranks) > 1
            else f"recommendation {ranks[0]}"
            if ranks
            else "no recommendation"
        )
        origin = "its theme alone is stated in a paper" if step.provenance == "stated" else GRADE[step.provenance]
        title = f"{step.title} ({origin})"
        lines = (
            Line("", f"{step.about} {sentence(here)}."),
            Line("", step.provenance_note, "quiet"),
            Line("", cited(step.citations), "quiet"),
        )
        yield Card(str(step.step), title, lines)


def sources(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """The findings that are cited, by source, each with the place where a reader of the paper finds it."""
    told = (
        assessment.conclusions,
        assessment.recommendations,
        assessment.tensions,
        assessment.caveats,
        assessment.benchmarks,
        assessment.plan,
    )
    cited_here = {name for part in told for each in part for name in each.citations}
    cited_here.update(assessment.next_phase.cited() if assessment.next_phase is not None else ())
    if not cited_here:
        return
    yield Heading("What it stands on")
    for key, source in knowledge.sources.items():
        here = {name: each for name, each in assessment.findings.items() if each.source == key and name in cited_here}
        if not here:
            continue
        yield Heading(reference(source), 2)
        yield Paragraph(f"Held: {source.held}", "quiet")
        for name, finding in here.items():
            lines = (
                Line("", finding.paraphrase),
                Line("Holds for", finding.scope),
                Line("Caveat", finding.caveat),
                Line("Kind", f"{joined(finding.nature)}; {SUPPORT[finding.support]}", "quiet"),
            )
            yield Card(name, finding.locator, lines)


def reference(source: Source) -> str:
    """A source as one cites it, with a description where title and authors are not known."""
    if source.title is None:
        return source.description
    parts = [", ".join(source.authors), source.title, source.venue, source.published]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def firings(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """Every rule that fired, in order."""
    yield Heading("Rules that fired, in order")
    for firing in assessment.firings:
        on = [f"{name} = {value}" for name, value in firing.facts.items()]
        on += [f"{name}: {without_value(name, knowledge)}" for name in firing.unknown]
        brought = [f"{name} = {value}" for name, value in firing.concluded.items()]
        brought += [*firing.recommended, *(f"{each} in place" for each in firing.in_place)]
        brought += [*(f"{each} waits" for each in firing.waits), *(f"{each} is theirs" for each in firing.theirs)]
        brought += [*firing.tensions, *firing.caveats]
        yield Item(f"{firing.rule}: {', '.join(on) or 'always'} -> {', '.join(brought)}", mark=str(firing.seq))
    if not assessment.firings:
        yield Paragraph(sentence("no rule fired."))
