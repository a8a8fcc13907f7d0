"""The audit's three tables, and the triggers that refuse to change what is written.

Every column of a record but ``hash`` and ``body`` repeats what the body says, for finding records without reading
them; the verification compares the two. ``audit_head`` keeps the number of records and the last hash, so that
records missing from the end are noticed.
"""

from __future__ import annotations

from sqlalchemy import DDL, BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text, event

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

_REFUSED = "the audit record is append-only"


def _after_create(table: Table, dialect: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


for _table in (RECORDS, KNOWLEDGE):
    for _verb in ("UPDATE", "DELETE"):
        _after_create(
            _table,
            "sqlite",
            f"CREATE TRIGGER {_table.name}_no_{_verb.lower()} BEFORE {_verb} ON {_table.name} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        )
    _after_create(
        _table,
        "postgresql",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
    )
    _after_create(
        _table,
        "postgresql",
        f"CREATE TRIGGER {_table.name}_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON {_table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    )
