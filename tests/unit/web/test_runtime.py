"""The files of the runtime: from a folder or from where they are had, and never another one."""

from __future__ import annotations

import hashlib
import http.server
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.errors import RuntimeMissing
from advisor.web import runtime
from advisor.web.runtime import PINS, Pin, from_folder, from_registries


def pin(name: str, data: bytes, where: str = "https://registry.invalid") -> Pin:
    return Pin(name, "1", "MIT", len(data), hashlib.sha256(data).hexdigest(), f"{where}/{name}.whl")


class Registry(http.server.BaseHTTPRequestHandler):
    """Serves what it has, and remembers what it was asked for."""

    files: dict[str, bytes] = {}
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        data = self.files.get(self.path)
        self.send_response(404 if data is None else 200)
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def registry() -> Iterator[str]:
    Registry.files, Registry.asked = {}, []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_pin_is_whole() -> None:
    assert len({each.file for each in PINS}) == len(PINS) > 4
    for each in PINS:
        assert re.fullmatch(r"[0-9a-f]{64}", each.sha256), each
        assert re.match(r"https://(registry\.npmjs\.org|files\.pythonhosted\.org)/", each.address), each
        assert each.version in each.file and 10_000 < each.size < 10_000_000 and each.license, each


def test_a_folder_tells_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    good, other, missing = pin("good", b"good"), pin("other", b"other"), pin("missing", b"missing")
    (tmp_path / good.file).write_bytes(b"good")
    (tmp_path / other.file).write_bytes(b"spoiled")
    with pytest.raises(RuntimeMissing) as raised:
        from_folder(tmp_path, (good, other, missing))
    lines = str(raised.value).splitlines()
    assert len(lines) == 2
    assert other.file in lines[0] and other.sha256 in lines[0] and other.address in lines[0]
    assert hashlib.sha256(b"spoiled").hexdigest() in lines[0]
    assert "there is no such file" in lines[1] and missing.address in lines[1]
    assert from_folder(tmp_path, (good,)) == {good: b"good"}


def test_what_was_loaded_once_is_kept_and_checked_each_time(registry: str, tmp_path: Path) -> None:
    first, second = pin("first", b"1" * 100_000, registry), pin("second", b"2", registry)
    Registry.files = {"/first.whl": b"1" * 100_000, "/second.whl": b"2"}
    told: list[tuple[int, int]] = []
    cache = tmp_path / "cache" / "web"
    held = from_registries(cache, lambda done, total: told.append((done, total)), (first, second))
    assert held == {first: b"1" * 100_000, second: b"2"}
    assert told[-1] == (100_001, 100_001) and len(told) > 2
    Registry.asked.clear()
    assert from_registries(cache, pins=(first, second)) == held
    assert Registry.asked == []
    (cache / second.file).write_bytes(b"3")
    assert from_registries(cache, pins=(first, second)) == held
    assert Registry.asked == ["/second.whl"]
    assert (cache / second.file).read_bytes() == b"2"


def test_another_file_is_refused_and_not_kept(registry: str, tmp_path: Path) -> None:
    expected = pin("package", b"what is pinned", registry)
    Registry.files = {"/package.whl": b"something that is longer by far" * 10_000}
    with pytest.raises(RuntimeMissing, match="expected " + expected.sha256):
        from_registries(tmp_path, pins=(expected,))
    assert [*tmp_path.iterdir()] == []


def test_without_a_network_each_file_is_told_in_a_line(registry: str, tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        here = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(RuntimeMissing) as raised:
            from_registries(tmp_path, pins=(pin("a", b"a", here), pin("b", b"b", registry)))
    lines = str(raised.value).splitlines()
    assert lines[0] == f"{here}/a.whl cannot be loaded: Connection refused"
    assert lines[1].startswith(f"{registry}/b.whl cannot be loaded: ") and "Not Found" in lines[1]
    assert "--runtime DIR" in lines[2]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(registry: str, tmp_path: Path) -> None:
    Registry.files = {"/a.whl": b"a"}
    (tmp_path / "cache").write_text("in the way")
    wanted = pin("a", b"a", registry)
    assert from_registries(tmp_path / "cache", pins=(wanted,)) == {wanted: b"a"}
    assert runtime.TIMEOUT > 0
