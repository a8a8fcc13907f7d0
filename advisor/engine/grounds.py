"""What a rule's condition rests on when it fires, worked out at load as far as it is the same in every case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from typing_extensions import assert_never

from advisor.reasoning.compiled import NOTHING, CompiledRules, Every, Form, Passes, Some

Facts = Mapping[str, str]
Grounds = tuple[dict[str, str], tuple[str, ...]]
Judge = Callable[[Facts], tuple[str, ...] | None]
"""The attributes that make a part of a condition hold; None when it does not hold."""


class Fixed(NamedTuple):
    """Attributes that a true condition rests on in every case, and whether they are known then or absent."""

    attribute: str
    known: bool


def compile_grounds(form: Form, rules: CompiledRules) -> Callable[[Facts], Grounds]:
    """A function from facts on which the condition holds to what it rests on: the known facts, and the attributes whose
    absence counts. Of alternatives every one that holds counts.

    A test that has to hold needs no second look; alternatives alone are judged anew.
    """
    steps = _steps(form, rules)
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


def _steps(form: Form, rules: CompiledRules) -> list[Fixed | Judge]:
    """What a condition that holds rests on, in the order of its text."""
    if isinstance(form, Passes):
        # No test passes both when something is known and when nothing is.
        return [Fixed(rules.names[form.place], not form.values & NOTHING)]
    if isinstance(form, Every):
        return [step for part in form.parts for step in _steps(part, rules)]
    return [_judge(form, rules)]


def _always(name: str) -> Judge:
    names = (name,)
    return lambda facts: names


def _judge(form: Form, rules: CompiledRules) -> Judge:
    if isinstance(form, Passes):
        name = rules.names[form.place]
        names = (name,)
        if form.values == NOTHING:
            return lambda facts: names if name not in facts else None
        allowed = frozenset(rules.values(form.place, form.values))
        return lambda facts: names if facts.get(name) in allowed else None
    judges = [_judge(part, rules) for part in form.parts]
    if isinstance(form, Every):
        return _every(judges)
    if isinstance(form, Some):
        return _some(judges)
    assert_never(form)


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
