"""What tells two assessments apart: what is gained, lost and ranked otherwise, with the facts, rules and entries of the
knowledge that make the difference. The one account of it, for explanations and for the audit's records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.model.difference import (
    KNOWLEDGE,
    ChangedConclusion,
    ChangedOutput,
    ChangedRank,
    ChangedState,
    Difference,
    KnowledgeChange,
)
from advisor.model.explanation import Comparison, WhatIf
from advisor.model.outputs import KINDS, Output
from advisor.model.states import SPOKEN
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.wording import called, changed, entitled, fact, ruled, titled, titled_piece
from advisor.reports.lexicon import Lexicon
from advisor.reports.words import GRADE, SUPPORT, counted, joined, named, sentence

ONE_SIDE = ("Rules that fire for the first only", "Rules that fire for the second only")


def contents(explanation: WhatIf | Comparison, knowledge: Lexicon, full: bool) -> Iterator[Block]:
    """What was changed, and then everything that follows from it."""
    only = ONE_SIDE
    if isinstance(explanation, WhatIf):
        asked = [
            fact(knowledge, name, None if value == "unknown" else value) for name, value in explanation.changes.items()
        ]
        yield Title(f"What if: {joined(asked)}", titled(explanation.profile.name))
        only = ("Rules that no longer fire", "Rules that fire in addition")
    else:
        yield Title(
            "What tells two profiles apart",
            f"From {titled(explanation.profile.name)} to {titled(explanation.other.name)}",
        )
    if not explanation.difference.facts:
        yield Paragraph("The facts are the same, and so is everything that follows from them.")
        return
    yield from account(explanation.difference, knowledge, full, only)


def account(found: Difference, knowledge: Lexicon, full: bool, only: tuple[str, str] = ONE_SIDE) -> Iterator[Block]:
    """In a sentence what it comes to, and then one change after the other. ``only`` heads the rules of one side."""
    if found.none:
        yield Paragraph("Nothing differs but the order of keys.")
        return
    yield Paragraph(_in_short(found, knowledge))
    if found.facts:
        yield Heading("Facts that differ")
    for each in found.facts:
        yield Item(changed(knowledge, each.attribute, each.before, each.after))
    yield from _outputs("Gained", found.gained, found, knowledge)
    yield from _outputs("Lost", found.lost, found, knowledge)
    yield from _kept(found, knowledge, full)
    if found.conclusions:
        yield Heading("Concluded otherwise")
    for conclusion in found.conclusions:
        text = changed(knowledge, conclusion.attribute, conclusion.before, conclusion.after, concluded=True)
        yield Card("", text, _behind(conclusion, found, knowledge)) if full else Item(text)
    if full:
        yield from _otherwise(found, knowledge)
        for heading, rules in zip(only, (found.rules_before, found.rules_after), strict=True):
            yield from _listed(heading, (ruled([rule], knowledge) for rule in rules))
        yield from _listed("Knowledge that differs", (sentence(_entry(each, knowledge)) for each in found.knowledge))
        yield from _listed("Other parts that differ", (each.replace("_", " ") for each in found.elsewhere))
        yield from _listed("Fields that only the first document has", found.fields_before)
        yield from _listed("Fields that only the second document has", found.fields_after)


def _in_short(found: Difference, knowledge: Lexicon) -> str:
    """``2 pieces of advice come, 1 goes, 3 stand otherwise, and the first is now "…".``"""
    gained = [each for each in found.gained if each.kind == "recommendation"]
    lost = [each for each in found.lost if each.kind == "recommendation"]
    moves = (
        (len(gained), "comes", "come"),
        (len(lost), "goes", "go"),
        (len(found.states), "stands otherwise", "stand otherwise"),
        (len(_reordered(found)), "is ranked otherwise", "are ranked otherwise"),
    )
    told: list[str] = []
    for count, one, more in moves:
        if count:
            pieces = str(count) if told else counted(count, "piece of advice", "pieces of advice")
            told.append(f"{pieces} {one if count == 1 else more}")
    if not told:
        told.append("no piece of advice comes, goes or stands otherwise")
    first = _first(found, knowledge)
    if first:
        told.append(first)
    others = []
    for kind in KINDS:
        for outputs, one, more in ((found.gained, "comes", "come"), (found.lost, "goes", "go")):
            count = sum(each.kind == kind for each in outputs)
            if count and kind != "recommendation":
                others.append(f"{counted(count, kind)} {one if count == 1 else more}")
    return f"{sentence(joined(told))}.{f' {sentence(joined(others))}.' if others else ''}"


def _first(found: Difference, knowledge: Lexicon) -> str:
    """What comes first now, where any of the first pieces differ."""
    if found.first_before == found.first_after:
        return ""
    if not found.first_after:
        return "nothing is to do any more"
    same = found.first_before[:1] == found.first_after[:1]
    return f'the first is {"still" if same else "now"} "{titled_piece(found.first_after[0], knowledge)}"'


def _listed(heading: str, lines: Iterable[str]) -> Iterator[Block]:
    for number, line in enumerate(lines):
        if not number:
            yield Heading(heading)
        yield Item(line)


def _outputs(heading: str, outputs: Sequence[ChangedOutput], found: Difference, knowledge: Lexicon) -> Iterator[Block]:
    if outputs:
        yield Heading(heading)
    for each in outputs:
        stands = f", {SPOKEN[each.state]}" if each.state not in (None, "to_do") else ""
        stands += f", number {each.rank}" if each.rank else ""
        title = called(Output(each.kind, each.id), knowledge, stands)
        yield Card("", title, _behind(each, found, knowledge))


def _behind(
    each: ChangedOutput | ChangedState | ChangedConclusion, found: Difference, knowledge: Lexicon
) -> tuple[Line, ...]:
    """What is enough to bring a change about, and what of rules and knowledge has a part in it. Of a single thing that
    differs it goes without saying."""
    lines = []
    if len(found.facts) + bool(found.knowledge) > 1 and each.causes:
        causes = [joined([_cause(name, knowledge) for name in cause]) for cause in each.causes]
        lines.append(Line("Because of", "; or ".join(causes)))
    if each.rules:
        lines.append(Line("Rules that make the difference", ruled(each.rules, knowledge), "quiet"))
    if each.knowledge:
        changes = "; ".join(_entry(one, knowledge) for one in each.knowledge)
        lines.append(Line("Knowledge that makes the difference", changes, "quiet"))
    return tuple(lines)


def _cause(name: str, knowledge: Lexicon) -> str:
    return "the knowledge" if name == KNOWLEDGE else named(knowledge, name)


def _entry(change: KnowledgeChange, knowledge: Lexicon) -> str:
    """An entry of the knowledge, and how it differs: ``rule changed: Title (id)``."""
    name = change.id
    title = next((entitled(Output(kind, name), knowledge) for kind in KINDS if kind == change.kind), name)
    if change.kind == "rule" and name in knowledge.rules:
        title = knowledge.rules[name].title
    elif change.kind == "attribute":
        title = named(knowledge, name)
    told = f"{change.kind} {change.how}{f': {title}' if title else ''}"
    return told if title == name else f"{told} ({name})"


def _otherwise(found: Difference, knowledge: Lexicon) -> Iterator[Block]:
    """What is on both sides and says something else there."""
    if found.otherwise:
        yield Heading("Otherwise in detail")
    for each in found.otherwise:
        fields = joined([field.replace("_", " ") for field in each.fields])
        changes = "; ".join(_entry(one, knowledge) for one in each.knowledge)
        lines = (Line("Knowledge that makes the difference", changes, "quiet"),) if changes else ()
        yield Card("", called(Output(each.kind, each.id), knowledge, f": {fields}"), lines)


def _urgency(each: ChangedRank) -> str:
    if each.urgency_before == each.urgency_after or None in (each.urgency_before, each.urgency_after):
        return ""
    return f" (urgency {each.urgency_before} before, now {each.urgency_after})"


def _renumbered(found: Difference) -> list[ChangedRank]:
    """The advice with another number. Some has changed places with others and still has the number that it had."""
    return [each for each in found.ranked if each.before != each.after]


def _reordered(found: Difference) -> list[ChangedRank]:
    """The advice with another number, not only because others come or go."""
    return [each for each in _renumbered(found) if each.reordered]


def _kept(found: Difference, knowledge: Lexicon, full: bool) -> Iterator[Block]:
    """What becomes of the advice that is on both sides."""
    renumbered, reordered = _renumbered(found), _reordered(found)
    if found.states:
        yield Heading("In another state")
        for moved in found.states:
            was, now = (
                f"{SPOKEN[state]}{f' as number {rank}' if rank else ''}"
                for state, rank in ((moved.before, moved.rank_before), (moved.after, moved.rank_after))
            )
            title = called(Output("recommendation", moved.id), knowledge, f": {was} before, now {now}")
            yield Card("", title, _behind(moved, found, knowledge))
    if found.first_after != found.first_before:
        yield Heading("What comes first")
        for when, first in (("Before", found.first_before), ("After", found.first_after)):
            titles = [titled_piece(name, knowledge) for name in first]
            yield Item(f"{when}: {'; '.join(titles) or 'nothing to do'}")
    if renumbered:
        yield Heading("Ranked otherwise")
        for each in renumbered if full else reordered:
            moves = f": from {each.before} to {each.after}{_urgency(each)}"
            yield Item(called(Output("recommendation", each.id), knowledge, moves))
        if len(renumbered) > len(reordered):
            making_room = counted(len(renumbered) - len(reordered), "piece of advice", "pieces of advice")
            has = "has" if len(renumbered) - len(reordered) == 1 else "have"
            yield Item(f"{making_room} {has} another number only because others come or go.", tone="quiet")
    if found.standings:
        yield Heading("On other grounds")
        for one in found.standings:
            was = f"{GRADE[one.grade_before]}, {SUPPORT[one.support_before]}"
            now = f"{GRADE[one.grade_after]}, {SUPPORT[one.support_after]}"
            yield Item(called(Output("recommendation", one.id), knowledge, f": from {was}, to {now}"))
