"""What keeps a log as it was written, in words that need no database layer: the version of its tables, and the triggers
that refuse to change it."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import AuditNewer

VERSION = 1
"""The version of the tables that this program writes. It goes up when an earlier program could do harm by writing to
them, or would misread them. A log without a version is of the first."""

FIXED = ("audit_record", "audit_knowledge", "audit_version")
"""The tables in which nothing is changed or deleted."""

TABLES = (*FIXED, "audit_head")

REFUSED = "the audit record is append-only"

SQLITE_TRIGGERS = {
    f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table in FIXED
    for verb in ("UPDATE", "DELETE")
}
"""By their names, what makes them."""

POSTGRESQL_FUNCTION = "audit_refuse"
POSTGRESQL_BODY = f" BEGIN RAISE EXCEPTION '{REFUSED}'; END "
POSTGRESQL_TRIGGERS = {
    f"{table}_fixed": f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {POSTGRESQL_FUNCTION}()"
    for table in FIXED
}
POSTGRESQL_KIND = 2 | 8 | 16 | 32
"""How PostgreSQL keeps what such a trigger is: before, a delete, update or truncation, once for the statement."""


def sqlite_strangers(triggers: Iterable[tuple[str, str]]) -> list[str]:
    """Of the names of triggers in an SQLite file and what made them, those that are not the log's own and have to do
    with its tables."""
    return [
        name
        for name, made in triggers
        if plain(made) != plain(SQLITE_TRIGGERS.get(name, "")) and any(table in made.casefold() for table in TABLES)
    ]


def plain(statement: str) -> str:
    """A statement without what makes no difference: spaces, quotes around names, and capitals."""
    return "".join(statement.split()).replace('"', "").casefold()


def refuse_newer(version: int, shown: str) -> None:
    """Raises AuditNewer when a log of that version is not to be written by this program."""
    if version > VERSION:
        raise AuditNewer(
            f"the audit at {shown} is of version {version}, and this program writes version {VERSION}: update the "
            "program, or record somewhere else with --audit"
        )
