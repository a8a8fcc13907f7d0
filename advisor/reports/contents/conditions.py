"""A rule's condition as a person says it."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import assert_never

from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.words import joined, named, valued


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
    name = named(knowledge, test.attribute)
    if test.form == "is":
        return f"{name}: {joined(values, 'or')}"
    if test.form == "not":
        return f"{name}: known, and not {joined(values, 'or')}"
    if test.form == "at_least":
        return f"{name}: at least {values[0]}"
    if test.form == "at_most":
        return f"{name}: at most {values[0]}"
    assert_never(test.form)


def _presence(test: Known | Unknown, knowledge: KnowledgeBase) -> str:
    name = named(knowledge, test.attribute)
    attribute = knowledge.attributes.get(test.attribute)
    if attribute is not None and attribute.derived:
        return f"{name}: {'concluded' if isinstance(test, Known) else 'not concluded'}"
    return f"{name}: {'known' if isinstance(test, Known) else 'unknown'}"
