"""What every HTTP request passes before the advisor sees it: host, key, size, time, and a place among those that are
answered; and what every answer passes on its way out: request id, headers, count and log line."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import time
import traceback
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.loading.document import MAX_BYTES
from advisor.service.door import Door
from advisor.service.keys import Keys
from advisor.service.problems import Defect, Problem

if TYPE_CHECKING:
    from advisor.service.metrics import Metrics

logger = logging.getLogger("advisor.service")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""What a Host header calls this machine itself."""
OPEN_PATHS = ("/health", "/ready", "/", "/docs", "/docs/")
"""Asked by machines and browsers that hold no key; they say nothing about anybody."""
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer has, unless it says something else itself."""
OTHER = "other"
"""The route of a request that no route takes."""
DRAIN_SECONDS = 2.0
"""How long the rest of a refused body is taken in before it is told why."""
LONGEST_SHOWN = 200
"""How much of a path stands in the log, in characters."""
IDENTIFYING = "interview"
"""A path with this in it may hold the id of somebody's interview, which opens it, and the log has its route instead."""
_LIKE_AN_ID = re.compile(r"[A-Za-z0-9_-]{32,}")
"""In any other path, as in an address that was mistyped, whatever may be such an id is left out."""


@dataclass(frozen=True)
class Limits:
    """What a request may cost: its body in bytes, the seconds that may pass until the body is there and until it is
    answered, how many requests are taken at a time before more are turned away, and by how many worker processes they
    are answered.

    Bodies that are on their way take none of these places: at most ``arriving`` are waited for at once, with at most
    ``held`` bytes of them in all. ``wrong_key`` is how many seconds the answer to a wrong API key waits at most."""

    body: int = MAX_BYTES
    arrival: float = 10.0
    answer: float = 10.0
    at_once: int = 256
    workers: int = max(2, min(4, os.cpu_count() or 1))
    arriving: int = 512
    held: int = 64 * MAX_BYTES
    wrong_key: float = 4.0


class Front:
    """ASGI middleware, the outermost: gives a request its id, and an answer its headers, its line in the log and its
    count. ``routes`` are those whose templates stand for paths; ``shared`` when pages of other origins may call."""

    def __init__(
        self, app: ASGIApp, routes: Sequence[BaseRoute] = (), metrics: Metrics | None = None, shared: bool = False
    ):
        self.app = app
        self.routes = routes
        self.metrics = metrics
        self.headers = SECURITY_HEADERS | ({"Cross-Origin-Resource-Policy": "cross-origin"} if shared else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["caller"] = None
        status = taken_in = given_out = 0

        async def taking() -> Message:
            nonlocal taken_in
            message = await receive()
            taken_in += len(message.get("body", b""))
            return message

        async def giving(message: Message) -> None:
            nonlocal status, given_out
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                out["X-Request-ID"] = request_id
                for name, value in self.headers.items():
                    out.setdefault(name, value)
            given_out += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, taking, giving)
        finally:
            seconds = time.perf_counter() - began
            route = self._route(scope)
            if self.metrics is not None:
                self.metrics.request(route, scope["method"], status, seconds)
            path = scope["path"]
            line: dict[str, Any] = {
                "request_id": request_id,
                "method": scope["method"][:LONGEST_SHOWN],
                "route": route,
                "path": route if IDENTIFYING in path.casefold() else _LIKE_AN_ID.sub("*", path)[:LONGEST_SHOWN],
                "status": status,
                "ms": round(seconds * 1000, 2),
                "bytes_in": taken_in,
                "bytes_out": given_out,
            }
            if state["caller"] is not None:
                line["caller"] = state["caller"]
            if status in (401, 429):
                line["client"] = client_of(scope)
            logger.log(logging.WARNING if "client" in line else logging.INFO, "request", extra=line)

    def _route(self, scope: Scope) -> str:
        """The template of the route that takes a request, so that there are only so many."""
        route = scope.get("route")
        if route is None:  # refused before it was looked for
            route = next((each for each in self.routes if each.matches(scope)[0] is not Match.NONE), None)
        return str(getattr(route, "path", OTHER))


class Windows(Protocol):
    """The paths below which people with a browser are served, whose requests need not be what a program sends."""

    def among(self, path: str) -> bool:
        """Whether a path is one of them."""

    def open_to_all(self, path: str) -> bool:
        """Whether a path is shown without a key."""

    def signed_in(self, scope: Scope) -> str | None:
        """The name of whoever signed in before with a key that still holds."""

    def told(self, problem: Problem, scope: Scope) -> Response:
        """A problem as a page."""


class Guard:
    """ASGI middleware. ``keys`` are the API keys that let a request in, None where none is asked for, or ``door`` where
    they are shown; ``hosts`` the names that the service answers to, None for any. Whose key it was is ``caller`` in the
    request's state. ``windows`` are the paths at which problems are told as pages."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        keys: Keys | None = None,
        hosts: Collection[str] | None = None,
        metrics: Metrics | None = None,
        door: Door | None = None,
        windows: Windows | None = None,
    ):
        self.app = app
        self.limits = limits
        self.hosts = hosts
        self.windows = windows
        self.running = 0
        self.arriving = _Arriving(limits)
        self._door = door if door is not None or keys is None else Door(keys, limits.wrong_key, metrics)
        if metrics is not None:
            metrics.watch(lambda: self.running, lambda: self.arriving.number)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {}).get("request_id")
        headers = Headers(scope=scope)
        begun = False
        coming = "transfer-encoding" in headers or headers.get("content-length", "0") != "0"

        async def received() -> Message:
            nonlocal coming
            message = await receive()
            coming = coming and message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._pass(scope, headers, received, answer)
        except Problem as problem:
            if coming and "expect" not in headers:  # who waits to be asked for the body need not send it
                await self._drain(received)
            await self._told(problem, scope)(scope, receive, answer)
        except asyncio.CancelledError:  # the service is being ended
            if not begun:
                stopping = Problem("busy", "the service stops", headers={"Connection": "close"})
                await self._told(stopping, scope)(scope, receive, answer)
                return
            raise
        except Exception as error:
            name, where = _kind_and_place(error)
            logger.error("failed", extra={"request_id": request_id, "error": name, "where": where})
            if not begun:
                failed = Problem("internal", "the request could not be answered")
                await self._told(failed, scope)(scope, receive, answer)

    def _told(self, problem: Problem, scope: Scope) -> Response:
        if self.windows is not None and self.windows.among(scope["path"]):
            return self.windows.told(problem, scope)
        return problem.response(scope["state"].get("request_id"))

    async def _pass(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if "transfer-encoding" in headers and "content-length" in headers:
            # Whoever stands before the service may go by the other one, and see other requests in the same bytes.
            raise Problem(
                "malformed",
                "a request has Content-Length or Transfer-Encoding, not both",
                headers={"Connection": "close"},
            )
        if self.hosts is not None and _host(headers.get("host", "")) not in self.hosts:
            raise Problem("host", "ask for localhost, or start the service with --host")
        if self._door is not None and _own_path(scope) not in OPEN_PATHS:
            scope["state"]["caller"] = await self._caller(self._door, scope, headers)
        if scope["method"] == "HEAD":  # the server itself leaves the body out
            scope = {**scope, "method": "GET"}
        if scope["method"] == "POST":
            body = await self._body(headers, receive)
            receive = _replayed(body, receive)
        if self.running >= self.limits.at_once:
            raise Problem("busy", "too many requests at once", headers={"Retry-After": "1"})
        self.running += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.running -= 1

    async def _caller(self, door: Door, scope: Scope, headers: Headers) -> str | None:
        """The name of who sent the key, or signed in with one. Raises Problem without a right one; after a wrong one,
        it waits first. None where none is needed."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        given = given.strip() if scheme.casefold() == "bearer" else ""
        if not given and self.windows is not None and self.windows.among(scope["path"]):
            caller = self.windows.signed_in(scope)
            if caller is not None or self.windows.open_to_all(scope["path"]):
                return caller
        if given:
            caller = await door.caller(given.encode("latin-1"), client_of(scope))
            if caller is not None:
                return caller
        raise Problem(
            "key", "send the header 'Authorization: Bearer <API key>'", headers={"WWW-Authenticate": "Bearer"}
        )

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        declared = headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > self.limits.body:
            raise _too_large(self.limits)
        return await self.arriving.body(receive)

    async def _drain(self, receive: Receive) -> None:
        """Take in a refused body for a while: a client that is still sending when the connection closes would not get
        to read why it was refused."""

        async def taken() -> None:
            left = 16 * self.limits.body
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return

        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(taken(), DRAIN_SECONDS)


class _Arriving:
    """The bodies that are on their way. Where there are too many, or too many bytes of them, the one that has been on
    its way for the longest makes room: a body that comes with its head is never that one."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._bodies: dict[asyncio.Task[bytes], int] = {}
        self._held = 0

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._bodies)

    async def body(self, receive: Receive) -> bytes:
        """The whole body of a request. Raises Problem when it is too large, too slow, broken off or has to go."""
        reading = asyncio.ensure_future(self._read(receive))
        self._bodies[reading] = 0
        self._make_room()
        try:
            done, _ = await asyncio.wait([reading], timeout=self._limits.arrival)
            if not done:
                detail = f"the body took longer than {self._limits.arrival:g} seconds"
                raise Problem("slow", detail, headers={"Connection": "close"})
            if reading.cancelled():
                detail = "too many bodies are on their way at once"
                raise Problem("busy", detail, headers={"Connection": "close", "Retry-After": "1"})
            return reading.result()
        finally:
            reading.cancel()
            self._let_go(reading)

    async def _read(self, receive: Receive) -> bytes:
        own = asyncio.current_task()
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Problem("malformed", "the connection was closed before the body was there")
            piece = message.get("body", b"")
            body += piece
            if len(body) > self._limits.body:
                raise _too_large(self._limits)
            if not message.get("more_body", False):
                return bytes(body)
            if own in self._bodies:
                self._bodies[own] += len(piece)
                self._held += len(piece)
                self._make_room()

    def _make_room(self) -> None:
        while len(self._bodies) > self._limits.arriving or self._held > self._limits.held:
            longest = next(iter(self._bodies))
            longest.cancel()
            self._let_go(longest)

    def _let_go(self, reading: asyncio.Task[bytes]) -> None:
        self._held -= self._bodies.pop(reading, 0)


def check_origins(origins: Collection[str], keys: Keys | None) -> None:
    """Raise ValueError for origins that stand for any page, where callers need a key: a key is not for pages that
    nobody knows. ``null`` is the origin of every page in a frame without one."""
    open_to_all = sorted({"*", "null"} & set(origins))
    if keys is not None and open_to_all:
        raise ValueError(
            f"the origin {open_to_all[0]!r} lets any page of the web call the service, and a key is set, which no such "
            "page should have; name the origins, or leave the key out"
        )


def _too_large(limits: Limits) -> Problem:
    return Problem("too-large", f"a body has at most {limits.body:,} bytes", headers={"Connection": "close"})


def _kind_and_place(error: Exception) -> tuple[str, str]:
    """All of an error that is logged: its message may hold facts."""
    if isinstance(error, Defect):
        return error.name, error.where
    return type(error).__name__, "".join(traceback.format_tb(error.__traceback__))


def _request_id(given: str | None) -> str:
    """The caller's own id when it is plain, else a new one."""
    return given if given is not None and re.fullmatch(r"[A-Za-z0-9._:-]{1,128}", given) else uuid.uuid4().hex


def _host(value: str) -> str:
    """The name in a Host header, without its port."""
    return re.sub(r":\d*$", "", value).casefold() if not value.endswith("]") else value


def _own_path(scope: Scope) -> str:
    """The path that is asked for, below that at which the application is mounted."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] if path.startswith(f"{root}/") else path


def client_of(scope: Scope) -> str:
    """The address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, then what the connection says itself."""
    waiting = True

    async def replay() -> Message:
        nonlocal waiting
        if waiting:
            waiting = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay
