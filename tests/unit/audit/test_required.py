"""Where recording is required, there is no advice without a record; and a receipt is kept where one is asked for."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.audit import open_log
from advisor.audit.location import find_location, is_required
from advisor.audit.log import AuditLog
from advisor.audit.query import find
from advisor.commands import main
from advisor.errors import AuditError
from advisor.model.record import Receipt
from tests.unit.audit.conftest import WASTEWATER

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return int(leaving.value.code or 0), captured.out, captured.err

    return run


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text("name: A\nfacts: {data_trust: low}\n", encoding="utf-8")
    return path


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A place where no log can be."""
    path = tmp_path / "blocked"
    path.write_text("no database", encoding="utf-8")
    return path


def listed(file: Path) -> list[Receipt]:
    log = open_log(file)
    assert log is not None
    return [Receipt(each.id, each.hash) for each in find(log.store)]


def test_the_word_stands_alone_or_in_front_of_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual, other = find_location(), find_location("required:sqlite:////x/y.db")
    assert find_location("required") == usual and other == find_location("sqlite:////x/y.db")
    assert find_location(Path("required")) == find_location("./required")
    assert is_required("required ") and is_required(" required: x.db ") and find_location("required ") == usual
    assert find_location("required:required") == usual
    assert is_required("Required") and is_required("required:x.db") and not is_required("x.db") and not is_required()
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", f"required:{tmp_path}/a.db")
    location = find_location()
    assert location is not None and location.file == tmp_path / "a.db"
    assert is_required() and is_required("x.db"), "another place does not take it back"
    log = open_log("x.db")
    assert log is not None and log.required
    assert open_log("off") is None
    for contradiction in ("required:off", "required:OFF"):
        with pytest.raises(AuditError, match="both required and off"):
            open_log(contradiction)
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", "off")
    with pytest.raises(AuditError, match="both required and off"):
        open_log("required")


def test_the_library_raises(file: Path, blocked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AuditError, match="no advice is given"):
        Advisor(audit=f"required:{blocked}").assess(WASTEWATER)
    Advisor(audit=f"required:{file}").assess(WASTEWATER)
    assert len(listed(file)) == 1
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", str(blocked))
    with pytest.raises(AuditError, match="no advice is given"):
        Advisor(audit="required").assess(WASTEWATER)


def test_the_library_gives_receipts(file: Path, blocked: Path) -> None:
    assessment, receipt = Advisor(audit=file).recorded(WASTEWATER, name="A")
    assert assessment == Advisor().assess(WASTEWATER, name="A")
    assert [receipt] == listed(file)
    with pytest.raises(AuditError):
        Advisor(audit=blocked).recorded(WASTEWATER)
    with pytest.raises(AuditError, match="records nothing"):
        Advisor().recorded(WASTEWATER)


def test_assess_gives_nothing_that_is_not_recorded(
    call: Call, case: Path, blocked: Path, file: Path, tmp_path: Path
) -> None:
    for output in ([], ["-o", tmp_path / "page.txt"], ["-o", f"{tmp_path}/out/"]):
        code, out, err = call("assess", case, case, "--audit", f"required:{blocked}", *output)
        assert (code, out) == (1, "") and err.startswith("no advice is given") and str(blocked) in err
    assert not (tmp_path / "page.txt").exists() and not (tmp_path / "out").exists()
    usual = call("assess", case, case, "--no-audit")
    assert call("assess", case, case, "--audit", f"required:{file}") == usual and usual[0] == 0
    assert len(listed(file)) == 2


def test_several_are_recorded_all_or_none(call: Call, case: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(["2026-03-01T12:00:00.000000Z", "\udcff"])
    monkeypatch.setattr(
        AuditLog.__init__, "__kwdefaults__", {**(AuditLog.__init__.__kwdefaults__ or {}), "clock": lambda: next(times)}
    )
    code, out, _ = call("assess", case, case, "--audit", f"required:{file}")
    assert (code, out) == (1, "")
    assert listed(file) == []


@pytest.mark.parametrize("words", [["--no-audit"], ["--audit", "off"], ["--audit", "required:off"]])
def test_required_and_off_is_a_mistake(
    call: Call, case: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", "required")
    code, out, err = call("assess", case, *words)
    assert (code, out) == (2, "") and "recording is required" in err
    code, out, err = call("interview", "--accept-unknown", *words)
    assert (code, out) == (2, "") and "recording is required" in err


def test_an_interview_gives_nothing_that_is_not_recorded(
    call: Call, blocked: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["interview", "--accept-unknown", "--set", "data_trust=low"]
    code, out, err = call(*answers, "--audit", f"required:{blocked}")
    assert (code, out) == (1, "") and "no advice is given" in err
    monkeypatch.setattr(sys, "stdin", io.StringIO("u\n" * 3 + "f\n"))
    code, out, err = call("interview", "--audit", f"required:{blocked}")
    assert (code, out) == (1, "") and "--resume" in err
    assert call(*answers, "--audit", f"required:{file}")[:2] == call(*answers, "--no-audit")[:2]
    assert len(listed(file)) == 1


def test_receipts_go_into_a_file(
    call: Call, case: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "receipts.json"
    usual = call("assess", case, "--no-audit")
    assert call("assess", case, "--audit", file, "--receipt", kept) == usual
    [first] = listed(file)
    assert json.loads(kept.read_text("utf-8")) == [{"file": str(case), "record": 1, "hash": first.hash}]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"facts: {data_trust: low}\n")))
    assert call("assess", case, "-", "--audit", file, "--receipt", kept)[0] == 0
    assert [(each["file"], each["record"]) for each in json.loads(kept.read_text("utf-8"))] == [
        (str(case), 2),
        (None, 3),
    ]
    assert call("interview", "--accept-unknown", "--audit", file, "--receipt", kept)[0] == 0
    assert [(each["file"], each["record"]) for each in json.loads(kept.read_text("utf-8"))] == [(None, 4)]


def test_what_was_not_recorded_has_no_receipt(call: Call, case: Path, blocked: Path, tmp_path: Path) -> None:
    kept = tmp_path / "receipts.json"
    code, out, _ = call("assess", case, "--audit", blocked, "--receipt", kept)
    assert code == 0 and out and json.loads(kept.read_text("utf-8")) == []


def test_a_receipt_that_cannot_be_is_told_before_anything_is_done(
    call: Call, case: Path, file: Path, tmp_path: Path
) -> None:
    for words in (
        ["--no-audit", "--receipt", tmp_path / "r"],
        ["--receipt", tmp_path / "no" / "r"],
        ["--receipt", "-"],
    ):
        code, out, err = call("assess", case, "--audit", file, *words)
        assert (code, out) == (2, "") and err
    assert not file.exists()


def test_a_terminal_is_told_the_receipt(call: Call, case: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Recorded" not in call("assess", case, "--audit", file)[2]
    usual = call("assess", case, "--no-audit")[1]
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda stream: stream is sys.stderr)
    _, out, err = call("assess", case, "--audit", file)
    assert out == usual and err == f"Recorded as 2, hash {listed(file)[1].hash}\n"
