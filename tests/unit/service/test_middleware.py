"""What a request has to pass, without an application behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from advisor.service.keys import Keys
from advisor.service.middleware import Guard, Limits


async def sink(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes in the body and says how long it was."""
    message = await receive()
    await Response(str(len(message.get("body", b""))))(scope, receive, send)


def request(method: str = "POST", **headers: str) -> Scope:
    listed = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": "/v1/assess", "headers": listed}


async def passed(
    guard: Guard, scope: Scope, *pieces: bytes, pause: float = 0.0, gone: bool = False
) -> tuple[int, bytes]:
    """Status and body of the answer to a request that arrives in pieces, with a pause before the last."""
    waiting = list(pieces)
    out: list[Message] = []

    async def receive() -> Message:
        if not waiting and gone:
            return {"type": "http.disconnect"}
        if len(waiting) <= 1:
            await asyncio.sleep(pause)
        piece = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": piece, "more_body": bool(waiting) or gone}

    async def send(message: Message) -> None:
        out.append(message)

    await guard(scope, receive, send)
    return out[0]["status"], b"".join(message.get("body", b"") for message in out)


LIMITS = Limits(body=10, arrival=0.2, answer=1, at_once=2)


@pytest.mark.parametrize(
    ("pieces", "status"),
    [((b"",), 200), ((b"x" * 10,), 200), ((b"x" * 5, b"x" * 5), 200), ((b"x" * 11,), 413), ((b"x" * 6, b"x" * 6), 413)],
)
def test_size_is_counted_as_it_arrives(pieces: tuple[bytes, ...], status: int) -> None:
    assert asyncio.run(passed(Guard(sink, LIMITS), request(), *pieces))[0] == status


def test_declared_size_is_believed_when_too_large() -> None:
    assert asyncio.run(passed(Guard(sink, LIMITS), request(content_length="11"), b"x"))[0] == 413
    assert asyncio.run(passed(Guard(sink, LIMITS), request(content_length="-1"), b"x"))[0] == 200


def test_slow_body() -> None:
    assert asyncio.run(passed(Guard(sink, LIMITS), request(), b"x", b"x", pause=0.5))[0] == 408


def test_client_that_leaves() -> None:
    assert asyncio.run(passed(Guard(sink, LIMITS), request(), b"x", gone=True))[0] == 400


def test_too_many_at_once() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.1)
        await sink(scope, receive, send)

    async def crowd() -> list[int]:
        guard = Guard(slow, LIMITS)
        answers = await asyncio.gather(*(passed(guard, request(), b"x") for _ in range(5)))
        statuses = [status for status, _ in answers]
        assert guard.running == 0
        statuses.append((await passed(guard, request(), b"x"))[0])
        return statuses

    assert sorted(asyncio.run(crowd())) == [200, 200, 200, 503, 503, 503]


def test_bodies_on_their_way_take_no_place() -> None:
    async def crowd() -> list[int]:
        guard = Guard(sink, LIMITS)
        slow = [asyncio.ensure_future(passed(guard, request(), b"x", b"x", pause=0.1)) for _ in range(5)]
        await asyncio.sleep(0.01)
        assert (guard.running, guard.arriving.number) == (0, 5)
        good = (await passed(guard, request(), b"x"))[0]
        statuses = [good, *(status for status, _ in await asyncio.gather(*slow))]
        assert (guard.running, guard.arriving.number) == (0, 0)
        return statuses

    assert asyncio.run(crowd()) == [200] * 6


@pytest.mark.parametrize("limits", [replace(LIMITS, arriving=3), replace(LIMITS, held=9)])
def test_the_body_that_takes_longest_makes_room(limits: Limits) -> None:
    """Three bodies on their way, or nine bytes of them, and the fourth is there at once."""

    async def crowd() -> list[int]:
        guard = Guard(sink, limits)
        slow = []
        for _ in range(5):
            slow.append(asyncio.ensure_future(passed(guard, request(), b"xxx", b"x", pause=0.1)))
            await asyncio.sleep(0.001)
        good = (await passed(guard, request(), b"xxx"))[0]
        return [good, *(status for status, _ in await asyncio.gather(*slow))]

    good, *others = asyncio.run(crowd())
    assert good == 200
    assert others == sorted(others, reverse=True)
    assert set(others) == {200, 503}


@pytest.mark.parametrize("scope", [{"type": "lifespan"}, {"type": "websocket"}])
def test_what_is_not_http_goes_through(scope: Scope) -> None:
    seen: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    unused: Callable[..., Any] = print
    asyncio.run(Guard(app, LIMITS, Keys("k"))(scope, unused, unused))
    assert seen == [scope]


def test_key_is_not_found_out_by_its_letters() -> None:
    guard = Guard(sink, replace(LIMITS, wrong_key=0), Keys("schlüssel"))
    right = request(authorization="Bearer " + "schlüssel".encode().decode("latin-1"))
    assert asyncio.run(passed(guard, right, b""))[0] == 200
    for wrong in ("", "Bearer", "Bearer ", "Bearer schl", "Bearer schlussel", "bearer\tx", "Bearer ÿ"):
        assert asyncio.run(passed(guard, request(authorization=wrong), b""))[0] == 401
