"""One relationship over time, and the relationships that nobody has looked at for long.

Capabilities have to be watched and complementarity checked again (K10), and digital relationships need constant
adjustment (F51); both ask for assessments that follow one another under one name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Literal

from sqlalchemy import func, select

from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.schema import RECORDS
from advisor.errors import AuditMissing
from advisor.model.base import Model
from advisor.model.profile import KnowledgeStamp
from advisor.model.record import AssessmentRecord, Because, Decision, DecisionRecord
from advisor.model.states import State

States = Mapping[str, State]
"""Where each recommendation of an assessment stands, in the assessment's order."""


class Moved(Model):
    """A recommendation that stands elsewhere than in the assessment before."""

    id: str
    before: State
    after: State


class Moment(Model):
    """One assessment of the relationship: the value of every attribute that its newest knowledge has followed (phase,
    trust, the components' positions), None where unknown. ``by`` is who asked for it, where that is recorded.
    ``recommendations`` are to do, ``waits``, ``theirs`` and
    ``in_place`` stand otherwise, and ``moved`` are those that stood elsewhere in the assessment before."""

    id: int
    at: str
    by: str | None = None
    knowledge: KnowledgeStamp
    state: dict[str, str | None]
    recommendations: tuple[str, ...]
    waits: tuple[str, ...]
    theirs: tuple[str, ...]
    in_place: tuple[str, ...]
    moved: tuple[Moved, ...]


Became = Literal["open", "rejected", "waits", "theirs", "in_place", "done", "passed"]
"""What became of a recommendation. In the newest assessment, ``open``: it is to do and nobody rejected it;
``rejected``: it is to do, and the last decision was to reject it; ``waits``, ``theirs``, ``in_place``: it stands so.
``done``: it was accepted and is no longer listed; ``passed``: no longer listed, never accepted."""


class Followed(Model):
    """A recommendation over time. ``first`` and ``last`` are the assessments that list it first and last, in any
    state, and ``state`` is what became of it; ``verdict``, ``reason``, ``because`` and ``by`` are those of the
    last decision."""

    id: str
    first: int
    last: int
    state: Became
    verdict: Decision | None
    reason: str | None
    because: Because | None
    by: str | None = None


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


def timeline(log: AuditLog, name: str, state: State | None = None) -> Timeline:
    """The timeline of a name; with ``state``, of its advice only what the newest assessment has in that state. Raises
    AuditMissing when nothing is recorded under it, AuditError when the knowledge of its newest assessment cannot be
    read."""
    records = [log.get(each.id) for each in find(log.store, Filter(name=name))]
    assessments = [each for each in records if isinstance(each, AssessmentRecord)]
    decisions = {each.recommendation: each for each in records if isinstance(each, DecisionRecord)}
    if not assessments:
        raise AuditMissing(f"no assessment is recorded under the name {name!r}")
    followed = log.knowledge(assessments[-1].knowledge.sha256).marked("followed")
    states = [{each["id"]: each["state"] for each in record.current["recommendations"]} for record in assessments]
    moments = tuple(
        _moment(record, followed, before, now)
        for record, before, now in zip(assessments, [{}, *states], states, strict=False)
    )
    advice = _followed(moments, states, decisions)
    if state is not None:
        advice = [each for each in advice if states[-1].get(each.id) == state]
    return Timeline(name=name, moments=moments, advice=tuple(advice))


def _moment(record: AssessmentRecord, followed: tuple[str, ...], before: States, now: States) -> Moment:
    values = {each["attribute"]: each["value"] for each in record.current["conclusions"]}
    values |= record.current["profile"]["facts"]
    return Moment(
        id=record.seq,
        at=record.at,
        by=record.by,
        knowledge=record.knowledge,
        state={name: values.get(name) for name in followed},
        recommendations=_standing(now, "to_do"),
        waits=_standing(now, "waits"),
        theirs=_standing(now, "theirs"),
        in_place=_standing(now, "in_place"),
        moved=tuple(
            Moved(id=name, before=before[name], after=state)
            for name, state in now.items()
            if before.get(name, state) != state
        ),
    )


def _standing(states: States, wanted: State) -> tuple[str, ...]:
    return tuple(name for name, state in states.items() if state == wanted)


def _followed(
    moments: Sequence[Moment], states: Sequence[States], decisions: Mapping[str, DecisionRecord]
) -> list[Followed]:
    newest = states[-1]
    given: dict[str, list[int]] = {}
    for moment, listed in zip(moments, states, strict=True):
        for name in listed:
            given.setdefault(name, []).append(moment.id)
    found = []
    for name in [*newest, *(name for name in given if name not in newest)]:
        decision = decisions.get(name)
        verdict = decision.verdict if decision is not None else None
        found.append(
            Followed(
                id=name,
                first=given[name][0],
                last=given[name][-1],
                state=_became(newest.get(name), verdict),
                verdict=verdict,
                reason=decision.reason if decision is not None else None,
                because=decision.because if decision is not None else None,
                by=decision.by if decision is not None else None,
            )
        )
    return found


def _became(state: State | None, verdict: Decision | None) -> Became:
    if state is None:
        return "done" if verdict == "accept" else "passed"
    if state != "to_do":
        return state
    return "rejected" if verdict == "reject" else "open"


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
