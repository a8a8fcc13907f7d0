"""Writers in processes of their own, as programs that share one log would be."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.audit.canonical import canonical, sha256
from advisor.audit.location import find_location
from advisor.audit.log import AuditLog
from advisor.audit.rows import columns_of
from advisor.model.record import AssessmentRecord, DecisionRecord

FACTS = {"product_customization": "standardized", "sales_channel": "wholesaler", "data_trust": "low"}

WRITER = textwrap.dedent(f"""
    import sys
    from advisor import Advisor
    from advisor.audit import open_log

    where, count, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    advisor = Advisor()
    profile = advisor.profile({FACTS!r}, name=name)
    assessment = advisor.assess(profile)
    log = open_log(where)
    print("ready", flush=True)
    sys.stdin.readline()
    while count:
        receipt = log.record(profile, assessment, advisor.knowledge, "library")
        print(receipt.id, receipt.hash, flush=True)
        count -= 1
""")

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def writer() -> Iterator[Start]:
    """Starts a writer that waits for a line on its standard input, then writes so many records (-1: without end)."""
    started: list[subprocess.Popen[str]] = []

    def start(where: str | Path, count: int, name: str = "A") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(where), str(count), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def row_of(record: AssessmentRecord | DecisionRecord) -> dict[str, Any]:
    """The row of a record, put together in the plain way: all at once, from the whole of it."""
    body = canonical(record.model_dump(mode="json"))
    return {**columns_of(record), "hash": sha256(body), "body": zlib.compress(body, 6)}


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def log_at(where: str | Path) -> AuditLog:
    place = find_location(where)
    assert place is not None
    return AuditLog(place)
