"""The real service: a process of its own, asked over the network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest


class Service:
    """A running service and its log. ``first`` is run before it, in the same process."""

    def __init__(self, *arguments: str, environment: dict[str, str], first: str = ""):
        program = ["-c", f"{first}\nfrom advisor.commands import main\nmain()"] if first else ["-m", "advisor"]
        command = [sys.executable, *program, *arguments, "--port", "0"]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={**os.environ, **environment}
        )
        self.log: list[dict[str, object]] = []
        self._listening: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.url = self._listening.get(timeout=30)
        except Empty:
            self.process.kill()
            raise AssertionError(f"the service did not start: {self.log}") from None

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            entry = json.loads(line)
            self.log.append(entry)
            if entry["event"] == "listening":
                self._listening.put(entry["url"])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self._reader.join(timeout=10)
        return code


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services, each with its data in this test's directory, and ends them."""
    running: list[Service] = []

    def start(*arguments: str, first: str = "", **environment: str) -> Service:
        service = Service(*arguments, environment={"XDG_DATA_HOME": str(tmp_path), **environment}, first=first)
        running.append(service)
        return service

    yield start
    for service in running:
        service.stop(signal.SIGKILL)
