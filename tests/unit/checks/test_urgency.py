"""Faults of what makes advice urgent: found at their place, on the shipped knowledge and in a house of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Advisor
from tests.copies import copy_of_shipped, faults, overlay, replace

URGENCY = "knowledge/urgency.yaml"
SPOILED = {
    "a reason that is not there": (
        "rules/stickiness.yaml",
        "urgent: decision",
        "urgent: decisoin",
        "unknown-reason",
        ("there is no reason 'decisoin'", "decision"),
    ),
    "what a case adds named as a reason": (
        "rules/stickiness.yaml",
        "urgent: decision",
        "urgent: due-now",
        "unknown-reason",
        ("there is no reason 'due-now'", ""),
    ),
    "a piece that is not there": (
        "knowledge/tensions.yaml",
        "handled_by: [agree-customization-level]",
        "handled_by: [agree-customisation-level]",
        "unknown-recommendation",
        ("there is no recommendation 'agree-customisation-level'", "agree-customization-level"),
    ),
    "one thing weighed twice": (
        URGENCY,
        "counts: next",
        "counts: now",
        "weight",
        ("'due-now' says already what 'now' counts", ""),
    ),
    "a weight below nothing": (URGENCY, "weight: 60", "weight: -1", "invalid", ("", "")),
    "what is not counted": (URGENCY, "counts: tension", "counts: tensions", "invalid", ("", "")),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_fault_is_told_at_its_place(tmp_path: Path, what: str) -> None:
    file, old, new, code, (said, hint) = SPOILED[what]
    root = copy_of_shipped(tmp_path)
    line, _ = replace(root, file, old, new)
    (issue,) = faults(root)
    assert (issue.file, issue.line) == (file, line)
    if code != "invalid":
        assert (issue.code, issue.what) == (code, said)
    assert hint in issue.hint


def test_a_reason_is_put_in_words(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    says = "  says: terms are in doubt, and whatever is added stands on them\n"
    replace(root, URGENCY, says, "")
    assert [(each.code, each.what) for each in faults(root)] == [("weight", "the reason is not put in words")]


def test_a_reason_that_no_rule_names(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    replace(root, "rules/stickiness.yaml", "    urgent: decision\n", "")
    assert [(each.code, each.file) for each in faults(root)] == [("never-named", URGENCY)]


def test_a_house_adds_a_reason_and_changes_points(tmp_path: Path) -> None:
    """The link that is planned no longer comes before all else, and talks do, for a reason of the house."""
    known = {"m2m_exchange": "planned", "personal_contact": "none"}
    first, *_ = Advisor().assess(known).recommendations
    assert first.id == "decide-on-machine-link"
    house = overlay(
        tmp_path,
        {
            URGENCY: "decision: {weight: 1}\nhouse-talks: {weight: 150, says: the house talks first}\n",
            "rules/house.yaml": """title: House
about: Of the house.
rules:
  - id: talks-come-first
    title: Talks come first
    when: {personal_contact: none}
    then: {recommend: [personal-communication-first]}
    because: The house says so.
    cites: [F48]
    grade: operationalised
    urgent: house-talks
    examples: {fires: [{personal_contact: none}], misses: [{}]}
""",
        },
    )
    first, *_ = Advisor(house).assess(known).recommendations
    assert first.id == "personal-communication-first"
    assert first.rank_because is not None and first.rank_because.startswith("First: the house talks first.")
