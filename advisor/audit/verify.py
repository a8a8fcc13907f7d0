"""Checking the chain: is every record the one that was written, at its place, and is none missing?

What the chain shows by itself: a record cannot be changed, removed, moved or put in between without a fault, unless
every later record is made anew as well. Somebody who can write to the database can do that; against a hash from a
receipt or an earlier verification, kept elsewhere, even that is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from sqlalchemy import Connection, select

from advisor.audit.canonical import sha256
from advisor.audit.query import PAGE
from advisor.audit.rows import body_of, columns_of, knowledge_of, record_of
from advisor.audit.schema import HEAD, KNOWLEDGE, RECORDS
from advisor.audit.store import Store
from advisor.errors import AuditError
from advisor.model.base import Model
from advisor.model.record import START, AssessmentRecord, DecisionRecord

FaultKind = Literal["edited", "removed", "reordered", "truncated", "forged", "knowledge"]


class Fault(Model):
    """Something in the log that is not as it was written. ``records`` are the ids concerned, first and last."""

    what: FaultKind
    records: tuple[int, int] | None
    message: str


class Verification(Model):
    """``records`` were read and ``head`` is the hash of the last; the log holds when there is no fault.
    ``known_up_to`` is the id of the record with the hash that was given, up to which nothing was rewritten."""

    records: int
    head: str
    known_up_to: int | None
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


Step = Callable[[int, "int | None"], None]
"""Is told how many records are done, and of how many, where that is known."""


def verify(store: Store, head: str | None = None, step: Step | None = None) -> Verification:
    """Read the whole log and name every fault. ``head`` is a hash that was kept elsewhere; ``step`` is told how far it
    is. Raises AuditMissing when there is no log, AuditError when the database cannot be read at all."""
    walk = _ChainWalk(head)
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
    return Verification(
        records=len(walk.hashes), head=walk.hash, known_up_to=walk.known_up_to, faults=tuple(walk.faults)
    )


def _counted(store: Store) -> int | None:
    """How many records there should be, as far as the log can say."""
    with store.reading() as connection:
        count = connection.execute(select(HEAD.c.records)).scalar()
    return count if isinstance(count, int) else None


class _ChainWalk:
    """The state of going through the records in order."""

    def __init__(self, given: str | None):
        self.given = given.strip().casefold() if given else None
        self.faults: list[Fault] = []
        self.last = 0
        self.hash = START
        self.hashes: dict[int, str] = {}
        self.assessments: set[int] = set()
        self.knowledge: dict[str, int] = {}
        self.known_up_to: int | None = 0 if self.given == START else None

    def fault(self, what: FaultKind, message: str, first: int | None = None, last: int | None = None) -> None:
        span = None if first is None else (first, first if last is None else last)
        self.faults.append(Fault(what=what, records=span, message=message))

    def step(self, row: Any) -> None:
        gap = row.seq != self.last + 1
        if gap:
            self.fault("removed", f"{_named(self.last + 1, row.seq - 1)} missing", self.last + 1, row.seq - 1)
        record = self._read(row)
        if record is not None:
            if record.seq != row.seq:
                self.fault(
                    "reordered",
                    f"record {row.seq} was written as record {record.seq} and stands at another place now",
                    row.seq,
                )
            elif not gap and record.previous != self.hash:
                self.fault(
                    "forged",
                    f"record {row.seq} does not follow record {self.last}: one of the two is not "
                    "the one that was written there",
                    max(self.last, 1),
                    row.seq,
                )
            if columns_of(record) != {name: getattr(row, name) for name in columns_of(record)}:
                self.fault("edited", f"record {row.seq} is listed with other words than it was written with", row.seq)
            self._check_references(record)
        if row.hash == self.given:
            self.known_up_to = row.seq
        self.last, self.hash = row.seq, row.hash
        self.hashes[row.seq] = row.hash

    def _read(self, row: Any) -> AssessmentRecord | DecisionRecord | None:
        try:
            body = body_of(row.body)
            if sha256(body) != row.hash:
                self.fault(
                    "edited", f"record {row.seq} ({row.at}) is not as it was written: its hash does not fit", row.seq
                )
                return None
            return record_of(body)
        except AuditError as error:
            self.fault("edited", f"record {row.seq} ({row.at}) is not as it was written: {error}", row.seq)
            return None

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
