"""JSON Schemas (2020-12) of what goes in and comes out, for the shipped knowledge, as files beside this module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, get_args

from advisor.model.knowledge import KnowledgeBase

SchemaKind = Literal["profile", "assessment", "rule", "explanation"]
SCHEMAS: tuple[SchemaKind, ...] = get_args(SchemaKind)


def schema_path(kind: SchemaKind) -> Path:
    """The shipped file of a schema."""
    return Path(__file__).with_name(f"{kind}.schema.json")


def json_schema(kind: SchemaKind, knowledge: KnowledgeBase | None = None) -> dict[str, Any]:
    """The schema of a document for a knowledge base; without one, the shipped file, which needs nothing loaded."""
    if knowledge is None:
        shipped: dict[str, Any] = json.loads(schema_path(kind).read_text(encoding="utf-8"))
        return shipped
    from advisor.schemas.documents import document_schema

    return document_schema(kind, knowledge)


def schema_text(schema: dict[str, Any]) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
