"""The audit log: what was advised, when, on what knowledge, and what was decided on it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.audit.canonical import canonical
from advisor.audit.location import Location
from advisor.audit.redaction import redact as redacted
from advisor.audit.redaction import redact_assessment, redact_profile, redaction_asked
from advisor.audit.rows import (
    assessment_parts,
    body_of,
    knowledge_of,
    knowledge_row,
    program_version,
    record_of,
    row_of,
)
from advisor.audit.sqlite_file import Filing, writing
from advisor.errors import AuditError, AuditMissing, UnknownId
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.model.record import BECAUSES, AssessmentRecord, Because, Channel, Decision, DecisionRecord, Receipt

if TYPE_CHECKING:  # SQLAlchemy is loaded where a log is read, or is not of the usual sort
    from advisor.audit.store import Store

LOGGER = logging.getLogger("advisor.audit")


def now() -> str:
    """The time in UTC as records hold it."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


class AuditLog:
    """An append-only log in one database. May be used from several threads and processes at once.

    ``redact`` is what becomes of names and notes unless a call says otherwise: ``none``, ``omit`` or ``hash``;
    without it the environment variable IOT_ADVISOR_REDACT decides.
    """

    def __init__(self, location: Location, *, redact: str | None = None, clock: Callable[[], str] = now):
        self.location = location
        self._redact = redact
        self._clock = clock

    @cached_property
    def store(self) -> Store:
        """The database behind the log, for reading it."""
        from advisor.audit.store import Store

        return Store(self.location)

    def record(
        self,
        profile: Profile,
        assessment: Assessment,
        knowledge: KnowledgeBase,
        entry: Channel,
        request_id: str | None = None,
        redact: str | None = None,
    ) -> Receipt:
        """Write an assessment down, wholly or not at all. Raises AuditError when that fails."""
        how = redaction_asked(redact or self._redact)
        salt = self.location.salt
        parts = assessment_parts(redact_profile(profile, how, salt), redact_assessment(assessment, how, salt))

        def draft(link: dict[str, Any]) -> AssessmentRecord:
            return AssessmentRecord(
                entry=entry, redaction=how, knowledge=knowledge.stamp, request_id=request_id, **link, **parts
            )

        with writing(self.location) as filing:
            if filing is not None:
                return self._append(filing, draft, knowledge)
        from advisor.audit.store import DatabaseFiling

        with self.store.writing() as connection:
            return self._append(DatabaseFiling(connection), draft, knowledge)

    def try_record(
        self,
        profile: Profile,
        assessment: Assessment,
        knowledge: KnowledgeBase,
        entry: Channel,
        request_id: str | None = None,
        redact: str | None = None,
    ) -> Receipt | None:
        """As ``record``, but a failure is only said, as a warning of the logger ``advisor.audit`` (which Python prints
        on standard error unless the program set up logging), and gives None: no advice is lost to the audit."""
        try:
            return self.record(profile, assessment, knowledge, entry, request_id, redact)
        except Exception as error:  # whatever it is, the advice has to be given
            LOGGER.warning("warning: this assessment was not recorded: %s", error)
            return None

    def decide(
        self,
        assessment: int,
        recommendation: str,
        verdict: Decision,
        reason: str | None = None,
        *,
        because: Because | None = None,
        entry: Channel = "command",
        redact: str | None = None,
    ) -> Receipt:
        """Write down what was decided on a recommendation of a recorded assessment. ``because`` is the code of why it
        is rejected or deferred; a rejection without one is for an ``other`` reason. It is no text of anybody's, and no
        redaction leaves it out. Raises AuditMissing when there is no such assessment, UnknownId when it does not
        recommend that or there is no such code, AuditError when writing fails, ValueError for a code beside accept."""
        if because is not None and because not in BECAUSES:
            raise UnknownId("code of a decision", because, BECAUSES)
        if because is None and verdict == "reject":
            because = "other"
        from sqlalchemy import select

        from advisor.audit.schema import RECORDS
        from advisor.audit.store import DatabaseFiling

        how = redaction_asked(redact or self._redact)
        kept = redacted(reason, how, self.location.salt)
        decided = self.assessment(assessment)
        known = [each["id"] for each in decided.current["recommendations"]]
        if recommendation not in known:
            raise UnknownId(f"recommendation of record {assessment} with the id", recommendation, known)
        name = decided.name if decided.redaction != "none" else redacted(decided.name, how, self.location.salt)

        with self.store.writing() as connection:
            of_hash = connection.execute(select(RECORDS.c.hash).where(RECORDS.c.seq == assessment)).scalar_one()

            def draft(link: dict[str, Any]) -> DecisionRecord:
                return DecisionRecord(
                    entry=entry,
                    redaction=how,
                    knowledge=decided.knowledge,
                    of=assessment,
                    of_hash=of_hash,
                    name=name,
                    recommendation=recommendation,
                    verdict=verdict,
                    reason=kept,
                    because=because,
                    **link,
                )

            return self._append(DatabaseFiling(connection), draft, None)

    def _append(
        self,
        filing: Filing,
        draft: Callable[[dict[str, Any]], AssessmentRecord | DecisionRecord],
        knowledge: KnowledgeBase | None,
    ) -> Receipt:
        head = filing.head()
        if head is None:
            raise AuditError(f"the audit at {self.location.shown} has lost its head: see 'iot-advisor audit verify'")
        # After the head and not after the last row, so that records cut off the end stay missing, and are found.
        link = {"seq": head.records + 1, "at": self._clock(), "program": program_version(), "previous": head.hash}
        if knowledge is not None and not filing.holds(knowledge.sha256):
            filing.keep(knowledge_row(knowledge))
        row = row_of(draft(link))
        filing.add(row)
        return Receipt(row["seq"], row["hash"])

    def get(self, record: int) -> AssessmentRecord | DecisionRecord:
        """One record. Raises AuditMissing when there is none of that id, AuditError when it cannot be read."""
        from sqlalchemy import select

        from advisor.audit.schema import RECORDS

        with self.store.reading() as connection:
            body = connection.execute(select(RECORDS.c.body).where(RECORDS.c.seq == record)).scalar_one_or_none()
        if body is None:
            raise AuditMissing(f"there is no record {record} in the audit at {self.location.shown}")
        try:
            return record_of(body_of(body))
        except AuditError as error:
            raise AuditError(f"record {record} cannot be read: {error}") from error

    def assessment(self, record: int) -> AssessmentRecord:
        """One recorded assessment. Raises AuditMissing when the id is not that of one."""
        found = self.get(record)
        if isinstance(found, DecisionRecord):
            raise AuditMissing(f"record {record} is a decision on record {found.of}, not an assessment")
        return found

    def decisions(self, assessment: int) -> Iterator[DecisionRecord]:
        """What was decided on an assessment, oldest first."""
        from sqlalchemy import select

        from advisor.audit.query import paged
        from advisor.audit.schema import RECORDS

        for row in paged(self.store, select(RECORDS.c.seq).where(RECORDS.c.of == assessment)):
            found = self.get(row.seq)
            if isinstance(found, DecisionRecord):
                yield found

    def knowledge(self, sha256: str) -> KnowledgeBase:
        """The knowledge of that hash, as it was when something was first recorded with it."""
        from sqlalchemy import select

        from advisor.audit.schema import KNOWLEDGE

        with self.store.reading() as connection:
            query = select(KNOWLEDGE.c.body).where(KNOWLEDGE.c.sha256 == sha256)
            body = connection.execute(query).scalar_one_or_none()
        if body is None:
            raise AuditMissing(f"the audit at {self.location.shown} does not hold the knowledge {sha256[:12]}")
        return knowledge_of(sha256, body)

    def readable_knowledge(self, sha256: str) -> KnowledgeBase | None:
        """As ``knowledge``, but None where it is not held, or this version cannot read it."""
        try:
            return self.knowledge(sha256)
        except AuditError:
            return None

    def export(self) -> Iterator[bytes]:
        """Every record as a line of canonical JSON: ``{"hash": …, "record": …}``, the hash over ``record``."""
        from sqlalchemy import select

        from advisor.audit.query import paged
        from advisor.audit.schema import RECORDS

        for row in paged(self.store, select(RECORDS.c.seq, RECORDS.c.hash, RECORDS.c.body)):
            # canonical JSON within canonical JSON: "hash" sorts before "record", and both are canonical already
            yield b'{"hash":' + canonical(row.hash) + b',"record":' + body_of(row.body) + b"}\n"
