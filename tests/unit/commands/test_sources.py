"""iot-advisor sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from advisor import KnowledgeBase
from tests.copies import overlay

Run = Callable[..., Any]


def test_list_names_every_finding_with_its_place(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("sources", "list").out.split())
    for finding in knowledge.findings.values():
        assert f"{finding.id} {finding.locator}" in text


def test_list_as_data_says_which_rules_cite(run: Run, knowledge: KnowledgeBase) -> None:
    sources = json.loads(run("sources", "list", "--format", "json").out)
    assert [each["key"] for each in sources] == list(knowledge.sources)
    findings = {finding["id"]: finding for each in sources for finding in each["findings"]}
    assert set(findings) == set(knowledge.findings)
    assert findings["F34"]["cited_by"] == [rule.id for rule in knowledge.rules.values() if "F34" in rule.cites]
    assert findings["F21"]["cited_by"] == []


def test_show_a_finding(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("sources", "show", "F34").out.split())
    assert knowledge.findings["F34"].paraphrase in text and knowledge.findings["F34"].caveat in text
    assert "longer-chain-raises-distrust" in text
    context = " ".join(run("sources", "show", "F21").out.split())
    assert f"None. {knowledge.findings['F21'].context}" in context


def test_show_a_source(run: Run, knowledge: KnowledgeBase) -> None:
    text = " ".join(run("sources", "show", "danfoss").out.split())
    assert "Pernille Eskerod" in text and knowledge.sources["danfoss"].held in text and "H3" in text
    assert json.loads(run("sources", "show", "danfoss", "--format", "json").out)["key"] == "danfoss"


def test_an_unknown_id_is_refused(run: Run) -> None:
    outcome = run("sources", "show", "F99")
    assert outcome.code == 2 and "there is no source or finding 'F99'" in outcome.err


def test_markdown_links_the_papers(run: Run) -> None:
    assert "<https://mgmt.imit.se/" in run("sources", "list", "--full", "--format", "markdown").out


def test_coverage_says_what_each_finding_is_used_for_and_when_it_was_read(run: Run, knowledge: KnowledgeBase) -> None:
    outcome = run("sources", "coverage", "--format", "json")
    assert outcome.code == 0
    entries = {each["finding"]: each for each in json.loads(outcome.out)}
    assert list(entries) == list(knowledge.findings)
    for name, entry in entries.items():
        rules = [rule for rule in knowledge.rules.values() if name in rule.cites]
        assert entry["rules"] == [rule.id for rule in rules]
        assert set(entry["advice"]) == {each for rule in rules for each in rule.then.recommend}
        assert entry["examples"] == sum(len(rule.examples.fires) + len(rule.examples.misses) for rule in rules)
        assert entry["rules"] or entry["context"], f"{name} is used by no rule and says no reason"
        assert entry["last_read"]["knowledge"] == knowledge.version, f"{name} was not read for this knowledge"
    assert entries["F31"]["shown"] and not entries["F21"]["shown"]


def test_coverage_names_the_tests_that_name_a_finding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "test_one.py").write_text('assert "F34" and "F340" and "AF35"\n', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("F36", encoding="utf-8")
    outcome = run("sources", "coverage", "--tests", str(tmp_path), "--format", "json")
    tests = {each["finding"]: each["tests"] for each in json.loads(outcome.out)}
    assert tests["F34"] == ["deep/test_one.py"] and not tests["F35"] and not tests["F36"]


UNUSED = """
H99:
  locator: Nowhere
  paraphrase: Something that nobody has read.
  nature: [framework]
  scope: Nobody
  caveat: It is made up for the test.
  support: framework
"""


def test_a_finding_without_use_reason_or_reading_ends_with_1(run: Run, tmp_path: Path) -> None:
    house = overlay(tmp_path, {"knowledge/findings/danfoss.yaml": UNUSED.lstrip()})
    outcome = run("sources", "coverage", "--knowledge", str(house))
    assert outcome.code == 1 and "H99" in outcome.err and "F21" not in outcome.err
    assert "1 are used nowhere and say no reason" in " ".join(outcome.out.split())


def test_tests_that_are_no_directory_are_refused(run: Run, tmp_path: Path) -> None:
    outcome = run("sources", "coverage", "--tests", str(tmp_path / "none"))
    assert outcome.code == 2 and "does not exist" in outcome.err
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    outcome = run("sources", "coverage", "--tests", str(tmp_path))
    assert outcome.code == 2 and "cannot be read as text" in outcome.err
