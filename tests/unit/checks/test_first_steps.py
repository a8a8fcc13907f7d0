"""Advice that does not say how it begins, or who begins it."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.checks.first_steps import first_step_issues
from advisor.errors import Issue
from advisor.loading.knowledge import load_knowledge
from advisor.resources import shipped_root
from tests.copies import faults, overlay
from tests.unit.checks.house import PIECE, places

FIRST_STEP = "  first_step: Begin to test it.\n"
WHO = "  who: {{side: own, function: Tester}}\n"


def told(tmp_path: Path, *without: str) -> list[Issue]:
    """What the check tells of a house with a piece that lacks some lines."""
    text = PIECE
    for line in without:
        assert line in text
        text = text.replace(line, "")
    house = overlay(tmp_path, {"knowledge/recommendations.yaml": text.format(name="first-thing", more="")})
    return list(first_step_issues(load_knowledge(shipped_root(), house)))


@pytest.mark.parametrize(
    ("without", "what"),
    [((WHO,), "no who"), ((FIRST_STEP,), "no first_step"), ((WHO, FIRST_STEP), "no who and no first_step")],
    ids=["who", "first step", "both"],
)
def test_what_is_missing_is_told_at_the_piece(without: tuple[str, ...], what: str, tmp_path: Path) -> None:
    (issue,) = told(tmp_path, *without)
    assert places([issue]) == [("first-thing", "no-first-step")]
    assert (issue.file, issue.line, issue.what) == ("house/knowledge/recommendations.yaml", 1, f"this has {what}")
    for field, shape in (("who", "who: {side"), ("first_step", "first_step: ")):
        assert (shape in issue.expected) == (f"no {field}" in what)


def test_nothing_is_told_where_both_stand(tmp_path: Path) -> None:
    assert told(tmp_path) == []


def test_it_is_one_of_the_checks(tmp_path: Path) -> None:
    house = overlay(
        tmp_path, {"knowledge/recommendations.yaml": PIECE.replace(WHO, "").format(name="first-thing", more="")}
    )
    assert ("first-thing", "no-first-step") in places(faults(shipped_root(), house))


@pytest.mark.parametrize("who", ["{side: neither, function: x}", "{side: own}", "Tester"])
def test_somebody_of_another_shape_is_refused(who: str, tmp_path: Path) -> None:
    text = PIECE.replace(WHO, f"  who: {who.replace('{', '{{').replace('}', '}}')}\n")
    house = overlay(tmp_path, {"knowledge/recommendations.yaml": text.format(name="first-thing", more="")})
    (issue,) = faults(shipped_root(), house)
    assert issue.path.startswith("first-thing.who")
