"""Filing what was advised: workers make the drafts of records, and the service writes them down, many at a time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from advisor.errors import AuditError
from advisor.model.knowledge import KnowledgeBase
from advisor.model.record import Receipt
from advisor.service.work import Answered

if TYPE_CHECKING:  # a service that records nothing needs no log
    from advisor.audit.log import AuditLog

logger = logging.getLogger("advisor.audit")
AT_ONCE = 256
"""How many threads may wait for their record; as many as there are requests at once by default."""


class Counts(Protocol):
    """What a service counts, as far as it knows of it itself."""

    def assessed(self) -> None:
        """Count an assessment."""

    def recorded(self, ok: bool) -> None:
        """Count a record that was made, or that could not be."""

    def ended_at_limit(self) -> None:
        """Count work that was ended because it took too long."""


class Recorder:
    """The audit of a service; without a log it records nothing."""

    def __init__(self, log: AuditLog | None, knowledge: KnowledgeBase, counts: Counts | None = None):
        self.records = log is not None
        self._counts = counts
        self._required = log is not None and log.required
        self._threads = CapacityLimiter(AT_ONCE)
        if log is not None:
            from advisor.audit.grouped import GroupedFiling

            self._filing = GroupedFiling(log, knowledge)

    async def file(self, answered: Answered) -> Receipt | None:
        """Write the record of an answer down, and give its receipt when it is safe on the disk; None when there is
        nothing to record, or when it failed and a record is not required. Raises AuditError when it is."""
        if answered.draft is None and answered.unrecorded is None:
            return None
        try:
            if answered.draft is None:
                raise AuditError(answered.unrecorded)
            receipt = await run_sync(self._filing.file, answered.draft, limiter=self._threads)
            self._count(True)
            return receipt
        except Exception as error:  # whatever it is, the advice has to be given, unless it may not be
            self._count(False)
            if self._required:
                raise AuditError(f"this assessment was not recorded: {error}") from error
            logger.warning("warning: this assessment was not recorded: %s", error)
            return None

    def _count(self, ok: bool) -> None:
        if self._counts is not None:
            self._counts.recorded(ok)

    def close(self) -> None:
        """Write what was begun, then end."""
        if self.records:
            self._filing.close()
