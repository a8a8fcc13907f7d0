"""iot-advisor assess."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from advisor import Advisor
from advisor.audit import open_log
from advisor.commands.assess import page_names

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


def folder(tmp_path: Path, **profiles: str) -> Path:
    """A directory of profiles, each with such facts."""
    made = tmp_path / "cases"
    made.mkdir()
    for name, facts in profiles.items():
        (made / name.replace("_", ".")).write_text(f"name: {name}\nfacts: {{{facts}}}\n", encoding="utf-8")
    return made


def names_in(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def test_a_directory_gets_a_page_for_each_case_and_an_index(run: Run, tmp_path: Path) -> None:
    cases = folder(tmp_path, b_yaml="data_trust: low", a_yml="data_trust: high", c_json="")
    (cases / "c.json").write_text('{"facts": {}}', encoding="utf-8")
    (cases / "notes.txt").write_text("no profile", encoding="utf-8")
    (cases / ".hidden.yaml").write_text("no profile", encoding="utf-8")
    (cases / "below.yaml").mkdir()
    outcome = run("assess", cases, "-o", f"{tmp_path / 'new' / 'out'}/")
    assert (outcome.code, outcome.out) == (0, "")
    out = tmp_path / "new" / "out"
    assert names_in(out) == ["a.html", "b.html", "c.html", "index.html"]
    for name in ("a.yml", "b.yaml", "c.json"):
        alone = run("assess", cases / name, "-f", "html").out
        assert (out / name).with_suffix(".html").read_text(encoding="utf-8") == alone
    index = (out / "index.html").read_text(encoding="utf-8")
    assert [index.index(f'href="{name}.html"') for name in "abc"] == sorted(
        index.index(f'href="{name}.html"') for name in "abc"
    )


def test_a_directory_that_is_there_needs_no_slash_and_keeps_what_is_in_it(run: Run, tmp_path: Path) -> None:
    cases, out = folder(tmp_path, a_yaml="data_trust: low"), tmp_path / "out"
    out.mkdir()
    (out / "kept.txt").write_text("kept", encoding="utf-8")
    assert run("assess", cases / "a.yaml", "-o", out, "--format", "html").code == 0
    assert names_in(out) == ["a.html", "index.html", "kept.txt"]


def test_the_same_cases_and_day_are_the_same_bytes(run: Run, tmp_path: Path) -> None:
    cases = folder(tmp_path, b_yaml="data_trust: low", a_yaml="data_trust: high")
    for name in ("one", "two"):
        assert run("assess", cases, "-o", f"{tmp_path / name}/", "--date", "2026-03-01").code == 0
    one, two = ({each.name: each.read_bytes() for each in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two and b"2026-03-01" in one["index.html"] and b"2026-03-01" in one["a.html"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a.yaml", "b/a.yml", "a.json"], ["a.html", "a-2.html", "a-3.html"]),
        (["a.yaml", "a-2.yaml", "A.yaml"], ["a.html", "a-2.html", "A-3.html"]),
        (["a.yaml", "a.yml", "a-2.yaml"], ["a.html", "a-2.html", "a-2-2.html"]),
        (["index.yaml", "INDEX.yml"], ["index-2.html", "INDEX-3.html"]),
        (["-", "case.yaml"], ["case.html", "case-2.html"]),
        (["a.b.yaml", ".yaml", "noending"], ["a.b.html", ".yaml.html", "noending.html"]),
    ],
)
def test_no_two_cases_share_a_page_and_none_is_the_index(files: list[str], names: list[str]) -> None:
    assert page_names(files) == names


def test_standard_input_is_a_case_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"facts: {data_trust: low}\n")))
    assert run("assess", "-", "-o", f"{tmp_path / 'out'}/").code == 0
    assert names_in(tmp_path / "out") == ["case.html", "index.html"]


@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_into_a_directory_goes_html_alone(run: Run, profile: Path, tmp_path: Path, form: str) -> None:
    outcome = run("assess", profile, "-o", f"{tmp_path / 'out'}/", "--format", form)
    assert (outcome.code, outcome.out) == (2, "") and not (tmp_path / "out").exists()
    assert "is a directory" in outcome.err and "html" in outcome.err and f"asks for {form}" in outcome.err


def test_a_fault_in_any_profile_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    cases = folder(tmp_path, a_yaml="data_trust: low", b_yaml="data_trust: loww", c_yaml="trust: low")
    outcome = run("assess", cases, "-o", f"{tmp_path / 'out'}/")
    assert outcome.code == 2 and not (tmp_path / "out").exists()
    assert "b.yaml" in outcome.err and "c.yaml" in outcome.err and "a.yaml" not in outcome.err


def test_a_directory_without_profiles_is_told(run: Run, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = run("assess", profile, tmp_path / "empty", "-o", f"{tmp_path / 'out'}/")
    assert outcome.code == 2 and not (tmp_path / "out").exists()
    assert "empty has no profile in it; expected .yaml, .yml or .json" in outcome.err


def test_a_directory_of_profiles_is_read_for_every_format(run: Run, tmp_path: Path) -> None:
    cases = folder(tmp_path, b_yaml="data_trust: low", a_yaml="data_trust: high")
    told = json.loads(run("assess", cases, "-f", "json").out)
    assert [each["profile"]["name"] for each in told] == ["a_yaml", "b_yaml"]


def test_a_slash_behind_a_file_or_below_one_is_refused(run: Run, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    for path in (f"{tmp_path / 'file'}/", f"{tmp_path / 'file' / 'out'}/"):
        outcome = run("assess", profile, "-o", path)
        assert (outcome.code, outcome.out) == (2, "") and "Traceback" not in outcome.err and "directory" in outcome.err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_each_file_is_there_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    """The page of the second case cannot be written: a directory has its name."""
    cases, out = folder(tmp_path, a_yaml="", b_yaml="", c_yaml=""), tmp_path / "out"
    (out / "b.html").mkdir(parents=True)
    outcome = run("assess", cases, "-o", out)
    assert outcome.code == 2 and "b.html" in outcome.err
    assert names_in(out) == ["a.html", "b.html"], "no index leads to what is not there"
    assert (out / "a.html").read_text(encoding="utf-8").endswith("</html>\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_hostile_names_of_files_are_links_to_them(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    for name in ("<script>&]]>", "javascript:alert(1)", "a\u202eb", "per%20cent #?"):
        (cases / f"{name}.yaml").write_text("facts: {}\n", encoding="utf-8")
    assert run("assess", cases, "-o", f"{tmp_path / 'out'}/").code == 0
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    linked = {unquote(each) for each in re.findall(r'href="([^"]*)"', index)}
    assert linked | {"index.html"} == set(names_in(tmp_path / "out")) and len(linked) == 4
    assert "<script" not in index and "\u202e" not in index


def test_other_commands_write_no_directories(run: Run, profile: Path, tmp_path: Path) -> None:
    outcome = run("explain", profile, "sensitivity", "-o", tmp_path)
    assert outcome.code == 2 and "is a directory" in outcome.err


def test_each_case_of_a_directory_is_recorded(run: Run, tmp_path: Path) -> None:
    cases = folder(tmp_path, b_yaml="data_trust: low", a_yaml="data_trust: high")
    log = tmp_path / "audit.db"
    assert run("assess", cases, "-o", f"{tmp_path / 'out'}/", "--audit", log).code == 0
    recorded = open_log(log)
    assert recorded is not None and [recorded.assessment(each).name for each in (1, 2)] == ["a_yaml", "b_yaml"]


@pytest.mark.parametrize("name", ["-", "./-"])
def test_no_file_is_named_like_standard_output(
    run: Run, examples: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run("assess", examples[0], "-o", name)
    assert found.code == 2 and "without -o" in found.err and not (tmp_path / "-").exists()
