"""How the service ends and begins anew, whatever its clients do."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from advisor.service.keys import line_of
from tests.copies import overlay
from tests.service.conftest import Service

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are not Windows'")
Start = Callable[..., Service]
SHORT = "from advisor.service import running\nrunning.GRACE_SECONDS = 1\n"
"""Requests that are being answered have one second, so that the test does not take ten."""
CHANNEL = "sales_channel:\n  label: {}\n"


def address_of(service: Service) -> tuple[str, int]:
    address = urlsplit(service.url)
    assert address.hostname is not None and address.port is not None
    return address.hostname, address.port


def connect(service: Service, sent: bytes, receives: int | None = None) -> socket.socket:
    connection = socket.socket()
    if receives is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    connection.settimeout(20)
    connection.connect(address_of(service))
    connection.sendall(sent)
    return connection


GET = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /v1/assess HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"


@pytest.mark.parametrize("verb", ["serve", "mcp"])
def test_it_ends_whatever_clients_do(serve: Start, verb: str) -> None:
    service = serve(*(["serve"] if verb == "serve" else ["mcp", "--transport", "http"]), "--no-audit", first=SHORT)
    clients = [
        connect(service, b""),
        connect(service, b"GET /he"),
        connect(service, GET % b"/health"),
        connect(service, POST + b"{"),
        connect(service, POST.replace(b"Content-Length: 20", b"Transfer-Encoding: chunked") + b"1\r\n{\r\n"),
        connect(service, GET % b"/openapi.json" * 200, receives=4096),  # and reads nothing
        connect(service, GET.replace(b"\r\n\r\n", b"\r\nAccept: text/event-stream\r\n\r\n") % b"/mcp"),
    ]
    clients[2].recv(1000)
    service.process.send_signal(signal.SIGTERM)
    service.process.send_signal(signal.SIGHUP)  # changes nothing any more
    assert service.process.wait(timeout=10) == 0
    service.stop()
    assert [each["event"] for each in service.log][-1] == "stopped"
    for client in clients:
        client.close()


def test_it_ends_while_it_tries_whether_it_would_start(serve: Start) -> None:
    service = serve("serve", "--no-audit")
    service.process.send_signal(signal.SIGHUP)
    wait_for(service, "asked to restart", 1)
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(timeout=10) == 0
    assert service.stop() == 0
    assert [each["event"] for each in service.log] == ["listening", "asked to restart", "stopping", "stopped"]


def test_it_ends_when_it_is_stuck_itself(serve: Start) -> None:
    stuck = (
        "import time\n"
        "from advisor.service import http, running\n"
        "running.END_SECONDS = 0.5\n"
        "http._add_health = lambda app, *_: app.get('/health')(stuck)\n"
        "async def stuck(): time.sleep(100)\n"
    )
    service = serve("serve", "--no-audit", first=stuck)
    with connect(service, GET % b"/health"):
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(timeout=10) == -signal.SIGALRM


@contextmanager
def asking(service: Service) -> Iterator[list[int | str]]:
    """Two clients that ask all the time, one on a new connection each time and one on a kept one: what they got."""
    got: list[int | str] = []
    done = threading.Event()

    def ask(kept: bool) -> None:
        connection = http.client.HTTPConnection(*address_of(service), timeout=60)
        fresh = True
        while not done.is_set():
            try:
                connection.request("GET", "/health")
                answer = connection.getresponse()
                answer.read()
                got.append(answer.status)
                fresh = False
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as error:
                if fresh:
                    got.append(repr(error))
                connection.close()
                fresh = True
            except OSError as error:
                got.append(repr(error))
            if not kept:
                connection.close()
                fresh = True
            time.sleep(0.02)
        connection.close()

    clients = [threading.Thread(target=ask, args=(kept,)) for kept in (True, False)]
    for client in clients:
        client.start()
    try:
        yield got
    finally:
        done.set()
        for client in clients:
            client.join()


def wait_for(service: Service, event: str, times: int) -> None:
    """Wait until the log has an event that often."""
    until = time.monotonic() + 60
    while [each["event"] for each in service.log].count(event) < times:
        assert time.monotonic() < until, service.log[-5:]
        time.sleep(0.01)


def test_a_restart_refuses_nobody_and_brings_what_is_new(serve: Start, tmp_path: Path) -> None:
    house = overlay(tmp_path, {"knowledge/vocabulary.yaml": CHANNEL.format("Our channel")})
    keys = tmp_path / "keys.yaml"
    keys.write_text(line_of("shop", "old"), encoding="utf-8")
    service = serve("serve", "--no-audit", "--knowledge", str(house), "--keys", str(keys), first=SHORT)

    def known() -> tuple[str, list[int]]:
        knowledge = httpx.get(f"{service.url}/ready").json()["knowledge"]["sha256"]
        statuses = [
            httpx.get(f"{service.url}/v1/findings/F17", headers={"Authorization": f"Bearer {key}"}).status_code
            for key in ("old", "new")
        ]
        return knowledge, statuses

    before = known()
    assert before[1] == [200, 401]
    with asking(service) as got:
        # What would not start leaves everything as it is.
        (house / "knowledge/vocabulary.yaml").write_text("sales_channel: [", encoding="utf-8")
        service.process.send_signal(signal.SIGHUP)
        wait_for(service, "not restarted, for it would not start again", 1)
        assert known() == before
        (house / "knowledge/vocabulary.yaml").write_text(CHANNEL.format("Another"), encoding="utf-8")
        keys.write_text(line_of("shop", "new"), encoding="utf-8")
        with connect(
            service, POST.replace(b"\r\n\r\n", b"\r\nAuthorization: Bearer new\r\n\r\n") + b'{"facts"'
        ) as slow:
            service.process.send_signal(signal.SIGHUP)
            wait_for(service, "restarting", 1)
            slow.sendall(b": {}       }")
            assert slow.recv(100).startswith((b"HTTP/1.1 200", b"HTTP/1.1 401"))
        wait_for(service, "listening", 2)
        after = known()
        asked = len(got)
        while len(got) < asked + 20:
            time.sleep(0.01)
    assert set(got) == {200}
    assert after[0] != before[0]
    assert after[1] == [401, 200]
    (refused,) = (each for each in service.log if each["event"].startswith("not restarted"))  # type: ignore[attr-defined]
    assert "vocabulary.yaml:" in str(refused["detail"])
    assert {each["url"] for each in service.log if each["event"] == "listening"} == {service.url}
    assert service.stop() == 0


AS_SYSTEMD = (
    "import os, sys\n"
    "os.dup2(int(sys.argv[1]), 3)\n"
    "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)


def test_a_socket_from_systemd_is_taken() -> None:
    """And asks for a key when it can be reached from other machines, whatever --host says."""
    with socket.socket() as given:
        given.bind(("0.0.0.0", 0))
        given.listen()
        number = given.fileno()
        serve = [sys.executable, "-m", "advisor", "serve", "--no-audit"]
        refused = subprocess.run(
            [sys.executable, "-c", AS_SYSTEMD, str(number), *serve],
            env={key: value for key, value in os.environ.items() if not key.startswith("IOT_ADVISOR")},
            pass_fds=[number],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert refused.returncode == 2
    assert "0.0.0.0 can be reached from other machines" in refused.stderr
