"""The audit's tables, and the triggers that refuse to change what is written.

Every column of a record but ``hash`` and ``body`` repeats what the body says, for finding records without reading
them; the verification compares the two. ``audit_head`` keeps the number of records and the last hash, so that
records missing from the end are noticed.
"""

from __future__ import annotations

from sqlalchemy import DDL, BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text, event

from advisor.audit.guard import (
    FIXED,
    POSTGRESQL_BODY,
    POSTGRESQL_FUNCTION,
    POSTGRESQL_TRIGGERS,
    SQLITE_TRIGGERS,
)

METADATA = MetaData()
_Number = BigInteger().with_variant(Integer, "sqlite")
_Bytes = LargeBinary(length=2**24 - 1)

RECORDS = Table(
    "audit_record",
    METADATA,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", String(40), nullable=False),
    Column("entry", String(20), nullable=False),
    Column("name", Text),
    Column("knowledge", String(64), nullable=False),
    Column("version", String(40), nullable=False),
    Column("of", _Number),
    Column("recommendations", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("body", _Bytes, nullable=False),
)

KNOWLEDGE = Table(
    "audit_knowledge",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("body", _Bytes, nullable=False),
)

HEAD = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("records", _Number, nullable=False),
    Column("hash", String(64), nullable=False),
)

VERSIONS = Table("audit_version", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))
"""The versions that the tables have had; the highest holds. Logs from before there were versions have no such table."""


def _after_create(table: Table, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


for _table in (METADATA.tables[name] for name in FIXED):
    for _name, _made in SQLITE_TRIGGERS.items():
        if _name.startswith(f"{_table.name}_no_"):
            _after_create(_table, "sqlite", _made)
    _after_create(
        _table,
        "postgresql",
        f"CREATE OR REPLACE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${POSTGRESQL_BODY}$$",
    )
    _after_create(_table, "postgresql", POSTGRESQL_TRIGGERS[f"{_table.name}_fixed"])
