"""Kleene's strong logic: its tables, that knowing more turns no answer round, and what a true condition rests on."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.condition import tests as leaves_of
from advisor.reasoning.logic import truth
from tests.strategies import attribute, conditions, facts, is_in

VOCABULARY = {name: attribute(name, ("one", "two", "three")) for name in ("a", "b", "c")}
TRUE, FALSE, OPEN = is_in("a", "one"), is_in("b", "two"), is_in("c", "one")
FACTS = {"a": "one", "b": "one"}
OF = {True: TRUE, False: FALSE, None: OPEN}


def test_a_test_on_what_is_unknown_is_neither_true_nor_false() -> None:
    assert [truth(each, FACTS) for each in (TRUE, FALSE, OPEN)] == [True, False, None]
    negated = Is(attribute="c", form="not", operand=("one",), allowed=("two", "three"))
    assert truth(negated, FACTS) is None


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_tables(one: bool | None, other: bool | None, both: bool | None, either: bool | None) -> None:
    for parts in ((OF[one], OF[other]), (OF[other], OF[one])):
        assert truth(All(parts=parts), FACTS) is both
        assert truth(Any(parts=parts), FACTS) is either


@pytest.mark.parametrize(("one", "negated"), [(True, False), (False, True), (None, None)])
def test_not(one: bool | None, negated: bool | None) -> None:
    assert truth(Not(part=OF[one]), FACTS) is negated
    assert truth(Not(part=Not(part=OF[one])), FACTS) is one


def test_known_and_unknown_are_always_true_or_false() -> None:
    assert [truth(Known(attribute=name), FACTS) for name in "abc"] == [True, True, False]
    assert [truth(Unknown(attribute=name), FACTS) for name in "abc"] == [False, False, True]
    assert truth(Not(part=Known(attribute="c")), FACTS) is True


@given(conditions(VOCABULARY), facts(VOCABULARY), facts(VOCABULARY))
def test_knowing_more_never_turns_an_answer_round(
    condition: Condition, known: dict[str, str], more: dict[str, str]
) -> None:
    assume(all(isinstance(leaf, Is) for leaf in leaves_of(condition)))
    before = truth(condition, known)
    if before is not None:
        assert truth(condition, {**more, **known}) is before


@given(conditions(VOCABULARY), facts(VOCABULARY))
def test_laws_of_de_morgan(condition: Condition, known: dict[str, str]) -> None:
    parts = condition.parts if isinstance(condition, (All, Any)) else (condition,)
    negated = tuple(Not(part=part) for part in parts)
    assert truth(Not(part=All(parts=parts)), known) is truth(Any(parts=negated), known)
    assert truth(Not(part=Any(parts=parts)), known) is truth(All(parts=negated), known)
