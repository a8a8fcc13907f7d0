"""Many threads write in groups: nothing that a receipt was given for is lost, whatever happens to the process."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.draft import Draft
from advisor.audit.grouped import MOST, GroupedFiling
from advisor.audit.log import AuditLog
from advisor.audit.query import find
from advisor.audit.verify import verify
from advisor.errors import AuditError
from advisor.model.record import Receipt
from tests.audit.conftest import FACTS, log_at

KILLED = textwrap.dedent(f"""
    import sys, threading
    from advisor import Advisor
    from advisor.audit import open_log
    from advisor.audit.grouped import GroupedFiling

    advisor = Advisor()
    profile = advisor.profile({FACTS!r}, name="A")
    log = open_log(sys.argv[1])
    draft = log.draft(profile, advisor.assess(profile), "http", knowledge=advisor.knowledge.stamp)
    filing = GroupedFiling(log, advisor.knowledge)

    def write():
        while True:
            receipt = filing.file(draft)
            sys.stdout.write(f"{{receipt.id}} {{receipt.hash}}\\n")
            sys.stdout.flush()

    for _ in range(12):
        threading.Thread(target=write).start()
""")


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return log_at(tmp_path / "audit.db")


@pytest.fixture
def draft(log: AuditLog, advisor: Advisor) -> Draft:
    profile = advisor.profile(FACTS, name="A")
    return log.draft(profile, advisor.assess(profile), "http", knowledge=advisor.knowledge.stamp)


class Counting:
    """A log that counts its transactions, and holds the first until it is told to go on."""

    def __init__(self, log: AuditLog):
        self.location = log.location
        self.sizes: list[int] = []
        self.go_on = threading.Event()
        self._log = log

    def file(self, drafts: Sequence[Draft], knowledge: KnowledgeBase | None = None) -> list[Receipt]:
        self.sizes.append(len(drafts))
        assert self.go_on.wait(60)
        return self._log.file(drafts, knowledge)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_what_arrives_meanwhile_is_one_group(log: AuditLog, draft: Draft, advisor: Advisor) -> None:
    counting = Counting(log)
    filing = GroupedFiling(counting, advisor.knowledge)  # type: ignore[arg-type]
    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(filing.file, draft)
        until(lambda: counting.sizes == [1])
        others = [pool.submit(filing.file, draft) for _ in range(19)]
        until(lambda: len(filing._arrived) == 19)
        counting.go_on.set()
        receipts = [each.result() for each in (first, *others)]
    filing.close()
    filing.close()
    assert counting.sizes == [1, 19] and MOST >= 19
    assert sorted(receipts) == [Receipt(each.id, each.hash) for each in find(log.store)]
    assert verify(log.store).holds
    with pytest.raises(AuditError, match="closed"):
        filing.file(draft)


class Picky:
    """A log that refuses one draft, and every group that it is in."""

    def __init__(self, log: AuditLog, bad: Draft):
        self.location = log.location
        self._log, self._bad = log, bad

    def file(self, drafts: Sequence[Draft], knowledge: KnowledgeBase | None = None) -> list[Receipt]:
        if any(each is self._bad for each in drafts):
            raise AuditError("a draft is at fault")
        return self._log.file(drafts, knowledge)


def test_one_bad_draft_does_not_take_the_others_down(log: AuditLog, draft: Draft, advisor: Advisor) -> None:
    bad = Draft(draft.knowledge, draft.columns, draft.parts, draft.packed)
    filing = GroupedFiling(Picky(log, bad), advisor.knowledge)  # type: ignore[arg-type]
    with ThreadPoolExecutor(9) as pool:
        asked = [pool.submit(filing.file, bad if number == 4 else draft) for number in range(9)]
    assert [each.exception() is None for each in asked] == [number != 4 for number in range(9)]
    filing.close()
    assert verify(log.store).records == 8


def test_close_ends_after_what_was_begun(log: AuditLog, draft: Draft, advisor: Advisor) -> None:
    counting = Counting(log)
    filing = GroupedFiling(counting, advisor.knowledge)  # type: ignore[arg-type]
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(filing.file, draft) for _ in range(3)]
        until(lambda: sum(counting.sizes) + len(filing._arrived) == 3)
        closing = pool.submit(filing.close)
        until(lambda: filing._closed)
        counting.go_on.set()
        closing.result()
        assert sorted(each.result().id for each in asked) == [1, 2, 3]
    GroupedFiling(log, advisor.knowledge).close()  # of one that nobody used


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX")
def test_a_fork_begins_with_nothing_to_write(log: AuditLog, draft: Draft, advisor: Advisor) -> None:
    filing = GroupedFiling(log, advisor.knowledge)
    filing.file(draft)
    child = os.fork()
    if child == 0:
        os._exit(0 if filing.file(draft).id == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert filing.file(draft).id == 3
    filing.close()


def test_no_acknowledged_record_is_lost_to_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(37)]
    process.kill()
    rest, errors = process.communicate(timeout=60)
    # What was on its way to be printed when the kill came may be half a line.
    whole = [line for line in ("".join(lines) + rest).splitlines(keepends=True) if line.endswith("\n")]
    promised = {int(number): hash_ for number, hash_ in map(str.split, whole)}
    assert len(promised) >= 36, errors
    log = log_at(file)
    assert verify(log.store).faults == ()
    assert promised.items() <= {each.id: each.hash for each in find(log.store)}.items()
