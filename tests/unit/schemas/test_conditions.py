"""The schema of a condition and the loader of rule files, which say the same of whatever a file holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor import KnowledgeBase
from advisor.errors import Issue
from advisor.loading.conditions import parse_condition
from advisor.loading.document import Document
from advisor.model.condition import Is, authored
from advisor.model.forms import FORMS, Form
from advisor.reports.contents.conditions import spoken
from advisor.schemas.documents import complete
from advisor.schemas.vocabulary import condition_schema
from tests.strategies import attribute

ATTRIBUTES = {
    "trust": attribute("trust", ("low", "medium", "high")),
    "channel": attribute("channel", ("direct", "wholesaler", "internet"), scale="nominal"),
    "agreed": attribute("agreed", ("no", "yes")),
    "answered": attribute("answered", ("no", "maybe", "yes"), scale="nominal"),
    "only": attribute("only", ("one",)),
}
BASE = KnowledgeBase(
    version="1",
    attributes=ATTRIBUTES,
    sources={},
    findings={},
    benchmarks={},
    recommendations={},
    tensions={},
    caveats={},
    steps=(),
    topics={},
    rules={},
)
BETWEEN = Form(
    name="between",
    words="from {0} to {1}",
    allowed=lambda domain, operand: domain[domain.index(operand[0]) : domain.index(operand[-1]) + 1],
    ordinal=True,
    bare=False,
    lists=(2, 2),
)
"""A form that there is not: one entry of the table has to be all that it takes."""

JUNK: st.SearchStrategy[Any] = (
    st.none() | st.integers(0, 1) | st.sampled_from(("", "known", "unknown", "x")) | st.just({}) | st.just([[]])
)
NAMES = st.sampled_from([*ATTRIBUTES, "nothing"])


@st.composite
def written_tests(draw: st.DrawFn) -> dict[str, Any]:
    """A test as a file may hold it: of what fits the attribute, now and then of what does not."""
    name = draw(NAMES)
    domain = ATTRIBUTES[name if name in ATTRIBUTES else "trust"].domain
    value = st.sampled_from(domain) | st.sampled_from(domain) | st.booleans() | JUNK
    operand = value | st.lists(st.sampled_from(domain) | st.booleans(), max_size=4) | st.lists(value, max_size=3)
    forms = st.sampled_from([*FORMS, "is", "x"])
    return {
        name: draw(operand | st.dictionaries(forms, operand, min_size=1, max_size=1) | st.dictionaries(forms, value))
    }


def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(inner, max_size=3)
    return (
        st.fixed_dictionaries({"all": parts})
        | st.fixed_dictionaries({"any": parts | JUNK})
        | st.fixed_dictionaries({"not": inner})
        | st.tuples(inner, inner).map(lambda two: {**two[0], **two[1]} if all(isinstance(x, dict) for x in two) else 1)
    )


WRITTEN = st.recursive(written_tests() | written_tests() | JUNK, joined, max_leaves=6)


def validator() -> Draft202012Validator:
    here = "#/$defs/Condition"
    schema = complete({"$ref": here}, {"Condition": condition_schema(BASE, here)})
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check_agreement(data: Any, described: Draft202012Validator) -> None:
    issues: list[Issue] = []
    condition = parse_condition(data, ATTRIBUTES, Document("x").issue, issues, ())
    assert described.is_valid(data) is (condition is not None), [issue.what for issue in issues]
    if condition is not None:
        assert described.is_valid(authored(condition))
        assert list(spoken(condition, BASE))


SCHEMA = validator()


@settings(max_examples=500, deadline=None)
@given(written_tests())
def test_loader_and_schema_agree_on_a_test(data: Any) -> None:
    check_agreement(data, SCHEMA)


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_loader_and_schema_agree_on_a_condition(data: Any) -> None:
    check_agreement(data, SCHEMA)


@pytest.mark.parametrize(
    ("data", "fine"),
    [
        ({"trust": {"not": ["low", "high"]}}, True),
        ({"trust": {"not": ["low", "medium", "high"]}}, False),
        ({"only": {"not": "one"}}, False),
        ({"agreed": True}, True),
        ({"agreed": [True, "no"]}, True),
        ({"agreed": ["yes", True]}, False),
        ({"trust": True}, False),
        ({"trust": {"at_least": ["low"]}}, False),
        ({"channel": {"at_most": "direct"}}, False),
        ({"trust": {"is": ["known"]}}, False),
    ],
)
def test_where_they_could_differ(data: Any, fine: bool) -> None:
    assert SCHEMA.is_valid(data) is fine
    check_agreement(data, SCHEMA)


def test_a_form_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMS, "between", BETWEEN)
    described = validator()

    @settings(max_examples=300, deadline=None)
    @given(written_tests())
    def agree(data: Any) -> None:
        check_agreement(data, described)

    agree()
    issues: list[Issue] = []
    data = {"trust": {"between": ["low", "medium"]}}
    condition = parse_condition(data, ATTRIBUTES, Document("x").issue, issues, ())
    assert condition == Is(attribute="trust", form="between", operand=("low", "medium"), allowed=("low", "medium"))
    assert authored(condition) == data
    assert list(spoken(condition, BASE)) == [(0, "trust: from low to medium")]
    for faulty, what in (
        (["medium", "low"], "the values are not in their order"),
        (["low"], "the list is too short or too long"),
        ("low", "between holds no list"),
    ):
        assert parse_condition({"trust": {"between": faulty}}, ATTRIBUTES, Document("x").issue, issues, ()) is None
        assert issues.pop().what == what
        assert not described.is_valid({"trust": {"between": faulty}})
