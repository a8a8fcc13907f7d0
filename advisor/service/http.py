"""The advisor over HTTP: an ASGI application without state of its own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from advisor.advisor import Advisor
from advisor.catalogue import Catalogue
from advisor.characters import on_one_line
from advisor.errors import AuditError, UnknownId
from advisor.model.base import Model
from advisor.model.knowledge import KnowledgeBase
from advisor.schemas import SCHEMAS, json_schema
from advisor.service.door import Door
from advisor.service.keys import Keys, named
from advisor.service.metrics import PATH, Metrics
from advisor.service.middleware import LOOPBACK, Front, Guard, Limits, Windows, check_origins
from advisor.service.openapi import describe
from advisor.service.operations import OPERATIONS, Operation
from advisor.service.own_pages import add_own_pages
from advisor.service.pool import Busy, Overtime
from advisor.service.problems import Defect, Problem
from advisor.service.staff import Staff
from advisor.service.tagged import tagged
from advisor.service.work import Failed, Refused, Setup, Work

if TYPE_CHECKING:  # a service that records nothing needs no log
    from advisor.audit.log import AuditLog
    from advisor.service.interviews.sittings import Sittings

PROGRAM = "iot-relationship-advisor"
Handler = Callable[..., Awaitable[Response]]


def create_app(
    advisor: Advisor | None = None,
    *,
    log: AuditLog | None = None,
    key: str | None = None,
    hosts: Collection[str] | None = LOOPBACK,
    origins: Sequence[str] = (),
    limits: Limits | None = None,
    keys: Keys | None = None,
    interviews: Sittings | None = None,
) -> FastAPI:
    """The application, for ``iot-advisor serve`` or any other ASGI server.

    ``log`` is the audit log that assessments are written to; ``key`` the API key that callers must send, or ``keys``
    several with names; ``hosts`` the names it answers to, which by default are this machine's own, None for any;
    ``origins`` the web origins whose pages may call it (CORS). With ``interviews``, which keeps their sittings, people
    are interviewed at ``/interview``. Raises ValueError for a key together with an origin that stands for any page, and
    SittingsError where interviews cannot be kept.
    """
    keys = Keys(key) if keys is None and key is not None else keys
    check_origins(origins, keys)
    advisor = advisor or Advisor()
    limits = limits or Limits()
    metrics = Metrics()
    staff = Staff(Setup(advisor.knowledge, "http", log, pages=interviews is not None), limits, metrics)
    door = Door(keys, limits.wrong_key, metrics) if keys is not None else None
    host = None
    if interviews is not None:
        from advisor.pages.interview import Pages
        from advisor.service.interviews.host import InterviewHost

        host = InterviewHost(Pages(advisor), interviews, staff, door, hosts)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        staff.begin()
        try:
            await staff.ready()  # so that nobody is let in before there is somebody who answers
            async with host.sweeping() if host is not None else nullcontext():
                yield
        finally:
            staff.close()

    # The documentation pages of FastAPI load scripts from elsewhere, so they are left off.
    app = FastAPI(
        title="IoT relationship advisor",
        version=metadata.version(PROGRAM),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    tag = f'"{advisor.knowledge.sha256[:32]}-{app.version}"'
    for operation in OPERATIONS:
        app.post(
            operation.path,
            operation_id=operation.name,
            summary=operation.title,
            description=operation.about,
            tags=["advice"],
        )(_asked(operation, staff))
    _add_lookups(app, Catalogue(advisor.knowledge), tag)
    _add_schemas(app, advisor.knowledge, tag)
    _add_health(app, advisor.knowledge, staff.records)
    document = describe(app, advisor.knowledge, secured=keys is not None)
    app.openapi = lambda: document  # type: ignore[method-assign]
    app.get("/openapi.json", include_in_schema=False)(_kept(document, tag))
    app.add_route(PATH, metrics.answer, include_in_schema=False)
    if host is not None:
        host.add_to(app)
    add_own_pages(app, advisor.knowledge, secured=keys is not None)
    app.add_exception_handler(HTTPException, partial(_refused, host))
    app.add_exception_handler(Problem, partial(_told, host))
    app.add_middleware(Guard, limits=limits, hosts=hosts, metrics=metrics, door=door, windows=host)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=["ETag", "X-Audit-Hash", "X-Audit-Record", "X-Request-ID"],
        )
    app.add_middleware(Front, routes=app.routes, metrics=metrics, shared=bool(origins))
    return app


def _asked(operation: Operation, staff: Staff) -> Handler:
    async def handle(request: Request) -> Response:
        _check_media_type(request)
        state = request.state
        work = Work(operation.name, await request.body(), state.request_id, named(state.caller))
        try:
            reply, receipt = await staff.answer(work)
        except (Busy, Overtime) as error:
            raise Problem("busy", str(error), headers={"Retry-After": "1"}) from error
        except AuditError as error:
            raise Problem("not-recorded", str(error)) from error
        if isinstance(reply, Refused):
            raise Problem(reply.kind, reply.detail, reply.errors)
        if isinstance(reply, Failed):
            raise Defect(reply.error, reply.where)
        headers = {"Cache-Control": "no-store"}
        if receipt is not None:
            headers |= {"X-Audit-Record": str(receipt.id), "X-Audit-Hash": receipt.hash}
        return Response(reply.text, 200, headers, "application/json")

    return handle


def _check_media_type(request: Request) -> None:
    # Also what keeps a web page of another origin from asking: a form cannot send this type.
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type != "application/json":
        raise Problem("media-type", "send the header 'Content-Type: application/json'")


def _add_lookups(app: FastAPI, catalogue: Catalogue, tag: str) -> None:
    tags: dict[str, Any] = {"tags": ["knowledge"]}

    def found(look: Callable[[str], Any], name: str, request: Request) -> Response:
        try:
            return tagged(look(name).model_dump_json(), tag, request)
        except UnknownId as error:
            raise Problem("not-found", str(error)) from error

    app.get("/v1/vocabulary", operation_id="vocabulary", summary="Every question and every conclusion", **tags)(
        _kept(catalogue.vocabulary(), tag)
    )
    app.get("/v1/rules", operation_id="rules", summary="Every rule", **tags)(_kept(catalogue.rules(), tag))
    app.get("/v1/sources", operation_id="sources", summary="Every source", **tags)(_kept(catalogue.sources(), tag))

    @app.get("/v1/rules/{id}", operation_id="rule", summary="One rule", **tags)
    async def rule(request: Request, id: str) -> Response:
        return found(catalogue.rule, id, request)

    @app.get("/v1/sources/{key}", operation_id="source", summary="One source with its findings", **tags)
    async def source(request: Request, key: str) -> Response:
        return found(catalogue.source, key, request)

    @app.get("/v1/findings/{id}", operation_id="finding", summary="One finding, and the rules that cite it", **tags)
    async def finding(request: Request, id: str) -> Response:
        return found(catalogue.finding, id, request)


def _add_schemas(app: FastAPI, knowledge: KnowledgeBase, tag: str) -> None:
    listing = {"schemas": {kind: f"/v1/schemas/{kind}" for kind in SCHEMAS}}
    tags: dict[str, Any] = {"tags": ["schemas"]}
    app.get("/v1/schemas", operation_id="schemas", summary="The JSON Schemas that there are", **tags)(
        _kept(listing, tag)
    )
    texts: dict[str, str] = {kind: _json(json_schema(kind, knowledge)) for kind in SCHEMAS}

    @app.get("/v1/schemas/{kind}", operation_id="schema", summary="One JSON Schema, for this knowledge", **tags)
    async def schema(request: Request, kind: str) -> Response:
        if kind not in texts:
            raise Problem("not-found", str(UnknownId("schema", kind, SCHEMAS)))
        return tagged(texts[kind], tag, request, "application/schema+json")


def _add_health(app: FastAPI, knowledge: KnowledgeBase, records: bool) -> None:
    @app.get("/health", operation_id="health", summary="Is the process alive", tags=["operation"])
    async def health() -> Response:
        return _json_response({"status": "ok"})

    @app.get(
        "/ready", operation_id="ready", summary="Is the advisor ready, and with which knowledge", tags=["operation"]
    )
    async def ready() -> Response:
        return _json_response({"status": "ready", "knowledge": knowledge.stamp.model_dump(), "records": records})


def _kept(content: Any, tag: str) -> Handler:
    """A handler for what never changes while the service runs."""
    text = _json(content)

    async def handle(request: Request) -> Response:
        return tagged(text, tag, request)

    return handle


def _json(content: Any) -> str:
    return content.model_dump_json() if isinstance(content, Model) else json.dumps(content, ensure_ascii=False)


def _json_response(content: Any) -> Response:
    return Response(_json(content), 200, {"Cache-Control": "no-store"}, "application/json")


async def _told(windows: Windows | None, request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if windows is not None and windows.among(request.scope["path"]):
        return windows.told(error, request.scope)
    return error.response(request.state.request_id)


async def _refused(windows: Windows | None, request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    allowed = dict(error.headers or {})
    kind = "method" if error.status_code == 405 else "not-found" if error.status_code == 404 else "malformed"
    detail = (
        on_one_line(f"{request.method} {request.url.path}") if kind in ("method", "not-found") else str(error.detail)
    )
    return await _told(windows, request, Problem(kind, detail, headers=allowed))
