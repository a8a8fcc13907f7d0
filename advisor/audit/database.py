"""A database of the program's own: connections, transactions, and its errors in words."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from advisor.audit.location import Location
from advisor.audit.sqlite_file import PATIENCE, begin, lenient_text, reason, worded
from advisor.errors import AdvisorError, AuditError, MissingExtra

_LOCK_KEY = 0x696F7461  # any number of our own; PostgreSQL's advisory locks go by number


class Database(ABC):
    """Transactions on one database, whose tables are made with the first that writes. May be used from several threads
    and, after a fork, in each process. ``what`` it is called, how it fails and with which ``pragmas`` an SQLite file is
    opened, a kind of database says itself, as it says which tables it has."""

    what = "audit"
    pragmas: Sequence[str] = ()
    failure: type[AdvisorError] = AuditError

    def __init__(self, location: Location):
        self.location = location
        self._ready = False
        self._making = Lock()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that shuts other writers out until it ends, and leaves nothing behind when it fails."""
        with self._worded("written"):
            self._prepare()
            with self._engine.connect() as connection:
                connection = connection.execution_options(writing=True)
                with connection.begin():
                    yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self._worded("read"):
            self._find()
            with self._engine.connect() as connection:
                if connection.dialect.name != "sqlite":
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    self._check(connection)
                    yield connection

    def _find(self) -> None:
        """What is done before a connection for reading is made: the database is there afterwards."""
        self._prepare()

    def _check(self, connection: Connection) -> None:  # noqa: B027 (most look at nothing)
        """What is looked at first in a transaction that reads."""

    @abstractmethod
    def _has_tables(self, connection: Connection) -> bool:
        """Whether the tables are there."""

    @abstractmethod
    def _make_tables(self, connection: Connection) -> None:
        """Makes the tables, with what stands in them from the beginning."""

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
                    if not self._has_tables(connection):
                        self._make_tables(connection)
            self._ready = True

    @cached_property
    def _engine(self) -> Engine:
        url = self.location.url
        if url.startswith("sqlite") and self.location.file is None and "file:" not in url:
            raise self.failure(
                f"the {self.what} in memory would be gone at the end of the program; name a file or a server"
            )
        # No pool: a connection kept open would not survive a fork, and would go on writing to a file that has been
        # moved or deleted.
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", self._opened)
            event.listen(engine, "begin", _begin)
        elif engine.dialect.name == "postgresql":
            event.listen(engine, "do_connect", _connect_in_time)
            event.listen(engine, "begin", _lock_in_time)
        return engine

    def _opened(self, connection: Any, _: Any) -> None:
        # Python's sqlite3 would begin transactions by itself, too late for an exclusive one.
        connection.isolation_level = None
        connection.text_factory = lenient_text
        for each in self.pragmas:
            connection.execute(f"PRAGMA {each}")

    @contextmanager
    def _worded(self, verb: str) -> Iterator[None]:
        """Every failure as an error that says what and where, and never what was to be written."""
        lead = f"the {self.what} at {self.location.shown} cannot be {verb}"
        try:
            with worded(self.location, verb, self.what, self.failure):
                yield
        except DBAPIError as error:
            raise self.failure(f"{lead}: {reason(error.orig)}") from error
        except ModuleNotFoundError as error:
            if "psycopg" in str(error):
                raise MissingExtra("postgresql") from error
            raise self.failure(f"{lead}: {error}; name a file, or a URL of PostgreSQL") from error
        except (ArgumentError, NoSuchModuleError) as error:
            raise self.failure(f"{self.location.shown} is no database URL that SQLAlchemy knows") from error
        except SQLAlchemyError as error:
            raise self.failure(f"{lead}: {type(error).__name__}") from error


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
