"""Faults of what is said in short: a finding, a piece of advice or a side that is not there, told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.resources import shipped_root
from tests.copies import copy_of_shipped, faults, overlay, replace

SPOILED = {
    "a finding that is not there": (
        "knowledge/tensions.yaml",
        "findings: [F1, F44]",
        "findings: [F1, F444]",
        "unknown-finding",
        ("there is no finding 'F444'", "F44"),
    ),
    "a piece that is not there": (
        "knowledge/caveats.yaml",
        "bears_on: [balance-components]",
        "bears_on: [balance-component]",
        "unknown-recommendation",
        ("there is no recommendation 'balance-component'", "balance-components"),
    ),
    "a study by a finding that its rule does not cite": (
        "rules/phases.yaml",
        "finding: K28",
        "finding: K26",
        "study",
        ("the rule does not cite 'K26'", "K28"),
    ),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_fault_is_told_at_its_place(tmp_path: Path, what: str) -> None:
    file, old, new, code, (said, hint) = SPOILED[what]
    root = copy_of_shipped(tmp_path)
    line, _ = replace(root, file, old, new)
    (issue,) = faults(root)
    assert (issue.file, issue.line, issue.code, issue.what) == (file, line, code, said)
    assert hint in issue.hint


def test_nobody_is_spoken_to_but_the_sides(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line, _ = replace(root, "knowledge/vocabulary.yaml", "customer: your plant treats wastewater", "owner: it is yours")
    (issue,) = faults(root)
    assert (issue.file, issue.line) == ("knowledge/vocabulary.yaml", line)


def test_a_side_of_a_tension_names_its_findings(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    replace(root, "knowledge/tensions.yaml", "findings: [F1, F44]", "findings: []")
    (issue,) = faults(root)
    assert issue.path.startswith("T4.pulls")


def test_a_house_says_in_short_what_it_adds_and_changes(tmp_path: Path) -> None:
    """YAML's own words for true and false are read as the values ``yes`` and ``no`` here too."""
    house = overlay(
        tmp_path,
        {
            "knowledge/vocabulary.yaml": "terms_doubted: {values: {no: {label: No, observe: x, says: all terms hold}, "
            "yes: {label: Yes, observe: x, says: a term is in doubt, says_to: {customer: you doubt a term}}}}\n",
            "knowledge/tensions.yaml": "T4: {in_short: Talk.}\n",
            "knowledge/caveats.yaml": "machine-link-is-decided: {bears_on: [reconfirm-terms]}\n",
        },
    )
    assert faults(shipped_root(), house) == []
