"""An assessment in full: which sections, in which order. The page that a client gets is in ``page``."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.assessment import AssessedKnowledge, AssessedProfile, Assessment, RankedRecommendation
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block, Heading, Item, Paragraph, Title
from advisor.reports.contents.advice import details, warnings
from advisor.reports.contents.evidence import firings, open_questions, sources, steps
from advisor.reports.contents.figures import figures
from advisor.reports.contents.next_phase import next_phase, shown_here
from advisor.reports.contents.wording import remarks
from advisor.reports.words import (
    GRADE,
    STATE,
    answered,
    clean,
    counted,
    joined,
    named,
    sentence,
    valued,
)

AT_A_GLANCE = "At a glance"
"""The section that lists the advice in short; a roadmap says the same."""


def report(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    """The report's blocks, with every text, caveat and rule. What limits the advice stands before it."""
    name = clean(assessment.profile.name or "") or "Assessment"
    stamp = assessment.knowledge
    yield Title(name, f"IoT and customer relationship, knowledge {stamp.version} ({stamp.sha256[:12]})")
    yield from own_knowledge(stamp)
    yield Paragraph(headline(assessment))
    yield from _case(assessment, knowledge)
    yield from _at_a_glance(assessment, knowledge)
    yield from warnings(assessment, knowledge)
    yield from details(assessment, knowledge)
    yield from open_questions(assessment, knowledge)
    yield from figures(assessment)
    yield from next_phase(assessment, knowledge)
    yield from steps(assessment)
    yield from sources(assessment, knowledge)
    yield from firings(assessment, knowledge)
    yield Paragraph("Drawn from descriptions and reported cases; no success is promised.", "quiet")


def own_knowledge(stamp: AssessedKnowledge) -> Iterator[Block]:
    """That a directory of the user's own lies over the shipped knowledge, where one does."""
    if stamp.overrides:
        changed = counted(len(stamp.overrides), "entry", "entries")
        yield Paragraph(
            f"Not the shipped knowledge alone: {changed} of a directory of your own "
            f"{'is' if len(stamp.overrides) == 1 else 'are'} in use ({', '.join(map(clean, stamp.overrides))}).",
            "warning",
        )


def headline(assessment: Assessment) -> str:
    """How much advice there is, what to start with, and what to read before it."""
    advice = [each for each in assessment.recommendations if each.state == "to_do"]
    if not advice:
        opening = "No advice follows from what is known."
    else:
        opening = f"{counted(len(advice), 'recommendation')}. Start with: {advice[0].title}."
    contradictions = sum(each.kind == "contradiction" for each in assessment.caveats)
    caveats = len(assessment.caveats) - contradictions
    warned = [
        counted(count, word)
        for count, word in (
            (contradictions, "contradiction in the answers" if contradictions == 1 else "contradictions in the answer"),
            (len(assessment.tensions), "tension"),
            (caveats, "caveat"),
        )
        if count
    ]
    reading = f" Read first: {joined(warned)}." if warned else ""
    left = len(assessment.open_questions)
    asking = f" {sentence(counted(left, 'open question'))} could still change the advice." if left else ""
    return opening + reading + asking


def _case(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    yield Heading("The case")
    firm = assessment.profile.firm
    if firm is not None:
        called = f"the firm ({clean(firm.name)})" if firm.name else "the firm"
        yield Paragraph(f"The answers of {called} lie under these; what is taken from there is marked as inherited.")
    profile = assessment.profile
    if not profile.facts:
        yield Paragraph("Nothing is known yet.")
    for name in profile.facts:
        yield Item(answered(knowledge, profile, name))
        if told := profile.answers.get(name):
            yield from remarks(told.rests_on, told.note)
    elsewhere = shown_here(assessment, knowledge)
    conclusions = [each for each in assessment.conclusions if each.attribute not in elsewhere]
    if not conclusions:
        return
    yield Heading("What follows from it")
    for each in conclusions:
        said = f"{named(knowledge, each.attribute)}: {valued(knowledge, each.attribute, each.value)}"
        grade = f"{GRADE[each.grade]}; {', '.join(each.citations)}"
        meant = knowledge.attributes[each.attribute].values[each.value].observe
        yield Item(f"{said} ({grade}). {meant} By: {joined(each.rules)}.")


def _at_a_glance(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Block]:
    if assessment.recommendations:
        yield Heading(AT_A_GLANCE)
    to_do = [each for each in assessment.recommendations if each.rank is not None]
    if to_do:
        yield Paragraph("To do, the most urgent first")
        yield from (Item(_title(each), mark=str(each.rank), depth=1) for each in to_do)
    for state, heading in STATE.items():
        there = [each for each in assessment.recommendations if each.state == state]
        if there:
            yield Paragraph(heading)
            yield from (Item(said, depth=1) for said in _standing(there, assessment.profile, knowledge))


def _title(piece: RankedRecommendation) -> str:
    """The title, marked where it is decided once for the firm and not with this customer."""
    return f"{piece.title} (once for the firm)" if piece.level == "firm" else piece.title


def _standing(pieces: list[RankedRecommendation], profile: AssessedProfile, knowledge: KnowledgeBase) -> Iterator[str]:
    """What is not to do: what waits under what it waits for, the other side's part as what to ask for, and what is in
    place with the answers that say so."""
    for first in dict.fromkeys(each.waits_for for each in pieces):
        here = [each for each in pieces if each.waits_for == first]
        if first:
            until = joined([f'"{knowledge.recommendations[name].title}"' for name in first])
            yield f"Until this is done, {until}: {'; '.join(each.title for each in here)}"
            continue
        for answers in dict.fromkeys(_answers(each, profile, knowledge) for each in here):
            named_here = [each for each in here if _answers(each, profile, knowledge) == answers]
            if named_here[0].state == "theirs":
                yield from (each.ask or each.title for each in named_here)
            else:
                yield f"{'; '.join(each.keep or each.title for each in named_here)} ({answers})"


def _answers(piece: RankedRecommendation, profile: AssessedProfile, knowledge: KnowledgeBase) -> str:
    """The answers that say where a piece stands."""
    assert piece.state_because is not None
    return "; ".join(answered(knowledge, profile, name) for name in piece.state_because.facts)
