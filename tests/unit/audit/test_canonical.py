"""Canonical JSON is that of RFC 8785, whichever way it is written."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.audit.canonical import canonical
from advisor.errors import AuditError

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.floats(allow_nan=False)
KEYS = st.text() | st.text(st.characters(max_codepoint=0x7F))
VALUES = st.recursive(
    LEAVES.filter(lambda each: each not in (float("inf"), float("-inf"))),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_it_is_what_the_rfc_s_own_writer_gives(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        "".join(map(chr, range(0x100))) + "\u2028\ufeff\U0001f44d",
        {"\U0001f44d": 1, "\ufb33": 2, "a": {"b": [1, 2.0, 1e21, 0.1, -0.0, True, None]}},
        {"z": 1, "a": [{"é": 1}, {"b": 1, "a": ""}]},
        [],
        {},
    ],
)
def test_what_is_written_in_another_way_by_other_writers(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", ["\ud800", {"a": ["\ud800"]}, 2**53, [float("nan")], {1: 2}, {"a": object()}])
def test_what_json_cannot_hold_is_told(value: Any) -> None:
    with pytest.raises(AuditError, match="cannot be written as canonical JSON"):
        canonical(value)
