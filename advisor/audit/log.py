"""The audit log: what was advised, when, on what knowledge, and what was decided on it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.audit.author import author
from advisor.audit.canonical import canonical
from advisor.audit.draft import Draft, drafted, row_of
from advisor.audit.guard import refuse_newer
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
)
from advisor.audit.sqlite_file import Filing, writing
from advisor.errors import AuditError, AuditMissing, UnknownId, listed
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import KnowledgeStamp, Profile
from advisor.model.record import (
    BECAUSES,
    START,
    AssessmentRecord,
    Because,
    Channel,
    Decision,
    DecisionRecord,
    Receipt,
    Redaction,
)

if TYPE_CHECKING:  # SQLAlchemy is loaded where a log is read, or is not of the usual sort
    from advisor.audit.store import Store

LOGGER = logging.getLogger("advisor.audit")

_NO_PLACE: dict[str, Any] = {"seq": 0, "at": "", "program": "", "previous": START}
"""What a record says of its place before it has one."""


def now() -> str:
    """The time in UTC as records hold it."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


class AuditLog:
    """An append-only log in one database. May be used from several threads and processes at once.

    ``redact`` is what becomes of names and notes unless a call says otherwise: ``none``, ``omit`` or ``hash``;
    without it the environment variable IOT_ADVISOR_REDACT decides. ``by`` is who asks or decides, in the same way, and
    IOT_ADVISOR_BY. ``required`` says that no advice is to be given that is not recorded.
    """

    def __init__(
        self,
        location: Location,
        *,
        redact: str | None = None,
        by: str | None = None,
        required: bool = False,
        clock: Callable[[], str] = now,
    ):
        self.location = location
        self.required = required
        self._redact = redact
        self._by = by
        self._clock = clock

    @cached_property
    def store(self) -> Store:
        """The database behind the log, for reading it."""
        from advisor.audit.store import Store

        return Store(self.location)

    def __getstate__(self) -> dict[str, Any]:
        """All but the connection to the database, which each process has to make for itself."""
        return {name: part for name, part in vars(self).items() if name != "store"}

    def draft(
        self,
        profile: Profile,
        assessment: Assessment,
        entry: Channel,
        request_id: str | None = None,
        redact: str | None = None,
        by: str | None = None,
        *,
        knowledge: KnowledgeStamp,
    ) -> Draft:
        """The record of an assessment but for its place in the log: all of the work that needs no database. A draft can
        be made in another process and sent to the one that files it. ``redact`` and ``by`` hold in the place of the
        log's own. Raises AuditError when it cannot be made."""
        how = redaction_asked(redact or self._redact)
        salt = self.location.salt
        parts = assessment_parts(redact_profile(profile, how, salt), redact_assessment(assessment, how, salt))
        return drafted(
            AssessmentRecord(
                entry=entry,
                redaction=how,
                knowledge=knowledge,
                request_id=request_id,
                by=self._author(by, how),
                **_NO_PLACE,
                **parts,
            )
        )

    def _author(self, by: str | None, how: Redaction) -> str | None:
        return redacted(author(by if by is not None else self._by), how, self.location.salt)

    def file(self, drafts: Sequence[Draft], knowledge: KnowledgeBase | None = None) -> list[Receipt]:
        """Write drafts down in their order, in one transaction: all of them, or none. ``knowledge`` is what assessments
        among them were made with. Raises AuditError when that fails, ValueError when it is other knowledge."""
        needed = {each.knowledge for each in drafts if each.columns["kind"] == "assessment"}
        if needed - ({knowledge.sha256} if knowledge is not None else set()):
            raise ValueError("an assessment is filed together with the knowledge that it was made with")
        if not drafts:
            return []
        with self._filing() as filing:
            refuse_newer(filing.version(), self.location.shown)
            head = filing.head()
            if head is None:
                raise AuditError(
                    f"the audit at {self.location.shown} has lost its head: see 'iot-advisor audit verify'"
                )
            if knowledge is not None and needed and not filing.holds(knowledge.sha256):
                filing.keep(knowledge_row(knowledge))
            # After the head and not after the last row, so that records cut off the end stay missing, and are found.
            seq, previous, program = head.records, head.hash, program_version()
            rows = []
            for draft in drafts:
                seq += 1
                place = {"seq": seq, "at": self._clock(), "program": program, "previous": previous}
                rows.append(row_of(draft, place))
                previous = rows[-1]["hash"]
            filing.add(rows)
            self._make_sure(filing, rows)
        return [Receipt(row["seq"], row["hash"]) for row in rows]

    def _make_sure(self, filing: Filing, rows: Sequence[Mapping[str, Any]]) -> None:
        """Raises AuditError when the database has done otherwise than it was told, or may do so later."""
        lead = f"the audit at {self.location.shown} cannot be written"
        if others := filing.strangers():
            raise AuditError(f"{lead}: somebody has put {listed(others)} on its tables: see 'iot-advisor audit verify'")
        written = [(row["seq"], row["hash"], row["body"]) for row in rows]
        if list(filing.kept(rows[0]["seq"])) != written or filing.head() != written[-1][:2]:
            raise AuditError(f"{lead}: the database does not keep what it is given")

    @contextmanager
    def _filing(self) -> Iterator[Filing]:
        """A transaction that shuts other writers out, by the quickest way that this log allows."""
        with writing(self.location) as quick:
            if quick is not None:
                yield quick
                return
        from advisor.audit.store import DatabaseFiling

        with self.store.writing() as connection:
            yield DatabaseFiling(connection)

    def record(
        self,
        profile: Profile,
        assessment: Assessment,
        knowledge: KnowledgeBase,
        entry: Channel,
        request_id: str | None = None,
        redact: str | None = None,
        by: str | None = None,
    ) -> Receipt:
        """Write an assessment down, wholly or not at all. Raises AuditError when that fails."""
        draft = self.draft(profile, assessment, entry, request_id, redact, by, knowledge=knowledge.stamp)
        return self.file([draft], knowledge)[0]

    def try_record(
        self,
        profile: Profile,
        assessment: Assessment,
        knowledge: KnowledgeBase,
        entry: Channel,
        request_id: str | None = None,
        redact: str | None = None,
        by: str | None = None,
    ) -> Receipt | None:
        """As ``record``, but a failure is only said, as a warning of the logger ``advisor.audit`` (which Python prints
        on standard error unless the program set up logging), and gives None: no advice is lost to the audit. Where the
        audit is required, it is lost: raises AuditError."""
        try:
            return self.record(profile, assessment, knowledge, entry, request_id, redact, by)
        except Exception as error:  # whatever it is, the advice has to be given
            if self.required:
                raise self._withheld(error) from error
            LOGGER.warning("warning: this assessment was not recorded: %s", error)
            return None

    def try_record_all(
        self, cases: Sequence[tuple[Profile, Assessment]], knowledge: KnowledgeBase, entry: Channel
    ) -> list[Receipt | None]:
        """As ``try_record`` for each. Where the audit is required, all are recorded at once, or none."""
        if not self.required:
            return [self.try_record(profile, assessment, knowledge, entry) for profile, assessment in cases]
        try:
            drafts = [self.draft(profile, each, entry, knowledge=knowledge.stamp) for profile, each in cases]
            return [*self.file(drafts, knowledge)]
        except Exception as error:
            raise self._withheld(error) from error

    def _withheld(self, error: Exception) -> AuditError:
        return AuditError(f"no advice is given, as it has to be recorded and cannot be: {error}")

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
        by: str | None = None,
    ) -> Receipt:
        """Write down what was decided on a recommendation of a recorded assessment. ``because`` is the code of why it
        is rejected or deferred; a rejection without one is for an ``other`` reason. It is no text of anybody's, and no
        redaction leaves it out. Raises AuditMissing when there is no such assessment, UnknownId when it does not
        recommend that or there is no such code, AuditError when writing fails, ValueError for a code beside accept."""
        if because is not None and because not in BECAUSES:
            raise UnknownId("code of a decision", because, BECAUSES)
        if because is None and verdict == "reject":
            because = "other"
        how = redaction_asked(redact or self._redact)
        kept = redacted(reason, how, self.location.salt)
        decided = self.assessment(assessment)
        known = [each["id"] for each in decided.current["recommendations"]]
        if recommendation not in known:
            raise UnknownId(f"recommendation of record {assessment} with the id", recommendation, known)
        name = decided.name if decided.redaction != "none" else redacted(decided.name, how, self.location.salt)
        record = DecisionRecord(
            entry=entry,
            redaction=how,
            knowledge=decided.knowledge,
            of=assessment,
            of_hash=self._hash(assessment),
            name=name,
            recommendation=recommendation,
            verdict=verdict,
            reason=kept,
            because=because,
            by=self._author(by, how),
            **_NO_PLACE,
        )
        return self.file([drafted(record)])[0]

    def _hash(self, record: int) -> str:
        """The hash of a record that is there."""
        from sqlalchemy import select

        from advisor.audit.schema import RECORDS

        with self.store.reading() as connection:
            found: str = connection.execute(select(RECORDS.c.hash).where(RECORDS.c.seq == record)).scalar_one()
        return found

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
            raise type(error)(f"record {record} cannot be read: {error}") from error

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
