"""The log itself is held against what it should be, and nothing that somebody planted eats a record."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.audit.canonical import canonical, sha256
from advisor.audit.guard import VERSION
from advisor.audit.log import AuditLog
from advisor.audit.query import find
from advisor.audit.sqlite_file import SqliteFiling
from advisor.audit.verify import MOST_NOTICES, verify
from advisor.errors import AuditError, AuditNewer
from tests.audit.conftest import log_at
from tests.unit.audit.conftest import TELECOM, WASTEWATER, Add
from tests.unit.audit.test_verify import Forger

Do = Callable[..., None]
EATER = "CREATE TRIGGER eater AFTER INSERT ON {on} BEGIN DELETE FROM audit_record WHERE seq {which}; END"
NO_DELETE = "DROP TRIGGER audit_record_no_delete"


@pytest.fixture
def do(add: Add, file: Path) -> Do:
    add()

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            for each in statements:
                connection.execute(each)

    return run


def schema_faults(log: AuditLog) -> list[str]:
    result = verify(log.store)
    assert result.holds == (not result.faults)
    return [fault.message for fault in result.faults if fault.what == "schema"]


STRANGE = "there is a trigger 'eater' that is not the log's own, or not as the log made it"
CHANGES: dict[str, tuple[list[str], list[str]]] = {
    "a trigger less": ([NO_DELETE], ["the trigger audit_record_no_delete of audit_record is missing"]),
    "a planted trigger": (
        [NO_DELETE, EATER.format(on="audit_record", which="= NEW.seq")],
        [STRANGE, "the trigger audit_record_no_delete of audit_record is missing"],
    ),
    "a trigger by another name of the table": (
        ["CREATE TRIGGER eater DELETE ON [Audit_Record] BEGIN SELECT 1; END"],
        [STRANGE],
    ),
    "a trigger on another table": (["CREATE TABLE x (y)", EATER.format(on="x", which="= 1")], [STRANGE]),
    "a trigger that does nothing any more": (
        [NO_DELETE, "CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record BEGIN SELECT 1; END"],
        ["there is a trigger 'audit_record_no_delete' that is not the log's own, or not as the log made it"],
    ),
    "an index": (
        ["CREATE UNIQUE INDEX one ON audit_record (name)"],
        ["there is an index 'one' that is not the log's own"],
    ),
    "a column more": (
        ["ALTER TABLE audit_record ADD COLUMN more TEXT"],
        ["there is a column audit_record.more that is not the log's own"],
    ),
    "a column less": (["ALTER TABLE audit_record DROP COLUMN rules"], ["the column audit_record.rules is missing"]),
    "a table less": (["DROP TABLE audit_knowledge"], ["the table audit_knowledge is missing"]),
    "a table made otherwise": (
        [
            "ALTER TABLE audit_head RENAME TO old",
            "CREATE TABLE audit_head (id INTEGER NOT NULL, records INTEGER NOT NULL, hash VARCHAR(64) NOT NULL, "
            "PRIMARY KEY (id), CHECK (records < 2))",
            "INSERT INTO audit_head SELECT * FROM old",
            "DROP TABLE old",
        ],
        ["the table audit_head is not as the log made it"],
    ),
    "columns of another kind": (
        [
            "ALTER TABLE audit_head RENAME TO old",
            "CREATE TABLE audit_head (id INTEGER NOT NULL, records TEXT DEFAULT 1, hash VARCHAR(64) NOT NULL, "
            "PRIMARY KEY (id))",
            "INSERT INTO audit_head SELECT * FROM old",
            "DROP TABLE old",
        ],
        [
            "the column audit_head.records is of type TEXT, expected INTEGER",
            "the column audit_head.records may be empty",
            "the column audit_head.records has a value that the database makes by itself",
        ],
    ),
    "no version": (
        ["DROP TRIGGER audit_version_no_delete", "DELETE FROM audit_version"],
        [
            "the audit's version is no number but None: see 'iot-advisor audit verify'",
            "the trigger audit_version_no_delete of audit_version is missing",
        ],
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_the_database_has_otherwise_is_named(log: AuditLog, do: Do, what: str) -> None:
    assert schema_faults(log) == []
    statements, told = CHANGES[what]
    do(*statements)
    assert schema_faults(log) == told


def test_what_is_none_of_the_logs_business_is_no_fault(log: AuditLog, do: Do) -> None:
    do(
        "CREATE TABLE other (x)",
        "CREATE TRIGGER t INSERT ON other BEGIN SELECT 1; END",
        "CREATE INDEX i ON other (x)",
        "ANALYZE",
    )
    assert schema_faults(log) == []


@pytest.mark.parametrize("options", ["", "?timeout=5"])
@pytest.mark.parametrize(
    "eater",
    [
        EATER.format(on="audit_record", which="= NEW.seq"),
        EATER.format(on="audit_record", which="< NEW.seq"),
        "CREATE TRIGGER eater AFTER UPDATE ON audit_head BEGIN DELETE FROM audit_record; END",
        "CREATE TRIGGER eater BEFORE INSERT ON audit_record BEGIN SELECT RAISE(IGNORE); END",
    ],
)
def test_nothing_is_acknowledged_that_a_trigger_may_take(
    do: Do, file: Path, advisor: Advisor, options: str, eater: str
) -> None:
    do(NO_DELETE, eater)
    log = log_at(f"sqlite:///{file}{options}")
    profile = advisor.profile(WASTEWATER)
    with pytest.raises(AuditError, match="somebody has put eater on its tables"):
        log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    assert [each.id for each in find(log.store)] == [1]


def test_what_the_database_does_not_keep_is_not_acknowledged(
    log: AuditLog, do: Do, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is that takes it."""
    do(NO_DELETE, EATER.format(on="audit_record", which="= NEW.seq"))
    monkeypatch.setattr(SqliteFiling, "strangers", lambda _: [])
    with pytest.raises(AuditError, match="does not keep what it is given"):
        add()
    do(
        "DROP TRIGGER eater",
        "CREATE TRIGGER eater AFTER UPDATE ON audit_head BEGIN UPDATE audit_head SET hash = ''; END",
    )
    with pytest.raises(AuditError, match="does not keep what it is given"):
        add()
    assert verify(log.store).records == 1


def test_a_log_from_before_there_were_versions_is_of_the_first(log: AuditLog, do: Do, add: Add) -> None:
    do("DROP TABLE audit_version")
    assert schema_faults(log) == []
    assert add().id == 2
    assert verify(log.store).holds


@pytest.fixture
def newer(do: Do) -> Iterator[None]:
    """A log that a newer version of the program has changed."""
    do(f"INSERT INTO audit_version VALUES ({VERSION + 1})", "ALTER TABLE audit_record ADD COLUMN more TEXT")
    yield


@pytest.mark.parametrize("options", ["", "?timeout=5"])
def test_a_newer_log_is_read_and_not_written(newer: None, advisor: Advisor, file: Path, options: str) -> None:
    log = log_at(f"sqlite:///{file}{options}")
    profile = advisor.profile(WASTEWATER)
    with pytest.raises(
        AuditNewer, match=rf"is of version {VERSION + 1}, and this program writes version {VERSION}: update"
    ):
        log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    with pytest.raises(AuditNewer):
        log.decide(1, "personal-communication-first", "accept", "x")
    assert log.get(1).seq == 1
    result = verify(log.store)
    assert result.holds and [(each.what, each.records) for each in result.notices] == [("newer", None)]
    assert f"of version {VERSION + 1}" in result.notices[0].message


def test_a_newer_log_that_cannot_be_read_says_so(newer: None, log: AuditLog, do: Do) -> None:
    do("ALTER TABLE audit_record DROP COLUMN rules")
    with pytest.raises(AuditNewer, match="cannot read"):
        verify(log.store)


@pytest.mark.parametrize("change", [{"format": 2}, {"format": 2, "profile": [], "seal": 1}, {"seal": "x"}])
def test_a_newer_record_is_no_edited_one(log: AuditLog, add: Add, file: Path, change: dict[str, object]) -> None:
    for _ in range(3):
        add()
    forger = Forger(file)
    hash_ = ""
    for seq in (2, 3):
        data = {**forger.data(seq), **change} if seq == 2 else {**forger.data(seq), "previous": hash_}
        body = canonical(data)
        hash_ = sha256(body)
        forger.do("UPDATE audit_record SET body = ?, hash = ? WHERE seq = ?", zlib.compress(body), hash_, seq)
    forger.do("UPDATE audit_head SET hash = ?", hash_)
    forger.connection.close()
    result = verify(log.store, hash_)
    assert result.holds and result.known_up_to == 3
    assert [(each.what, each.records) for each in result.notices] == [("newer", (2, 2))]
    with pytest.raises(AuditNewer, match="record 2 cannot be read"):
        log.get(2)
    assert log.get(3).seq == 3 and len(list(log.export())) == 3
    forger = Forger(file)
    forger.do("UPDATE audit_record SET entry = 'mcp' WHERE seq = 2")
    forger.do("UPDATE audit_record SET body = (SELECT body FROM audit_record WHERE seq = 1) WHERE seq = 3")
    forger.connection.close()
    assert [(fault.what, fault.records) for fault in verify(log.store).faults] == [
        ("edited", (2, 2)),
        ("edited", (3, 3)),
    ]


def test_a_clock_that_goes_back_is_told(file: Path, advisor: Advisor) -> None:
    days = iter(["2026-03-05", "2026-03-04", "2026-03-04", "2026-03-06", "2026-03-01"])
    log = log_at(file)
    log._clock = lambda: f"{next(days)}T00:00:00.000000Z"
    profile = advisor.profile(TELECOM)
    draft = log.draft(profile, advisor.assess(profile), "library", knowledge=advisor.knowledge.stamp)
    log.file([draft] * 5, advisor.knowledge)
    result = verify(log.store)
    assert result.holds
    assert [(each.what, each.records) for each in result.notices] == [("clock", (1, 2)), ("clock", (4, 5))]
    assert "from 2026-03-05T00:00:00.000000Z to 2026-03-04T00:00:00.000000Z" in result.notices[0].message


def test_many_times_back_are_counted(file: Path, advisor: Advisor) -> None:
    count = 2 * (MOST_NOTICES + 3)
    days = iter([2, 1] * count)
    log = log_at(file)
    log._clock = lambda: f"2026-03-0{next(days)}T00:00:00.000000Z"
    profile = advisor.profile({})
    draft = log.draft(profile, advisor.assess(profile), "library", knowledge=advisor.knowledge.stamp)
    log.file([draft] * count, advisor.knowledge)
    *told, last = verify(log.store).notices
    assert len(told) == MOST_NOTICES and last.message == "the time goes back 3 times more"
