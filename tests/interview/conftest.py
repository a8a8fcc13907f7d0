"""Starts the real program, in a terminal of its own or with a pipe."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pexpect

INTERVIEW = ["-m", "advisor", "interview"]
PROGRAM = [*INTERVIEW, "--no-audit"]
ROOT = Path(__file__).resolve().parents[2]

Start = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    return {**kept, "XDG_DATA_HOME": str(home), "TERM": "xterm", "PYTHONPATH": str(ROOT), **more}


def hears_ctrl_c() -> None:
    """A shell that starts the tests in the background lets them, and all that they start, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def start(tmp_path: Path, home: Path) -> Iterator[Start]:
    """Starts the interview in a terminal of its own; nothing is recorded unless ``audit`` names where."""
    terminal = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")
    children: list[pexpect.spawn[str]] = []

    def begin(*options: str, columns: int = 80, audit: Path | None = None, **variables: str) -> pexpect.spawn[str]:
        recording = ["--no-audit"] if audit is None else ["--audit", str(audit)]
        child: pexpect.spawn[str] = terminal.spawn(
            sys.executable,
            [*INTERVIEW, *recording, *options],
            dimensions=(50, columns),
            cwd=str(tmp_path),
            env=environment(home, **variables),
            encoding="utf-8",
            timeout=30,
            preexec_fn=hears_ctrl_c,
        )
        child.delaybeforesend = None
        children.append(child)
        return child

    yield begin
    for child in children:
        child.close(force=True)


EMPHASIS = re.compile(r"\x1b\[[\d;]+m")
PROMPT = re.compile(r"\n(Answer|Number|Your choice|Enter shows|Enter asks|What does your answer|Save the)[^:]*: $")
"""What stands before the cursor where something may be typed; it may run over several lines."""


def shown_before(child: pexpect.spawn[str], line: str) -> str:
    """Wait for a prompt, type a line, and give what was shown before it, colours and all."""
    child.expect(PROMPT)
    shown = str(child.before) + str(child.after)
    child.sendline(line)
    return shown


def reply(child: pexpect.spawn[str], line: str) -> str:
    """The same without colours."""
    return EMPHASIS.sub("", shown_before(child, line))


def ended(child: pexpect.spawn[str]) -> tuple[str, int | None]:
    from pexpect import EOF

    child.expect(EOF)
    shown = str(child.before)
    child.close()
    return shown, child.exitstatus


def piped(home: Path, lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *PROGRAM, *options],
        input=lines,
        env=environment(home),
        text=True,
        capture_output=True,
        timeout=60,
    )


def only_file(home: Path) -> Path:
    (found,) = (home / "iot-relationship-advisor" / "interviews").rglob("*.yaml")
    return found
