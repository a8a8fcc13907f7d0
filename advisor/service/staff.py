"""Who answers for a service: its workers, and the audit to which what they advise is written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Protocol

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from advisor.errors import AuditError
from advisor.model.record import Receipt
from advisor.pages.exchange import Decided
from advisor.pages.sitting import read, written
from advisor.service.middleware import Limits
from advisor.service.operations import OPERATIONS
from advisor.service.pool import Overtime, Pool
from advisor.service.work import Answered, PageReply, Reply, Setup, Turned, Turning, Work

if TYPE_CHECKING:  # a service that records nothing needs no log
    from advisor.audit.draft import Draft

logger = logging.getLogger("advisor.audit")
UNRECORDED = "its audit could not be written. Whoever runs this service finds the reason in its log."
"""What somebody is told whose result could not be recorded. The reason itself may say where things lie."""
AT_ONCE = 256
"""How many threads may wait for their record; as many as there are requests at once by default."""
SEARCHES = frozenset(operation.name for operation in OPERATIONS if operation.searches)


class Counts(Protocol):
    """What a service counts, as far as it knows of it itself."""

    def assessed(self) -> None:
        """Count an assessment."""

    def recorded(self, ok: bool) -> None:
        """Count a record that was made, or that could not be."""

    def ended_at_limit(self) -> None:
        """Count work that was ended because it took too long."""


class Staff:
    """Answers requests and writes down what was advised; without a log nothing is recorded. ``counts`` is told what
    was done."""

    def __init__(self, setup: Setup, limits: Limits | None = None, counts: Counts | None = None):
        self.records = setup.log is not None
        self._setup = setup
        self._pool = Pool(setup, limits)
        self._counts = counts
        self._required = setup.log is not None and setup.log.required
        self._threads = CapacityLimiter(AT_ONCE)
        if setup.log is not None:
            from advisor.audit.grouped import GroupedFiling

            self._filing = GroupedFiling(setup.log, setup.knowledge)

    @property
    def patience(self) -> float:
        """How many seconds somebody may wait for an answer."""
        return self._pool.limits.answer

    def begin(self) -> None:
        """Have the workers made now, so that the first requests need not wait for one."""
        self._pool.begin()

    async def ready(self) -> None:
        """Until all workers that were begun can answer. Raises Lost when one cannot."""
        await self._pool.ready()

    def close(self) -> None:
        """End the workers, in the middle of whatever they do, and write the records that were begun."""
        self._pool.close()
        if self.records:
            self._filing.close()

    async def answer(self, work: Work) -> tuple[Reply, Receipt | None]:
        """The reply to some work, and the receipt of its record once that is safe on the disk; None where there is
        nothing to record, and where it failed and a record is not required. Raises Busy, Overtime and Lost, and
        AuditError where a record is required and failed."""
        with self._counting_what_ends():
            reply = await self._pool.ask(work, searches=work.operation in SEARCHES)
        if not isinstance(reply, Answered):
            return reply, None
        if self._counts is not None and work.operation == "assess":
            self._counts.assessed()
        receipt, _ = await self._filed(reply.draft, reply.unrecorded)
        return reply, receipt

    async def turn(self, work: Turning) -> PageReply:
        """What comes of a request for a page, with its sitting as it is once what is to be recorded is. Raises as
        ``answer`` does, and AuditError where a decision could not be recorded."""
        with self._counting_what_ends():
            reply = await self._pool.ask(work)
        if not isinstance(reply, Turned) or reply.sitting is None:
            return reply
        receipt: Receipt | None = None
        why: str | None = None
        if reply.assessed:
            if self._counts is not None:
                self._counts.assessed()
            receipt, why = await self._filed(reply.draft, reply.unrecorded)
        if reply.decided is not None:
            receipt = await run_sync(self._decide, reply.decided, work.by, limiter=self._threads)
        if receipt is None and why is None:
            return reply
        return replace(reply, sitting=await run_sync(self._as_recorded, reply.sitting, receipt, why))

    def _as_recorded(self, text: str, receipt: Receipt | None, why: str | None) -> str:
        sitting = read(text, self._setup.knowledge)
        sitting = sitting.recorded(receipt) if receipt is not None else sitting.not_recorded(why or "")
        return written(sitting, self._setup.knowledge)

    def _decide(self, decided: Decided, by: str | None) -> Receipt:
        """Record a decision. Raises AuditError, whatever it is that fails."""
        log, entry = self._setup.log, self._setup.entry
        try:
            if log is None:
                raise AuditError("nothing is recorded here")
            of, recommendation, verdict, because, reason = astuple(decided)
            return log.decide(of, recommendation, verdict, reason, because=because, entry=entry, by=by)
        except Exception as error:
            raise AuditError(f"this decision was not recorded: {error}") from error

    @contextmanager
    def _counting_what_ends(self) -> Iterator[None]:
        try:
            yield
        except Overtime:
            if self._counts is not None:
                self._counts.ended_at_limit()
            raise

    async def _filed(self, draft: Draft | None, unrecorded: str | None) -> tuple[Receipt | None, str | None]:
        """The receipt of a draft, or the reason why there is none, neither where there was none to file. Raises
        AuditError for such a reason where a record is required."""
        if draft is None and unrecorded is None:
            return None, None
        receipt, failure = None, None
        try:
            if draft is None:
                raise AuditError(unrecorded)
            receipt = await run_sync(self._filing.file, draft, limiter=self._threads)
        except Exception as error:  # whatever it is, the advice has to be given, unless it may not be
            failure = error
        if self._counts is not None:
            self._counts.recorded(failure is None)
        if failure is None:
            return receipt, None
        if self._required:
            raise AuditError(f"this assessment was not recorded: {failure}") from failure
        logger.warning("warning: this assessment was not recorded: %s", failure)
        return None, UNRECORDED
