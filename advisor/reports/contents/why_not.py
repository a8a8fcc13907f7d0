"""What kept something from coming out, and what would bring it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from advisor.model.condition import All, Any, Condition, Not
from advisor.model.explanation import JudgedCondition, Reach, RuleState, Way, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import SPOKEN, State
from advisor.reports.blocks import Block, Heading, Item, Paragraph, Title, Tree
from advisor.reports.contents.conditions import spoken
from advisor.reports.contents.wording import about, called, fact, titled
from advisor.reports.words import GRADE, joined, mid_sentence, named, valued

BRIEF_WAYS, BRIEF_RULES = 12, 8
"""How many ways, and how many rules behind missing conclusions, a brief explanation shows."""

REACH: dict[Reach, str] = {
    "open": "Answers to open questions would be enough:",
    "within reach": "Some given answer would have to be another one:",
    "withdrawing": "No answers bring it as long as all of the given ones stand. One would have to be taken back:",
    "out of reach": "It would take an answer that is not the firm's to change:",
    "never": "No answers whatever bring it about.",
}


def contents(explanation: WhyNot, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """The verdict, the rules with their conditions, and the smallest sets of answers."""
    subject = explanation.subject
    yield Title(f"Why not: {about(subject, knowledge)}", titled(explanation.profile.name))
    piece = subject.kind == "recommendation" and explanation.found is not None
    if explanation.holds:
        yield Paragraph("It did come out for this profile.")
        yield Paragraph(f"What brought it is a question for: why {subject.name}", "quiet")
        return
    instead = f" {fact(knowledge, subject.id, explanation.found)} came out instead." if explanation.found else ""
    if piece:
        stands = f"{SPOKEN[cast(State, explanation.found)]}{f', number {explanation.rank}' if explanation.rank else ''}"
        instead = f" The piece is {stands}."
    if explanation.first is not None:
        instead += f" First comes: {called(Output('recommendation', explanation.first), knowledge)}."
    yield Paragraph(f"It did not come out.{instead}")
    if explanation.overruled_by:
        merge = knowledge.reasoned[subject.id].merge
        yield Paragraph(f"A rule for it fired, but the {merge} value holds, by {joined(explanation.overruled_by)}.")
    yield Heading("Rules that could give it")
    for state in explanation.rules:
        yield _tree(state, knowledge, f"{state.title} [{state.rule}; {GRADE[state.grade]}]")
    if not explanation.rules:
        yield Paragraph("There is none.")
    if explanation.upstream:
        yield Heading("Behind the conclusions these hang on")
        for state in explanation.upstream if full else explanation.upstream[:BRIEF_RULES]:
            attribute, _, value = state.gives.partition(":")[2].partition("=")
            yield _tree(state, knowledge, f"{fact(knowledge, attribute, value)}, by {state.rule}")
        if not full and len(explanation.upstream) > BRIEF_RULES:
            yield Paragraph(f"And {len(explanation.upstream) - BRIEF_RULES} rules more; --full shows them.", "quiet")
    yield Heading("What would bring it about")
    yield from _ways(explanation, knowledge, full)


def _tree(state: RuleState, knowledge: KnowledgeBase, head: str) -> Tree:
    return Tree(head, tuple(_judged(knowledge.rules[state.rule].when, state.condition, knowledge)))


def _judged(condition: Condition, judged: JudgedCondition, knowledge: KnowledgeBase) -> Iterator[Tree]:
    if isinstance(condition, All):
        for part, state in zip(condition.parts, judged.parts, strict=True):
            yield from _judged(part, state, knowledge)
    elif isinstance(condition, Any):
        yield Tree(f"{judged.verdict}: at least one of these", _parts(condition.parts, judged.parts, knowledge))
    elif isinstance(condition, Not):
        inner, state = condition.part, judged.parts[0]
        if isinstance(inner, (All, Any)):
            head = "not all of these" if isinstance(inner, All) else "none of these"
            yield Tree(f"{judged.verdict}: {head}", _parts(inner.parts, state.parts, knowledge))
        else:
            yield Tree(f"{judged.verdict}: not so", _parts((inner,), (state,), knowledge))
    else:
        said = next(text for _, text in spoken(condition, knowledge))
        found = f" (it is {valued(knowledge, condition.attribute, judged.found)})" if judged.found else ""
        yield Tree(f"{judged.verdict}: {said}{found if judged.verdict == 'fails' else ''}")


def _parts(
    conditions: Sequence[Condition], judged: Sequence[JudgedCondition], knowledge: KnowledgeBase
) -> tuple[Tree, ...]:
    """One tree for each part; a conjunction among alternatives keeps its parts together."""
    trees: list[Tree] = []
    for part, state in zip(conditions, judged, strict=True):
        inner = tuple(_judged(part, state, knowledge))
        trees.extend([Tree(f"{state.verdict}: all of these", inner)] if isinstance(part, All) else inner)
    return tuple(trees)


class Group(NamedTuple):
    """Ways that differ in the values they give, every combination of which is a way."""

    first: Way
    values: dict[str, tuple[str, ...]]


def grouped(ways: Sequence[Way]) -> list[Group]:
    """Ways that give the same attributes other values, drawn together where every combination is among them."""
    groups = [Group(way, {name: (value,) for name, value in way.answers.items()}) for way in ways]
    for attribute in dict.fromkeys(name for way in ways for name in way.answers):
        merged: dict[object, Group] = {}
        for group in groups:
            rest = frozenset((name, values) for name, values in group.values.items() if name != attribute)
            roles = (tuple(sorted(group.first.changed)), group.first.withdrawn, group.first.contradictions)
            key = (rest, roles, attribute in group.values)
            if attribute in group.values and key in merged:
                known = merged[key]
                both = (*known.values[attribute], *group.values[attribute])
                merged[key] = Group(known.first, {**known.values, attribute: both})
            else:
                merged[key] = group
        groups = list(merged.values())
    return groups


def _ways(explanation: WhyNot, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    if explanation.reach is None:
        sure = f" No set of fewer than {explanation.cut_at} answers brings it." if explanation.cut_at else ""
        yield Paragraph(f"The search was cut off before it found a set of answers.{sure}", "warning")
        return
    yield Paragraph(REACH[explanation.reach])
    groups = grouped(explanation.ways)
    shown = groups if full else groups[:BRIEF_WAYS]
    for number, group in enumerate(shown, 1):
        yield Item(_way(group, explanation.profile.facts, knowledge), mark=str(number))
    if len(groups) > len(shown):
        yield Paragraph(f"And {len(groups) - len(shown)} more; --full shows them.", "quiet")
    if not explanation.complete:
        yield Paragraph("The search was cut off; others may be missing, none smaller than the largest here.", "warning")


def _way(group: Group, facts: dict[str, str], knowledge: KnowledgeBase) -> str:
    parts = []
    for attribute, values in group.values.items():
        name = mid_sentence(named(knowledge, attribute))
        said = joined([valued(knowledge, attribute, value) for value in values], "or")
        if attribute in group.first.withdrawn:
            parts.append(f"take back {name} ({valued(knowledge, attribute, facts[attribute])})")
        elif attribute in group.first.changed:
            parts.append(f"{name} {said} instead of {valued(knowledge, attribute, facts[attribute])}")
        else:
            parts.append(f"{name} {said}")
    fits = ""
    if group.first.contradictions:
        fits = f" (answers that then do not fit one another: {joined(group.first.contradictions)})"
    return f"{joined(parts)}{fits}"
