"""The database behind a log, held against what it should be: its version, tables, columns, triggers and indexes.

Whoever can make a trigger can have every later record deleted as it is written; no chain of hashes shows that by
itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from sqlalchemy import Connection, Table, create_engine, func, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedColumn

from advisor.audit.guard import (
    FIXED,
    POSTGRESQL_BODY,
    POSTGRESQL_FUNCTION,
    POSTGRESQL_KIND,
    POSTGRESQL_TRIGGERS,
    TABLES,
    plain,
    sqlite_strangers,
)
from advisor.audit.schema import METADATA, VERSIONS
from advisor.audit.sqlite_file import version_of
from advisor.errors import AuditError

_INTERNAL = ("sqlite_stat", "sqlite_sequence")


def log_version(connection: Connection) -> int:
    """The version of a log's tables. Raises AuditError for one that is none."""
    if not inspect(connection).has_table(VERSIONS.name):
        return 1
    return version_of(connection.execute(select(func.max(VERSIONS.c.version))).scalar())


def strangers(connection: Connection) -> list[str]:
    """The triggers and rules on the log's tables that are not its own; of databases other than the two that are tried,
    nothing is known."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return sqlite_strangers((name, made) for name, made in found)
    if connection.dialect.name == "postgresql":
        triggers = [name for name, as_made in _postgresql_triggers(connection) if not as_made]
        return [*triggers, *_postgresql_rules(connection)]
    return []


def differences(connection: Connection) -> Iterator[str]:
    """What the database has otherwise than a log of this version should, each in a sentence."""
    try:
        log_version(connection)
    except AuditError as error:
        yield str(error)
    known = inspect(connection)
    versioned = known.has_table(VERSIONS.name)
    expected = [table for table in METADATA.sorted_tables if versioned or table is not VERSIONS]
    told = {table.name: list(_columns(connection, table)) for table in expected if known.has_table(table.name)}
    for table in expected:
        yield from told.get(table.name, [f"the table {table.name} is missing"])
    if connection.dialect.name == "sqlite":
        yield from _of_sqlite(connection, {name for name, columns in told.items() if not columns})
    elif connection.dialect.name == "postgresql":
        yield from _of_postgresql(connection, list(told))


def _columns(connection: Connection, table: Table) -> Iterator[str]:
    there = {column["name"]: column for column in inspect(connection).get_columns(table.name)}
    tried = connection.dialect.name in ("sqlite", "postgresql")
    for column in table.columns:
        found = there.pop(column.name, None)
        name = f"{table.name}.{column.name}"
        if found is None:
            yield f"the column {name} is missing"
        elif tried:
            wanted = column.type.compile(connection.dialect)
            given = found["type"].compile(connection.dialect)
            if given != wanted:
                yield f"the column {name} is of type {given}, expected {wanted}"
            if bool(found["nullable"]) != bool(column.nullable):
                yield f"the column {name} {'may' if found['nullable'] else 'must not'} be empty"
            if _filled_by_itself(found):
                yield f"the column {name} has a value that the database makes by itself"
    for name in there:
        yield f"there is a column {table.name}.{name} that is not the log's own"


def _filled_by_itself(column: ReflectedColumn) -> bool:
    return any(column.get(key) for key in ("default", "computed", "identity"))


def _of_sqlite(connection: Connection, tables: Set[str]) -> Iterator[str]:
    """Against a database that is made anew in memory: the log's own objects are there as they were made, and no others
    have to do with its tables. ``tables`` are those whose columns are as they should be."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master"
    with create_engine("sqlite://").begin() as fresh:
        METADATA.create_all(fresh)
        wanted = {(kind, name): (on, made) for kind, name, on, made in fresh.exec_driver_sql(query)}
    found = list(connection.exec_driver_sql(query))
    for name in sqlite_strangers((name, made) for kind, name, _, made in found if kind == "trigger"):
        yield f"there is a trigger {name!r} that is not the log's own, or not as the log made it"
    there = {(kind, name): made for kind, name, on, made in found if on.casefold() in TABLES}
    for (kind, name), (on, made) in wanted.items():
        if on in tables and (kind, name) not in there:
            yield f"the {kind} {name} of {on} is missing"
        elif on in tables and kind != "trigger" and plain(there[kind, name] or "") != plain(made or ""):
            yield f"the {kind} {name} is not as the log made it"
    for kind, name in there:
        if (kind, name) not in wanted and kind != "trigger" and not name.startswith(_INTERNAL):
            yield f"there is {_a(kind)} {name!r} that is not the log's own"


def _of_postgresql(connection: Connection, tables: list[str]) -> Iterator[str]:
    triggers = dict(_postgresql_triggers(connection))
    for table in tables:
        if table in FIXED and f"{table}_fixed" not in triggers:
            yield f"the trigger {table}_fixed of {table} is missing"
    for name, as_made in triggers.items():
        if not as_made:
            yield f"there is a trigger {name!r} that is not the log's own, or not as the log made it"
    for name in _postgresql_rules(connection):
        yield f"there is a rule {name!r} that is not the log's own"
    known = inspect(connection)
    for table in tables:
        keys = known.get_pk_constraint(table)["constrained_columns"]
        if keys != [column.name for column in METADATA.tables[table].primary_key]:
            yield f"the key of {table} is {', '.join(keys) or 'missing'}"
        others = [*known.get_indexes(table), *known.get_check_constraints(table), *known.get_foreign_keys(table)]
        for each in others:
            yield f"{table} has an index or a constraint {each['name']!r} that is not the log's own"
        kind, guarded = connection.execute(
            text("SELECT relkind, relrowsecurity FROM pg_class WHERE oid = to_regclass(:table)"), {"table": table}
        ).one()
        if kind not in ("r", b"r"):
            yield f"{table} is no plain table"
        if guarded:
            yield f"policies of the database decide which rows of {table} are seen"


def _postgresql_triggers(connection: Connection) -> list[tuple[str, bool]]:
    """The names of the triggers on the log's tables, and whether each is the log's own as it was made."""
    query = text(
        "SELECT t.tgname, c.relname, t.tgtype, t.tgenabled, t.tgqual IS NULL AS always, p.proname, p.prosrc "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        f"WHERE NOT t.tgisinternal AND t.tgrelid IN ({_REGCLASSES}) ORDER BY t.tgname"
    )
    own = (POSTGRESQL_KIND, True, POSTGRESQL_FUNCTION, POSTGRESQL_BODY)
    return [
        (
            row.tgname,
            row.tgname in POSTGRESQL_TRIGGERS
            and row.tgname == f"{row.relname}_fixed"
            and row.tgenabled in ("O", "A", b"O", b"A")
            and (row.tgtype, row.always, row.proname, row.prosrc) == own,
        )
        for row in connection.execute(query)
    ]


def _postgresql_rules(connection: Connection) -> list[str]:
    query = f"SELECT rulename FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_class IN ({_REGCLASSES})"
    return list(connection.execute(text(query)).scalars())


_REGCLASSES = ", ".join(f"to_regclass('{table}')" for table in TABLES)


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "index" else f"a {kind}"
