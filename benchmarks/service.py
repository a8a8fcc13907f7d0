"""How fast the HTTP service starts and answers, with and without recording and beside hostile clients, and what it
holds on to.

    python -m benchmarks.service [--clients 50] [--seconds 30] [--endurance 100000] [--interviews 20]
    python -m benchmarks.service --only-interviews

The service runs in processes of its own; this process asks it over keep-alive connections with as little work as can
be. Facts are drawn with a fixed seed. A client asks again as soon as it has its answer, so with fifty of them a request
waits for forty-nine others: the time of one is that of fifty divided by the workers.

An interview is led as a browser does without scripts: a page is fetched, its first form filled in and posted, and where
that leads to is fetched. Such a turn is two requests, each answered by a worker, and beside it stands what the one
request takes by which a program learns the next question.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from advisor import Advisor

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Service:
    """A service process and its address."""

    def __init__(self, *arguments: str):
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "advisor", "serve", "--port", "0", *arguments]
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed in stop)
        self.process = subprocess.Popen(command, stderr=self.errors, text=True)
        while True:
            self.errors.seek(0)
            if found := re.search(r'"url": "([^"]+)"', self.errors.read()):
                break
            time.sleep(0.005)
        self.started = time.perf_counter() - self.began
        address = urlsplit(found[1])
        self.host, self.port = str(address.hostname), int(address.port or 0)

    def resident(self) -> float:
        """Resident memory in MB, of the service and its workers together."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        children = [pid for each in tasks for pid in each.read_text(encoding="utf-8").split()]
        statuses = [Path(f"/proc/{pid}/status") for pid in (self.process.pid, *children)]
        found = (re.search(r"VmRSS:\s+(\d+)", each.read_text(encoding="utf-8")) for each in statuses)
        return sum(int(each[1]) / 1024 for each in found if each is not None)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.errors.close()


def bodies(count: int) -> list[bytes]:
    """Requests with ten facts each, drawn from the vocabulary."""
    draw = random.Random(6)
    inputs = list(Advisor().knowledge.inputs.values())
    return [
        json.dumps({"facts": {each.name: draw.choice(each.domain) for each in draw.sample(inputs, 10)}}).encode()
        for _ in range(count)
    ]


def misspelt(count: int = 18_000) -> bytes:
    """A request of 0.8 MB in which every key is a fault."""
    return json.dumps(
        {"facts": {f"sales_chanel_{number:05}_misspelt": "wholesaler" for number in range(count)}}
    ).encode()


async def ask(connection: Connection, path: str, body: bytes | None = None) -> int:
    """Ask once over a connection, and give the status."""
    reader, writer = connection
    head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"\r\n" + (body or b""))
    answer = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", answer)
    assert length is not None
    await reader.readexactly(int(length[1]))
    return int(answer[9:12])


class Client:
    """Somebody who asks again and again, on one connection: ``took`` has the seconds of each answer. With ``pause``
    they wait between two requests; ``status`` is what they have to be answered."""

    def __init__(self, path: str, asked: Sequence[bytes] | None, pause: float = 0.0, status: int = 200):
        self.path = path
        self.asked = asked
        self.pause = pause
        self.status = status
        self.took: list[float] = []

    async def run(self, service: Service, until: float) -> None:
        """Ask until that moment."""
        connection = await asyncio.open_connection(service.host, service.port)
        bodies_ = itertools.cycle([*(self.asked or [])] or [None])
        while (began := time.perf_counter()) < until:
            status = await ask(connection, self.path, next(bodies_))
            assert status == self.status, f"{self.path}: {status}"
            self.took.append(time.perf_counter() - began)
            await asyncio.sleep(self.pause)
        connection[1].close()


class Person:
    """Somebody who is interviewed in a browser, on one connection, and chooses answers by a seed of their own; with
    ``pause`` they think before each. ``took`` has the seconds of each turn: from posting until the next page is there.
    ``asked`` counts the questions, and ``result`` is what the last turn took, which leads to the result."""

    def __init__(self, seed: int, pause: float):
        self.pause = pause
        self.took: list[float] = []
        self.asked = 0
        self.result = 0.0
        self._draw = random.Random(seed)
        self._cookie = ""

    async def run(self, service: Service) -> None:
        """Be interviewed, from the first page to the result."""
        connection = await asyncio.open_connection(service.host, service.port)
        await asyncio.sleep(self._draw.random() * self.pause)
        path, page = await self._landed(connection, "/interview/")
        while not path.endswith("/result"):
            action, fields = self._filled_in(page)
            await asyncio.sleep(self.pause)
            began = time.perf_counter()
            path, page = await self._landed(connection, action, urlencode(fields).encode())
            self.result = time.perf_counter() - began
            self.took.append(self.result)
            self.asked += "answer" in fields
        connection[1].close()

    def _filled_in(self, page: str) -> tuple[str, dict[str, str]]:
        """Where the first form of a page goes, and its fields, with one of the answers chosen."""
        form = re.search(r'<form method="post" action="([^"]+)".*?</form>', page, re.DOTALL)
        assert form is not None, page
        fields: dict[str, str] = {}
        choices: dict[str, list[str]] = {}
        for element in re.findall(r"<input [^>]*>", form[0]):
            kind, name, value = (_attribute(element, each) for each in ("type", "name", "value"))
            if kind == "hidden":
                fields[name] = value
            elif kind == "radio":
                choices.setdefault(name, []).append(value)
        return unescape(form[1]), fields | {name: self._draw.choice(values) for name, values in choices.items()}

    async def _landed(self, connection: Connection, path: str, form: bytes | None = None) -> tuple[str, str]:
        """The page that a request leads to, and its path."""
        reader, writer = connection
        while True:
            head = (
                f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {self._cookie}\r\n"
            )
            if form is not None:
                head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
            writer.write(head.encode() + b"\r\n" + (form or b""))
            answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = {
                name.casefold(): value for name, _, value in (each.partition(": ") for each in answer.split("\r\n"))
            }
            body = (await reader.readexactly(int(headers["content-length"]))).decode()
            if "set-cookie" in headers:
                self._cookie = headers["set-cookie"].partition(";")[0]
            if answer[9:12] != "303":
                assert answer[9:12] == "200", f"{path}: {answer}"
                return path, body
            path, form = headers["location"], None


def _attribute(element: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', element)
    return unescape(found[1]) if found is not None else ""


async def dripping(service: Service, until: float) -> None:
    """A client whose body does not come to its end."""
    while time.perf_counter() < until:
        reader, writer = await asyncio.open_connection(service.host, service.port)
        writer.write(b"POST /v1/assess HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
        writer.write(b"Content-Length: 1000\r\n\r\n")
        with suppress(OSError):
            while time.perf_counter() < until and not reader.at_eof():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(1.0)
        writer.close()


def run(service: Service, seconds: float, *clients: Client, drips: int = 0) -> None:
    """Let all of them ask at once for that long."""

    async def together() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(
            *(each.run(service, until) for each in clients), *(dripping(service, until) for _ in range(drips))
        )

    asyncio.run(together())


def told(label: str, clients: Sequence[Client | Person], seconds: float) -> None:
    """Print what they waited."""
    took = sorted(each for client in clients for each in client.took)
    if not took:
        print(f"{label:44} no answer in {seconds:g} s", flush=True)
        return
    shares = [(share, took[min(len(took) - 1, int(len(took) * share / 100))] * 1000) for share in (50, 95, 99)]
    said = "   ".join(f"p{share} {ms:6.1f}" for share, ms in shares)
    print(f"{label:44} {len(took) / seconds:6.0f}/s   {said}   most {took[-1] * 1000:6.1f} ms", flush=True)


def many(label: str, service: Service, count: int, seconds: float, asked: list[bytes]) -> None:
    """Clients who do nothing but ask for assessments."""
    clients = [Client("/v1/assess", asked[number:] + asked[:number]) for number in range(count)]
    run(service, seconds, *clients)
    told(label, clients, seconds)


def beside(
    label: str, service: Service, seconds: float, asked: Sequence[bytes], *hostile: Client, drips: int = 0
) -> None:
    """A good client and one who asks for /health, each ten times a second, beside hostile ones."""
    good, health = Client("/v1/assess", asked, 0.1), Client("/health", None, 0.1)
    run(service, seconds, good, health, *hostile, drips=drips)
    told(f"assess beside {label}", [good], seconds)
    told(f"/health beside {label}", [health], seconds)
    if hostile:
        told(f"  {label} themselves", hostile, seconds)


def interviews(count: int, pause: float) -> None:
    """So many interviews at once, on a service of their own, and beside them as many programs that only ask for the
    next question."""
    thinking = f"{pause:g} s to think" if pause else "no time to think"
    with tempfile.TemporaryDirectory() as directory:
        service = Service("--no-audit", "--interview", "--sittings", str(Path(directory) / "sittings.db"))
        people = [Person(seed, pause) for seed in range(count)]
        began = time.perf_counter()

        async def together() -> None:
            await asyncio.gather(*(each.run(service) for each in people))

        asyncio.run(together())
        seconds = time.perf_counter() - began
        told(f"{count} interviews, {thinking}: a turn", people, seconds)
        questions = statistics.mean(each.asked for each in people)
        last = statistics.median(each.result for each in people)
        print(f"  of {questions:.0f} questions each, in {seconds:.0f} s; to the result {last * 1000:.0f} ms")
        asked = bodies(100)
        programs = [Client("/v1/next-question", asked[number:] + asked[:number], pause) for number in range(count)]
        run(service, min(seconds, 20.0), *programs)
        told(f"{count} programs, {thinking}: next-question", programs, min(seconds, 20.0))
        service.stop()


def programs(given: argparse.Namespace) -> None:
    """What programs wait for."""
    asked = bodies(500)
    starts = []
    for _ in range(5):
        service = Service("--no-audit")
        starts.append(service.started)
        service.stop()
    print(f"start-up to listening: median {statistics.median(starts):.2f} s of {len(starts)}; {os.cpu_count()} cores")
    service = Service("--no-audit")
    many("warming up", service, 16, 3, asked)
    many("1 client, not recorded", service, 1, given.seconds / 3, asked)
    many(f"{given.clients} clients, not recorded", service, given.clients, given.seconds, asked)
    beside("nobody", service, given.seconds / 3, asked)
    wrong = [Client("/v1/assess", [misspelt()], status=422) for _ in range(4)]
    beside("4 with 18,000 misspelt keys", service, given.seconds / 3, asked, *wrong)
    searching = [Client("/v1/explain/sensitivity", asked) for _ in range(4)]
    beside("4 with searches", service, given.seconds / 3, asked, *searching)
    beside("300 with slow bodies", service, given.seconds / 3, asked, drips=300)
    if given.endurance:
        before = service.resident()
        rounds = [Client("/v1/assess", asked) for _ in range(16)]
        while (done := sum(len(each.took) for each in rounds)) < given.endurance:
            run(service, 10, *rounds)
        print(f"memory: {before:.0f} MB before, {service.resident():.0f} MB after {done:,} more requests")
    service.stop()
    with tempfile.TemporaryDirectory() as directory:
        service = Service("--audit", str(Path(directory) / "audit.db"))
        many("warming up", service, 16, 3, asked)
        many(f"{given.clients} clients, recorded", service, given.clients, given.seconds, asked)
        service.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each measurement")
    parser.add_argument("--endurance", type=int, default=100_000, help="requests between two looks at the memory")
    parser.add_argument("--interviews", type=int, default=20, help="how many are held at once")
    parser.add_argument("--only-interviews", action="store_true", help="measure nothing else")
    given = parser.parse_args()
    if not given.only_interviews:
        programs(given)
    for pause in (0.0, 1.0):
        interviews(given.interviews, pause)


if __name__ == "__main__":
    main()
