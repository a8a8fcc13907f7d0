"""The service's own pages, for whoever opens its address in a browser: what it is, and a reference of what it answers.

They ask for nothing and run nothing. Their links lead from where they are, so that they hold wherever the application
is mounted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.http_reference import reference
from advisor.reports.contents.service_front import PLACES, front
from advisor.reports.formats import PAGE, html
from advisor.reports.sheet import Piece
from advisor.service.middleware import OPEN_PATHS
from advisor.service.tagged import tagged

ADDRESS = "http://127.0.0.1:8000"
"""Where the examples find the service, unless a request says where it is."""
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]{1,255}(/[A-Za-z0-9._~/-]{0,255})?")
"""An address that can stand in a line for a shell, and in a page, as it is."""
_HEADERS = {"Content-Security-Policy": f"{html.policy()}; frame-ancestors 'none'", "Vary": "Accept"}
_INTERVIEW = "/interview"


def add_own_pages(app: FastAPI, knowledge: KnowledgeBase, *, secured: bool) -> None:
    """Have the application answer at ``/`` and ``/docs``. ``secured`` when callers need an API key. The pages are made
    when they are first asked for, from what is served then."""

    @cache
    def places() -> list[str]:
        served = {str(getattr(route, "path", "")) for route in app.routes}
        if any(path.startswith(f"{_INTERVIEW}/") for path in served):
            served.add(_INTERVIEW)
        return [path for path in PLACES if path in served]

    def locked() -> list[str]:
        return [path for path in places() if path not in (*OPEN_PATHS, _INTERVIEW)] if secured else []

    def first(request: Request) -> Response:
        if _wants_json(request):
            links = {path.removeprefix("/"): _address(request) + path for path in places()}
            about = {
                "title": app.title,
                "version": app.version,
                "knowledge": knowledge.stamp.model_dump(),
                "links": links,
            }
            return _answer(json.dumps(about, ensure_ascii=False), request, "application/json")
        return _answer(at_first().replace(ADDRESS, _address(request)), request)

    at_first = _drawn(lambda: front(app.openapi(), knowledge, places(), locked(), ADDRESS))
    at_docs = _drawn(lambda: reference(app.openapi(), ADDRESS))

    def docs(request: Request) -> Response:
        return _answer(at_docs().replace(ADDRESS, _address(request)), request)

    def without_slash(request: Request) -> Response:
        return RedirectResponse("../docs")

    # Plain functions: they are run in a thread, since to draw a page the first time takes a while.
    app.add_route("/", first, include_in_schema=False)
    app.add_route("/docs", docs, include_in_schema=False)
    app.add_route("/docs/", without_slash, include_in_schema=False)


def _drawn(pieces: Callable[[], Iterator[Piece]]) -> Callable[[], str]:
    return cache(lambda: html.draw(pieces(), PAGE))


def _answer(text: str, request: Request, media_type: str = "text/html") -> Response:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    return tagged(text, tag, request, media_type, _HEADERS)


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _address(request: Request) -> str:
    """Where the caller found the service, as far as that can be shown as it is."""
    found = f"{request.url.scheme}://{request.headers.get('host', '')}{request.scope.get('root_path', '')}".rstrip("/")
    return found if _ADDRESS.fullmatch(found) else ADDRESS
