"""How an assistant reaches the server: standard input and output, or streamable HTTP."""

from __future__ import annotations

import signal
import threading
from collections.abc import Collection
from typing import Any

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import ASGIApp

from advisor.service.keys import Keys
from advisor.service.metrics import PATH as METRICS_PATH
from advisor.service.metrics import Metrics
from advisor.service.middleware import LOOPBACK, Front, Guard, Limits

PATH = "/mcp"


def run_stdio(server: Server[Any]) -> None:
    """Serve one assistant until its end of standard input."""

    async def run() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    # The thread that waits for input cannot be ended, so Ctrl-C would wait for it; nothing is lost that was answered.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(run)


def http_app(
    server: Server[Any],
    *,
    key: str | None = None,
    hosts: Collection[str] | None = LOOPBACK,
    limits: Limits | None = None,
    keys: Keys | None = None,
    metrics: Metrics | None = None,
) -> ASGIApp:
    """The server as an ASGI application that keeps no sessions, behind the same guard as the HTTP service. ``metrics``
    are those that the server counts in."""
    limits = limits or Limits()
    # The guard checks hosts; a page of another origin is stopped by its Origin header.
    allowed = None if hosts is None else [*hosts, *(f"{host}:*" for host in hosts)]
    origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in allowed or ()]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=allowed is not None, allowed_hosts=allowed or [], allowed_origins=origins
    )
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=limits.body,
        transport_security=security,
    )
    for route in app.routes:
        # Where nothing is kept, nothing is ever sent by itself: a stream that waits for it would only hold its place.
        if isinstance(route, Route) and route.path == PATH:
            route.methods = {"POST"}
    keys = Keys(key) if keys is None and key is not None else keys
    metrics = metrics or Metrics()
    app.add_route(METRICS_PATH, metrics.answer)
    return Front(Guard(app, limits, keys, hosts, metrics), app.routes, metrics)
