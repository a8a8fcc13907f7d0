"""The compiled grounds of a condition are those that its plain reading gives."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from advisor.engine.grounds import compile_grounds
from advisor.model.condition import Condition
from advisor.reasoning.logic import grounds, truth
from tests.strategies import attribute, conditions, facts

VOCABULARY = {name: attribute(name, ("low", "medium", "high")) for name in ("a", "b", "c", "d")}


@pytest.mark.long
@settings(max_examples=500)
@given(conditions(VOCABULARY), facts(VOCABULARY))
def test_compiled_and_plain_agree(condition: Condition, known: dict[str, str]) -> None:
    assume(truth(condition, known) is True)
    expected, compiled = grounds(condition, known), compile_grounds(condition)(known)
    assert compiled == expected
    assert list(compiled[0]) == list(expected[0])
