"""The truth of a condition on known facts, in Kleene's strong three-valued logic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from typing_extensions import assert_never

from advisor.model.condition import All, Any, Condition, Is, Known, Not, Test, Unknown


def truth(condition: Condition, facts: Mapping[str, str]) -> bool | None:
    """True, False, or None when what is known does not decide it."""
    if isinstance(condition, Is):
        value = facts.get(condition.attribute)
        return None if value is None else value in condition.allowed
    if isinstance(condition, Known):
        return condition.attribute in facts
    if isinstance(condition, Unknown):
        return condition.attribute not in facts
    if isinstance(condition, Not):
        inner = truth(condition.part, facts)
        return None if inner is None else not inner
    if isinstance(condition, All):
        verdicts = [truth(part, facts) for part in condition.parts]
        return False if False in verdicts else None if None in verdicts else True
    if isinstance(condition, Any):
        verdicts = [truth(part, facts) for part in condition.parts]
        return True if True in verdicts else None if None in verdicts else False
    assert_never(condition)


def grounds(condition: Condition, facts: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What makes a true condition true: the known facts it rests on, and the attributes whose absence it rests on.

    Of an ``any`` every true part counts; of a ``not`` whatever makes its part false.
    """
    known: dict[str, str] = {}
    absent: dict[str, None] = {}
    for test in _decisive(condition, True, facts):
        value = facts.get(test.attribute)
        if value is None:
            absent[test.attribute] = None
        else:
            known[test.attribute] = value
    return known, tuple(absent)


def _decisive(condition: Condition, wanted: bool, facts: Mapping[str, str]) -> Iterator[Test]:
    if isinstance(condition, (Is, Known, Unknown)):
        yield condition
    elif isinstance(condition, Not):
        yield from _decisive(condition.part, not wanted, facts)
    elif isinstance(condition, (All, Any)):
        for part in condition.parts:
            if truth(part, facts) is wanted:
                yield from _decisive(part, wanted, facts)
    else:
        assert_never(condition)
