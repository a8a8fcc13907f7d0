"""Finding records by their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select

from advisor.audit.redaction import recorded_names
from advisor.audit.rows import body_of, data_of, standing, words
from advisor.audit.schema import RECORDS
from advisor.audit.store import Store
from advisor.errors import AuditError
from advisor.model.profile import KnowledgeStamp
from advisor.model.states import STATES, State

PAGE = 200
"""Records read in one transaction: few, so that no reader keeps writers waiting."""

COLUMNS = tuple(column for column in RECORDS.c if column.name != "body")


class Filter(NamedTuple):
    """Which records to find. ``since`` and ``until`` are UTC times, or beginnings of them, and both are included:
    ``until="2026-03"`` means until the end of that March. ``knowledge`` is a version or the beginning of a hash.
    ``state`` is where ``recommendation`` stands in them, and says nothing by itself."""

    name: str | None = None
    since: str | None = None
    until: str | None = None
    knowledge: str | None = None
    recommendation: str | None = None
    state: State = "to_do"
    rule: str | None = None


EVERYTHING = Filter()
_EARLIEST = "0000-01-01T00:00:00.000000Z"
_LATEST = "9999-12-31T23:59:59.999999Z"


class Listed(NamedTuple):
    """A record without its body. ``of`` is the assessment that a decision is about. ``recommendations`` are to do, or
    decided on; ``waits``, ``theirs`` and ``in_place`` stand otherwise."""

    id: int
    hash: str
    kind: str
    at: str
    entry: str
    name: str | None
    knowledge: KnowledgeStamp
    of: int | None
    recommendations: tuple[str, ...]
    waits: tuple[str, ...]
    theirs: tuple[str, ...]
    in_place: tuple[str, ...]
    rules: tuple[str, ...]


def find(store: Store, matching: Filter = EVERYTHING) -> Iterator[Listed]:
    """The records that match, oldest first. What somebody put in place of a text is listed as a text: SQLite's columns
    take anything, and saying what is wrong is the verification's part."""
    names = recorded_names(matching.name, store.location.salt) if matching.name is not None else ()
    for row in paged(store, _select(matching, names)):
        listed = _by_state(str(row.recommendations).split())
        yield Listed(
            id=row.seq,
            hash=str(row.hash),
            kind=str(row.kind),
            at=str(row.at),
            entry=str(row.entry),
            name=None if row.name is None else str(row.name),
            knowledge=KnowledgeStamp(version=str(row.version), sha256=str(row.knowledge)),
            of=row.of,
            recommendations=listed["to_do"],
            waits=listed["waits"],
            theirs=listed["theirs"],
            in_place=listed["in_place"],
            rules=tuple(str(row.rules).split()),
        )


def authors(store: Store, ids: Sequence[int]) -> dict[int, str | None]:
    """Who asked or decided, by the ids of records; None where nobody said. It stands in the bodies alone, which are
    read for it. Of one that cannot be read, nothing is known."""
    found: dict[int, str | None] = dict.fromkeys(ids)
    for at in range(0, len(ids), PAGE):
        with store.reading() as connection:
            query = select(RECORDS.c.seq, RECORDS.c.body).where(RECORDS.c.seq.in_(ids[at : at + PAGE]))
            rows = connection.execute(query).all()
        for row in rows:
            with suppress(AuditError):
                name = data_of(body_of(row.body)).get("by")
                found[row.seq] = None if name is None else str(name)
    return found


def _by_state(listed: Sequence[str]) -> dict[State, tuple[str, ...]]:
    found: dict[State, list[str]] = {state: [] for state in STATES}
    for word in listed:
        state, _, recommendation = word.rpartition(":")
        found[next((each for each in STATES if each == state), "to_do")].append(recommendation)
    return {state: tuple(pieces) for state, pieces in found.items()}


def paged(store: Store, query: Select[Any]) -> Iterator[Any]:
    """The rows of a query on records in order of their ids, a page to a transaction."""
    seen = 0
    while True:
        with store.reading() as connection:
            page = query.where(RECORDS.c.seq > seen).order_by(RECORDS.c.seq).limit(PAGE)
            rows = connection.execute(page).all()
        yield from rows
        if len(rows) < PAGE:
            return
        seen = rows[-1].seq


def _select(matching: Filter, names: Sequence[str]) -> Select[Any]:
    query = select(*COLUMNS)
    if matching.name is not None:
        query = query.where(RECORDS.c.name.in_(names))
    if matching.since is not None:
        query = query.where(RECORDS.c.at >= _filled(matching.since, _EARLIEST))
    if matching.until is not None:
        query = query.where(RECORDS.c.at <= _filled(matching.until, _LATEST))
    if matching.knowledge is not None:
        by_hash = RECORDS.c.knowledge.startswith(matching.knowledge, autoescape=True)
        query = query.where(or_(by_hash, RECORDS.c.version == matching.knowledge))
    if matching.recommendation is not None:
        wanted = standing(matching.recommendation, matching.state)
        query = query.where(RECORDS.c.recommendations.contains(words([wanted]), autoescape=True))
    if matching.rule is not None:
        query = query.where(RECORDS.c.rules.contains(words([matching.rule]), autoescape=True))
    return query


def _filled(beginning: str, bound: str) -> str:
    """The first or last time that begins so: of one shape with the recorded ones, so that every collation agrees."""
    return beginning + bound[len(beginning) :]
