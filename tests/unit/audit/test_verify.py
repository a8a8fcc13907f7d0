"""Every way to tamper with a log is found and named."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.audit.canonical import canonical, sha256
from advisor.audit.log import AuditLog
from advisor.audit.verify import Verification, verify
from advisor.errors import AuditError
from advisor.model.record import RECORD
from tests.audit.conftest import row_of
from tests.unit.audit.conftest import TELECOM, Add


class Forger:
    """Somebody with write access to the file, who knows how to drop a trigger, and to make it again."""

    def __init__(self, file: Path):
        self.connection = sqlite3.connect(file, isolation_level=None)
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        self.triggers: dict[str, str] = dict(self.connection.execute(query).fetchall())

    def do(self, statement: str, *values: Any) -> None:
        self.connection.execute("BEGIN")
        for name in self.triggers:
            self.connection.execute(f"DROP TRIGGER {name}")
        assert self.connection.execute(statement, values).rowcount
        for made in self.triggers.values():
            self.connection.execute(made)
        self.connection.execute("COMMIT")

    def data(self, seq: int) -> dict[str, Any]:
        row = self.connection.execute("SELECT body FROM audit_record WHERE seq = ?", (seq,)).fetchone()
        data: dict[str, Any] = json.loads(zlib.decompress(row[0]))
        return data

    def put(self, data: dict[str, Any], seq: int | None = None) -> str:
        """A record written anew with a hash that fits it."""
        row = row_of(RECORD.validate_python(data))
        if seq is not None:
            row["seq"] = seq
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        self.do(f"INSERT OR REPLACE INTO audit_record ({names}) VALUES ({marks})", *row.values())
        return str(row["hash"])

    def rewrite_from(self, first: int, data: dict[str, Any]) -> None:
        """The perfect crime: a record changed, and every later one and the head made to fit."""
        hash_ = self.put(data)
        last = self.connection.execute("SELECT max(seq) FROM audit_record").fetchone()[0]
        for seq in range(first + 1, last + 1):
            hash_ = self.put({**self.data(seq), "previous": hash_})
        self.do("UPDATE audit_head SET hash = ?", hash_)


@pytest.fixture
def forger(add: Add, log: AuditLog, file: Path) -> Iterator[Forger]:
    for number in range(5):
        add(f"Name {number}")
    log.decide(5, "personal-communication-first", "accept", "good")
    add("Telecom", TELECOM)
    forger = Forger(file)
    yield forger
    forger.connection.close()


def found(result: Verification) -> list[tuple[str, tuple[int, int] | None]]:
    return [(fault.what, fault.records) for fault in result.faults]


def test_an_untouched_log_holds(log: AuditLog, forger: Forger) -> None:
    result = verify(log.store)
    assert result.holds and result.records == 7 and result.known_up_to is None
    assert verify(log.store, result.head).known_up_to == 7


@pytest.mark.parametrize(
    "column, value",
    [
        ("name", "Another"),
        ("at", "2020-01-01T00:00:00.000000Z"),
        ("entry", "mcp"),
        ("kind", "decision"),
        ("rules", " "),
        ("recommendations", " reconfirm-terms "),
        ("version", "9"),
        ("knowledge", "0" * 64),
        ("of", 1),
    ],
)
def test_an_edited_column(log: AuditLog, forger: Forger, column: str, value: object) -> None:
    forger.do(f"UPDATE audit_record SET {column} = ? WHERE seq = 3", value)
    assert found(verify(log.store)) == [("edited", (3, 3))]


def test_an_edited_body(log: AuditLog, forger: Forger) -> None:
    data = forger.data(3)
    data["profile"]["facts"]["data_trust"] = "high"
    forger.do("UPDATE audit_record SET body = ? WHERE seq = 3", zlib.compress(canonical(data)))
    assert found(verify(log.store)) == [("edited", (3, 3))]


@pytest.mark.parametrize("body", [b"", b"rubbish", "text", zlib.compress(b"[]")])
def test_a_body_that_is_none(log: AuditLog, forger: Forger, body: object) -> None:
    forger.do("UPDATE audit_record SET body = ? WHERE seq = 3", body)
    assert found(verify(log.store)) == [("edited", (3, 3))]


def test_an_edited_hash(log: AuditLog, forger: Forger) -> None:
    forger.do("UPDATE audit_record SET hash = ? WHERE seq = 3", "f" * 64)
    assert found(verify(log.store))[0] == ("edited", (3, 3))


@pytest.mark.parametrize("gone, span", [((1,), (1, 1)), ((3,), (3, 3)), ((2, 3), (2, 3))])
def test_removed_records(log: AuditLog, forger: Forger, gone: tuple[int, ...], span: tuple[int, int]) -> None:
    for seq in gone:
        forger.do("DELETE FROM audit_record WHERE seq = ?", seq)
    assert found(verify(log.store)) == [("removed", span)]


def test_a_removed_record_with_the_later_ones_moved_up(log: AuditLog, forger: Forger) -> None:
    forger.do("DELETE FROM audit_record WHERE seq = 3")
    for seq in (4, 5, 6, 7):
        forger.do("UPDATE audit_record SET seq = ? WHERE seq = ?", seq - 1, seq)
    faults = found(verify(log.store))
    assert {("reordered", (seq, seq)) for seq in (3, 4, 5, 6)} <= set(faults)
    assert ("truncated", (7, 7)) in faults


def test_reordered_records(log: AuditLog, forger: Forger) -> None:
    for old, new in ((2, 99), (4, 2), (99, 4)):
        forger.do("UPDATE audit_record SET seq = ? WHERE seq = ?", new, old)
    assert {("reordered", (2, 2)), ("reordered", (4, 4))} <= set(found(verify(log.store)))


def test_reordered_records_with_hashes_that_fit(log: AuditLog, forger: Forger) -> None:
    second, fourth = forger.data(2), forger.data(4)
    forger.put({**fourth, "seq": 2, "previous": second["previous"]})
    forger.put({**second, "seq": 4, "previous": fourth["previous"]})
    faults = found(verify(log.store))
    assert ("forged", (2, 3)) in faults and ("forged", (4, 5)) in faults


def test_a_truncated_log(log: AuditLog, forger: Forger) -> None:
    forger.do("DELETE FROM audit_record WHERE seq > 5")
    assert found(verify(log.store)) == [("truncated", (6, 7))]


def test_a_truncated_log_stays_so_when_it_grows_again(log: AuditLog, forger: Forger, add: Add) -> None:
    forger.do("DELETE FROM audit_record WHERE seq > 5")
    assert add("later").id == 8
    assert found(verify(log.store)) == [("removed", (6, 7))]


def test_a_log_truncated_with_its_head_is_found_against_a_hash_kept_elsewhere(log: AuditLog, forger: Forger) -> None:
    kept = verify(log.store).head
    forger.do("DELETE FROM audit_record WHERE seq > 5")
    hash_ = forger.connection.execute("SELECT hash FROM audit_record WHERE seq = 5").fetchone()[0]
    forger.do("UPDATE audit_head SET records = 5, hash = ?", hash_)
    assert verify(log.store).holds
    assert found(verify(log.store, kept)) == [("truncated", None)]


def test_an_emptied_log(log: AuditLog, forger: Forger) -> None:
    forger.do("DELETE FROM audit_record")
    assert found(verify(log.store)) == [("truncated", (1, 7))]


def test_a_forged_record_in_the_middle(log: AuditLog, forger: Forger) -> None:
    data = forger.data(3)
    data["profile"]["name"] = "Forged"
    forger.put(data)
    assert found(verify(log.store)) == [("forged", (3, 4))]


def test_a_forged_record_at_the_end(log: AuditLog, forger: Forger) -> None:
    head = verify(log.store).head
    forger.put({**forger.data(7), "seq": 8, "previous": head})
    assert found(verify(log.store)) == [("forged", (8, 8))]


def test_a_forged_last_record(log: AuditLog, forger: Forger) -> None:
    forger.put({**forger.data(7), "entry": "mcp"})
    assert found(verify(log.store)) == [("forged", (7, 7))]


def test_a_forged_decision(log: AuditLog, forger: Forger) -> None:
    data = {**forger.data(6), "of": 4}
    forger.rewrite_from(6, data)
    assert found(verify(log.store)) == [("forged", (6, 6))]


def test_a_log_made_anew_is_found_against_a_hash_kept_elsewhere(log: AuditLog, forger: Forger) -> None:
    kept = verify(log.store).head
    data = forger.data(3)
    data["profile"]["name"] = data["assessment"]["profile"]["name"] = "Forged"
    data["previous"] = forger.data(3)["previous"]
    hash_of_five = sha256(canonical(forger.data(5)))
    forger.rewrite_from(3, data)
    # the decision on record 5 names the hash that 5 had, so even this forger has one more thing to mend
    assert found(verify(log.store)) == [("forged", (6, 6))]
    forger.rewrite_from(6, {**forger.data(6), "of_hash": sha256(canonical(forger.data(5)))})
    assert hash_of_five != forger.data(6)["of_hash"]
    assert verify(log.store).holds
    assert found(verify(log.store, kept)) == [("truncated", None)]


def test_a_hash_from_the_past_vouches_for_the_records_up_to_it(log: AuditLog, forger: Forger) -> None:
    assert verify(log.store, sha256(canonical(forger.data(4))).upper()).known_up_to == 4


def test_a_missing_head(log: AuditLog, forger: Forger, add: Add) -> None:
    forger.do("DELETE FROM audit_head")
    assert [fault.what for fault in verify(log.store).faults] == ["removed"]
    with pytest.raises(AuditError, match="head"):
        add()


def test_altered_and_missing_knowledge(log: AuditLog, forger: Forger) -> None:
    stored = forger.connection.execute("SELECT body FROM audit_knowledge").fetchone()[0]
    altered = zlib.decompress(stored).replace(b'"version":"', b'"version":"9', 1)
    forger.do("UPDATE audit_knowledge SET body = ?", zlib.compress(altered))
    assert found(verify(log.store)) == [("knowledge", (1, 1))]
    forger.do("DELETE FROM audit_knowledge")
    assert found(verify(log.store)) == [("knowledge", (1, 1))]


def test_knowledge_with_its_values_in_another_order(log: AuditLog, forger: Forger) -> None:
    stored = forger.connection.execute("SELECT body FROM audit_knowledge").fetchone()[0]
    content = json.loads(zlib.decompress(stored))
    values = content["attributes"]["data_trust"]["values"]
    content["attributes"]["data_trust"]["values"] = dict(reversed(values.items()))
    forger.do("UPDATE audit_knowledge SET body = ?", zlib.compress(json.dumps(content).encode()))
    assert found(verify(log.store)) == [("knowledge", (1, 1))]


def test_a_damaged_file(log: AuditLog, forger: Forger, file: Path) -> None:
    forger.connection.close()
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(AuditError, match="damaged"):
        verify(log.store)
