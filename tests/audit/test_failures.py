"""A full disk, a locked, read-only or damaged file: the advice is given, the failure is said, the chain holds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.audit.verify import verify
from tests.audit.conftest import FACTS, log_at

GIVE_ADVICE = f"""
import resource, signal, sys
from advisor import Advisor
limit = int(sys.argv[2])
advisor = Advisor(audit=sys.argv[1])
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for _ in range(int(sys.argv[3])):
    print(len(advisor.assess({FACTS!r}).recommendations), flush=True)
"""


def advise(where: str | Path, limit: int = 0, times: int = 1) -> tuple[list[str], list[str]]:
    """Pieces of advice given and lines of warning, from a process that records in a log."""
    done = subprocess.run(
        [sys.executable, "-c", GIVE_ADVICE, str(where), str(limit), str(times)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr.splitlines()


@pytest.fixture
def file(tmp_path: Path, advisor: Advisor) -> Path:
    """A log that holds one record."""
    file = tmp_path / "audit.db"
    profile = advisor.profile(FACTS)
    log_at(file).record(profile, advisor.assess(profile), advisor.knowledge, "library")
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="limits on the size of files are POSIX")
def test_a_disk_that_fills_up(file: Path) -> None:
    advice, warnings = advise(file, limit=file.stat().st_size + 60_000, times=12)
    assert len(advice) == 12 and set(advice) == {advice[0]} and advice[0] != "0"
    assert 0 < len(warnings) < 12
    assert all("was not recorded" in line for line in warnings)
    result = verify(log_at(file).store)
    assert result.holds and result.records == 1 + 12 - len(warnings)
    assert advise(file)[1] == []
    assert verify(log_at(file).store).holds


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    advice, warnings = advise(tmp_path / "audit.db", limit=1000)
    assert len(advice) == len(warnings) == 1


def test_a_locked_file(file: Path) -> None:
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    start = time.monotonic()
    advice, warnings = advise(f"sqlite:///{file}?timeout=0.3")
    assert len(advice) == 1 and "locked" in warnings[0] and time.monotonic() - start < 30
    holder.execute("ROLLBACK")
    assert verify(log_at(file).store).records == 1
    assert advise(file) == (advice, [])


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write to what is read-only")
def test_a_read_only_file(file: Path) -> None:
    file.chmod(0o400)
    advice, warnings = advise(file)
    assert len(advice) == len(warnings) == 1
    assert verify(log_at(file).store).records == 1


def test_a_file_that_may_only_be_read(file: Path) -> None:
    advice, warnings = advise(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert len(advice) == 1 and "readonly" in warnings[0]
    assert verify(log_at(f"sqlite:///file:{file}?mode=ro&uri=true").store).records == 1


@pytest.mark.parametrize("keep", [0, 50, 5000])
def test_a_damaged_file(file: Path, keep: int) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:keep] + bytes(reversed(whole[keep:])))
    advice, warnings = advise(file)
    assert len(advice) == len(warnings) == 1


def test_a_directory_in_the_way(tmp_path: Path) -> None:
    advice, warnings = advise(tmp_path)
    assert len(advice) == len(warnings) == 1


def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    advice, warnings = advise("postgresql://nobody:secret@127.0.0.1:9/none?connect_timeout=2")
    assert len(advice) == len(warnings) == 1 and "secret" not in warnings[0]
