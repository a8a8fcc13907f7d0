"""Conditions as rule files write them: every form becomes its node, every fault has its place."""

from __future__ import annotations

from typing import Any as AnyValue

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.errors import Issue
from advisor.loading.conditions import LEVELS, parse_condition
from advisor.loading.document import Document
from advisor.loading.yaml_text import parse_yaml
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown, authored
from advisor.model.condition import tests as leaves_of
from advisor.reasoning.logic import truth
from tests.strategies import attribute, conditions, facts

VOCABULARY = {
    "trust": attribute("trust", ("low", "medium", "high")),
    "channel": attribute("channel", ("direct", "wholesaler", "internet"), scale="nominal"),
    "agreed": attribute("agreed", ("no", "yes")),
    "risk": attribute("risk", ("lower", "raised"), merge="highest"),
}


def parsed(text: str) -> tuple[Condition | None, list[Issue]]:
    document = parse_yaml(text, "rule.yaml")
    issues = list(document.issues)
    return parse_condition(document.data, VOCABULARY, document.issue, issues, ()), issues


def checked(name: str, form: AnyValue, operand: tuple[str, ...], allowed: tuple[str, ...]) -> Is:
    return Is(attribute=name, form=form, operand=operand, allowed=allowed)


LOW = checked("trust", "is", ("low",), ("low",))
DIRECT = checked("channel", "is", ("direct",), ("direct",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trust: low", LOW),
        ("trust: [high, low]", checked("trust", "is", ("high", "low"), ("low", "high"))),
        ("trust: {is: low}", LOW),
        ("trust: {not: low}", checked("trust", "not", ("low",), ("medium", "high"))),
        ("channel: {not: [direct, internet]}", checked("channel", "not", ("direct", "internet"), ("wholesaler",))),
        ("trust: {at_least: medium}", checked("trust", "at_least", ("medium",), ("medium", "high"))),
        ("trust: {at_most: medium}", checked("trust", "at_most", ("medium",), ("low", "medium"))),
        ("trust: {is: known}", Known(attribute="trust")),
        ("risk: {is: unknown}", Unknown(attribute="risk")),
        ("agreed: no", checked("agreed", "is", ("no",), ("no",))),
        ("agreed: true", checked("agreed", "is", ("yes",), ("yes",))),
        ("{trust: low, channel: direct}", All(parts=(LOW, DIRECT))),
        ("any: [{trust: low}, {channel: direct}]", Any(parts=(LOW, DIRECT))),
        ("all: [{trust: low}, {trust: low}]", All(parts=(LOW, LOW))),
        ("not: {trust: low, channel: direct}", Not(part=All(parts=(LOW, DIRECT)))),
        ("{trust: low, not: {channel: direct}}", All(parts=(LOW, Not(part=DIRECT)))),
    ],
)
def test_forms(text: str, expected: Condition) -> None:
    assert parsed(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("trsut: low", (1, 1), "there is no attribute 'trsut'"),
        ("trust: lo", (1, 8), "'lo' is no value of trust"),
        ("trust: [low, lo]", (1, 14), "'lo' is no value of trust"),
        ("trust: [low, low]", (1, 8), "a value stands here twice"),
        ("trust: []", (1, 8), "the list of values is empty"),
        ("trust: {not: [low, medium, high]}", (1, 14), "no value of trust is left"),
        ("trust: unknown", (1, 8), "'unknown' is not a value of trust"),
        ("trust: {not: known}", (1, 14), "'known' is not a value of trust"),
        ("trust: {is: known, not: low}", (1, 8), "a test has exactly one form"),
        ("trust: {}", (1, 8), "a test has exactly one form"),
        ("trust: {atleast: low}", (1, 9), "'atleast' is no form of test"),
        ("trust: {at_least: 3}", (1, 19), "3 is no value of trust"),
        ("trust: {at_least: [low]}", (1, 19), "['low'] is no value of trust"),
        ("channel: {at_least: direct}", (1, 21), "channel is nominal: its values have no order"),
        ("trust: true", (1, 8), "True is no value of trust"),
        ("trust:", (1, 7), "nothing is no value of trust"),
        ("any: {trust: low}", (1, 6), "any holds no list"),
        ("all: []", (1, 6), "all holds no list"),
        ("any: [low]", (1, 7), "this is no condition"),
        ("not: low", (1, 6), "this is no condition"),
        ("{}", (1, 1), "this is no condition"),
        ("low", (1, 1), "this is no condition"),
    ],
)
def test_faults(text: str, place: tuple[int, int], what: str) -> None:
    condition, (issue,) = parsed(text)
    assert condition is None
    assert (issue.line, issue.column) == place
    assert issue.what.startswith(what)


def test_every_fault_of_a_condition_is_told() -> None:
    _, issues = parsed("any:\n  - trust: lo\n    chanel: direct\n  - not: {agreed: maybe}\nrisk: high\n")
    assert [(issue.line, issue.column, issue.path) for issue in issues] == [
        (2, 12, "any[0].trust"),
        (3, 5, "any[0].chanel"),
        (4, 19, "any[1].not.agreed"),
        (5, 7, "risk"),
    ]


def test_nesting_is_bounded() -> None:
    def nested(levels: int) -> AnyValue:
        return {"not": nested(levels - 1)} if levels else {"trust": "low"}

    for levels, faults in ((LEVELS, 0), (LEVELS + 1, 1), (500, 1)):
        issues: list[Issue] = []
        parse_condition(nested(levels), VOCABULARY, Document("x").issue, issues, ())
        assert len(issues) == faults


@settings(deadline=None)
@given(
    conditions(VOCABULARY),
    facts({name: each.model_copy(update={"kind": "input"}) for name, each in VOCABULARY.items()}),
)
def test_what_is_written_back_means_the_same(condition: Condition, known: dict[str, str]) -> None:
    assume(all(leaf.allowed for leaf in leaves_of(condition) if isinstance(leaf, Is)))
    issues: list[Issue] = []
    again = parse_condition(authored(condition), VOCABULARY, Document("x").issue, issues, ())
    assert not issues
    assert again is not None
    assert truth(again, known) is truth(condition, known)


@given(
    st.recursive(
        st.none() | st.integers() | st.sampled_from(("low", "known", "trust")),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(("trust", "channel", "any", "all", "not", "is", "at_least", "x")), inner, max_size=3
            )
        ),
    )
)
def test_anything_is_a_condition_or_has_faults(data: AnyValue) -> None:
    issues: list[Issue] = []
    condition = parse_condition(data, VOCABULARY, Document("x").issue, issues, ())
    assert (condition is None) is bool(issues)
