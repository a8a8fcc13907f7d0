"""The audit log: what was advised, when, on what knowledge, and what was decided on it.

Opening a log touches nothing. The database layer is loaded when the log is first read or written, since loading it
takes longer than an assessment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.audit.place import Place, find_place
from advisor.audit.redaction import recorded_names, redact, redact_assessment, redact_profile, redaction_asked
from advisor.errors import AuditError, AuditMissing, UnknownId
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import KnowledgeStamp, Profile
from advisor.model.record import AssessmentRecord, DecisionRecord, Entry, Receipt, Verdict

if TYPE_CHECKING:  # for annotations alone: loading SQLAlchemy is put off, and there is no cycle to hide
    from sqlalchemy import Connection

    from advisor.audit.store import Store

LOGGER = logging.getLogger("advisor.audit")
PAGE = 200
"""Records read in one transaction; short ones, so that no reader keeps writers waiting."""


class Filter(NamedTuple):
    """Which records to list. ``since`` and ``until`` are UTC times or their beginnings, both included
    (``until="2026-03"`` means until the end of that March); ``knowledge`` the beginning of a hash, or a version."""

    name: str | None = None
    since: str | None = None
    until: str | None = None
    knowledge: str | None = None
    recommendation: str | None = None
    rule: str | None = None


class Listed(NamedTuple):
    """A record's row without its body."""

    id: int
    hash: str
    kind: str
    at: str
    entry: str
    name: str | None
    knowledge: KnowledgeStamp
    of: int | None
    recommendations: tuple[str, ...]
    rules: tuple[str, ...]


def now() -> str:
    """The time in UTC as records hold it."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


class AuditLog:
    """An append-only log in one database. May be used from several threads and processes at once.

    ``redact`` is what becomes of names and notes unless a call says otherwise: ``none``, ``omit`` or ``hash``;
    without it, the environment variable IOT_ADVISOR_REDACT decides.
    """

    def __init__(self, place: Place, *, redact: str | None = None, clock: Callable[[], str] = now):
        self.place = place
        self.redact = redact
        self._clock = clock

    @cached_property
    def store(self) -> Store:
        """The database, opened when first used."""
        from advisor.audit.store import Store

        return Store(self.place)

    def record(self, profile: Profile, assessment: Assessment, knowledge: KnowledgeBase, entry: Entry,
               request_id: str | None = None, redact: str | None = None) -> Receipt:  # fmt: skip
        """Write an assessment down, wholly or not at all. Raises AuditError when that fails."""
        from advisor.audit.filing import assessment_parts

        how = redaction_asked(redact or self.redact)
        salt = self.place.salt
        parts = assessment_parts(redact_profile(profile, how, salt), redact_assessment(assessment, how, salt))

        def draft(link: dict[str, Any], _: Connection) -> AssessmentRecord:
            return AssessmentRecord(entry=entry, redaction=how, knowledge=knowledge.stamp, request_id=request_id,
                                    **link, **parts)  # fmt: skip

        return self._append(draft, knowledge)

    def try_record(self, profile: Profile, assessment: Assessment, knowledge: KnowledgeBase, entry: Entry,
                   request_id: str | None = None, redact: str | None = None) -> Receipt | None:  # fmt: skip
        """As ``record``, but a failure is only said, as a warning of the logger ``advisor.audit`` (which Python prints
        to standard error unless the program set up logging), and gives None: advice never waits for the audit."""
        try:
            return self.record(profile, assessment, knowledge, entry, request_id, redact)
        except Exception as error:  # whatever it is, the advice is given
            LOGGER.warning("warning: this assessment was not recorded: %s", error)
            return None

    def decide(self, assessment: int, recommendation: str, verdict: Verdict, reason: str | None = None, *,
               entry: Entry = "command", redact: str | None = None) -> Receipt:  # fmt: skip
        """Write down what was decided on a recommendation of a recorded assessment. Raises AuditMissing when there is
        no such assessment, UnknownId when it does not recommend that, AuditError when writing fails."""
        how = redaction_asked(redact or self.redact)
        kept = redact_reason(reason, how, self.place.salt)

        def draft(link: dict[str, Any], connection: Connection) -> DecisionRecord:
            row = _row(connection, assessment)
            of = _filed(row)
            if not isinstance(of, AssessmentRecord):
                raise AuditMissing(f"record {assessment} is a decision, not an assessment")
            if recommendation not in (known := row.recommendations.split()):
                raise UnknownId(f"recommendation in record {assessment}", recommendation, known)
            name = of.name if of.redaction != "none" else redact_reason(of.name, how, self.place.salt)
            return DecisionRecord(entry=entry, redaction=how, knowledge=of.knowledge, of=assessment, of_hash=row.hash,
                                  name=name, recommendation=recommendation, verdict=verdict, reason=kept,
                                  **link)  # fmt: skip

        with self.store.reading():
            pass  # a log that is not there is missing; deciding does not make one
        return self._append(draft, None)

    def _append(self, draft: Callable[[dict[str, Any], Connection], AssessmentRecord | DecisionRecord],
                knowledge: KnowledgeBase | None) -> Receipt:  # fmt: skip
        from sqlalchemy import select

        from advisor.audit.filing import knowledge_row, program_version, row_of
        from advisor.audit.schema import HEAD, KNOWLEDGE, RECORDS

        with self.store.writing() as connection:
            head = connection.execute(select(HEAD.c.records, HEAD.c.hash).with_for_update()).one_or_none()
            if head is None:
                raise AuditError(f"the audit at {self.place.shown} has lost its head: run 'iot-advisor audit verify'")
            # Always after the head and not after the last row: what was cut off stays missing, and is found.
            link = {"seq": head.records + 1, "at": self._clock(), "program": program_version(), "previous": head.hash}
            if knowledge is not None:
                known = select(KNOWLEDGE.c.sha256).where(KNOWLEDGE.c.sha256 == knowledge.sha256)
                if connection.execute(known).first() is None:
                    connection.execute(KNOWLEDGE.insert().values(**knowledge_row(knowledge)))
            row = row_of(draft(link, connection))
            connection.execute(RECORDS.insert().values(**row))
            connection.execute(HEAD.update().values(records=row["seq"], hash=row["hash"]))
        return Receipt(row["seq"], row["hash"])

    def listed(self, matching: Filter = Filter()) -> Iterator[Listed]:  # noqa: B008 (a NamedTuple cannot change)
        """The records that match, oldest first."""
        from advisor.audit.query import select_rows

        seen = 0
        while True:
            with self.store.reading() as connection:
                names = recorded_names(matching.name, self.place.salt) if matching.name is not None else ()
                rows = connection.execute(select_rows(matching, names, seen, PAGE)).all()
            for row in rows:
                stamp = KnowledgeStamp(version=row.version, sha256=row.knowledge)
                yield Listed(row.seq, row.hash, row.kind, row.at, row.entry, row.name, stamp, row.of,
                             tuple(row.recommendations.split()), tuple(row.rules.split()))  # fmt: skip
                seen = row.seq
            if len(rows) < PAGE:
                return

    def get(self, record: int) -> AssessmentRecord | DecisionRecord:
        """One record. Raises AuditMissing when there is none of that id, AuditError when it cannot be read."""
        with self.store.reading() as connection:
            return _filed(_row(connection, record))

    def assessment(self, record: int) -> AssessmentRecord:
        """One recorded assessment. Raises AuditMissing when the id is not that of one."""
        found = self.get(record)
        if not isinstance(found, AssessmentRecord):
            raise AuditMissing(f"record {record} is a decision on record {found.of}, not an assessment")
        return found

    def knowledge(self, sha256: str) -> KnowledgeBase:
        """The knowledge of that hash as it was when something was first recorded with it."""
        from sqlalchemy import select

        from advisor.audit.filing import knowledge_of
        from advisor.audit.schema import KNOWLEDGE

        with self.store.reading() as connection:
            row = connection.execute(select(KNOWLEDGE.c.body).where(KNOWLEDGE.c.sha256 == sha256)).first()
        if row is None:
            raise AuditMissing(f"the audit at {self.place.shown} does not hold the knowledge {sha256[:12]}")
        return knowledge_of(sha256, row.body)


redact_reason = redact


def open_log(where: str | Path | None = None, *, redact: str | None = None) -> AuditLog | None:
    """The log at a database URL or file, or else where IOT_ADVISOR_AUDIT says, or else in the user's data directory;
    None when ``where`` or the variable is ``off``. Nothing is read or made before the log is used."""
    place = find_place(where)
    return AuditLog(place, redact=redact) if place is not None else None


def _row(connection: Connection, record: int) -> Any:
    from sqlalchemy import select

    from advisor.audit.schema import RECORDS

    row = connection.execute(select(RECORDS).where(RECORDS.c.seq == record)).first()
    if row is None:
        raise AuditMissing(f"there is no record {record}")
    return row


def _filed(row: Any) -> AssessmentRecord | DecisionRecord:
    from advisor.audit.filing import body_of, record_of

    try:
        return record_of(body_of(row.body))
    except AuditError as error:
        raise AuditError(f"record {row.seq} cannot be read: {error}") from error
