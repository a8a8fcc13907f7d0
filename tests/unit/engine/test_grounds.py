"""What a condition rests on: compiled grounds are those of the plain reading, and they carry the condition alone."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from advisor.engine.grounds import compile_grounds
from advisor.model.condition import Any, Condition, Unknown
from advisor.model.condition import tests as leaves_of
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.logic import truth
from tests.parity.oracle import judge
from tests.strategies import attribute, conditions, facts, is_in

VOCABULARY = {name: attribute(name, ("low", "medium", "high")) for name in ("a", "b", "c", "d")}
RULES = CompiledRules([], VOCABULARY)


def grounds(condition: Condition, known: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    return compile_grounds(RULES.form(condition), RULES)(known)


@pytest.mark.long
@settings(max_examples=500)
@given(conditions(VOCABULARY), facts(VOCABULARY))
def test_compiled_and_plain_agree(condition: Condition, known: dict[str, str]) -> None:
    assume(truth(condition, known) is True)
    _, carrying, absent = judge(condition, known)
    found = grounds(condition, known)
    assert (list(found[0]), found[1]) == (list(carrying), absent)


@pytest.mark.long
@given(conditions(VOCABULARY), facts(VOCABULARY))
def test_grounds_alone_make_the_condition_true(condition: Condition, known: dict[str, str]) -> None:
    assume(truth(condition, known) is True)
    carrying, absent = grounds(condition, known)
    assert carrying.items() <= known.items()
    assert not set(absent) & known.keys()
    assert carrying.keys() | set(absent) <= {leaf.attribute for leaf in leaves_of(condition)}
    assert truth(condition, carrying) is True
    # And nobody need look elsewhere: whatever else becomes known changes nothing.
    elsewhere = {name: value for name, value in known.items() if name not in absent}
    assert truth(condition, elsewhere) is True


def test_every_true_part_of_an_any_is_among_the_grounds() -> None:
    condition = Any(parts=(is_in("a", "low"), is_in("d", "low"), is_in("b", "low"), Unknown(attribute="c")))
    assert grounds(condition, {"a": "low", "b": "low"}) == ({"a": "low", "b": "low"}, ("c",))
