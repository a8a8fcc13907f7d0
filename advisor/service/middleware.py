"""What every HTTP request passes before the advisor sees it: host, key, size, time, request id, log line."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import os
import re
import time
import traceback
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.loading.document import MAX_BYTES
from advisor.service.problems import Defect, Problem

logger = logging.getLogger("advisor.service")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""What a Host header calls this machine itself."""
OPEN_PATHS = ("/health", "/ready")
"""Asked by machines that hold no key; they say nothing about anybody."""


@dataclass(frozen=True)
class Limits:
    """What a request may cost: its body in bytes, the seconds that may pass until the body is there and until it is
    answered, how many requests are taken at a time before more are turned away, and by how many worker processes they
    are answered."""

    body: int = MAX_BYTES
    arrival: float = 10.0
    answer: float = 10.0
    at_once: int = 256
    workers: int = max(2, min(4, os.cpu_count() or 1))


class Guard:
    """ASGI middleware. ``key`` is the API key, None where none is asked for; ``hosts`` the names that the service
    answers to, None for any."""

    def __init__(self, app: ASGIApp, limits: Limits, key: str | None = None, hosts: Collection[str] | None = None):
        self.app = app
        self.limits = limits
        self.key = key.encode() if key is not None else None
        self.hosts = hosts
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                out["X-Request-ID"] = request_id
                out.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        self.running += 1
        try:
            await self._pass(scope, headers, receive, answer)
        except Problem as problem:
            await problem.response(request_id)(scope, receive, answer)
            await self._drain(receive)
        except Exception as error:
            name, where = _kind_and_place(error)
            logger.error("failed", extra={"request_id": request_id, "error": name, "where": where})
            if not status:
                await Problem("internal", "the request could not be answered").response(request_id)(
                    scope, receive, answer
                )
        finally:
            self.running -= 1
            took = round((time.perf_counter() - began) * 1000, 2)
            logger.info(
                "request",
                extra={
                    "request_id": request_id,
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "ms": took,
                },
            )

    async def _pass(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if self.running > self.limits.at_once:
            raise Problem("busy", "too many requests at once", headers={"Retry-After": "1"})
        if self.hosts is not None and _host(headers.get("host", "")) not in self.hosts:
            raise Problem("host", "ask for localhost, or start the service with --host")
        if self.key is not None and scope["path"] not in OPEN_PATHS:
            self._check_key(headers)
        if scope["method"] == "HEAD":  # the server itself leaves the body out
            scope = {**scope, "method": "GET"}
        if scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body = await self._body(headers, receive)
        await self.app(scope, _replayed(body, receive), send)

    def _check_key(self, headers: Mapping[str, str]) -> None:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode("latin-1"), self.key or b"")
        if scheme.casefold() != "bearer" or not right:
            raise Problem(
                "key", "send the header 'Authorization: Bearer <API key>'", headers={"WWW-Authenticate": "Bearer"}
            )

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        declared = headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > self.limits.body:
            raise self._too_large()
        try:
            return await asyncio.wait_for(self._read(receive), self.limits.arrival)
        except asyncio.TimeoutError:
            raise Problem(
                "slow", f"the body took longer than {self.limits.arrival:g} seconds", headers={"Connection": "close"}
            ) from None

    async def _read(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Problem("malformed", "the connection was closed before the body was there")
            body += message.get("body", b"")
            if len(body) > self.limits.body:
                raise self._too_large()
            if not message.get("more_body", False):
                return bytes(body)

    async def _drain(self, receive: Receive) -> None:
        """Take in a refused body for a while: a client that is still sending when the connection closes would not get
        to read why it was refused."""
        left = 16 * self.limits.body
        with contextlib.suppress(asyncio.TimeoutError):
            while left > 0:
                message = await asyncio.wait_for(receive(), 1.0)
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return

    def _too_large(self) -> Problem:
        return Problem("too-large", f"a body has at most {self.limits.body:,} bytes", headers={"Connection": "close"})


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
