"""``iot-advisor serve`` as other programs meet it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from advisor import Advisor
from tests.service.conftest import Service

Start = Callable[..., Service]


def address_of(service: Service) -> tuple[str, int]:
    address = urlsplit(service.url)
    assert address.hostname is not None and address.port is not None
    return address.hostname, address.port


def profiles(advisor: Advisor, count: int, seed: int = 1) -> list[dict[str, str]]:
    """Facts drawn from the vocabulary."""
    draw = random.Random(seed)
    inputs = list(advisor.knowledge.inputs.values())
    return [
        {each.name: draw.choice(each.domain) for each in draw.sample(inputs, draw.randint(0, 15))} for _ in range(count)
    ]


async def ask(url: str, asked: list[dict[str, Any]], at_once: int) -> list[httpx.Response | Exception]:
    gate = asyncio.Semaphore(at_once)

    async def one(client: httpx.AsyncClient, body: dict[str, Any]) -> httpx.Response | Exception:
        async with gate:
            try:
                return await client.post(f"{url}/v1/assess", json=body)
            except httpx.HTTPError as error:
                return error

    async with httpx.AsyncClient(timeout=30) as client:
        return await asyncio.gather(*(one(client, body) for body in asked))


def test_many_at_once_and_none_wrong(serve: Start, advisor: Advisor) -> None:
    service = serve("serve", "--no-audit")
    facts = profiles(advisor, 400)
    answers = asyncio.run(ask(service.url, [{"facts": each} for each in facts], at_once=32))
    for each, answer in zip(facts, answers, strict=True):
        assert isinstance(answer, httpx.Response)
        assert answer.status_code == 200
        assert answer.json() == json.loads(advisor.assess(each).to_json())


def test_ends_when_told_to(serve: Start) -> None:
    service = serve("serve", "--no-audit")
    assert httpx.get(f"{service.url}/ready").json()["status"] == "ready"
    assert service.stop(signal.SIGTERM) == 0
    assert [each["event"] for each in service.log][-2:] == ["stopping", "stopped"]


def test_interrupted() -> None:
    command = [sys.executable, "-m", "advisor", "serve", "--no-audit", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "listening" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().splitlines()[-1] == "interrupted"
        assert process.wait(timeout=20) == 130


def test_answers_what_was_begun_before_it_ends(serve: Start, advisor: Advisor) -> None:
    service = serve("serve", "--no-audit")
    with socket.create_connection(address_of(service)) as connection:
        body = b'{"facts": {}}'
        head = (
            f"POST /v1/assess HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body[:5])
        time.sleep(0.5)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.sendall(body[5:])
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert service.stop() == 0


def test_killed_under_load_and_started_again(serve: Start, advisor: Advisor, tmp_path: Path) -> None:
    """Whatever was acknowledged as recorded is in the log, and the chain holds."""
    audit = str(tmp_path / "audit.db")
    facts = profiles(advisor, 300)
    recorded: list[int] = []
    cut = 0

    def acknowledged(service: Service) -> None:
        answer = httpx.post(f"{service.url}/v1/assess", json={"facts": {}}, timeout=30)
        recorded.append(int(answer.headers["x-audit-record"]))

    async def load_and_kill(service: Service, count: int) -> None:
        asking = asyncio.create_task(ask(service.url, [{"facts": each} for each in facts[:count]], at_once=8))
        await asyncio.sleep(0.6)
        service.process.kill()
        nonlocal cut
        for answer in await asking:
            if isinstance(answer, httpx.Response):
                recorded.append(int(answer.headers["x-audit-record"]))
            else:
                cut += 1

    for _ in range(3):
        service = serve("serve", "--audit", audit)
        acknowledged(service)  # the first record of a process takes longest
        asyncio.run(load_and_kill(service, len(facts)))
    service = serve("serve", "--audit", audit)
    acknowledged(service)
    assert service.stop() == 0
    assert cut
    assert len(recorded) == len(set(recorded)) > 4
    verified = subprocess.run(
        [sys.executable, "-m", "advisor", "audit", "--audit", audit, "verify"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    from advisor.audit import open_log
    from advisor.model.record import AssessmentRecord

    log = open_log(audit)
    assert log is not None
    for record in recorded:
        assert isinstance(log.get(record), AssessmentRecord)


def test_hostile_requests_stop_nobody(serve: Start) -> None:
    """Four that send 18,000 misspelt keys again and again, which took a worker 22 seconds each."""
    service = serve("serve", "--no-audit")
    misspelt = {"facts": {f"sales_chanel_{number:05}": "wholesaler" for number in range(18_000)}}
    over = threading.Event()

    def hostile() -> list[tuple[int, str]]:
        told = []
        with httpx.Client() as client:
            while not over.is_set():
                answer = client.post(f"{service.url}/v1/assess", json=misspelt).json()
                told.append((answer["status"], answer["errors"][0]["expected"]))
        return told

    with ThreadPoolExecutor(4) as threads, httpx.Client() as client:
        hostiles = [threads.submit(hostile) for _ in range(4)]
        try:
            for _ in range(20):  # each within the client's own limit of five seconds
                assert client.get(f"{service.url}/health").status_code == 200
                assert client.post(f"{service.url}/v1/assess", json={"facts": {}}).status_code == 200
        finally:
            over.set()
        for each in hostiles:
            assert set(each.result()) == {(422, "at most 500")}


@pytest.mark.parametrize("size", [2**20 + 1, 5 * 2**20])
def test_oversized_body_gets_its_answer(serve: Start, size: int) -> None:
    service = serve("serve", "--no-audit")
    for content in (b" " * size, (b" " * 65536 for _ in range(size // 65536 + 1))):
        answer = httpx.post(f"{service.url}/v1/assess", content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert httpx.get(f"{service.url}/health").status_code == 200


def test_slow_and_broken_clients_are_let_go(serve: Start) -> None:
    service = serve("serve", "--no-audit")

    def connect() -> socket.socket:
        connection = socket.create_connection(address_of(service))
        connection.settimeout(30)
        return connection

    silent, dripping, waiting, garbage = connect(), connect(), connect(), connect()
    garbage.sendall(b"\x00\xff nonsense\r\n\r\n")
    assert garbage.recv(100).startswith(b"HTTP/1.1 400")
    waiting.sendall(
        b"POST /v1/assess HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"
    )
    dripping.settimeout(0.5)
    let_go = False
    for _ in range(60):
        try:
            dripping.sendall(b"G")
            let_go = dripping.recv(100) == b""
        except TimeoutError:
            continue
        except OSError:
            let_go = True
        if let_go:
            break
    assert let_go, "a client that sends a byte now and then holds its connection for ever"
    assert silent.recv(100) == b""
    assert waiting.recv(100).startswith(b"HTTP/1.1 408")
    assert httpx.get(f"{service.url}/health").status_code == 200
    for connection in (silent, dripping, waiting, garbage):
        connection.close()


def test_needs_a_key_away_from_this_machine(serve: Start) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "IOT_ADVISOR_API_KEY"}
    for verb in (["serve"], ["mcp", "--transport", "http"]):
        refused = subprocess.run(
            [sys.executable, "-m", "advisor", *verb, "--host", "0.0.0.0", "--no-audit"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert refused.returncode == 2
        assert "IOT_ADVISOR_API_KEY" in refused.stderr
    service = serve("serve", "--no-audit", "--host", "0.0.0.0", IOT_ADVISOR_API_KEY="s3cret")
    url = service.url.replace("0.0.0.0", "127.0.0.1")
    assert httpx.get(f"{url}/v1/rules").status_code == 401
    assert httpx.get(f"{url}/v1/rules", headers={"Authorization": "Bearer s3cret"}).status_code == 200
    assert httpx.get(f"{url}/health", headers={"Host": "anything.example"}).status_code == 200


@pytest.mark.parametrize("verb", ["serve", "mcp --transport http"])
def test_a_taken_port(serve: Start, verb: str) -> None:
    taken = address_of(serve("serve", "--no-audit"))[1]
    second = subprocess.run(
        [sys.executable, "-m", "advisor", *verb.split(), "--no-audit", "--port", str(taken)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert second.returncode == 2
    last = second.stderr.splitlines()[-1]
    assert last.startswith(f"127.0.0.1 port {taken} cannot be listened at: ") and "in use" in last and "--port" in last


ALIKE = "/explain/|/assess$|/next-question$"
"""Operations on facts and notes. Tried one by one, the bounds of each note of each answer would be thousands of
requests for each of them; their bodies are drawn."""


NAMING = """
[[operations]]
include-path-regex = "/explain/(why|why-not|for-and-against)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "422"]
"""
"""Where a thing may be named by its title, no schema can tell which texts are one: what names nothing is refused."""


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        ("--exclude-path-regex", ALIKE, "--max-examples", "15"),
        ("--include-path-regex", "/explain/", "--phases", "examples,fuzzing", "--max-examples", "15"),
        ("--include-path-regex", "/(assess|next-question)$", "--phases", "examples,fuzzing", "--max-examples", "150"),
    ],
)
def test_schemathesis_finds_nothing(serve: Start, part: tuple[str, ...], tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(NAMING, encoding="utf-8")
    service = serve("serve", "--no-audit")
    program = str(Path(sys.executable).with_name("schemathesis"))
    run = subprocess.run(
        [
            program,
            "--config-file",
            str(config),
            "run",
            f"{service.url}/openapi.json",
            *part,
            "--checks",
            "all",
            "--no-color",
            "--generation-deterministic",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    assert not [each for each in service.log if each["event"] == "failed"]
