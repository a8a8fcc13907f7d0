"""How fast the HTTP service starts and answers, with and without recording and beside hostile clients, and what it
holds on to.

    python -m benchmarks.service [--clients 50] [--seconds 30] [--endurance 100000]

The service runs in processes of its own; this process asks it over keep-alive connections with as little work as can
be. Facts are drawn with a fixed seed. A client asks again as soon as it has its answer, so with fifty of them a request
waits for forty-nine others: the time of one is that of fifty divided by the workers.
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
from pathlib import Path
from urllib.parse import urlsplit

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


def told(label: str, clients: Sequence[Client], seconds: float) -> None:
    """Print what they waited."""
    took = sorted(each for client in clients for each in client.took)
    if not took:
        print(f"{label:44} no answer in {seconds:g} s", flush=True)
        return
    p50, p99 = took[len(took) // 2] * 1000, took[min(len(took) - 1, int(len(took) * 0.99))] * 1000
    rate = len(took) / seconds
    print(f"{label:44} {rate:6.0f}/s   p50 {p50:6.1f}   p99 {p99:6.1f}   most {took[-1] * 1000:6.1f} ms", flush=True)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each measurement")
    parser.add_argument("--endurance", type=int, default=100_000, help="requests between two looks at the memory")
    given = parser.parse_args()
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


if __name__ == "__main__":
    main()
