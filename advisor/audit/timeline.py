"""One relationship over time, and the relationships that nobody has looked at for long.

Capabilities have to be watched and complementarity checked again (K10), and digital relationships need constant
adjustment (F51); both ask for assessments that follow one another under one name.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal

from sqlalchemy import func, select

from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.schema import RECORDS
from advisor.errors import AuditMissing
from advisor.model.base import Model
from advisor.model.profile import KnowledgeStamp
from advisor.model.record import AssessmentRecord, Decision, DecisionRecord


class Moment(Model):
    """One assessment of the relationship: the value of every attribute that its newest knowledge has followed (phase,
    trust, the components' positions), None where unknown."""

    id: int
    at: str
    knowledge: KnowledgeStamp
    state: dict[str, str | None]
    recommendations: tuple[str, ...]


class Followed(Model):
    """A recommendation over time.

    ``open``: the newest assessment gives it and nobody rejected it; ``rejected``: it gives it, and the last decision
    was to reject it; ``done``: it was accepted and is no longer given; ``passed``: no longer given, never accepted.
    """

    id: str
    first: int
    last: int
    state: Literal["open", "rejected", "done", "passed"]
    verdict: Decision | None
    reason: str | None


class Timeline(Model):
    """The assessments of one relationship, oldest first, and what became of their advice."""

    name: str
    moments: tuple[Moment, ...]
    advice: tuple[Followed, ...]


class Due(Model):
    """A relationship whose newest assessment is older than was asked for. ``days`` are whole days since then."""

    name: str
    id: int
    at: str
    days: int
    assessments: int


def timeline(log: AuditLog, name: str) -> Timeline:
    """The timeline of a name. Raises AuditMissing when nothing is recorded under it, AuditError when the knowledge of
    its newest assessment cannot be read."""
    records = [log.get(each.id) for each in find(log.store, Filter(name=name))]
    assessments = [each for each in records if isinstance(each, AssessmentRecord)]
    decisions = {each.recommendation: each for each in records if isinstance(each, DecisionRecord)}
    if not assessments:
        raise AuditMissing(f"no assessment is recorded under the name {name!r}")
    followed = log.knowledge(assessments[-1].knowledge.sha256).marked("followed")
    moments = tuple(_moment(each, followed) for each in assessments)
    return Timeline(name=name, moments=moments, advice=_followed(moments, decisions))


def _moment(record: AssessmentRecord, followed: tuple[str, ...]) -> Moment:
    values = {each["attribute"]: each["value"] for each in record.assessment["conclusions"]}
    values |= record.assessment["profile"]["facts"]
    return Moment(
        id=record.seq,
        at=record.at,
        knowledge=record.knowledge,
        state={name: values.get(name) for name in followed},
        recommendations=tuple(each["id"] for each in record.assessment["recommendations"]),
    )


def _followed(moments: tuple[Moment, ...], decisions: dict[str, DecisionRecord]) -> tuple[Followed, ...]:
    newest = moments[-1].recommendations
    given: dict[str, list[int]] = {}
    for moment in moments:
        for name in moment.recommendations:
            given.setdefault(name, []).append(moment.id)
    found = []
    for name in [*newest, *(name for name in given if name not in newest)]:
        decision = decisions.get(name)
        verdict = decision.verdict if decision is not None else None
        state: Literal["open", "rejected", "done", "passed"]
        if name in newest:
            state = "rejected" if verdict == "reject" else "open"
        else:
            state = "done" if verdict == "accept" else "passed"
        found.append(
            Followed(
                id=name,
                first=given[name][0],
                last=given[name][-1],
                state=state,
                verdict=verdict,
                reason=decision.reason if decision is not None else None,
            )
        )
    return tuple(found)


def due(log: AuditLog, older_than: timedelta, moment: datetime | None = None) -> tuple[Due, ...]:
    """The names whose newest assessment is older than that, longest ago first. Assessments without a name are of no
    relationship that could be followed, and are left out."""
    moment = moment or datetime.now(timezone.utc)
    newest = (
        select(func.max(RECORDS.c.seq).label("seq"), func.count().label("assessments"))
        .where(RECORDS.c.kind == "assessment", RECORDS.c.name.is_not(None))
        .group_by(RECORDS.c.name)
        .subquery()
    )
    query = select(RECORDS.c.name, RECORDS.c.seq, RECORDS.c.at, newest.c.assessments).join(
        newest, newest.c.seq == RECORDS.c.seq
    )
    with log.store.reading() as connection:
        rows = connection.execute(query.order_by(RECORDS.c.at)).all()
    found = []
    for row in rows:
        age = moment - datetime.fromisoformat(row.at.replace("Z", "+00:00"))
        if age > older_than:
            found.append(Due(name=row.name, id=row.seq, at=row.at, days=age.days, assessments=row.assessments))
    return tuple(found)
