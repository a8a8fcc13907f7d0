"""The shipped knowledge from its files: its hash, its faults told once, and what a broken file hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from advisor import KnowledgeBase
from advisor.loading.knowledge import load_knowledge
from advisor.loading.yaml_text import parse_yaml
from tests.copies import append, copy_of_shipped, faults, replace


def sha_of(root: Path) -> str:
    return load_knowledge(root).base.sha256


def rewritten(root: Path) -> None:
    """Every file as one line of JSON, which is YAML too, with the keys of each entry reversed."""
    for path in root.rglob("*.yaml"):
        data = parse_yaml(path.read_text(encoding="utf-8"), path.name).data
        if path.parent.name == "rules":
            data["rules"] = [backwards(rule) for rule in data["rules"]]
            data = backwards(data)
        else:
            data = {key: backwards(entry) for key, entry in data.items()}
        path.write_text(json.dumps(data), encoding="utf-8")


def backwards(entry: Any) -> Any:
    return dict(reversed(entry.items())) if isinstance(entry, dict) else entry


def test_the_hash_is_of_content_and_not_of_files(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path / "elsewhere")
    assert sha_of(root) == knowledge.sha256
    append(root, "knowledge/vocabulary.yaml", "# a comment\n")
    rewritten(root)
    (root / "rules" / "distrust.yaml").rename(root / "rules" / "distrust.yml")
    assert sha_of(root) == knowledge.sha256


def test_several_files_make_one_section(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    whole = (root / "knowledge" / "caveats.yaml").read_text(encoding="utf-8")
    (root / "knowledge" / "caveats.yaml").unlink()
    (root / "knowledge" / "caveats").mkdir()
    (root / "knowledge" / "caveats" / "all.yaml").write_text(whole, encoding="utf-8")
    assert sha_of(root) == knowledge.sha256


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("knowledge/about.yaml", "version: ", "version: 9."),
        ("knowledge/vocabulary.yaml", "label: Sales channel", "label: Sales channels"),
        ("knowledge/vocabulary.yaml", "findings: [F34, F35, F40, F43, F47]", "findings: [F34, F35, F40, F47, F43]"),
        ("knowledge/benchmarks.yaml", "mean: 2.81", "mean: 2.82"),
        ("knowledge/steps.yaml", "provenance: stated", "provenance: operationalised"),
        ("knowledge/sources.yaml", "venue: Journal of Business Models", "venue: Journal of Business models"),
        ("rules/distrust.yaml", "title: Where distrust comes from", "title: Where all distrust comes from"),
        ("rules/distrust.yaml", "when: {sales_channel: internet}", "when: {sales_channel: direct}"),
        ("rules/distrust.yaml", "- {product_customization: mixed, sales_channel: internet}", "- {}"),
    ],
)
def test_every_change_of_content_changes_the_hash(
    file: str, old: str, new: str, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    root = copy_of_shipped(tmp_path)
    replace(root, file, old, new)
    assert sha_of(root) != knowledge.sha256


def test_the_order_of_values_is_content(knowledge: KnowledgeBase) -> None:
    content = json.loads(json.dumps(knowledge.content))
    values = content["attributes"]["data_trust"]["values"]
    content["attributes"]["data_trust"]["values"] = backwards(values)
    assert KnowledgeBase.from_content(content).sha256 != knowledge.sha256


def test_content_gives_the_knowledge_back(knowledge: KnowledgeBase) -> None:
    again = KnowledgeBase.from_content(json.loads(json.dumps(knowledge.content)))
    assert again == knowledge
    assert list(again.attributes) == list(knowledge.attributes)
    assert again.sha256 == knowledge.sha256


def test_rules_stand_in_the_order_of_their_ids_and_topics_too(knowledge: KnowledgeBase) -> None:
    assert list(knowledge.rules) == sorted(knowledge.rules)
    assert list(knowledge.topics) == sorted(knowledge.topics)
    assert all(rule.topic in knowledge.topics for rule in knowledge.rules.values())
    assert not knowledge.overrides


def test_faults_of_many_files_come_at_once(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    places = [
        ("knowledge/benchmarks.yaml", replace(root, "knowledge/benchmarks.yaml", "sd: 2.08", "sdd: 2.08")),
        (
            "knowledge/findings/danfoss.yaml",
            replace(root, "knowledge/findings/danfoss.yaml", "H1:\n  loc", "H1:\n  looc"),
        ),
        ("knowledge/steps.yaml", replace(root, "knowledge/steps.yaml", "provenance: stated", "provenance: guessed")),
        (
            "rules/distrust.yaml",
            replace(root, "rules/distrust.yaml", "reported_combination: {is: unknown}", "combination: {is: unknown}"),
        ),
        ("rules/routines.yaml", (append(root, "rules/routines.yaml", "  - just words\n"), 1)),
    ]
    issues = faults(root)
    told = [(issue.file, issue.line) for issue in issues]
    assert told == sorted(told)
    assert {file for file, _ in told} == {file for file, _ in places}


@pytest.mark.parametrize(
    "file",
    [
        "vocabulary",
        "conclusions",
        "sources",
        "findings/asymmetry",
        "benchmarks",
        "recommendations",
        "tensions",
        "caveats",
    ],
)
def test_a_broken_file_is_one_fault_and_nothing_else_is_called_missing(file: str, tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    path = root / "knowledge" / f"{file}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, broken in ((1, "!!broken\n"), (len(lines) // 2, "\t\n@\n"), (1, "")):
        path.write_text("".join([*lines[:number], broken, *lines[number:]]) if broken else "", encoding="utf-8")
        issues = faults(root)
        assert [issue.file for issue in issues] == [f"knowledge/{file}.yaml"], issues
        assert issues[0].code == "syntax"


def test_a_faulty_attribute_is_told_once_and_not_by_every_rule_that_tests_it(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    place = replace(root, "knowledge/vocabulary.yaml", "label: Sales channel", "lable: Sales channel")
    issues = faults(root)
    assert {(issue.file, issue.line, issue.code) for issue in issues} == {
        ("knowledge/vocabulary.yaml", place[0], "missing-key"),
        ("knowledge/vocabulary.yaml", place[0], "unknown-key"),
    }


def test_a_file_that_nobody_reads_is_a_fault(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    (root / "knowledge" / "recomendations.yaml").write_text("x: {}\n", encoding="utf-8")
    (issue,) = faults(root)
    assert issue.file == "knowledge/recomendations.yaml"
    assert issue.hint == "did you mean 'recommendations.yaml'?"


def test_knowledge_without_a_version_is_refused(tmp_path: Path) -> None:
    root = copy_of_shipped(tmp_path)
    (root / "knowledge" / "about.yaml").unlink()
    (issue,) = faults(root)
    assert str(issue).startswith("knowledge/about.yaml: there is no such file")


def test_content_of_an_earlier_version_keeps_its_hash(knowledge: KnowledgeBase) -> None:
    content = json.loads(json.dumps(knowledge.content))
    for attribute in content["attributes"].values():
        del attribute["changeable"]  # as if the model had learnt the field since
    earlier = KnowledgeBase.from_content(content)
    assert earlier == knowledge.model_copy(update={"attributes": earlier.attributes})
    assert earlier.sha256 not in ("", knowledge.sha256)
    assert earlier.sha256 == KnowledgeBase.from_content(json.loads(json.dumps(content))).sha256
