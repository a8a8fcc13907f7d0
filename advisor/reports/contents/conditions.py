"""A rule's condition as a person says it."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import assert_never

from advisor.model.condition import STATES, All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.forms import FORMS
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.words import joined, named, valued


def spoken(condition: Condition, knowledge: KnowledgeBase, depth: int = 0) -> Iterator[tuple[int, str]]:
    """The condition line by line, each with its depth. Lines of one depth below one another all have to hold, unless
    the line above them says otherwise."""
    if isinstance(condition, Is):
        yield depth, _tested(condition, knowledge)
    elif isinstance(condition, (Known, Unknown)):
        yield depth, _presence(condition, knowledge)
    elif isinstance(condition, All):
        for part in condition.parts:
            yield from spoken(part, knowledge, depth)
    elif isinstance(condition, Any):
        yield depth, "at least one of these:"
        for part in condition.parts:
            if isinstance(part, All):
                yield depth + 1, "all of these:"
                yield from spoken(part, knowledge, depth + 2)
            else:
                yield from spoken(part, knowledge, depth + 1)
    elif isinstance(condition, Not):
        several = isinstance(condition.part, All)
        yield depth, "not all of these:" if several else "not so:"
        yield from spoken(condition.part, knowledge, depth + 1)
    else:
        assert_never(condition)


def _tested(test: Is, knowledge: KnowledgeBase) -> str:
    values = [valued(knowledge, test.attribute, value) for value in test.operand]
    words = FORMS[test.form].words.format(*values, all=joined(values, "or"))
    return f"{named(knowledge, test.attribute)}: {words}"


def _presence(test: Known | Unknown, knowledge: KnowledgeBase) -> str:
    state = STATES[test.node]
    attribute = knowledge.reasoned.get(test.attribute)
    derived = attribute is not None and attribute.derived
    return f"{named(knowledge, test.attribute)}: {state.concluded if derived else state.answered}"
