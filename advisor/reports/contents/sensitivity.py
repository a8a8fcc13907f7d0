"""What the advice hangs on: the answers given, most weighty first, and the questions still open."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.explanation import Alternative, Prospect, Sensitivity
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import SPOKEN
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.wording import called, titled
from advisor.reports.words import answered, joined, mid_sentence, named, valued

BRIEF = 8
"""How many answers, and how many prospects, a brief explanation shows."""


def contents(explanation: Sensitivity, knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """Given answers, then advice that is settled, that could go, and that could come."""
    yield Title("What the advice hangs on", titled(explanation.profile.name))
    if explanation.answers:
        yield Heading("Answers that sway it most")
        yield Paragraph(
            "Recommendations and tensions that come or go with another answer, on average over the other answers "
            "and unknown. Each counts alike, caveats do not count, and no answer is taken to be likelier than another.",
            "quiet",
        )
    shown = explanation.answers if full else explanation.answers[:BRIEF]
    for each in shown:
        lines = [
            Line(_answer(knowledge, each.attribute, other), _change(other, knowledge, full))
            for other in each.alternatives
        ]
        yield Card("", f"{answered(knowledge, explanation.profile, each.attribute)} ({each.sway:g})", tuple(lines))
    if len(explanation.answers) > len(shown):
        yield Paragraph(f"And {len(explanation.answers) - len(shown)} answers with less; --full shows them.", "quiet")
    if explanation.settled:
        yield Heading("Holds whatever the open questions turn out to be")
        for output in explanation.settled:
            yield Item(called(Output.parse(output), knowledge))
    if explanation.unsettled:
        yield Heading("Could still go")
        for prospect in explanation.unsettled:
            yield Item(_prospect(prospect, knowledge))
    yield from _possible(explanation.possible, knowledge, full)


def _possible(prospects: tuple[Prospect, ...], knowledge: KnowledgeBase, full: bool) -> Iterator[Block]:
    """Those that fewest answers would bring come first; a brief explanation leaves caveats out."""
    if not prospects:
        return
    yield Heading("Could still come")
    ordered = sorted(prospects, key=lambda each: min((len(one) for one in each.sets), default=len(each.hangs_on)))
    wanted = ordered if full else [each for each in ordered if each.kind != "caveat"][:BRIEF]
    for each in wanted:
        yield Item(_prospect(each, knowledge))
    if len(prospects) > len(wanted):
        yield Paragraph(f"And {len(prospects) - len(wanted)} more; --full shows them.", "quiet")


def _prospect(prospect: Prospect, knowledge: KnowledgeBase) -> str:
    questions = joined([mid_sentence(named(knowledge, name)) for name in prospect.hangs_on])
    cut = "" if prospect.exact else " at most"
    return f"{called(Output(prospect.kind, prospect.id), knowledge)}: hangs{cut} on {questions}"


def _answer(knowledge: KnowledgeBase, attribute: str, other: Alternative) -> str:
    return other.answer if other.answer == "unknown" else valued(knowledge, attribute, other.answer)


def _change(other: Alternative, knowledge: KnowledgeBase, full: bool) -> str:
    if not other.gained and not other.lost and not other.states:
        return "nothing comes or goes"
    moved = [
        f"{called(Output('recommendation', piece), knowledge)} is then {SPOKEN[state]}"
        for piece, state in other.states.items()
    ]
    if full:
        brought = [
            f"{word} {joined([called(Output.parse(each), knowledge) for each in outputs])}"
            for word, outputs in (("brings", other.gained), ("takes", other.lost))
            if outputs
        ]
        return "; ".join([*brought, *moved])
    said = []
    for outputs, one, more in ((other.gained, "comes", "come"), (other.lost, "goes", "go")):
        count = sum(Output.parse(each).kind != "caveat" for each in outputs)
        if count:
            said.append(f"{count} {one if count == 1 else more}")
    if moved:
        said.append(f"{len(moved)} {'stands' if len(moved) == 1 else 'stand'} otherwise")
    return joined(said) or "caveats only"
