"""What a rule's condition rests on when it fires, worked out at load as far as it is the same in every case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from typing_extensions import assert_never

from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown

Facts = Mapping[str, str]
Grounds = tuple[dict[str, str], tuple[str, ...]]
Judge = Callable[[Facts], tuple[str, ...] | None]
"""The attributes that make a part of a condition hold; None when it does not hold."""


class Fixed(NamedTuple):
    """Attributes that a true condition rests on in every case, and whether they are known then or absent."""

    attribute: str
    known: bool


def compile_grounds(condition: Condition) -> Callable[[Facts], Grounds]:
    """The same as ``advisor.reasoning.logic.grounds`` for one condition, to be called only when that is true.

    A test that has to hold needs no second look; alternatives alone are judged anew.
    """
    steps = _steps(condition, True)
    fixed = [step for step in steps if isinstance(step, Fixed)]
    if len(fixed) < len(steps):
        return _judging([_always(step.attribute) if isinstance(step, Fixed) else step for step in steps])
    known = tuple(dict.fromkeys(step.attribute for step in fixed if step.known))
    absent = tuple(dict.fromkeys(step.attribute for step in fixed if not step.known))
    if len(known) == 1:
        only = known[0]
        return lambda facts: ({only: facts[only]}, absent)
    if len(known) == 2:
        first, second = known
        return lambda facts: ({first: facts[first], second: facts[second]}, absent)
    return lambda facts: ({name: facts[name] for name in known}, absent)


def _judging(judges: list[Judge]) -> Callable[[Facts], Grounds]:
    def grounds(facts: Facts) -> Grounds:
        known: dict[str, str] = {}
        absent: dict[str, None] = {}
        for judge in judges:
            for name in judge(facts) or ():
                if name in facts:
                    known[name] = facts[name]
                else:
                    absent[name] = None
        return known, tuple(absent)

    return grounds


def _steps(condition: Condition, holds: bool) -> list[Fixed | Judge]:
    """What a condition rests on that is known to hold (or, unless ``holds``, not to hold), in the order of its text."""
    if isinstance(condition, Is):
        return [Fixed(condition.attribute, True)]
    if isinstance(condition, Known):
        return [Fixed(condition.attribute, holds)]
    if isinstance(condition, Unknown):
        return [Fixed(condition.attribute, not holds)]
    if isinstance(condition, Not):
        return _steps(condition.part, not holds)
    if isinstance(condition, (All, Any)):
        if isinstance(condition, All) is holds or len(condition.parts) == 1:
            return [step for part in condition.parts for step in _steps(part, holds)]
        return [_judge(condition, holds)]
    assert_never(condition)


def _always(name: str) -> Judge:
    names = (name,)
    return lambda facts: names


def _judge(condition: Condition, holds: bool) -> Judge:
    if isinstance(condition, Is):
        name, allowed, names = condition.attribute, frozenset(condition.allowed), (condition.attribute,)
        return lambda facts: names if name in facts and (facts[name] in allowed) is holds else None
    if isinstance(condition, (Known, Unknown)):
        name, names, wanted = condition.attribute, (condition.attribute,), isinstance(condition, Known) is holds
        return lambda facts: names if (name in facts) is wanted else None
    if isinstance(condition, Not):
        return _judge(condition.part, not holds)
    if isinstance(condition, (All, Any)):
        judges = [_judge(part, holds) for part in condition.parts]
        return _every(judges) if isinstance(condition, All) is holds else _some(judges)
    assert_never(condition)


def _every(judges: list[Judge]) -> Judge:
    def judge_all(facts: Facts) -> tuple[str, ...] | None:
        names: tuple[str, ...] = ()
        for judge in judges:
            decisive = judge(facts)
            if decisive is None:
                return None
            names += decisive
        return names

    return judge_all


def _some(judges: list[Judge]) -> Judge:
    def judge_any(facts: Facts) -> tuple[str, ...] | None:
        decisive = [names for judge in judges if (names := judge(facts)) is not None]
        return tuple(name for names in decisive for name in names) if decisive else None

    return judge_any
