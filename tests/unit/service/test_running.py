"""A server in this process, asked over real connections; and where it listens."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from advisor import Advisor
from advisor.commands import main
from advisor.errors import CannotServe
from advisor.service import pool, running
from advisor.service.http import create_app
from advisor.service.middleware import SECURITY_HEADERS, Limits
from advisor.service.running import END_SECONDS, FIELDS, GRACE_SECONDS, JsonLines, Server, listening

HEAD = b"POST /v1/assess HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
GET = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def begin() -> Iterator[Callable[[Any], Server]]:
    """Starts servers, each in a thread of its own, and stops them."""
    begun: list[tuple[Server, threading.Thread]] = []

    def start(app: Any) -> Server:
        listeners = listening("127.0.0.1", 0)
        server = Server(app, listeners)
        thread = threading.Thread(target=server.run, args=([each.dup() for each in listeners],))
        thread.start()
        begun.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return server

    yield start
    for server, thread in begun:
        server.should_exit = server.force_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def plain(advisor: Advisor) -> Any:
    """An application as it is without options."""
    return create_app(advisor)


def address(server: Server) -> tuple[str, int]:
    host, port = server._listeners[0].getsockname()[:2]
    return str(host), int(port)


def exchanged(server: Server, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and the rest of all that comes back until the connection is closed."""
    with socket.create_connection(address(server), timeout=10) as connection:
        connection.sendall(sent)
        told = b""
        while piece := connection.recv(65536):
            told += piece
    head, _, rest = told.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}, rest


def test_slow_bodies_take_no_place(begin: Callable[[Any], Server], plain: Any) -> None:
    """Three hundred connections whose body stops half way, and 256 places."""
    server = begin(plain)
    url = "http://{}:{}".format(*address(server))
    slow = [socket.create_connection(address(server)) for _ in range(300)]
    try:
        for each in slow:
            each.sendall(HEAD + b"Content-Length: 20\r\n\r\n" + b'{"facts"')
        while "iot_advisor_bodies_arriving 300.0" not in httpx.get(f"{url}/metrics").text:
            time.sleep(0.01)
        for _ in range(5):
            assert httpx.get(f"{url}/health").status_code == 200
            assert httpx.post(f"{url}/v1/assess", json={"facts": {}}).status_code == 200
        assert "iot_advisor_requests_running 1.0" in httpx.get(f"{url}/metrics").text
    finally:
        for each in slow:
            each.close()


def test_wrong_keys_that_wait_take_no_place(begin: Callable[[Any], Server], advisor: Advisor) -> None:
    server = begin(create_app(advisor, key="k", limits=Limits(at_once=1, wrong_key=64.0)))
    url = "http://{}:{}".format(*address(server))
    with socket.create_connection(address(server)) as waiting:
        waiting.sendall(
            GET.replace(b"/health", b"/v1/rules").replace(b"\r\n\r\n", b"\r\nAuthorization: Bearer x\r\n\r\n")
        )
        key = {"Authorization": "Bearer k"}
        while "iot_advisor_wrong_keys_total 1.0" not in httpx.get(f"{url}/metrics", headers=key).text:
            time.sleep(0.01)
        assert httpx.get(f"{url}/v1/findings/F17", headers=key).status_code == 200


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +5\r\n",
    ],
)
def test_a_body_that_can_be_read_in_two_ways_is_refused(
    begin: Callable[[Any], Server], plain: Any, framing: bytes
) -> None:
    """And the connection is closed, so that no second request can be hidden in it."""
    server = begin(plain)
    status, headers, rest = exchanged(server, HEAD + framing + b"\r\n0\r\n\r\n" + GET)
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(rest)["type"].endswith(":malformed")  # and nothing behind it


@pytest.mark.parametrize("sent", [b"\x00\xff nonsense\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n", b"GET / HTTP/9\r\n\r\n"])
def test_what_is_no_http_is_answered_as_every_problem(
    begin: Callable[[Any], Server], plain: Any, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    server = begin(plain)
    with caplog.at_level(logging.INFO, "advisor"):
        status, headers, rest = exchanged(server, sent)
    assert status == 400
    assert json.loads(rest)["request_id"] == headers["x-request-id"]
    assert headers["content-type"] == "application/problem+json"
    assert {name: headers[name.lower()] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "server" not in headers
    lines = [vars(record) for record in caplog.records if record.getMessage() == "request"]
    assert [(line["status"], line["request_id"]) for line in lines] == [(400, headers["x-request-id"])]


def test_nonsense_in_the_middle_of_a_body(
    begin: Callable[[Any], Server], plain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server = begin(plain)
    broken = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\nnonsense\r\n"
    status, _, rest = exchanged(server, broken + GET)
    assert (status, json.loads(rest)["status"]) == (400, 400)
    assert exchanged(server, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))[0] == 200
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_every_answer_keeps_pages_away(advisor: Advisor, spoiled: Callable[[str], None]) -> None:
    page = "https://page.example"
    limits = Limits(body=99, wrong_key=0, workers=1)
    app = create_app(advisor, key="k", origins=[page], hosts=["localhost"], limits=limits)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    key = {"Authorization": "Bearer k"}
    spoiled("fails")
    tag = client.get("/v1/rules", headers=key).headers["etag"]
    preflight = {"Origin": page, "Access-Control-Request-Method": "POST"}
    answers: dict[float, Any] = {
        200: client.get("/v1/rules", headers=key),
        204: client.options("/v1/assess", headers=preflight),
        304: client.get("/v1/rules", headers={**key, "If-None-Match": tag}),
        400: client.options("/v1/assess", headers={**preflight, "Origin": "https://other.example"}),
        401: client.get("/v1/rules", headers={"Authorization": "Bearer x"}),
        404: client.get("/nothing", headers=key),
        405: client.delete("/v1/assess", headers=key),
        413: client.post("/v1/assess", headers=key, json="x" * 100),
        415: client.post("/v1/assess", headers=key, content=b"{}"),
        421: client.get("/health", headers={"Host": "evil.example"}),
        422: client.post("/v1/assess", headers=key, json={}),
        500: client.post("/v1/assess", headers=key, json={"name": "x", "facts": {}}),
    }
    answers[200.5] = client.get("/health")
    for status, answer in answers.items():
        assert answer.status_code == (200 if status == 204 else int(status)), status
        expected = {**SECURITY_HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}
        if status in (200, 304):
            expected["Cache-Control"] = "no-cache"
        assert {name: answer.headers.get(name) for name in expected} == expected, status
        assert "server" not in answer.headers
        assert "x-request-id" in answer.headers
    # A page that may call reads why it was refused.
    refused = client.get("/v1/rules", headers={"Origin": page})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, page)


def test_a_line_of_the_log_holds_no_answer_and_no_control_character(
    advisor: Advisor, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(create_app(advisor), base_url="http://localhost")
    body = json.dumps({"name": "Acme Ltd", "facts": {"sales_channel": "wholesaler"}})
    told = {"Content-Type": "application/json", "User-Agent": "agent-x", "Referer": "http://refer.example"}
    with caplog.at_level(logging.INFO, "advisor"):
        answer = client.post("/v1/assess?name=Acme", content=body, headers=told)
        client.get("/v1/%1b%5b31m%0a%c2%9b%e2%80%ae" + "x" * 5000)
        client.request("BREW", "/" + "y" * 300)
    lines = [JsonLines().format(record) for record in caplog.records]
    first, second, third = (json.loads(line) for line in lines)
    assert set(first) - {"at", "level", "event"} < set(FIELDS)
    assert (first["bytes_in"], first["bytes_out"]) == (len(body), len(answer.content))
    assert (first["route"], first["path"], first["status"]) == ("/v1/assess", "/v1/assess", 200)
    assert (second["route"], third["route"], third["method"]) == ("other", "other", "BREW")
    for line in lines:
        assert line.isascii() and line.isprintable() and len(line) < 2000
        for word in ("Acme", "wholesaler", "sales_channel", "agent-x", "refer", "?"):
            assert word not in line


def test_an_answer_that_is_never_read_is_given_up(
    begin: Callable[[Any], Server], plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the answers that wait behind it keep their places for ever."""
    monkeypatch.setattr(running, "READ_SECONDS", 0.2)
    server = begin(plain)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address(server))
        asked = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100
        connection.setblocking(False)
        with pytest.raises(OSError):
            for _ in range(1000):
                try:
                    connection.send(asked)
                except BlockingIOError:
                    time.sleep(0.02)
    while server.server_state.connections:
        time.sleep(0.01)


@pytest.mark.parametrize("verb", [["serve"], ["mcp", "--transport", "http"]])
@pytest.mark.parametrize("fault", ["taken", "name", "letters", "low"])
def test_where_nobody_can_listen(
    verb: list[str], fault: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "begin_log", lambda: None)
    monkeypatch.setenv("IOT_ADVISOR_API_KEY", "k")

    def refused(name: str, *_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    def forbidden(self: socket.socket, place: Any) -> None:
        raise PermissionError(13, "Permission denied")

    with socket.socket() as taken, monkeypatch.context() as patch:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        host, port = "127.0.0.1", str(taken.getsockname()[1])
        why = "Address already in use"
        if fault == "name":  # no name server is asked
            patch.setattr(socket, "getaddrinfo", refused)
            host, why = "nowhere.invalid", "Name or service not known"
        elif fault == "letters":
            host, why = "a" * 64 + ".example", "that is no name of a host"
        elif fault == "low":
            patch.setattr(socket.socket, "bind", forbidden)
            port, why = "80", "Permission denied"
        with pytest.raises(SystemExit) as left:
            main([*verb, "--host", host, "--port", port, "--no-audit"])
    assert left.value.code == 2
    told = f"{host} port {port} cannot be listened at: {why}; choose another with --host or --port\n"
    assert capsys.readouterr().err == told


def test_localhost_is_every_address_of_it_at_one_port() -> None:
    listeners = listening("localhost", 0)
    try:
        assert {each.getsockname()[0] for each in listeners} <= {"127.0.0.1", "::1"}
        assert len({each.getsockname()[1] for each in listeners}) == 1
        assert not any(each.get_inheritable() for each in listeners)
    finally:
        for each in listeners:
            each.close()


@pytest.mark.parametrize(("count", "pid"), [("1", "1"), ("x", None), ("0", None)])
def test_sockets_for_another_process_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, count: str, pid: str | None
) -> None:
    monkeypatch.setenv("LISTEN_FDS", count)
    monkeypatch.setenv("LISTEN_PID", pid or str(os.getpid()))
    (own,) = listening("127.0.0.1", 0)
    own.close()
    assert "LISTEN_FDS" not in os.environ


def test_what_is_handed_over_has_to_be_a_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file, socket.socket(socket.AF_UNIX) as local:
        for number in (file.fileno(), os.dup(local.fileno())):
            monkeypatch.setattr(running, "FIRST_SOCKET", number)
            monkeypatch.setenv("LISTEN_FDS", "1")
            monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
            with pytest.raises(CannotServe):
                listening("127.0.0.1", 0)


def test_the_end_comes_within_ten_seconds() -> None:
    assert GRACE_SECONDS < END_SECONDS < 10


def test_a_request_that_is_ended_says_so(advisor: Advisor) -> None:
    """Where the service is ended before an answer began, the answer says that, and has its line in the log."""
    app = create_app(advisor)
    told: list[Any] = []

    async def ended() -> None:
        scope = {"type": "http", "method": "POST", "path": "/v1/assess", "headers": [(b"host", b"localhost")]}

        async def receive() -> Any:
            await asyncio.sleep(100)

        async def send(message: Any) -> None:
            told.append(message)

        task = asyncio.ensure_future(app({**scope, "query_string": b"", "root_path": ""}, receive, send))
        await asyncio.sleep(0.05)
        task.cancel()
        await task

    asyncio.run(ended())
    assert told[0]["status"] == 503
    assert (b"connection", b"close") in told[0]["headers"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_ends_no_worker_while_it_loads_its_modules(tmp_path: Path) -> None:
    """A terminal sends it to workers as well; one that ended would have the service fail with a traceback."""
    package = tmp_path / "advisor" / "service"
    package.mkdir(parents=True)
    for each in (package, package.parent):
        (each / "__init__.py").touch()
    interrupted = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\ndef main():\n    print('goes on')\n"
    (package / "worker.py").write_text(interrupted)
    command = [sys.executable, "-c", pool._START, str(tmp_path), *sys.path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "goes on", "")
