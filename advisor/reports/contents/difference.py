"""What is gained, lost and ranked otherwise, with the facts and rules that make the difference."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.difference import ChangedOutput, ChangedRank, Difference
from advisor.model.explanation import Comparison, WhatIf
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import SPOKEN
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.wording import called, changed, fact, titled
from advisor.reports.words import GRADE, SUPPORT, counted, joined, named


def contents(explanation: WhatIf | Comparison, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """What was changed, and then everything that follows from it."""
    found = explanation.difference
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
        only = ("Rules that fire for the first only", "Rules that fire for the second only")
    if not found.facts:
        yield Paragraph("The facts are the same, and so is everything that follows from them.")
        return
    yield Heading("Facts that differ")
    for each in found.facts:
        yield Item(changed(knowledge, each.attribute, each.before, each.after))
    if not (found.conclusions or found.gained or found.lost or found.states or found.ranked or found.standings):
        yield Paragraph("Nothing in the advice hangs on that.")
    yield from _outputs("Gained", found.gained, found, knowledge, full)
    yield from _outputs("Lost", found.lost, found, knowledge, full)
    yield from _kept(found, knowledge, full)
    if found.conclusions:
        yield Heading("Concluded otherwise")
        for conclusion in found.conclusions:
            yield Item(changed(knowledge, conclusion.attribute, conclusion.before, conclusion.after))
    if full:
        yield from _otherwise(found, knowledge)
        for heading, rules in zip(only, (found.rules_before, found.rules_after), strict=True):
            if rules:
                yield Heading(heading)
                for rule in rules:
                    yield Item(f"{knowledge.rules[rule].title} [{rule}]")


def _outputs(
    heading: str, outputs: tuple[ChangedOutput, ...], found: Difference, knowledge: KnowledgeBase, full: bool
) -> Iterator[Block]:
    if outputs:
        yield Heading(heading)
    for each in outputs:
        lines = []
        if len(found.facts) > 1:
            causes = [joined([named(knowledge, name) for name in cause]) for cause in each.causes]
            lines.append(Line("Because of", "; or ".join(causes) or "all of it together"))
        lines.append(Line("Rules that make the difference", joined(each.rules), "quiet"))
        stands = f", {SPOKEN[each.state]}" if each.state not in (None, "to_do") else ""
        stands += f", number {each.rank}" if each.rank else ""
        yield Card("", f"{called(Output(each.kind, each.id), knowledge)}{stands}", tuple(lines))


def _otherwise(found: Difference, knowledge: KnowledgeBase) -> Iterator[Block]:
    """What is on both sides and says something else there."""
    if found.otherwise:
        yield Heading("Otherwise in detail")
    for each in found.otherwise:
        yield Item(f"{called(Output(each.kind, each.id), knowledge)}: {joined(each.fields)}")


def _urgency(each: ChangedRank) -> str:
    if each.urgency_before == each.urgency_after or None in (each.urgency_before, each.urgency_after):
        return ""
    return f" (urgency {each.urgency_before} before, now {each.urgency_after})"


def _kept(found: Difference, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    reordered = [each for each in found.ranked if each.reordered]
    if found.states:
        yield Heading("In another state")
        for moved in found.states:
            lines = [Line("Rules that make the difference", joined(moved.rules), "quiet")] if moved.rules else []
            title = called(Output("recommendation", moved.id), knowledge)
            was, now = (
                f"{SPOKEN[state]}{f' as number {rank}' if rank else ''}"
                for state, rank in ((moved.before, moved.rank_before), (moved.after, moved.rank_after))
            )
            yield Card("", f"{title}: {was} before, now {now}", tuple(lines))
    if found.first_after != found.first_before:
        yield Heading("What comes first")
        for when, first in (("Before", found.first_before), ("After", found.first_after)):
            titles = [knowledge.recommendations[name].title for name in first if name in knowledge.recommendations]
            yield Item(f"{when}: {'; '.join(titles) or 'nothing to do'}")
    if found.ranked:
        yield Heading("Ranked otherwise")
        for each in found.ranked if full else reordered:
            title = called(Output("recommendation", each.id), knowledge)
            yield Item(f"{title}: from {each.before} to {each.after}{_urgency(each)}")
        if len(found.ranked) > len(reordered):
            making_room = counted(len(found.ranked) - len(reordered), "recommendation")
            yield Item(f"{making_room} with another number only because others come or go.", tone="quiet")
    if found.standings:
        yield Heading("On other grounds")
        for one in found.standings:
            yield Item(
                f"{called(Output('recommendation', one.id), knowledge)}: from {GRADE[one.grade_before]}, "
                f"{SUPPORT[one.support_before]}, to {GRADE[one.grade_after]}, {SUPPORT[one.support_after]}"
            )
