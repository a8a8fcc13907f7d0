"""iot-advisor assess."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor
from advisor.audit import open_log

Run = Callable[..., Any]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text("name: A case\nfacts:\n  data_trust: low\n", encoding="utf-8")
    return path


def test_the_terminal_is_the_default(run: Run, profile: Path) -> None:
    outcome = run("assess", profile)
    assert outcome.code == 0 and outcome.err == ""
    assert outcome.out.startswith("A case\n") and "\x1b" not in outcome.out


def test_json_is_the_assessment(run: Run, profile: Path, advisor: Advisor) -> None:
    outcome = run("assess", profile, "--format", "json")
    assert outcome.out == advisor.assess(advisor.read_profile(profile)).to_json()


def test_several_files_are_an_array_or_a_page_each(run: Run, profile: Path) -> None:
    assert [each["profile"]["name"] for each in json.loads(run("assess", profile, profile, "-f", "json").out)] == [
        "A case",
        "A case",
    ]
    assert run("assess", profile, profile).out.count("DO FIRST") == 2


def test_every_fault_of_every_file_comes_at_once_and_nothing_is_written(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("facts:\n  sales_chanel: direct\n  data_trust: loww\n", encoding="utf-8")
    outcome = run("assess", profile, bad, tmp_path / "missing.yaml", "--output", tmp_path / "out.md")
    assert outcome.code == 2 and outcome.out == ""
    lines = outcome.err.splitlines()
    assert len(lines) == 3
    assert f"{bad}:2:3" in lines[0] and "did you mean 'sales_channel'?" in lines[0]
    assert f"{bad}:3:" in lines[1] and "did you mean 'low'?" in lines[1]
    assert "missing.yaml" in lines[2]
    assert not (tmp_path / "out.md").exists()


def test_output_is_written_whole_without_colour(run: Run, profile: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("old", encoding="utf-8")
    outcome = run("assess", profile, "--format", "markdown", "--output", target)
    assert outcome.code == 0 and outcome.out == ""
    assert target.read_text(encoding="utf-8").startswith("# A case\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["case.yaml", "report.md"]


def test_an_output_that_cannot_be_written_is_said(run: Run, profile: Path, tmp_path: Path) -> None:
    outcome = run("assess", profile, "--output", tmp_path / "no" / "such" / "report.md")
    assert outcome.code == 2 and "report.md" in outcome.err


@pytest.mark.parametrize("arguments", [(), ("a.yaml", "--format", "pdf"), ("-", "-")])
def test_wrong_calls(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run("assess", *arguments)
    assert outcome.code == 2 and outcome.out == ""


def test_house_rules_are_said(run: Run, profile: Path, tmp_path: Path) -> None:
    folder = tmp_path / "house" / "knowledge"
    folder.mkdir(parents=True)
    (folder / "recommendations.yaml").write_text("measure-data-trust:\n  title: Ask about data\n", encoding="utf-8")
    outcome = run("assess", profile, "--knowledge", tmp_path / "house")
    assert outcome.code == 0 and "Not the shipped knowledge alone" in outcome.out
    assert "recommendation measure-data-trust" in " ".join(outcome.out.split())


def test_assessments_are_recorded_where_asked(run: Run, profile: Path, tmp_path: Path) -> None:
    log = tmp_path / "audit.db"
    assert run("assess", profile, profile, "--audit", log).code == 0
    kept = open_log(log)
    assert kept is not None and len(list(kept.export())) == 2


def test_no_audit_leaves_no_file(run: Run, profile: Path, tmp_path: Path) -> None:
    log = tmp_path / "audit.db"
    assert run("assess", profile, "--audit", log, "--no-audit").code == 0
    assert not log.exists()


def test_advice_is_given_when_it_cannot_be_recorded(
    run: Run, profile: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a database, and no directory either", encoding="utf-8")
    outcome = run("assess", profile, "--audit", blocked)
    assert outcome.code == 0 and outcome.out.startswith("A case\n")
    assert "not recorded" in caplog.text  # on standard error where nobody set up logging, as pytest does


def test_every_example_says_what_is_given_and_what_assumed(run: Run, examples: list[Path]) -> None:
    assert len(examples) >= 8
    for path in examples:
        text = path.read_text(encoding="utf-8")
        assert "# Given by the text:" in text and "# Assumed here:" in text and "# Left unknown:" in text
    documents = json.loads(run("assess", *examples, "--format", "json").out)
    assert all(each["recommendations"] for each in documents)
    assert len({each["profile"]["name"] for each in documents}) == len(examples)


def test_no_example_contradicts_itself(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        assert [each.id for each in assessment.caveats if each.kind == "contradiction"] == []
