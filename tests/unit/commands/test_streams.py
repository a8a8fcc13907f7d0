"""Standard streams that are closed or full: one line and exit code 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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
