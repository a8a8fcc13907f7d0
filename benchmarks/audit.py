"""What the audit costs: a record, records from several processes, the verification of a long log, a whole command.

Run ``python benchmarks/audit.py [RECORDS]``; the long log has 100,000 records unless another number is given.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from advisor import Advisor
from advisor.audit import open_log
from advisor.audit.canonical import canonical, sha256
from advisor.audit.log import AuditLog
from advisor.audit.query import Filter, find
from advisor.audit.rows import assessment_parts, columns_of, knowledge_row
from advisor.audit.schema import HEAD, KNOWLEDGE, RECORDS
from advisor.audit.verify import verify
from advisor.model.record import START, AssessmentRecord

EXAMPLES = sorted((Path(__file__).resolve().parent.parent / "examples").glob("*.yaml"))
EACH = 200


def log_in(directory: str | Path) -> AuditLog:
    log = open_log(Path(directory) / "audit.db")
    assert log is not None
    return log


class Work(NamedTuple):
    """When writing began and ended, and the seconds that each record took."""

    start: float
    end: float
    taken: list[float]


def write(directory: str, count: int) -> Work:
    """So many records, of the examples in turn."""
    advisor, log = Advisor(), log_in(directory)
    cases = [(profile, advisor.assess(profile)) for profile in map(advisor.read_profile, EXAMPLES)]
    taken: list[float] = []
    began = time.time()
    for (profile, assessment), _ in zip(cycle(cases), range(count)):
        start = time.perf_counter()
        log.record(profile, assessment, advisor.knowledge, "library")
        taken.append(time.perf_counter() - start)
    return Work(began, time.time(), taken)


def long_log(directory: str, count: int) -> AuditLog:
    """A log like any other, written in a few transactions instead of one a record."""
    advisor, log = Advisor(), log_in(directory)
    parts = [assessment_parts(profile, advisor.assess(profile)) for profile in map(advisor.read_profile, EXAMPLES)]

    def rows() -> Iterator[dict[str, object]]:
        previous = START
        for part, seq in zip(cycle(prepared(advisor, parts)), range(1, count + 1)):
            columns, before, after = part
            at = f"2026-01-01T00:00:00.{seq:06}Z"
            body = before.replace(b"TIME", at.encode()) + after.replace(START.encode(), previous.encode(), 1)
            body = body[: body.rindex(b'"seq":') + 6] + str(seq).encode() + b"}"
            previous = sha256(body)
            yield {**columns, "seq": seq, "at": at, "hash": previous, "body": zlib.compress(body, 6)}

    with log.store.writing() as connection:
        connection.execute(KNOWLEDGE.insert().values(**knowledge_row(advisor.knowledge)))
    batch: list[dict[str, object]] = []
    for row in rows():
        batch.append(row)
        if len(batch) == 2000 or row["seq"] == count:
            with log.store.writing() as connection:
                connection.execute(RECORDS.insert(), batch)
                connection.execute(HEAD.update().values(records=row["seq"], hash=row["hash"]))
            batch = []
    return log


def prepared(advisor: Advisor, parts: list[dict[str, object]]) -> list[tuple[dict[str, object], bytes, bytes]]:
    """For each case the columns, and the canonical body in two pieces, around its time."""
    found = []
    for part in parts:
        record = AssessmentRecord.model_validate(
            {
                "seq": 0,
                "at": "TIME",
                "entry": "library",
                "program": "benchmark",
                "redaction": "none",
                "request_id": None,
                "knowledge": advisor.knowledge.stamp,
                "previous": START,
                **part,
            }
        )
        body = canonical(record.model_dump(mode="json"))
        cut = body.index(b'"at":"TIME"') + len(b'"at":"TIME"')
        found.append((columns_of(record), body[:cut], body[cut:]))
    return found


def command(*words: str) -> tuple[float, float]:
    """Seconds that a whole process took, and seconds of processor among them."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-m", "advisor", *words], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, processor


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as directory:
        taken = sorted(write(directory, EACH).taken)
        median, p95 = statistics.median(taken) * 1000, taken[int(len(taken) * 0.95)] * 1000
        print(f"one process: {1 / statistics.mean(taken):.0f} records/s; median {median:.1f} ms, p95 {p95:.1f} ms")
        size = log_in(directory).location.file
        assert size is not None
        print(f"size: {size.stat().st_size / EACH / 1024:.1f} KiB a record")
    with tempfile.TemporaryDirectory() as directory, ProcessPoolExecutor(8) as pool:
        work = list(pool.map(write, [directory] * 8, [EACH // 4] * 8))
        taken = sorted(each for part in work for each in part.taken)
        took = max(part.end for part in work) - min(part.start for part in work)
        print(f"eight processes: {len(taken) / took:.0f} records/s in all; longest wait {taken[-1]:.2f} s")
        assert verify(log_in(directory).store).records == len(taken)
    with tempfile.TemporaryDirectory() as directory:
        os.environ["XDG_DATA_HOME"] = directory
        for words, what in ((("--no-audit",), "without"), ((), "with")):
            runs = [command("assess", *words, str(EXAMPLES[0])) for _ in range(9)]
            took, processor = (statistics.median(each) for each in zip(*runs, strict=True))
            print(
                f"assess, a whole process, {what} recording: median {took:.3f} s, of which processor {processor:.3f} s"
            )
    with tempfile.TemporaryDirectory() as directory:
        log = long_log(directory, count)
        start, processor = time.perf_counter(), time.process_time()
        result = verify(log.store)
        took, processor = time.perf_counter() - start, time.process_time() - processor
        assert result.holds and result.records == count, result.faults
        print(f"verify: {count:,} records in {took:.1f} s, of which processor {processor:.1f} s")
        start = time.perf_counter()
        rule = log.assessment(1).assessment["firings"][0]["rule"]
        matching = sum(1 for _ in find(log.store, Filter(rule=rule)))
        print(f"list --rule: {matching:,} of {count:,} in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
