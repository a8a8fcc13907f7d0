"""Checking the log: is every record the one that was written, at its place, and is none missing; and is the database
itself as it should be?

What the chain shows by itself: a record cannot be changed, removed, moved or put in between without a fault, unless
every later record is made anew as well. Somebody who can write to the database can do that; against a hash from a
receipt or an earlier verification, kept elsewhere, even that is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal

from sqlalchemy import Connection, inspect, select

from advisor.audit.canonical import sha256
from advisor.audit.guard import VERSION
from advisor.audit.head import NO_TIME, KeptHead
from advisor.audit.query import PAGE
from advisor.audit.rows import body_of, columns_of, data_of, knowledge_of, record_from
from advisor.audit.schema import HEAD, KNOWLEDGE, RECORDS
from advisor.audit.shape import differences, log_version
from advisor.audit.store import Store
from advisor.errors import AuditError, AuditNewer
from advisor.model.base import Model
from advisor.model.record import START, AssessmentRecord, DecisionRecord

FaultKind = Literal["schema", "edited", "removed", "reordered", "truncated", "forged", "knowledge", "head"]
NoticeKind = Literal["clock", "newer"]

MOST_NOTICES = 100
"""How many times that the clock went back are told; more are counted."""


class Fault(Model):
    """Something in the log that is not as it was written. ``records`` are the ids concerned, first and last."""

    what: FaultKind
    records: tuple[int, int] | None
    message: str


class Notice(Model):
    """Something to know about the log that is no sign of tampering. ``records`` are the ids concerned, first and last.

    ``clock``: the time goes back from one record to the next. ``newer``: a newer version of the program wrote it, so
    that this one could not check all of it."""

    what: NoticeKind
    records: tuple[int, int] | None
    message: str


class Verification(Model):
    """``records`` were read and ``head`` is the hash of the last; the log holds when there is no fault.
    ``known_up_to`` is the id of the record with the hash that was given, up to which nothing was rewritten."""

    records: int
    head: str
    known_up_to: int | None
    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


Step = Callable[[int, "int | None"], None]
"""Is told how many records are done, and of how many, where that is known."""


def verify(store: Store, head: str | KeptHead | None = None, step: Step | None = None) -> Verification:
    """Read the whole log and name every fault. ``head`` is a head or a hash that was kept elsewhere; ``step`` is told
    how far it is. Raises AuditMissing when there is no log, AuditError when the database cannot be read at all. Where
    tables or columns are missing, there is nothing more to say than that."""
    walk = _ChainWalk(head)
    if not _read_shape(store, walk):
        return walk.result()
    expected = _counted(store) if step is not None else None
    while True:
        with store.reading() as connection:
            rows = connection.execute(
                select(RECORDS).where(RECORDS.c.seq > walk.last).order_by(RECORDS.c.seq).limit(PAGE)
            ).all()
            for row in rows:
                walk.step(row)
            if step is not None:
                step(len(walk.hashes), expected)
            if len(rows) < PAGE:  # in the same transaction as the last rows, so that both are of one moment
                if connection.execute(select(RECORDS.c.seq).where(RECORDS.c.seq < 1)).first() is not None:
                    walk.fault("forged", "records stand before the first: put in from outside")
                walk.end(connection.execute(select(HEAD.c.records, HEAD.c.hash)).one_or_none())
                walk.faults.extend(_knowledge_faults(connection, walk.knowledge))
                break
    return walk.result()


def _read_shape(store: Store, walk: _ChainWalk) -> bool:
    """Whether the records can be read at all, with what is wrong with the database itself."""
    with store.reading() as connection:
        version = 1
        with suppress(AuditError):  # which is told among the differences
            version = log_version(connection)
        if version > VERSION:
            walk.notice(
                "newer",
                f"the log is of version {version}, which a newer version of the program made: whether its tables and "
                f"triggers are as they should be, this one cannot say, as it knows version {VERSION}",
            )
        else:
            for message in differences(connection):
                walk.fault("schema", message)
        known = inspect(connection)
        there = {
            table.name: {column["name"] for column in known.get_columns(table.name)}
            for table in (RECORDS, KNOWLEDGE, HEAD)
            if known.has_table(table.name)
        }
    readable = all({*table.columns.keys()} <= there.get(table.name, set()) for table in (RECORDS, KNOWLEDGE, HEAD))
    if not readable and version > VERSION:
        raise AuditNewer(
            f"the audit at {store.location.shown} is of version {version}, which this program cannot read: update it"
        )
    return readable


def _counted(store: Store) -> int | None:
    """How many records there should be, as far as the log can say."""
    with store.reading() as connection:
        count = connection.execute(select(HEAD.c.records)).scalar()
    return count if isinstance(count, int) else None


class _ChainWalk:
    """The state of going through the records in order."""

    def __init__(self, given: str | KeptHead | None):
        self.kept = given if isinstance(given, KeptHead) else None
        hash_ = given.hash if isinstance(given, KeptHead) else given
        self.given = hash_.strip().casefold() if hash_ else None
        self.known_at: str | None = None
        self.faults: list[Fault] = []
        self.notices: list[Notice] = []
        self.newer: list[int] = []
        self.times_back = 0
        self.at = ""
        self.last = 0
        self.hash = START
        self.hashes: dict[int, str] = {}
        self.assessments: set[int] = set()
        self.knowledge: dict[str, int] = {}
        self.known_up_to: int | None = 0 if self.given == START else None

    def fault(self, what: FaultKind, message: str, first: int | None = None, last: int | None = None) -> None:
        span = None if first is None else (first, first if last is None else last)
        self.faults.append(Fault(what=what, records=span, message=message))

    def notice(self, what: NoticeKind, message: str, first: int | None = None, last: int | None = None) -> None:
        span = None if first is None or last is None else (first, last)
        self.notices.append(Notice(what=what, records=span, message=message))

    def step(self, row: Any) -> None:
        gap = row.seq != self.last + 1
        if gap:
            self.fault("removed", f"{_named(self.last + 1, row.seq - 1)} missing", self.last + 1, row.seq - 1)
        body = self._body(row)
        if body is not None:
            self._check_place(row, body, gap)
            self._check_time(row.seq, str(body.get("at", "")))
            self._check_record(row, body)
        if row.hash == self.given:
            self.known_up_to, self.known_at = row.seq, row.at
        self.last, self.hash = row.seq, row.hash
        self.hashes[row.seq] = row.hash

    def _body(self, row: Any) -> dict[str, Any] | None:
        """What the body says, if it is the one with the hash."""
        try:
            body = body_of(row.body)
            if sha256(body) == row.hash:
                return data_of(body)
            why = "its hash does not fit"
        except AuditError as error:
            why = str(error)
        self.fault("edited", f"record {row.seq} ({row.at}) is not as it was written: {why}", row.seq)
        return None

    def _check_place(self, row: Any, body: Mapping[str, Any], gap: bool) -> None:
        if body.get("seq") != row.seq:
            self.fault(
                "reordered",
                f"record {row.seq} was written as record {body.get('seq')} and stands at another place now",
                row.seq,
            )
        elif not gap and body.get("previous") != self.hash:
            self.fault(
                "forged",
                f"record {row.seq} does not follow record {self.last}: one of the two is not "
                "the one that was written there",
                max(self.last, 1),
                row.seq,
            )

    def _check_time(self, seq: int, at: str) -> None:
        if at < self.at:  # all are of one shape, so that their order is that of the times
            self.times_back += 1
            if self.times_back <= MOST_NOTICES:
                self.notice(
                    "clock", f"the time goes back from {self.at} to {at}, in record {seq}", max(self.last, 1), seq
                )
        self.at = at

    def _check_record(self, row: Any, body: dict[str, Any]) -> None:
        try:
            record = record_from(body)
        except AuditNewer:
            self.newer.append(row.seq)
            if body.get("kind") == "assessment":
                self.assessments.add(row.seq)
            columns = {name: body.get(name) for name in ("seq", "kind", "at", "entry")}
        except AuditError as error:
            self.fault("edited", f"record {row.seq} ({row.at}) is not as it was written: {error}", row.seq)
            return
        else:
            columns = columns_of(record)
            self._check_references(record)
        if columns != {name: getattr(row, name) for name in columns}:
            self.fault("edited", f"record {row.seq} is listed with other words than it was written with", row.seq)

    def _check_references(self, record: AssessmentRecord | DecisionRecord) -> None:
        if isinstance(record, AssessmentRecord):
            self.assessments.add(record.seq)
            self.knowledge.setdefault(record.knowledge.sha256, record.seq)
        elif record.of not in self.assessments or self.hashes.get(record.of) != record.of_hash:
            self.fault(
                "forged",
                f"the decision in record {record.seq} is not about the assessment that stands as record {record.of}",
                record.seq,
            )

    def end(self, head: Any) -> None:
        if head is None or not isinstance(head.records, int):
            self.fault(
                "removed",
                "the count of records and the last hash are missing, so records may be missing from the end unnoticed",
            )
        elif head.records > self.last:
            self.fault(
                "truncated", f"{_named(self.last + 1, head.records)} missing from the end", self.last + 1, head.records
            )
        elif head.records < self.last:
            self.fault(
                "forged",
                f"{_named(head.records + 1, self.last)} not counted when written: put in from outside",
                head.records + 1,
                self.last,
            )
        elif head.hash != self.hash:
            self.fault("forged", f"record {self.last} is not the one that was written last", self.last)
        if self.given is not None and self.known_up_to is None:
            self.fault("truncated", f"no record has the hash {self.given}: the log was cut off before it or rewritten")
        elif self.kept is not None and (self.known_up_to, self.known_at) != (self.kept.records, self.kept.at):
            self.fault(
                "head",
                f"the head that was given is of {self.kept.records} records up to {self.kept.at or NO_TIME}, and its "
                f"hash of {self.known_up_to} up to {self.known_at or NO_TIME}: it was not taken from this log",
            )
        if self.times_back > MOST_NOTICES:
            self.notice("clock", f"the time goes back {self.times_back - MOST_NOTICES} times more")
        if self.newer:
            count = "1 record" if len(self.newer) == 1 else f"{len(self.newer)} records"
            self.notice(
                "newer",
                f"written by a newer version of the program: {count}, from record {self.newer[0]} on, checked as far "
                "as this version knows: hash, place and time",
                self.newer[0],
                self.newer[-1],
            )

    def result(self) -> Verification:
        """All that was found."""
        return Verification(
            records=len(self.hashes),
            head=self.hash,
            known_up_to=self.known_up_to,
            faults=tuple(self.faults),
            notices=tuple(self.notices),
        )


def _knowledge_faults(connection: Connection, used: dict[str, int]) -> Iterator[Fault]:
    stored = set(connection.execute(select(KNOWLEDGE.c.sha256)).scalars())
    for sha, first in used.items():
        if sha not in stored:
            message = f"the knowledge {sha[:12]}, used from record {first} on, is missing"
            yield Fault(what="knowledge", records=(first, first), message=message)
    for sha in sorted(stored):
        body = connection.execute(select(KNOWLEDGE.c.body).where(KNOWLEDGE.c.sha256 == sha)).scalar_one()
        try:
            knowledge_of(sha, body)
        except AuditError as error:
            first_use = used.get(sha)
            span = None if first_use is None else (first_use, first_use)
            yield Fault(what="knowledge", records=span, message=str(error))


def _named(first: int, last: int) -> str:
    return f"record {first} is" if first == last else f"records {first} to {last} are"
