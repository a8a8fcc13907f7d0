"""Why a piece of advice stands where it stands, in words made from what the case says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.assessment.order import Criterion
from advisor.model.attribute import Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.urgency import Urgent

_PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COMPONENTS = {
    "capabilities": "capabilities are",
    "assets": "digital assets are",
    "routines": "knowledge routines are",
    "governance": "governance is",
    None: "it is",
}
NAMED_AT_MOST = 3
"""How many answers or pieces are named before the rest is counted."""


def rank_because(
    piece: str,
    rank: int,
    urgent: Urgent,
    level_by: Criterion | None,
    facts: Mapping[str, str],
    unknown: Sequence[str],
    knowledge: KnowledgeBase,
) -> str:
    """The sentences for a piece of advice of that rank. ``level_by`` is the criterion that puts it behind one that is
    as urgent, if it is behind one; ``unknown`` are the inputs whose absence the piece rests on."""
    inputs, pieces = knowledge.inputs, knowledge.recommendations
    told = []
    if urgent.reason is not None and (says := knowledge.weights[urgent.reason].says):
        told.append(says)
    if urgent.answers:
        named = _some([_answer(inputs[name], facts[name]) for name in urgent.answers])
        told.append(f"{_counted(len(urgent.answers), 'answer')} {_does(urgent.answers, 'speak')} for it ({named})")
    if urgent.placing:
        told.append(f"it belongs to {_some([_answer(inputs[name], facts[name]) for name in urgent.placing])}")
    if unknown and not urgent.answers:
        named = _some([f'"{inputs[name].label}"' for name in unknown])
        told.append(f"it is there because {named} {'is' if len(unknown) == 1 else 'are'} not known")
    if urgent.tensions:
        tensions = _counted(len(urgent.tensions), "tension")
        told.append(f"{tensions} {_does(urgent.tensions, 'hang')} on it ({', '.join(urgent.tensions)})")
    if urgent.behind:
        told.append(f"{_COMPONENTS[pieces[piece].component]} {_counted(urgent.behind, 'stage')} behind the phase")
    for others, does in ((urgent.waiting, "wait"), (urgent.after, "had better come after")):
        if others:
            named = _some([f'"{pieces[name].title}"' for name in others])
            verb = f"{_does(others, 'wait')} for it" if does == "wait" else f"{does} it"
            told.append(f"{_counted(len(others), 'other piece')} {verb} ({named})")
    sentences = [each[:1].upper() + each[1:] for each in told]
    place = _PLACES[rank - 1] if rank <= len(_PLACES) else f"Number {rank}"
    head = f"{place}: {told[0] if told else 'no answer of this case speaks for it'}"
    return ". ".join([head, *sentences[1:], *_level(level_by)]) + "."


def _level(criterion: Criterion | None) -> list[str]:
    if criterion is None:
        return []
    if criterion.name == "catalogue":
        return ["Nothing in this case says whether it or the piece before it comes first"]
    return [f"It is as urgent as the piece before it, whose {criterion.name} is stronger"]


def _answer(attribute: Attribute, value: str) -> str:
    return f'"{attribute.label}: {attribute.values[value].label}"'


def _some(named: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(named) - NAMED_AT_MOST
    return ", ".join([*named[:NAMED_AT_MOST], *([f"and {numeral(more)} more"] if more > 0 else [])])


def _counted(count: int, what: str) -> str:
    return f"{numeral(count)} {what}{'' if count == 1 else 's'}"


def numeral(count: int) -> str:
    """A small number in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _does(things: Sequence[object], verb: str) -> str:
    return f"{verb}s" if len(things) == 1 else verb
