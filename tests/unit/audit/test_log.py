from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from advisor import Advisor
from advisor.audit import open_log
from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.verify import verify
from advisor.errors import AuditError, AuditMissing, UnknownId
from advisor.model.record import START, AssessmentRecord, DecisionRecord
from tests.unit.audit.conftest import TELECOM, WASTEWATER, Add


def test_a_record_holds_the_whole_case(log: AuditLog, add: Add, advisor: Advisor) -> None:
    receipt = add("Wastewater", request_id="r-1")
    record = log.assessment(receipt.id)
    assessment = advisor.assess(WASTEWATER, name="Wastewater")
    assert (record.seq, record.entry, record.request_id, record.previous) == (1, "library", "r-1", START)
    assert record.at == "2026-03-01T12:00:00.000000Z"
    assert record.profile["facts"] == WASTEWATER
    assert record.assessment == json.loads(assessment.to_json())
    assert record.document == hashlib.sha256(assessment.to_json().encode()).hexdigest()
    assert record.knowledge == advisor.knowledge.stamp


def test_each_record_carries_the_hash_of_the_one_before(log: AuditLog, add: Add) -> None:
    first, second = add(), add()
    assert log.get(second.id).previous == first.hash
    assert hashlib.sha256(rfc8785.dumps(log.get(2).model_dump(mode="json"))).hexdigest() == second.hash


def test_the_export_is_canonical_and_carries_the_chain(log: AuditLog, add: Add) -> None:
    add()
    log.decide(1, "personal-communication-first", "accept", "because")
    previous = START
    for line in log.export():
        data = json.loads(line)
        assert rfc8785.dumps(data) + b"\n" == line
        assert hashlib.sha256(rfc8785.dumps(data["record"])).hexdigest() == data["hash"]
        assert data["record"]["previous"] == previous
        previous = data["hash"]


def test_knowledge_is_kept_once_and_comes_back_whole(log: AuditLog, add: Add, advisor: Advisor, file: Path) -> None:
    add(), add()
    assert log.knowledge(advisor.knowledge.sha256) == advisor.knowledge
    assert list(log.knowledge(advisor.knowledge.sha256).attributes) == list(advisor.knowledge.attributes)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM audit_knowledge").fetchone() == (1,)


@pytest.mark.parametrize("table", ["audit_record", "audit_knowledge"])
def test_the_database_itself_refuses_changes(add: Add, file: Path, table: str) -> None:
    add()
    connection = sqlite3.connect(file)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET body = ''"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)


def test_only_the_owner_reads_the_file(add: Add, file: Path) -> None:
    add()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_decisions_are_records_of_the_same_chain(log: AuditLog, add: Add) -> None:
    first = add()
    receipt = log.decide(first.id, "personal-communication-first", "reject", "no staff")
    record = log.get(receipt.id)
    assert isinstance(record, DecisionRecord)
    assert (record.of, record.of_hash, record.previous) == (1, first.hash, first.hash)
    assert (record.verdict, record.reason, record.name) == ("reject", "no staff", "Wastewater")
    assert list(log.decisions(1)) == [record]


def test_a_decision_says_by_a_code_why_advice_is_not_followed(log: AuditLog, add: Add) -> None:
    add()
    piece = "personal-communication-first"
    log.decide(1, piece, "accept", "x")
    log.decide(1, piece, "reject", "x")
    log.decide(1, piece, "reject", "x", because="already-done", redact="omit")
    log.decide(1, piece, "defer", "x")
    log.decide(1, piece, "defer", "x", because="not-now")
    decided = list(log.decisions(1))
    assert [each.because for each in decided] == [None, "other", "already-done", None, "not-now"]
    written = [json.loads(line)["record"] for line in log.export()][1:]
    assert ["because" in each for each in written] == [False, True, True, False, True]
    assert [each.model_dump(mode="json") for each in decided] == written
    assert verify(log.store).holds
    with pytest.raises(UnknownId, match="did you mean 'already-done'"):
        log.decide(1, piece, "reject", "x", because="already_done")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="accepted"):
        log.decide(1, piece, "accept", "x", because="not-now")
    assert len(list(log.decisions(1))) == 5


def test_a_decision_needs_advice_that_was_given(log: AuditLog, add: Add) -> None:
    with pytest.raises(AuditMissing):
        log.decide(1, "personal-communication-first", "accept", "x")
    assert not log.location.file or not log.location.file.exists()
    add()
    with pytest.raises(UnknownId, match="personal-communication-first"):
        log.decide(1, "personal-comunication-first", "accept", "x")
    with pytest.raises(AuditMissing, match="no record 7"):
        log.decide(7, "personal-communication-first", "accept", "x")
    log.decide(1, "personal-communication-first", "accept", "x")
    with pytest.raises(AuditMissing, match="a decision"):
        log.decide(2, "personal-communication-first", "accept", "x")
    assert [each.id for each in find(log.store)] == [1, 2]


def test_filters(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add("Wastewater"), add("Telecom", TELECOM), add(None)
    log.decide(2, "move-governance-gradually", "defer", "later")

    def ids(**wanted: Any) -> list[int]:
        return [each.id for each in find(log.store, Filter(**wanted))]

    assert ids(name="Telecom") == [2, 4]
    assert ids(name="Tele") == []
    assert ids(recommendation="move-governance-gradually") == [2, 4]
    assert ids(recommendation="move-governance") == []
    assert ids(rule="low-trust-is-not-ready") == [1, 3]
    assert ids(since="2026-03-02") == [2, 3, 4]
    assert ids(until="2026-03-02") == [1, 2]
    assert ids(since="2026-03-02", until="2026-03-03T11") == [2]
    assert ids(until="2026") == [1, 2, 3, 4]
    assert ids(knowledge=advisor.knowledge.sha256[:8]) == ids(knowledge=advisor.knowledge.version) == [1, 2, 3, 4]
    assert ids(knowledge="%") == []


def test_reading_needs_a_log_and_makes_none(log: AuditLog, file: Path) -> None:
    for read in (lambda: log.get(1), lambda: list(find(log.store)), lambda: log.knowledge("0" * 64)):
        with pytest.raises(AuditMissing):
            read()
    assert not file.exists()
    file.touch()
    with pytest.raises(AuditMissing, match="yet"):
        log.get(1)


def test_a_file_deleted_meanwhile_is_made_anew(add: Add, file: Path) -> None:
    add()
    file.unlink()
    assert add().id == 1


def test_try_record_says_what_failed_and_nothing_of_the_case(
    advisor: Advisor, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    log = open_log(tmp_path / "file" / "audit.db")
    assert log is not None
    profile = advisor.profile(WASTEWATER, name="Secret Works")
    with caplog.at_level(logging.WARNING):
        assert log.try_record(profile, advisor.assess(profile), advisor.knowledge, "http") is None
    assert "was not recorded" in caplog.text and "Secret" not in caplog.text


def test_text_that_is_no_unicode_is_not_recorded_in_part(log: AuditLog, add: Add, file: Path) -> None:
    with pytest.raises(AuditError, match="canonical"):
        add(request_id="\udcff")
    assert add("fine").id == 1


@pytest.mark.parametrize("url", ["sqlite://", "nonsense://x", "://"])
def test_a_place_that_cannot_hold_a_log_is_an_audit_error(url: str, advisor: Advisor) -> None:
    log = open_log(url)
    assert log is not None
    profile = advisor.profile(WASTEWATER)
    with pytest.raises(AuditError):
        log.record(profile, advisor.assess(profile), advisor.knowledge, "library")


def test_the_library_records_only_when_asked_to(tmp_path: Path, file: Path) -> None:
    Advisor().assess(WASTEWATER)
    assert list(tmp_path.iterdir()) == []
    recording = Advisor(audit=file)
    recording.assess(WASTEWATER, name="A")
    list(recording.assess_many([WASTEWATER, TELECOM]))
    recording.why(WASTEWATER, "personal-communication-first")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT entry, name FROM audit_record").fetchall() == [
            ("library", "A"),
            ("library", None),
            ("library", None),
        ]


def test_the_database_layer_is_loaded_only_for_a_log() -> None:
    code = "import sys, advisor, advisor.audit; advisor.audit.open_log('off'); print('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_threads_share_a_log(advisor: Advisor, file: Path) -> None:
    log = open_log(file)
    assert log is not None
    profile = advisor.profile(WASTEWATER)
    assessment = advisor.assess(profile)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: log.record(profile, assessment, advisor.knowledge, "http"), range(40)))
    result = verify(log.store)
    assert result.holds and result.records == 40


def test_an_assessment_record_reads_back_equal(log: AuditLog, add: Add) -> None:
    add()
    record = log.get(1)
    assert AssessmentRecord.model_validate(json.loads(json.dumps(record.model_dump(mode="json")))) == record
