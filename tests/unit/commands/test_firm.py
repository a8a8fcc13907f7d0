"""--firm, on the way from arguments to what is shown, written and recorded."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from advisor.audit import open_log
from advisor.model.record import AssessmentRecord

Run = Callable[..., Any]
FIRM = "name: The maker\nfacts:\n  platform_model: new\n  market_turbulence: high\n  market_growth: high\n"
CASE = "name: A case\nfacts:\n  data_trust: low\n  market_growth: low\n  platform_model: unknown\n"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return written(tmp_path / "firm.yaml", FIRM)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return written(tmp_path / "case.yaml", CASE)


@pytest.mark.parametrize("form", ["terminal", "markdown"])
@pytest.mark.parametrize("full", [(), ("--full",)])
def test_reports_tell_what_is_inherited_and_what_overruled(
    run: Run, case: Path, firm: Path, form: str, full: tuple[str, ...]
) -> None:
    outcome = run("assess", case, "--firm", firm, "-f", form, *full)
    page = " ".join(outcome.out.split()).replace("\\", "")
    assert outcome.code == 0
    if full:
        assert "The answers of the firm (The maker) lie under these" in page
        assert "Platform model: New (inherited)" in page
    else:
        assert "2 of them inherited from the firm (The maker): platform model and market turbulence;" in page
    assert "Market growth: Low (overrules the firm's: High)" in page
    assert "Trust in data handling: Low, expects harm (" not in page
    alone = run("assess", case, "-f", form, *full).out
    assert "inherited" not in alone and "overrules" not in alone


def test_the_document_has_both(run: Run, case: Path, firm: Path) -> None:
    several = json.loads(run("assess", case, case, "--firm", firm, "-f", "json").out)
    for found in several:
        assert found["profile"] == {
            "answers": {},
            "name": "A case",
            "facts": {
                "data_trust": "low",
                "platform_model": "new",
                "market_turbulence": "high",
                "market_growth": "low",
            },
            "firm": {
                "name": "The maker",
                "facts": {"platform_model": "new", "market_turbulence": "high", "market_growth": "high"},
            },
            "inherited": ["platform_model", "market_turbulence"],
            "overruled": {"market_growth": "high"},
        }


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (("why", "aim_supplier_stickiness"), "Platform model: New (inherited) (answer)"),
        (("why-not", "share-risk-with-suppliers"), "market growth High instead of Low"),
        (("sensitivity", "--full"), "Platform model: New (inherited)"),
        (("what-if", "platform_model=classic"), "Platform model: from New to Classic"),
    ],
)
def test_explanations_take_it(run: Run, case: Path, firm: Path, question: tuple[str, ...], shown: str) -> None:
    outcome = run("explain", case, *question, "--firm", firm)
    assert outcome.code == 0 and shown in " ".join(outcome.out.split())


def test_it_lies_under_both_that_are_compared(run: Run, case: Path, firm: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "other.yaml", "facts: {data_trust: low}\n")
    found = json.loads(run("explain", case, "compare", other, "--firm", firm, "-f", "json").out)
    assert found["difference"]["facts"] == [{"attribute": "market_growth", "before": "low", "after": "high"}]


@pytest.mark.parametrize(
    "call",
    [("assess", "CASE"), ("explain", "CASE", "sensitivity"), ("interview", "--data", "CASE", "--accept-unknown")],
    ids=lambda call: call[0],
)
def test_the_faults_of_both_files_are_told_each_as_its_own(run: Run, tmp_path: Path, call: tuple[str, ...]) -> None:
    firm = written(tmp_path / "firm.yaml", "facts:\n  data_trust: low\n  market_growth: hihg\n")
    case = written(tmp_path / "case.yaml", "facts:\n  sales_chanel: direct\n")
    outcome = run(*(str(case) if each == "CASE" else each for each in call), "--firm", firm)
    assert outcome.code == 2 and outcome.out == ""
    lines = outcome.err.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{case}:2:3", f"{firm}:2:3", f"{firm}:3:18"]
    assert "move it to the relationship's profile" in lines[1] and "did you mean 'high'?" in lines[2]


def test_a_firm_that_is_not_there_is_told(run: Run, case: Path, tmp_path: Path) -> None:
    outcome = run("assess", case, "--firm", tmp_path / "none.yaml")
    assert outcome.code == 2 and "none.yaml: cannot be read" in outcome.err


def test_it_may_come_on_standard_input_alone(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(FIRM.encode())))
    assert "inherited" in run("assess", case, "--firm", "-").out
    outcome = run("assess", "-", "--firm", "-")
    assert outcome.code == 2 and "read once only" in outcome.err
    assert run("explain", "-", "sensitivity", "--firm", "-").code == 2
    assert run("interview", "--firm", "-").code == 2


def test_the_record_keeps_both_and_is_run_again(run: Run, case: Path, firm: Path, tmp_path: Path) -> None:
    log = tmp_path / "audit.db"
    assert run("assess", case, "--firm", firm, "--audit", log).code == 0
    kept = open_log(log)
    assert kept is not None
    record = kept.get(1)
    assert isinstance(record, AssessmentRecord)
    assert record.profile["facts"] == {"data_trust": "low", "market_growth": "low"}
    assert record.profile["asked_unknown"] == ["platform_model"]
    assert record.profile["firm"]["name"] == "The maker" and len(record.profile["firm"]["facts"]) == 3
    assert "The same, byte for byte" in run("audit", "--audit", log, "replay", 1).out
    page = " ".join(run("audit", "--audit", log, "show", 1).out.split())
    assert "The maker" in page
    assert "Platform model: New (inherited)" in page
    assert "Market growth: Low (overrules the firm's: High)" in page


def test_an_interview_inherits_and_saves_only_its_own(run: Run, firm: Path, tmp_path: Path) -> None:
    save = tmp_path / "saved.yaml"
    call = ("interview", "--firm", firm, "--set", "market_growth=low", "--accept-unknown", "--save", save, "-f", "json")
    found = json.loads(run(*call).out)
    assert found["profile"]["inherited"] == ["platform_model", "market_turbulence"]
    assert found["profile"]["overruled"] == {"market_growth": "high"}
    text = save.read_text(encoding="utf-8")
    assert "market_growth: low" in text and "platform_model: unknown" in text
    assert "The maker" not in text and "market_turbulence: high" not in text
    resumed = json.loads(run("interview", "--resume", save, "--accept-unknown", "--firm", firm, "-f", "json").out)
    assert resumed["profile"] == found["profile"]
