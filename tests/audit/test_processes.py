"""Several processes write at once; some are killed in the middle of it."""

from __future__ import annotations

import random
import time
from pathlib import Path

from advisor.audit.query import find
from advisor.audit.verify import verify
from tests.audit.conftest import Start, go, log_at, ready

WRITERS = 8
EACH = 25
KILLS = 12


def test_eight_processes_make_one_chain(writer: Start, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    where = f"sqlite:///{file}?timeout=120"  # a machine with other work to do is no fault of the log
    writers = [writer(where, EACH, f"writer {number}") for number in range(WRITERS)]
    for process in writers:
        ready(process)
    for process in writers:
        go(process)
    receipts: dict[int, str] = {}
    for process in writers:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        for line in out.splitlines():
            number, hash_ = line.split()
            receipts[int(number)] = hash_
    log = log_at(file)
    result = verify(log.store)
    assert result.faults == ()
    assert receipts == {each.id: each.hash for each in find(log.store)}
    assert sorted(receipts) == list(range(1, WRITERS * EACH + 1))


def test_a_killed_writer_leaves_no_half_record(writer: Start, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    pick = random.Random(7)
    promised: dict[int, str] = {}
    following = writer(file, -1)
    for kill in range(KILLS):
        process, following = following, writer(file, -1)
        ready(process)
        go(process)
        assert process.stdout is not None
        # the first is killed while it makes the tables, the others in the middle of a record after a few whole ones
        lines = [process.stdout.readline() for _ in range(pick.randint(1, 4))] if kill else []
        time.sleep(pick.uniform(0.0, 0.03))
        process.kill()
        for line in [*lines, *process.stdout]:
            number, hash_ = line.split()
            promised[int(number)] = hash_
        log = log_at(file)
        if promised:
            result = verify(log.store)
            assert result.faults == ()
            kept = {each.id: each.hash for each in find(log.store)}
            assert promised.items() <= kept.items()  # what a receipt was given for is there, and whole
    assert len(promised) >= KILLS
