"""The database behind the audit: connections, transactions, and its errors in words."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from advisor.audit.guard import VERSION
from advisor.audit.location import Location
from advisor.audit.schema import HEAD, KNOWLEDGE, METADATA, RECORDS, VERSIONS
from advisor.audit.shape import log_version, strangers
from advisor.audit.sqlite_file import PATIENCE, Head, begin, lenient_text, reason, worded
from advisor.errors import AuditError, AuditMissing, MissingExtra
from advisor.model.record import START

_LOCK_KEY = 0x696F7461  # any number of our own; PostgreSQL's advisory locks go by number


class Store:
    """Transactions on one audit database. May be used from several threads and, after a fork, in each process."""

    def __init__(self, location: Location):
        self.location = location
        self._ready = False
        self._making = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the log. Raises AuditMissing when there is none."""
        with self._worded("read"):
            if self.location.file is not None and not self.location.file.exists():
                raise AuditMissing(f"there is no audit file at {self.location.shown}")
            with self._engine.connect() as connection:
                if connection.dialect.name != "sqlite":
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    if not self._ready and not inspect(connection).has_table(HEAD.name):
                        raise AuditMissing(f"there is no audit record at {self.location.shown} yet")
                    yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that shuts other writers out until it ends, and leaves nothing behind when it fails."""
        with self._worded("written"):
            self._prepare()
            with self._engine.connect() as connection:
                connection = connection.execution_options(writing=True)
                with connection.begin():
                    yield connection

    def _prepare(self) -> None:
        """Makes file and tables where they are not there yet, for its owner alone to read."""
        file = self.location.file
        with self._making:
            if self._ready and (file is None or file.exists()):
                return
            if file is not None:
                _make_private(file)
            with self._engine.connect() as connection:
                connection = connection.execution_options(writing=True)
                with connection.begin():
                    if connection.dialect.name == "postgresql":
                        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
                    if not inspect(connection).has_table(HEAD.name):
                        METADATA.create_all(connection)
                        connection.execute(HEAD.insert().values(id=1, records=0, hash=START))
                        connection.execute(VERSIONS.insert().values(version=VERSION))
            self._ready = True

    @cached_property
    def _engine(self) -> Engine:
        url = self.location.url
        if url.startswith("sqlite") and self.location.file is None and "file:" not in url:
            raise AuditError("an audit in memory would be gone at the end of the program; name a file or a server")
        # No pool: a connection kept open would not survive a fork, and would go on writing to a file that has been
        # moved or deleted.
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _take_over_transactions)
            event.listen(engine, "begin", _begin)
        elif engine.dialect.name == "postgresql":
            event.listen(engine, "do_connect", _connect_in_time)
            event.listen(engine, "begin", _lock_in_time)
        return engine

    @contextmanager
    def _worded(self, verb: str) -> Iterator[None]:
        """Every failure as an AuditError that says what and where, and never what was to be written."""
        lead = f"the audit at {self.location.shown} cannot be {verb}"
        try:
            with worded(self.location, verb):
                yield
        except DBAPIError as error:
            raise AuditError(f"{lead}: {reason(error.orig)}") from error
        except ModuleNotFoundError as error:
            if "psycopg" in str(error):
                raise MissingExtra("postgresql") from error
            raise AuditError(f"{lead}: {error}") from error
        except (ArgumentError, NoSuchModuleError) as error:
            raise AuditError(f"{self.location.shown} is no database URL that SQLAlchemy knows") from error
        except SQLAlchemyError as error:
            raise AuditError(f"{lead}: {type(error).__name__}") from error


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


def _take_over_transactions(connection: Any, _: Any) -> None:
    """Python's sqlite3 would begin transactions by itself, too late for an exclusive one."""
    connection.isolation_level = None
    connection.text_factory = lenient_text


def _connect_in_time(_: Any, __: Any, ___: Any, options: dict[str, Any]) -> None:
    """Left to itself, PostgreSQL's client waits minutes for a server that does not answer, and for a lock for ever."""
    options.setdefault("connect_timeout", int(PATIENCE))


def _lock_in_time(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(PATIENCE * 1000)}")


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    begin(driver, float(str(connection.engine.url.query.get("timeout", PATIENCE))))


def _make_private(file: Path) -> None:
    """Never opens a file that is there: closing it again would drop the locks that SQLite's connections of this
    process hold on it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
