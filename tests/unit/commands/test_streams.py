"""Standard streams that are closed or full: one line and exit code 2, never a traceback. And what goes to them, in
which encoding."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.commands import options
from tests.unit.commands.test_formats import offered

FULL = Path("/dev/full")
SCHEMA = "-m advisor schema profile"
ASSESS = "-m advisor assess --no-audit -"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a POSIX shell does")


def shell(call: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" {call}'], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_closed_input_is_an_empty_one() -> None:
    done = shell(f"{ASSESS} <&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("<stdin>:1:1: the file is empty")


def test_a_closed_output_is_told() -> None:
    done = shell(f"{SCHEMA} >&-")
    assert done.returncode == 2
    assert done.stderr.startswith("standard output cannot be written: ") and len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_is_told() -> None:
    done = shell(f"{SCHEMA} >{FULL}")
    assert done.returncode == 2
    assert done.stderr.startswith("standard output cannot be written: ") and len(done.stderr.splitlines()) == 1


def test_messages_never_go_to_the_output_instead() -> None:
    done = shell(f"{ASSESS} 2>&- </dev/null")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_a_file_is_written_with_every_stream_closed(tmp_path: Path) -> None:
    done = shell(f'{SCHEMA} -o "{tmp_path}/profile.json" <&- >&- 2>&-')
    assert done.returncode == 0
    assert (tmp_path / "profile.json").read_text(encoding="utf-8").startswith("{")


FILLED = """
import io, json, os, resource, sys
from advisor import Advisor
from advisor.commands import main, options

advisor = Advisor()
options.Advisor = lambda _: advisor
calls, place = json.load(sys.stdin), sys.argv[1]
for call in calls:
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(f"{place}/out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(told, 2)
        # As Python makes it with PYTHONUNBUFFERED: nothing between a text and the system.
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8", write_through=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        main(call)
    os.close(told)
    said = open(heard).read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps([call, code, os.path.getsize(f"{place}/out"), said]))
"""


def test_what_is_not_written_whole_is_told_whichever_way_it_goes(tmp_path: Path) -> None:
    profile = tmp_path / "case.yaml"
    profile.write_text("facts: {sales_channel: direct, data_trust: low}\n", encoding="utf-8")
    calls = [["assess", str(profile), "--no-audit", "-f", form] for form in ("terminal", "json", "html")]
    calls += [["rules", "export"], ["assess", "--help"]]
    done = subprocess.run(
        [sys.executable, "-c", FILLED, tmp_path], input=json.dumps(calls), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [call for call, *_ in told] == calls
    for call, code, written, message in told:
        assert (code, message) == (2, "standard output cannot be written: File too large\n"), call
        assert written == 100, call


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_without_a_buffer_too() -> None:
    done = shell(f"-u {SCHEMA} >{FULL}")
    assert (done.returncode, done.stderr) == (2, "standard output cannot be written: No space left on device\n")


class Raw(io.RawIOBase):
    """A stream that takes a few bytes at a time and then, if it is to fail, none."""

    def __init__(self, room: int):
        self.held = b""
        self.room = room

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int | None:
        taken = bytes(data[: min(7, self.room - len(self.held))])
        self.held += taken
        return len(taken) or None


@pytest.mark.parametrize("utf8", [True, False])
def test_what_a_stream_does_not_take_at_once_is_written_all_the_same(
    utf8: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "0123456789é\n" * 20
    for room in (1000, 50):
        raw: Any = Raw(room)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8", write_through=True))
        if room == 1000:
            options.emit(text, None, utf8=utf8)
            options.emit_lines([b'{"a": 1}\n'] * 3)
        else:
            with pytest.raises(OSError, match="unavailable"):
                options.emit(text, None, utf8=utf8)
        monkeypatch.undo()
        assert raw.held == (text.encode() + b'{"a": 1}\n' * 3 if room == 1000 else text.encode()[:room])


NAME = "Müller, 日本 \U0001f600"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_all_but_text_for_people_is_utf_8_whatever_the_stream_says(
    encoding: str, run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "case.yaml"
    profile.write_text(f"name: {NAME}\nfacts: {{data_trust: low}}\n", encoding="utf-8")
    for form in offered("assess"):
        path = tmp_path / "whole"
        assert run("assess", profile, "-f", form, "-o", path).code == 0
        held = io.BytesIO()
        stream = io.TextIOWrapper(held, encoding=encoding)
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", stream)
            assert run("assess", profile, "-f", form).code == 0
        if form == "terminal":
            assert held.getvalue() == path.read_text(encoding="utf-8").encode(encoding, "replace")
        else:
            assert held.getvalue() == path.read_bytes() and NAME.split()[0] in held.getvalue().decode()


class Terminal(io.TextIOWrapper):
    """A terminal with an encoding."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_json_on_a_terminal_has_escapes_for_what_a_terminal_obeys(
    encoding: str, run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, log = tmp_path / "case.json", tmp_path / "log.db"
    steering = "\x1b[2J\x9b\u202e\u2028"
    written = json.dumps({"name": NAME + steering, "facts": {"data_trust": "low"}})
    profile.write_text(written, encoding="utf-8")
    recorded = ("--audit", log)
    for call in (
        ["assess", profile, "-f", "json", *recorded],
        ["audit", *recorded, "export"],
        ["audit", *recorded, "show", "1", "-f", "json"],
    ):
        held = io.BytesIO()
        stream = Terminal(held, encoding=encoding)
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", stream)
            outcome = run(*call)
        assert outcome.code == 0, outcome.err
        text = held.getvalue().decode(encoding)
        assert all(sign == "\n" or sign.isprintable() for sign in text), call
        assert (NAME in text) == (encoding == "utf-8") and (encoding == "utf-8" or text.isascii())
        plain = run(*call).out
        if call[0] == "assess":
            assert steering[2:] in plain.replace("\\u001b", ""), "a pipe gets them as they are"
        elif call[-1] == "export":
            assert [json.loads(line) for line in text.splitlines()] == [json.loads(x) for x in plain.split("\n") if x]
        else:
            assert json.loads(text) == json.loads(plain)
