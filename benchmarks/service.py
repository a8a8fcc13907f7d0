"""How fast the HTTP service starts and answers, and what it holds on to.

    python -m benchmarks.service [--requests 20000] [--endurance 100000] [--connections 16]

The service runs in a process of its own; this process asks it over keep-alive connections with as little work as can
be, so that on two cores each has one. Facts are drawn with a fixed seed.
"""

from __future__ import annotations

import argparse
import asyncio
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
from pathlib import Path
from urllib.parse import urlsplit

from advisor import Advisor


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
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

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


async def load(service: Service, requests: int, connections: int, asked: Sequence[bytes]) -> list[float]:
    """Seconds that each request took."""
    took: list[float] = []
    left = iter(range(requests))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(service.host, service.port)
        for number in left:
            body = asked[number % len(asked)]
            head = (
                f"POST /v1/assess HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            began = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
            length = re.search(rb"content-length: (\d+)", answer)
            assert length is not None
            await reader.readexactly(int(length[1]))
            took.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    return took


def measured(label: str, service: Service, requests: int, connections: int, asked: Sequence[bytes]) -> None:
    began = time.perf_counter()
    took = sorted(asyncio.run(load(service, requests, connections, asked)))
    whole = time.perf_counter() - began
    p50, p99 = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    print(f"{label:34} {requests / whole:7.0f} requests/s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--endurance", type=int, default=100_000, help="requests between two looks at the memory")
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args()
    asked = bodies(500)
    starts = []
    for _ in range(5):
        service = Service("--no-audit")
        starts.append(service.started)
        service.stop()
    print(f"start-up to listening: median {statistics.median(starts):.2f} s of {len(starts)}; {os.cpu_count()} cores")
    service = Service("--no-audit")
    asyncio.run(load(service, 500, given.connections, asked))
    measured("one connection, no audit", service, given.requests // 10, 1, asked)
    measured(f"{given.connections} connections, no audit", service, given.requests, given.connections, asked)
    before = service.resident()
    measured("endurance", service, given.endurance, given.connections, asked)
    print(f"memory: {before:.0f} MB before, {service.resident():.0f} MB after {given.endurance:,} more requests")
    service.stop()
    with tempfile.TemporaryDirectory() as directory:
        service = Service("--audit", str(Path(directory) / "audit.db"))
        asyncio.run(load(service, 100, given.connections, asked))
        measured(
            f"{given.connections} connections, with audit", service, given.requests // 10, given.connections, asked
        )
        service.stop()


if __name__ == "__main__":
    main()
