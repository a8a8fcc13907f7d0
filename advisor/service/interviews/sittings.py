"""The database of the sittings: one row each, under a hash of its id, and the secret of the service."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    select,
)

from advisor.audit.database import Database
from advisor.audit.location import location_of
from advisor.errors import SittingsError

KEEP_DAYS = 30
"""How long a sitting is kept after its last change, unless somebody says otherwise."""
DAY = 24 * 60 * 60
VERSION = 1
"""The version of the tables."""
_ID = re.compile(r"[A-Za-z0-9_-]{32}")

METADATA = MetaData()
SITTINGS = Table(
    "sitting",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False, index=True),
    Column("content", LargeBinary(length=2**24 - 1), nullable=False),
)
SERVICE = Table(
    "sitting_service",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary(length=64), nullable=False),
)


class Kept(NamedTuple):
    """A sitting as it is kept: ``text`` is what ``advisor.pages.sitting`` writes, ``revision`` counts its changes from
    1, ``until`` is when it expires, in seconds since 1970."""

    text: str
    revision: int
    until: float


class Sittings(Database):
    """The sittings of a service. ``place`` is a database URL or the path of a file, empty for a file in the user's data
    directory; ``keep_days`` how many days each is kept after its last change; ``clock`` tells the time in seconds since
    1970. What it does raises SittingsError where the database fails."""

    what = "interviews"
    pragmas = ("secure_delete = ON",)
    failure = SittingsError

    def __init__(self, place: str | Path = "", *, keep_days: int = KEEP_DAYS, clock: Callable[[], float] = time.time):
        super().__init__(location_of(str(place), "sittings.db"))
        self.keep_days = keep_days
        self.clock = clock

    def secret(self) -> bytes:
        """What tokens and cookies of this service are made with: it is drawn once, and stays. Makes the database."""
        with self.writing() as connection:
            version, secret = connection.execute(select(SERVICE.c.version, SERVICE.c.secret)).one()
        if version != VERSION:
            raise SittingsError(
                f"the interviews at {self.location.shown} were kept by another version of the program ({version}, and "
                f"this is {VERSION}); name another place"
            )
        return bytes(secret)

    def begin(self, text: str) -> str:
        """Keep a new sitting, and give its id, which nobody guesses and which is kept nowhere."""
        sitting = secrets.token_urlsafe(24)
        row = {"key": _key(sitting), "revision": 1, "changed": int(self.clock()), "content": _bytes(text)}
        with self.writing() as connection:
            connection.execute(SITTINGS.insert().values(**row))
        return sitting

    def get(self, sitting: str) -> Kept | None:
        """A sitting by its id; None where there is none, or no longer."""
        query = select(SITTINGS.c.content, SITTINGS.c.revision, SITTINGS.c.changed)
        with self.reading() as connection:
            row = connection.execute(query.where(SITTINGS.c.key == _key(sitting))).one_or_none()
        if row is None or row.changed < self._oldest():
            return None
        return Kept(bytes(row.content).decode("utf-8", "surrogatepass"), row.revision, self.until(row.changed))

    def replace(self, sitting: str, kept: Kept, text: str) -> bool:
        """Keep a sitting as it is now, unless somebody changed it since it was ``kept`` so: False then."""
        changed = (
            SITTINGS.update()
            .where(SITTINGS.c.key == _key(sitting), SITTINGS.c.revision == kept.revision)
            .values(revision=kept.revision + 1, changed=int(self.clock()), content=_bytes(text))
        )
        with self.writing() as connection:
            return connection.execute(changed).rowcount == 1

    def delete(self, sitting: str) -> None:
        """Delete a sitting for good. In an SQLite file its bytes are overwritten."""
        with self.writing() as connection:
            connection.execute(SITTINGS.delete().where(SITTINGS.c.key == _key(sitting)))

    def sweep(self) -> int:
        """Delete what has expired, and say how many sittings that were."""
        with self.writing() as connection:
            return connection.execute(SITTINGS.delete().where(SITTINGS.c.changed < self._oldest())).rowcount

    def until(self, changed: float | None = None) -> float:
        """When a sitting expires that was last changed then, or just now, in seconds since 1970."""
        return (self.clock() if changed is None else changed) + self.keep_days * DAY

    def _oldest(self) -> float:
        return self.clock() - self.keep_days * DAY

    def _has_tables(self, connection: Connection) -> bool:
        return inspect(connection).has_table(SERVICE.name)

    def _make_tables(self, connection: Connection) -> None:
        METADATA.create_all(connection)
        connection.execute(SERVICE.insert().values(version=VERSION, secret=secrets.token_bytes(32)))


def is_id(text: str) -> bool:
    """Whether a text looks like the id of a sitting."""
    return _ID.fullmatch(text) is not None


def _key(sitting: str) -> str:
    # An id is drawn and not thought up, so no slow hash is needed.
    return hashlib.sha256(sitting.encode()).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
