"""What checking the audit brings to light: whether its chain holds, and whether an assessment comes out the same."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.audit.replay import Replay
from advisor.audit.verify import Verification
from advisor.model.difference import Difference
from advisor.model.outputs import KINDS, Output
from advisor.model.record import AssessmentRecord
from advisor.reports.blocks import Block, Heading, Item, Paragraph, Title
from advisor.reports.contents import difference
from advisor.reports.contents.recorded import SHOWN, minute, relationship
from advisor.reports.contents.wording import called
from advisor.reports.lexicon import Lexicon
from advisor.reports.words import counted, named, sentence

_FIELDS = {"seq": "place among the rules", "in_place": "in place", "recommended": "advice", "concluded": "conclusion"}
"""The words for fields of a firing that do not speak for themselves."""

THEN_AND_NOW = ("Rules that fired then and do not now", "Rules that fire now and did not then")


def verification(result: Verification) -> Iterator[Block]:
    """Whether the chain holds, each fault, and what was not looked at."""
    records = counted(result.records, "record")
    if result.holds:
        yield Paragraph(f"The chain of {records} holds.")
        yield Paragraph(result.head, label="Head")
    else:
        faults = counted(len(result.faults), "fault")
        yield Paragraph(f"The log of {records} does not hold: {faults}.", "warning")
    for fault in result.faults:
        yield Item(fault.message, tone="warning", label=sentence(fault.what))
    for notice in result.notices:
        yield Item(notice.message, label=sentence(notice.what))
    if result.known_up_to is not None:
        yield Paragraph(f"The hash given is that of record {result.known_up_to}.")
    elif result.holds:
        yield Paragraph(
            "Without --head, a log that was rewritten as a whole would not be noticed. Keep the head somewhere else.",
            "quiet",
        )


def replayed(result: Replay, knowledge: Lexicon) -> Iterator[Block]:
    """Whether the assessment came out the same, and what differs."""
    same_knowledge = result.knowledge_then.sha256 == result.knowledge_now.sha256
    on = "the knowledge of the time" if same_knowledge else "other knowledge"
    stamp = f"{result.knowledge_now.version} {result.knowledge_now.sha256[:SHOWN]}"
    yield Title(f"Record {result.record}, run again", f"On {on} ({stamp})")
    if result.same:
        yield Paragraph("The same, byte for byte.")
        return
    if result.holds:
        formats = f" ({result.format_then} then, {result.format_now} now)" * (result.format_then != result.format_now)
        yield Paragraph(
            f"Same inference, other format{formats}: the same inputs, firings and conclusions, and the same came out."
        )
    else:
        yield Paragraph("It does not come out the same.", "warning")
    if result.inference and not result.holds:
        yield Heading("Inference that differs")
        for each in result.inference:
            yield Item(_reasoned(each, knowledge))
    yield from difference.account(result.difference, knowledge, True, THEN_AND_NOW)


def _reasoned(told: str, knowledge: Lexicon) -> str:
    """A part of the inference by its title, with what is otherwise in it."""
    what, _, fields = told.partition(": ")
    kind, _, name = what.partition(" ")
    how = ", ".join(_FIELDS.get(field, field) for field in fields.split(", "))
    if kind == "firing" and name in knowledge.rules:
        return f'Rule "{knowledge.rules[name].title}": {how} [{name}]'
    if kind == "firing":
        return f"Rule {name}: {how}"
    if kind == "conclusion":
        return f"{named(knowledge, name)}: {how}"
    for output in KINDS:
        if kind == output:
            return called(Output(output, name), knowledge, f": {how}")
    return sentence(told)


def apart(before: AssessmentRecord, after: AssessmentRecord, found: Difference, knowledge: Lexicon) -> Iterator[Block]:
    """What tells two recorded assessments apart."""
    sides = (f"{relationship(each.name)} ({minute(each.at)} UTC)" for each in (before, after))
    yield Title(f"What tells record {before.seq} and record {after.seq} apart", "From {} to {}".format(*sides))
    yield from difference.account(found, knowledge, True)
