"""Writing into an SQLite file without SQLAlchemy, which takes longer to load than an assessment takes to make.

It is for the usual case alone: a log that is there already, in a file with nothing said about how to open it. Every
other log, and all reading, goes by ``advisor.audit.store``. What is written, how long a writer waits for others, and in
which words it fails, is the same for both.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, Protocol

from advisor.audit.guard import sqlite_strangers
from advisor.audit.location import Location
from advisor.errors import AdvisorError, AuditError

PATIENCE = 10.0
"""Seconds that a writer waits for others, or for a server, before it gives up. ``?timeout=`` in an SQLite URL sets
another, ``?connect_timeout=`` in one of PostgreSQL."""


class Head(NamedTuple):
    """How many records a log has, and the hash of the last."""

    records: int
    hash: str


class Filing(Protocol):
    """A transaction on a log that shuts other writers out."""

    def version(self) -> int:
        """The version of the tables. Raises AuditError for one that is none."""

    def strangers(self) -> Sequence[str]:
        """The triggers and rules on the log's tables that are not its own."""

    def head(self) -> Head | None:
        """The head; None when it is gone."""

    def kept(self, first: int) -> Sequence[tuple[int, str, bytes]]:
        """The number, hash and body of each record from this one on."""

    def holds(self, sha256: str) -> bool:
        """Whether the knowledge of that hash is kept already."""

    def keep(self, knowledge: Mapping[str, Any]) -> None:
        """Add a row of knowledge."""

    def add(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Add the rows of records, and make the last the head."""


class SqliteFiling:
    """A transaction by Python's own ``sqlite3``."""

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection

    def version(self) -> int:
        """The version of the tables. Raises AuditError for one that is none."""
        there = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_version'").fetchone()
        if there is None:
            return 1
        return version_of(self._connection.execute("SELECT max(version) FROM audit_version").fetchone()[0])

    def strangers(self) -> Sequence[str]:
        """The triggers that have to do with the log's tables and are not its own."""
        found = self._connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return sqlite_strangers(found.fetchall())

    def head(self) -> Head | None:
        """The head; None when it is gone."""
        rows = self._connection.execute("SELECT records, hash FROM audit_head").fetchall()
        return Head(*rows[0]) if len(rows) == 1 else None

    def kept(self, first: int) -> Sequence[tuple[int, str, bytes]]:
        """The number, hash and body of each record from this one on."""
        query = "SELECT seq, hash, body FROM audit_record WHERE seq >= ? ORDER BY seq"
        return self._connection.execute(query, (first,)).fetchall()

    def holds(self, sha256: str) -> bool:
        """Whether the knowledge of that hash is kept already."""
        found = self._connection.execute("SELECT sha256 FROM audit_knowledge WHERE sha256 = ?", (sha256,))
        return found.fetchone() is not None

    def keep(self, knowledge: Mapping[str, Any]) -> None:
        """Add a row of knowledge."""
        self._insert("audit_knowledge", knowledge)

    def add(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Add the rows of records, and make the last the head."""
        for record in records:
            self._insert("audit_record", record)
        last = records[-1]
        self._connection.execute("UPDATE audit_head SET records = ?, hash = ?", (last["seq"], last["hash"]))

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        columns = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))


@contextmanager
def writing(location: Location) -> Iterator[SqliteFiling | None]:
    """A transaction that shuts other writers out until it ends, and leaves nothing behind when it fails; None when the
    log is not of the usual sort, and nothing was done then. Raises AuditError."""
    # A file's name with one of these two in it SQLAlchemy reads as a URL.
    if location.file is None or location.url != f"sqlite:///{location.file}" or {"?", "%"} & {*location.url}:
        yield None
        return
    with worded(location, "written"):
        try:
            connection = sqlite3.connect(f"{location.file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
        except sqlite3.Error:  # as a rule because there is no such file yet
            yield None
            return
        with closing(connection):
            connection.text_factory = lenient_text
            begin(connection, PATIENCE)
            try:
                known = _has_log(connection)
                if known:
                    yield SqliteFiling(connection)
                    connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        if not known:
            yield None


def _has_log(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit_head'"
    return connection.execute(query).fetchone() is not None


def version_of(stored: object) -> int:
    """The version of a log from what its table holds. Raises AuditError when that is none."""
    if not isinstance(stored, int) or stored < 1:
        raise AuditError(f"the audit's version is no number but {stored!r}: see 'iot-advisor audit verify'")
    return stored


def begin(connection: sqlite3.Connection, patience: float) -> None:
    """Shut other writers out, waiting for those that are at it.

    SQLite's own waiting sleeps longer each time, up to 0.1 s, and starves a writer among eight; short random naps do
    not.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= end:
                raise
            time.sleep(random.uniform(0.001, 0.01))
    connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")


def lenient_text(stored: bytes) -> str:
    """Python's sqlite3 would give up on the first text that is no UTF-8, and the rest of a log with one forged word in
    it has to stay readable."""
    return stored.decode(errors="replace")


@contextmanager
def worded(
    location: Location, verb: str, what: str = "audit", failure: type[AdvisorError] = AuditError
) -> Iterator[None]:
    """Every failure as an error of that type that says what and where, and never what was to be written."""
    lead = f"the {what} at {location.shown} cannot be {verb}"
    try:
        yield
    except sqlite3.Error as error:
        raise failure(f"{lead}: {reason(error)}") from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise failure(f"{lead}: {error.strerror or error}{where}") from error


def reason(error: BaseException | None) -> str:
    """What a database's driver says, in words."""
    words = str(error).strip().splitlines()
    first = words[0] if words else type(error).__name__
    if "database is locked" in first:
        return "another program has held it locked for too long"
    if "not a database" in first or "malformed" in first:
        return f"the file is damaged ({first})"
    return first
