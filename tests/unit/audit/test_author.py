"""Who asked stands in the record, if somebody says so, and is redacted like every name."""

from __future__ import annotations

import json

import pytest

from advisor import Advisor
from advisor.audit import open_log
from advisor.audit.author import LONGEST, author
from advisor.audit.log import AuditLog
from advisor.audit.verify import verify
from advisor.commands import main
from advisor.errors import AuditError
from advisor.model.record import DecisionRecord
from tests.unit.audit.conftest import WASTEWATER, Add
from tests.unit.audit.test_commands import Run, run

__all__ = ["run"]

PIECE = "personal-communication-first"


def test_a_record_without_a_name_has_the_bytes_it_always_had(log: AuditLog, add: Add) -> None:
    add()
    log.decide(1, PIECE, "accept", "x")
    assert all(b'"by"' not in line for line in log.export())


def test_the_name_stands_in_records_and_decisions(
    log: AuditLog, add: Add, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(by="Ann Ünal")
    log.decide(1, PIECE, "reject", "no staff", by="Bo")
    monkeypatch.setenv("IOT_ADVISOR_BY", "The office")
    add()
    monkeypatch.delenv("IOT_ADVISOR_BY")
    add()
    log.decide(4, PIECE, "accept", "x")
    assert [log.get(seq).by for seq in (1, 2, 3, 4, 5)] == ["Ann Ünal", "Bo", "The office", None, None]
    assert verify(log.store).holds
    assert [each["by"] for each in json.loads(run("list", "-f", "json")[1])] == [
        "Ann Ünal",
        "Bo",
        "The office",
        None,
        None,
    ]
    shown = run("show", "1", "-f", "markdown")[1]
    assert "Ann Ünal" in shown and ", by Bo: rejected" in shown
    timeline = run("timeline", "Wastewater", "-f", "markdown")[1]
    assert "Ann Ünal" in timeline and "The office" in timeline
    found = json.loads(run("timeline", "Wastewater", "-f", "json")[1])
    assert [each["by"] for each in found["moments"]] == ["Ann Ünal", "The office", None]


@pytest.mark.parametrize("how, kept", [("omit", [None, None]), ("hash", ["hashed:", "hashed:"])])
def test_redaction_takes_it_for_a_name(log: AuditLog, add: Add, how: str, kept: list[str | None]) -> None:
    add(by="Ann", redact=how)
    log.decide(1, PIECE, "accept", "x", by="Ann", redact=how)
    assert [log.get(seq).by and str(log.get(seq).by)[:7] for seq in (1, 2)] == kept
    assert all(b"Ann" not in line for line in log.export())


BAD = ["", " ", "x" * (LONGEST + 1), "a\nb", "a\x1b[31m", "a\u202eb", "a\u2028b", "\udcff", "a\u200fb", "\u200b "]


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_is_none_is_told(log: AuditLog, add: Add, run: Run, name: str) -> None:
    with pytest.raises(AuditError):
        author(name)
    add()
    with pytest.raises(AuditError):
        add(by=name)
    code, out, err = run("decide", "1", PIECE, "accept", "--reason", "x", "--by", name)
    assert (code, out) == (2, "") and "the name of who asked" in err
    assert verify(log.store).records == 1


@pytest.mark.parametrize("name", ["  ", "a\x1b[31m"])
def test_a_name_of_the_environment_is_checked_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setenv("IOT_ADVISOR_BY", name)
    with pytest.raises(SystemExit) as left:
        main(["serve", "--port", "0"])
    assert left.value.code == 2
    assert "IOT_ADVISOR_BY: the name of who asked" in capsys.readouterr().err


def test_a_log_may_have_the_name(advisor: Advisor, log: AuditLog) -> None:
    mine = open_log(log.location.file, by="Ann")
    assert mine is not None
    profile = advisor.profile(WASTEWATER)
    mine.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    mine.record(profile, advisor.assess(profile), advisor.knowledge, "http", by="key of Bo")
    mine.decide(1, PIECE, "accept", "x")
    assert [log.get(seq).by for seq in (1, 2, 3)] == ["Ann", "key of Bo", "Ann"]
    assert isinstance(log.get(3), DecisionRecord)
