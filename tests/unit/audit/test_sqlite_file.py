"""A log in a file is written without SQLAlchemy, and holds the same as one written with it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor, AuditError
from advisor.audit import open_log
from advisor.audit.location import find_location
from advisor.audit.log import AuditLog
from advisor.audit.sqlite_file import SqliteFiling
from advisor.audit.verify import verify
from tests.unit.audit.conftest import WASTEWATER

CODE = """
import sys
from advisor import Advisor
Advisor(audit=sys.argv[1]).assess({"sales_channel": "direct"})
print("sqlalchemy" in sys.modules)
"""


def log_at(where: str | Path) -> AuditLog:
    location = find_location(where)
    assert location is not None
    return AuditLog(location, clock=lambda: "2026-01-01T00:00:00.000000Z")


def rows(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return [
            connection.execute(f"SELECT *, {types} FROM {table}").fetchall()
            for table, types in (
                ("audit_record", "typeof(body), typeof(of), typeof(seq)"),
                ("audit_knowledge", "typeof(body)"),
                ("audit_head", "typeof(records)"),
            )
        ]


def record(advisor: Advisor, where: str | Path, times: int) -> None:
    for number in range(times):
        profile = advisor.profile(WASTEWATER, name=f"Nº {number}" if number else None)
        log_at(where).record(profile, advisor.assess(profile), advisor.knowledge, "library")


def test_both_ways_write_the_same(advisor: Advisor, tmp_path: Path) -> None:
    quick, usual = tmp_path / "a b#ü.db", tmp_path / "usual.db"
    record(advisor, quick, 3)
    record(advisor, f"sqlite:///{usual}?timeout=5", 3)  # how to open it is SQLAlchemy's to say
    assert rows(quick) == rows(usual)
    assert verify(log_at(quick).store).records == 3


def test_sqlalchemy_is_loaded_to_make_the_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    said = [
        subprocess.run([sys.executable, "-c", CODE, str(where)], capture_output=True, text=True).stdout
        for where in (file, file, f"sqlite:///{file}", f"sqlite:///{file}?timeout=3")
    ]
    assert said == ["True\n", "False\n", "False\n", "True\n"]
    assert verify(log_at(file).store).records == 4


def test_knowledge_is_kept_once_and_a_failure_leaves_nothing(
    advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "audit.db"
    record(advisor, file, 1)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER audit_knowledge_no_delete")
        connection.execute("DELETE FROM audit_knowledge")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("full")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteFiling, "add", full)
        with pytest.raises(AuditError, match=r"audit\.db cannot be written: full$"):
            record(advisor, file, 1)
    kept = rows(file)
    assert (len(kept[0]), kept[1], kept[2][0][1]) == (1, [], 1)
    record(advisor, file, 2)
    assert [len(each) for each in rows(file)] == [3, 1, 1]


def test_a_log_without_its_head_says_so(advisor: Advisor, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    record(advisor, file, 1)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM audit_head")
    with pytest.raises(AuditError, match="has lost its head"):
        record(advisor, file, 1)


def test_a_file_that_was_taken_away_is_made_again(advisor: Advisor, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    log = open_log(file)
    assert log is not None
    profile = advisor.profile(WASTEWATER)
    for expected in (1, 2, 1):
        if expected == 1:
            file.unlink(missing_ok=True)
        receipt = log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
        assert receipt.id == expected
