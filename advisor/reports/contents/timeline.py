"""Relationships over time: one from assessment to assessment, and those that nobody has looked at for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.audit.timeline import Became, Due, Moment, Timeline
from advisor.model.states import SPOKEN
from advisor.reports.blocks import Block, Heading, Item, Table, Title
from advisor.reports.contents.recorded import amount, judged, minute, piece, relationship
from advisor.reports.contents.wording import fact, said
from advisor.reports.lexicon import Lexicon
from advisor.reports.sheet import Piece, folded
from advisor.reports.words import counted

BECAME: dict[Became, str] = {
    "open": "Open",
    "rejected": "Advised, and rejected",
    "waits": "Waiting",
    "theirs": "The other side's",
    "in_place": "In place",
    "done": "Done: accepted, and no longer listed",
    "passed": "No longer listed",
}
"""What became of advice, in the order in which a timeline has it."""


def timeline(found: Timeline, knowledge: Lexicon) -> Iterator[Block]:
    """The relationship assessment by assessment, then what became of the advice."""
    first, last = (minute(found.moments[at].at) for at in (0, -1))
    span = f"from {first} to {last} UTC" if first != last else f"{first} UTC"
    yield Title(relationship(found.name), f"{counted(len(found.moments), 'assessment')}, {span}")
    previous: dict[str, str | None] = {}
    for moment in found.moments:
        yield Heading(_moment(moment))
        if moment.by is not None:
            yield Item(relationship(moment.by), label="Who")
        yield Item(amount(moment), label="Advice")
        for name, value in moment.state.items():
            was = previous.get(name, value)
            change = f" (was {said(knowledge, name, was)})" if previous and was != value else ""
            yield Item(f"{fact(knowledge, name, value)}{change}")
        previous = moment.state
        for moved in moment.moved:
            moves = f": from {SPOKEN[moved.before]} to {SPOKEN[moved.after]}"
            yield Item(piece(moved.id, knowledge, moves), label="Moved")
    for became, heading in BECAME.items():
        advice = [each for each in found.advice if each.state == became]
        if advice:
            yield Heading(heading)
        for each in advice:
            told = f", record {each.first}" if each.first == each.last else f", records {each.first} to {each.last}"
            told += f"; {judged(each.verdict, each.because)}" if each.verdict is not None else ""
            told += f" by {relationship(each.by)}" if each.by is not None else ""
            told += f": {each.reason}" if each.reason else ""
            yield Item(piece(each.id, knowledge, told))


def timeline_sheet(found: Timeline, knowledge: Lexicon) -> Iterator[Piece]:
    """The timeline with its picture; what every single assessment said is folded."""
    from advisor.reports.pictures.timeline import timeline_picture

    title, *others = timeline(found, knowledge)
    yield title
    yield Heading("In a picture")
    yield timeline_picture(found, knowledge)
    yield Heading("Assessment by assessment")
    yield from folded(others, {_moment(moment) for moment in found.moments})


def _moment(moment: Moment) -> str:
    return f"{minute(moment.at)}, record {moment.id}"


def due(found: Sequence[Due]) -> Iterator[Block]:
    """A row for each relationship that is due, longest ago first."""
    if found:
        yield Table(
            ("Relationship", "Days", "Last assessed (UTC)", "Record"),
            tuple((relationship(each.name), str(each.days), minute(each.at), str(each.id)) for each in found),
        )
