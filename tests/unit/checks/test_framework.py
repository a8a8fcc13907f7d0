"""Faults of the framework of phases: each told at its place, in the file that it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.loading.knowledge import load_knowledge
from advisor.model.knowledge import Override
from advisor.resources import shipped_root
from tests.copies import copy_of_shipped, faults, overlay, replace

FILE = "knowledge/phases.yaml"
SPOILED = {
    "phase": ("phase: relationship_phase", "phase: |relation_phase", "unknown-input"),
    "here": ("  here: asset_stage", "  here: |assets_stage", "unknown-input"),
    "here of capabilities": ("  here: complementarity", "  here: |fit_missing", "unknown-input"),
    "expected": ("  expected: expected_routine", "  expected: |expected_routines", "unknown-conclusion"),
    "position": ("  position: governance_position", "  position: |governance_mode", "unknown-conclusion"),
    "no position": ("  position: governance_position", "  position: |distrust_risk", "position"),
    "finding": (
        "[K13]\n          piece: foundational-assets",
        "[|K99]\n          piece: foundational-assets",
        "unknown-finding",
    ),
    "finding of a case": ("[K11]\n\nassets", "[|K99]\n\nassets", "unknown-finding"),
    "finding after": ("[F4, F10,", "[F4, |F99,", "unknown-finding"),
    "piece": ("piece: assign-dedicated-staff", "piece: |assign-staff", "unknown-recommendation"),
    "answer": ("{dedicated_staff: yes}", "{dedicated_staff: |maybe}", "unknown-answer"),
    "answer's name": ("{dedicated_staff: yes}", "{staff: |yes}", "unknown-input"),
    "conclusion": ("{ready_for_relational_governance: no}", "{ready_for_trust: |no}", "unknown-conclusion"),
    "conclusion's value": (
        "{ready_for_relational_governance: no}",
        "{ready_for_relational_governance: |never}",
        "unknown-conclusion",
    ),
    "grade": ("  grade: synthesis", "  grade: |certain", "value"),
}
"""What is put in the place of what, with a bar where the fault stands."""


@pytest.mark.parametrize("what", SPOILED)
def test_what_leads_nowhere_is_told_at_its_place(tmp_path: Path, what: str) -> None:
    old, marked, code = SPOILED[what]
    root = copy_of_shipped(tmp_path)
    line, column = replace(root, FILE, old, marked.replace("|", ""))
    (fault,) = faults(root)
    assert (fault.file, fault.line, fault.column, fault.code) == (FILE, line, column + marked.index("|"), code)


def test_stages_and_phases_are_values_of_what_they_speak_of(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    line, column = replace(root, FILE, "stage: tailored_platform", "stage: platform")
    found = faults(root)
    assert {(each.line, each.column) for each in found} == {(line, column + len("stage: "))}
    assert sorted(each.code for each in found) == ["unknown-answer", "unknown-conclusion"]
    assert all("tailored_platform" in each.hint for each in found)


def test_every_component_has_the_same_phases(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    text = (root / FILE).read_text(encoding="utf-8")
    at = text.index("    advanced:\n      stage: integrated")
    (root / FILE).write_text(text[:at] + text[text.index("\ngovernance:") :], encoding="utf-8")
    (fault,) = faults(root)
    assert (fault.code, fault.path, "advanced" in fault.what) == ("phase", "routines.phases", True)


def test_a_phase_is_an_input_with_an_order(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    replace(root, FILE, "phase: relationship_phase", "phase: sales_channel")
    assert "phase" in {each.code for each in faults(root) if each.path == "phase"}


HOUSE = """after:
  text: Look at it again each year.
  citations: [{finding}]
  grade: operationalised
"""


def test_a_directory_of_ones_own_replaces_a_part(tmp_path: Path) -> None:
    house = overlay(tmp_path, {FILE: HOUSE.format(finding="K10")})
    assert faults(shipped_root(), house) == []
    base, shipped = load_knowledge(shipped_root(), house).base, load_knowledge(shipped_root()).base
    assert base.framework is not None and shipped.framework is not None
    assert base.framework.after.text == "Look at it again each year."
    assert base.framework.assets == shipped.framework.assets
    assert base.overrides == (Override(kind="framework", id="phases", change="replaced", file=f"house/{FILE}"),)
    assert base.sha256 != shipped.sha256


def test_its_faults_are_told_in_its_own_file(tmp_path: Path) -> None:
    house = overlay(tmp_path, {FILE: HOUSE.format(finding="K99")})
    (fault,) = faults(shipped_root(), house)
    assert (fault.file, fault.line, fault.column, fault.code) == (f"house/{FILE}", 3, 15, "unknown-finding")
    house = overlay(tmp_path, {FILE: "after: {text: x, citations: [], grade: stated}\nweight: 3\n"})
    assert {(each.file, each.line, each.code) for each in faults(shipped_root(), house)} == {
        (f"house/{FILE}", 1, "value"),
        (f"house/{FILE}", 2, "unknown-key"),
    }


def test_knowledge_may_be_without_it(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    (root / FILE).unlink()
    assert faults(root) == []
    assert load_knowledge(root).base.framework is None
