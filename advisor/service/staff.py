"""Who answers for a service: its workers, and the audit to which what they advise is written."""

from __future__ import annotations

import logging
from typing import Protocol

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from advisor.errors import AuditError
from advisor.model.record import Receipt
from advisor.service.middleware import Limits
from advisor.service.operations import OPERATIONS
from advisor.service.pool import Overtime, Pool
from advisor.service.work import Answered, Reply, Setup, Work

logger = logging.getLogger("advisor.audit")
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
        self._pool = Pool(setup, limits)
        self._counts = counts
        self._required = setup.log is not None and setup.log.required
        self._threads = CapacityLimiter(AT_ONCE)
        if setup.log is not None:
            from advisor.audit.grouped import GroupedFiling

            self._filing = GroupedFiling(setup.log, setup.knowledge)

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
        try:
            reply = await self._pool.ask(work, searches=work.operation in SEARCHES)
        except Overtime:
            if self._counts is not None:
                self._counts.ended_at_limit()
            raise
        if not isinstance(reply, Answered):
            return reply, None
        if self._counts is not None and work.operation == "assess":
            self._counts.assessed()
        return reply, await self._filed(reply)

    async def _filed(self, answered: Answered) -> Receipt | None:
        if answered.draft is None and answered.unrecorded is None:
            return None
        receipt, failure = None, None
        try:
            if answered.draft is None:
                raise AuditError(answered.unrecorded)
            receipt = await run_sync(self._filing.file, answered.draft, limiter=self._threads)
        except Exception as error:  # whatever it is, the advice has to be given, unless it may not be
            failure = error
        if self._counts is not None:
            self._counts.recorded(failure is None)
        if failure is not None:
            if self._required:
                raise AuditError(f"this assessment was not recorded: {failure}") from failure
            logger.warning("warning: this assessment was not recorded: %s", failure)
        return receipt
