"""Whom advice is for: each fault, and beside it what looks like one and is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.checks.sides import side_issues
from advisor.loading.knowledge import load_knowledge
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.firing_sets import FiringSets
from advisor.resources import shipped_root
from tests.copies import overlay
from tests.unit.checks.house import PIECE, Rules, places, told

PROVIDERS = {"first-thing": "  for: provider\n"}


def theirs(role: str) -> Rules:
    return {
        "zz-theirs": (f"{{focal_role: {role}}}", "{theirs: [first-thing]}", "{focal_role: customer}"),
    }


def test_advice_that_reaches_the_other_side(tmp_path: Path) -> None:
    customers, suppliers = told(tmp_path, None, PROVIDERS)
    assert places([customers, suppliers]) == [("first-thing.for", "other-side")] * 2
    assert '"focal_role": "customer"' in customers.what
    assert '"data_trust": "low"' in customers.what
    assert '"focal_role": "supplier"' in suppliers.what
    assert suppliers.hint == "or narrow what recommends it: low-trust-recommends"


@pytest.mark.parametrize(
    ("role", "left"),
    [
        ("[customer, supplier]", []),
        ("customer", ["supplier"]),
        ("supplier", ["customer"]),
        ("provider", ["customer", "supplier"]),
    ],
)
def test_what_is_said_to_be_theirs_reaches_nobody_else(role: str, left: list[str], tmp_path: Path) -> None:
    issues = [issue for issue in told(tmp_path, theirs(role), PROVIDERS) if issue.code == "other-side"]
    assert [
        side for issue in issues for side in ("customer", "supplier") if f"the {side} is told" in issue.what
    ] == left


def test_a_recommendation_to_one_side_alone_reaches_no_other(tmp_path: Path) -> None:
    facts = "{data_trust: low, focal_role: provider}"
    rules: Rules = {
        "low-trust-recommends": ("{data_trust: low}", "{recommend: [second-thing]}", "{data_trust: low}"),
        "zz-for-the-provider": (facts, "{recommend: [first-thing]}", facts),
    }
    assert told(tmp_path, rules, PROVIDERS) == []


def test_a_question_beyond_the_budget_is_undecided(tmp_path: Path) -> None:
    piece = PIECE.format(name="measure-data-trust", more="  for: provider\n")
    loaded = load_knowledge(shipped_root(), overlay(tmp_path, {"knowledge/recommendations.yaml": piece}))
    sets = FiringSets(CompiledRules(loaded.base.rules, loaded.base.attributes), question=0)
    assert {issue.code for issue in side_issues(loaded, sets) if "measure-data-trust" in issue.what} == {"undecided"}


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (
            {
                "first-thing": "  counterpart: second-thing\n  ask: Please.\n  for: provider\n",
                "second-thing": "  for: customer\n",
            },
            [],
        ),
        (
            {"first-thing": "  counterpart: second-thing\n  for: provider\n", "second-thing": "  for: provider\n"},
            [("first-thing.counterpart", "counterpart")],
        ),
        ({"first-thing": "  ask: Please.\n"}, [("first-thing.ask", "counterpart")]),
    ],
    ids=["sound", "the same side", "no side"],
)
def test_a_counterpart_is_the_other_side_s(
    pieces: dict[str, str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    issues = [issue for issue in told(tmp_path, None, pieces) if issue.code != "other-side"]
    assert places(issues) == expected


@pytest.mark.parametrize(
    ("when", "faulty"),
    [
        ("{data_trust: low}", True),
        ("{data_trust: low, focal_role: provider}", True),
        ("{distrust_risk: raised}", True),
        ("{data_trust: low, digital_preparedness: low}", False),
        ("{platform_model_fit: new}", False),
        ("{focal_role: provider}", False),
    ],
)
def test_advice_to_a_firm_rests_on_an_answer_about_it(when: str, faulty: bool, tmp_path: Path) -> None:
    rules: Rules = {
        "low-trust-recommends": (when, "{recommend: [first-thing, second-thing]}", "{data_trust: low}"),
    }
    issues = [
        issue
        for issue in told(tmp_path, rules, {"first-thing": "  level: firm\n"})
        if issue.code not in ("example", "redundant")
    ]
    assert places(issues) == [("rules[0].then.recommend[0]", "firm-advice")] * faulty
