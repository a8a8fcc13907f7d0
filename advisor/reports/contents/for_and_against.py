"""What speaks for a piece of advice, and what against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.explanation import ForAndAgainst, OpenTurn, ProofStep, SpeaksAgainst, SpeaksFor, TurningAnswer
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import SPOKEN, State
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.wording import about, called, titled
from advisor.reports.words import (
    GRADE,
    SUPPORT,
    answered,
    cited,
    counted,
    grade_sentence,
    joined,
    mid_sentence,
    named,
    valued,
)


def contents(explanation: ForAndAgainst, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """Where the piece stands, then the one side and the other."""
    subject = explanation.subject
    yield Title(f"For and against: {about(subject, knowledge)}", titled(explanation.profile.name))
    if explanation.speaks_for is None or explanation.speaks_against is None or explanation.state is None:
        yield Paragraph("It is not listed for this profile.")
        yield Paragraph(f"What kept it away is a question for: why-not {subject.name}", "quiet")
        return
    number = f", number {explanation.rank}" if explanation.rank else ""
    awaited = f" It waits for: {_pieces(explanation.waits_for, knowledge)}." if explanation.waits_for else ""
    yield Paragraph(f"The piece is {SPOKEN[explanation.state]}{number}.{awaited}")
    if explanation.state_because is not None:
        for because in explanation.state_because.because:
            yield Item(f"{because} [{cited(explanation.state_because.citations)}]", tone="quiet")
    if explanation.rank_because is not None:
        yield Paragraph(explanation.rank_because)
    yield Heading("What speaks for it")
    yield from _for(explanation, explanation.speaks_for, knowledge, full)
    yield Heading("What speaks against it")
    yield from _against(explanation, explanation.speaks_against, knowledge)


COUNTS = {"answer": "speaks for it", "placing": "places the case", None: ""}


def _for(
    explanation: ForAndAgainst, speaks: SpeaksFor, knowledge: KnowledgeBase, full: bool
) -> Iterator[Heading | Item | Card]:
    if speaks.answers:
        yield Heading("Answers", 2)
    for answer in speaks.answers:
        counts = f" ({COUNTS[answer.counts]})" if answer.counts else ""
        yield Item(f"{answered(knowledge, explanation.profile, answer.attribute)}{counts}")
    yield Heading("Rules", 2)
    for step in speaks.steps:
        if full or step.rule in speaks.rules:
            yield _rule(step)
    yield Heading("Findings", 2)
    for name, finding in speaks.findings.items():
        line = Line("", f"{SUPPORT[finding.support]}; {finding.source}, {finding.locator}", "quiet")
        yield Card(name, finding.paraphrase, (line,))
    hanging = [f"It handles {called(Output('tension', each.id), knowledge)}." for each in speaks.tensions]
    if speaks.waiting:
        hanging.append(f"Waiting for it: {_pieces(speaks.waiting, knowledge)}.")
    if speaks.after:
        hanging.append(f"Had better come after it: {_pieces(speaks.after, knowledge)}.")
    if speaks.stages_behind and speaks.component is not None:
        behind = counted(speaks.stages_behind, "stage")
        hanging.append(f"What it works on, {speaks.component}, is {behind} behind the phase.")
    if hanging:
        yield Heading("What hangs on it", 2)
    for said in hanging:
        yield Item(said)


def _rule(step: ProofStep) -> Card:
    head = f"{step.title} [{step.rule}; {GRADE[step.grade]}; {cited(step.cites)}]"
    return Card("", head, (Line("", step.because),))


def _against(
    explanation: ForAndAgainst, speaks: SpeaksAgainst, knowledge: KnowledgeBase
) -> Iterator[Heading | Item | Card]:
    if speaks.tensions:
        yield Heading("Tensions that it does not handle", 2)
    for tension in speaks.tensions:
        shared = [mid_sentence(named(knowledge, name)) for name in tension.answers]
        lines = [Line("", said) for said in tension.pulls or (tension.text,)]
        lines.append(Line("In common", joined([*shared, *tension.findings]), "quiet"))
        yield Card("", called(Output("tension", tension.id), knowledge), tuple(lines))
    if speaks.caveats:
        yield Heading("Caveats", 2)
    for caveat in speaks.caveats:
        yield Card("", called(Output("caveat", caveat.id), knowledge), (Line("", caveat.text),))
    if speaks.in_doubt or speaks.unknown:
        yield Heading("What it rests on and is not sure", 2)
    for doubted in speaks.in_doubt:
        answer = answered(knowledge, explanation.profile, doubted.attribute)
        yield Item(f"{answer} is in doubt: {joined(doubted.caveats)}")
    for name in speaks.unknown:
        yield Item(f"{named(knowledge, name)}: unknown")
    yield Heading("Where it is weakest", 2)
    weakest = speaks.weakest
    yield Item(f"{grade_sentence(weakest.grade, weakest.support)}.")
    yield Item(f"Grade by {joined(weakest.rules)}; support by {joined(weakest.findings)}", tone="quiet")
    if speaks.turning:
        yield Heading("Given answers that it hangs on", 2)
    for each in speaks.turning:
        answer = answered(knowledge, explanation.profile, each.attribute)
        yield Card("", answer, tuple(_elsewhere(each, knowledge)))
    if speaks.open:
        yield Heading("Open questions that it hangs on", 2)
    for turn in speaks.open:
        yield Item(_open(turn, knowledge))


def _elsewhere(turning: TurningAnswer, knowledge: KnowledgeBase) -> Iterator[Line]:
    """A line for each place where the piece would stand."""
    for state in dict.fromkeys(each.state for each in turning.alternatives):
        there = [each.answer for each in turning.alternatives if each.state == state]
        said = [each if each == "unknown" else valued(knowledge, turning.attribute, each) for each in there]
        yield Line(f"If {joined(said, 'or')}", _stands(state))


def _stands(state: State | None) -> str:
    return "no longer listed" if state is None else SPOKEN[state]


def _open(turn: OpenTurn, knowledge: KnowledgeBase) -> str:
    questions = joined([mid_sentence(named(knowledge, name)) for name in turn.hangs_on])
    cut = "" if turn.exact else " (the search was cut off; there may be others)"
    return f"Could still be {_stands(turn.state)}, by answers on {questions or 'what was not found'}{cut}"


def _pieces(pieces: Sequence[str], knowledge: KnowledgeBase) -> str:
    return joined([called(Output("recommendation", name), knowledge) for name in pieces])
