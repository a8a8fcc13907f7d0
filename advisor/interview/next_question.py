"""The next question for a program that keeps the answers itself and asks anew each time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from advisor.interview.choice import Chooser, Outcome
from advisor.model.knowledge import KnowledgeBase
from advisor.model.question import NextQuestion, PossibleAnswer


def next_question(
    knowledge: KnowledgeBase, chooser: Chooser, facts: Mapping[str, str], unknown: Collection[str] = ()
) -> NextQuestion:
    """What to ask when the facts are known and the inputs in ``unknown`` were asked without an answer."""
    turn = chooser.turn(facts, unknown)
    name = turn.question
    attribute = knowledge.inputs[name] if name is not None else None
    answers: tuple[PossibleAnswer, ...] = ()
    if attribute is not None:
        effects = chooser.effects(facts, attribute.name)
        answers = tuple(
            PossibleAnswer(
                value=value,
                label=each.label,
                observe=each.observe,
                gained=_ordered(knowledge, effects[value].gained),
                lost=_ordered(knowledge, effects[value].lost),
            )
            for value, each in attribute.values.items()
        )
    return NextQuestion(
        attribute=name,
        question=attribute.question if attribute else None,
        why=attribute.why if attribute else None,
        findings=attribute.findings if attribute else (),
        answers=answers,
        could_change=_ordered(knowledge, turn.could_change[name]) if name is not None else (),
        left=turn.left,
        settled=_ordered(knowledge, turn.settled),
        undecided=_ordered(knowledge, turn.undecided),
    )


def _ordered(knowledge: KnowledgeBase, outputs: Outcome) -> tuple[str, ...]:
    """Outputs in the order of the knowledge base."""
    every = (
        *(f"recommendation:{name}" for name in knowledge.recommendations),
        *(f"tension:{name}" for name in knowledge.tensions),
        *(f"caveat:{name}" for name in knowledge.caveats),
    )
    return tuple(output for output in every if output in outputs)
