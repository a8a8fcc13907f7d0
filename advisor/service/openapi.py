"""The OpenAPI 3.1 description of the service, from the same schemas and tables that the service works by."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from advisor.model.knowledge import KnowledgeBase
from advisor.schemas import SCHEMAS
from advisor.schemas.vocabulary import Schema
from advisor.service.operations import OPERATIONS
from advisor.service.problems import KINDS, MEDIA_TYPE, PREFIX
from advisor.service.shapes import mapping, request_examples, service_schemas

REFERENCE = "#/components/schemas/{model}"
PAGE_OF = {
    "vocabulary": "Vocabulary",
    "rules": "Rules",
    "rule": "ShownRule",
    "sources": "Sources",
    "source": "ShownSource",
    "finding": "ShownFinding",
}
REFUSALS = {
    "body": ("malformed", "slow", "too-large", "media-type", "faulty"),
    "path": ("not-found",),
    "any": ("host", "internal", "busy"),
}


def describe(app: FastAPI, knowledge: KnowledgeBase, *, secured: bool) -> Schema:
    """The description of an application; ``secured`` when callers need an API key."""
    document: Schema = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        description=(
            "Facts about a firm and one of its customer relationships go in, cited advice comes out. Of a call nothing "
            "is kept but the audit record, if there is one. What is unknown is left out and never read as low, no or "
            "none."
        ),
    )
    document["components"] = {"schemas": {**service_schemas(knowledge, REFERENCE), "Problem": _problem()}}
    document["components"]["responses"] = {kind: _refusal(kind) for kind in KINDS}
    document["components"]["headers"] = {
        "RequestId": {"description": "The caller's X-Request-ID, or a new one.", "schema": {"type": "string"}}
    }
    operations = {operation.name: operation for operation in OPERATIONS}
    examples = request_examples(knowledge)
    ids = {
        "rule": next(iter(knowledge.rules)),
        "source": next(iter(knowledge.sources)),
        "finding": next(iter(knowledge.findings)),
        "schema": SCHEMAS[0],
    }
    for path, methods in document["paths"].items():
        for described in methods.values():
            name = described["operationId"]
            if name in operations:
                operation = operations[name]
                described["requestBody"] = {
                    "required": True,
                    "content": {
                        "application/json": {"schema": _ref(operation.takes), "example": examples[operation.takes]}
                    },
                }
                answer = _answer(_ref(operation.gives))
                kinds = REFUSALS["body"]
            else:
                answer = _looked_up(name)
                kinds = REFUSALS["path"] if "{" in path else ()
                for parameter in described.get("parameters", ()):
                    parameter["example"] = ids[name]
            described["responses"] = {"200": answer} | _refusals((*kinds, *REFUSALS["any"]))
            if path.startswith("/v1") and name not in operations:
                described["responses"]["304"] = {"description": "Not changed since the ETag that was sent."}
            if secured and path.startswith("/v1"):
                described["responses"] |= _refusals(("key", "wrong-keys"))
                described["security"] = [{"key": []}]
    if secured:
        document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return document


def _ref(name: str) -> Schema:
    return {"$ref": REFERENCE.format(model=name)}


def _answer(schema: Schema, media_type: str = "application/json") -> Schema:
    headers = {"X-Request-ID": {"$ref": "#/components/headers/RequestId"}}
    return {"description": "Done", "headers": headers, "content": {media_type: {"schema": schema}}}


def _looked_up(name: str) -> Schema:
    if name in PAGE_OF:
        return _answer(_ref(PAGE_OF[name]))
    if name == "schema":
        return _answer({"type": "object", "required": ["$schema"]}, "application/schema+json")
    if name == "schemas":
        each: Schema = {kind: {"type": "string"} for kind in SCHEMAS}
        return _answer(mapping({"schemas": mapping(each)}))
    if name == "ready":
        records = {"type": "boolean", "description": "Whether assessments are recorded."}
        ready = {"status": {"const": "ready"}, "knowledge": _ref("KnowledgeStamp"), "records": records}
        return _answer(mapping(ready))
    return _answer(mapping({"status": {"const": "ok"}}))


def _refusals(kinds: tuple[str, ...]) -> Schema:
    return {str(KINDS[kind].status): {"$ref": f"#/components/responses/{kind}"} for kind in kinds}


def _refusal(kind: str) -> Schema:
    status, title = KINDS[kind]
    example: Schema = {"type": PREFIX + kind, "title": title, "status": status, "detail": "what is wrong in this case"}
    if kind == "faulty":
        example["detail"] = "1 fault in the body"
        example["errors"] = [
            {
                "pointer": "/facts/sales_channel",
                "detail": "'wholesale' is no value of sales_channel",
                "hint": "did you mean 'wholesaler'?",
                "code": "unknown-value",
            }
        ]
    return {"description": title, "content": {MEDIA_TYPE: {"schema": _ref("Problem"), "example": example}}}


def _problem() -> Schema:
    text: Schema = {"type": "string"}
    number: Schema = {"type": "integer"}
    fault: Schema = {
        "type": "object",
        "properties": {
            "pointer": {**text, "description": "JSON Pointer to the fault in the body."},
            "detail": text,
            "expected": text,
            "hint": text,
            "code": text,
            "line": number,
            "column": number,
        },
        "required": ["pointer", "detail"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": "Problem details as in RFC 9457.",
        "properties": {
            "type": {"enum": [PREFIX + kind for kind in KINDS]},
            "title": text,
            "status": number,
            "detail": text,
            "errors": {"type": "array", "items": fault},
            "request_id": text,
        },
        "required": ["type", "title", "status", "detail"],
    }
