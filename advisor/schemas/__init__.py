"""JSON Schemas (2020-12) of what goes in and comes out, made from the knowledge when they are asked for."""

from __future__ import annotations

import functools
from typing import Any

from advisor.loading.knowledge import load_knowledge
from advisor.model.knowledge import KnowledgeBase
from advisor.resources import shipped_root
from advisor.schemas.documents import SCHEMAS, SchemaKind, document_schema

__all__ = ["SCHEMAS", "SchemaKind", "json_schema"]


def json_schema(kind: SchemaKind, knowledge: KnowledgeBase | None = None) -> dict[str, Any]:
    """The schema of a document for a knowledge base; without one, for the shipped one, which is loaded only once."""
    return document_schema(kind, _shipped() if knowledge is None else knowledge)


@functools.cache
def _shipped() -> KnowledgeBase:
    return load_knowledge(shipped_root()).base
