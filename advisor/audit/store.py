"""The database behind the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, inspect, select

from advisor.audit.database import Database
from advisor.audit.guard import VERSION
from advisor.audit.schema import HEAD, KNOWLEDGE, METADATA, RECORDS, VERSIONS
from advisor.audit.shape import log_version, strangers
from advisor.audit.sqlite_file import Head
from advisor.errors import AuditMissing
from advisor.model.record import START


class Store(Database):
    """Transactions on one audit database. To read one that is not there raises AuditMissing, and makes none."""

    def _find(self) -> None:
        if self.location.file is not None and not self.location.file.exists():
            raise AuditMissing(f"there is no audit file at {self.location.shown}")

    def _check(self, connection: Connection) -> None:
        if not self._ready and not self._has_tables(connection):
            raise AuditMissing(f"there is no audit record at {self.location.shown} yet")

    def _has_tables(self, connection: Connection) -> bool:
        return inspect(connection).has_table(HEAD.name)

    def _make_tables(self, connection: Connection) -> None:
        METADATA.create_all(connection)
        connection.execute(HEAD.insert().values(id=1, records=0, hash=START))
        connection.execute(VERSIONS.insert().values(version=VERSION))


class DatabaseFiling:
    """A transaction of a store, for the writing of records."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def version(self) -> int:
        """The version of the tables. Raises AuditError for one that is none."""
        return log_version(self._connection)

    def strangers(self) -> Sequence[str]:
        """The triggers and rules on the log's tables that are not its own."""
        return strangers(self._connection)

    def kept(self, first: int) -> Sequence[tuple[int, str, bytes]]:
        """The number, hash and body of each record from this one on."""
        query = select(RECORDS.c.seq, RECORDS.c.hash, RECORDS.c.body).where(RECORDS.c.seq >= first)
        return [(row.seq, row.hash, row.body) for row in self._connection.execute(query.order_by(RECORDS.c.seq))]

    def head(self) -> Head | None:
        """The head, locked until the transaction ends; None when it is gone."""
        found = self._connection.execute(select(HEAD.c.records, HEAD.c.hash).with_for_update()).one_or_none()
        return None if found is None else Head(found.records, found.hash)

    def holds(self, sha256: str) -> bool:
        """Whether the knowledge of that hash is kept already."""
        known = select(KNOWLEDGE.c.sha256).where(KNOWLEDGE.c.sha256 == sha256)
        return self._connection.execute(known).first() is not None

    def keep(self, knowledge: Mapping[str, Any]) -> None:
        """Add a row of knowledge."""
        self._connection.execute(KNOWLEDGE.insert().values(**knowledge))

    def add(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Add the rows of records, and make the last the head."""
        self._connection.execute(RECORDS.insert(), [dict(each) for each in records])
        self._connection.execute(HEAD.update().values(records=records[-1]["seq"], hash=records[-1]["hash"]))
