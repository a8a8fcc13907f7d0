"""Many writers, one transaction: what arrives while one group of records is written is the next group.

A disk takes as long to confirm one record as twenty, so that callers who would have waited for each other wait once.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import Future
from typing import NamedTuple

from advisor.audit.draft import Draft
from advisor.audit.log import AuditLog
from advisor.audit.sqlite_file import PATIENCE
from advisor.errors import AuditError
from advisor.model.knowledge import KnowledgeBase
from advisor.model.record import Receipt

MOST = 64
"""The most drafts of one group: other processes want to write, too."""


class _Waiting(NamedTuple):
    draft: Draft
    receipt: Future[Receipt]


class GroupedFiling:
    """Files drafts of one knowledge in one log, for any number of threads.

    The thread that writes starts when the first draft comes. A process that was forked off begins with nothing to
    write.
    """

    def __init__(self, log: AuditLog, knowledge: KnowledgeBase):
        self.log = log
        self._knowledge = knowledge
        self._begin()
        _EVERY.add(self)

    def _begin(self) -> None:
        self._changed = threading.Condition()
        self._arrived: list[_Waiting] = []
        self._writer: threading.Thread | None = None
        self._closed = False

    def file(self, draft: Draft) -> Receipt:
        """Write a draft down, and return once it is in the log to stay. Raises AuditError when that fails, or after
        ``close``."""
        receipt: Future[Receipt] = Future()
        with self._changed:
            if self._closed:
                raise AuditError(f"the audit at {self.log.location.shown} is closed: the program is ending")
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="audit", daemon=True)
                self._writer.start()
            self._arrived.append(_Waiting(draft, receipt))
            self._changed.notify()
        return receipt.result()

    def close(self) -> None:
        """Write what was begun, and take nothing more. May be called more than once."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._writer is not None:
            self._writer.join()

    def _write(self) -> None:
        while group := self._next():
            self._file(group)

    def _next(self) -> list[_Waiting]:
        """What has arrived, as soon as there is any; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._arrived or self._closed)
            group, self._arrived = self._arrived[:MOST], self._arrived[MOST:]
        return group

    def _file(self, group: Sequence[_Waiting]) -> None:
        try:
            receipts = self.log.file([each.draft for each in group], self._knowledge)
        except Exception as error:
            if len(group) > 1:
                self._file_singly(group)
            else:
                group[0].receipt.set_exception(error)
            return
        for each, receipt in zip(group, receipts, strict=True):
            each.receipt.set_result(receipt)

    def _file_singly(self, group: Sequence[_Waiting]) -> None:
        """One draft alone may be at fault. Where all are refused, as by a log that somebody keeps locked, nobody waits
        for each in turn."""
        end = time.monotonic() + PATIENCE
        for each in group:
            if time.monotonic() < end:
                self._file([each])
            else:
                lead = f"the audit at {self.log.location.shown} cannot be written"
                each.receipt.set_exception(AuditError(f"{lead}: records before this one took too long to fail"))


_EVERY: weakref.WeakSet[GroupedFiling] = weakref.WeakSet()


def _begin_in_child() -> None:
    """Of the threads of a process, a forked one has only that which forked, and every lock as it happened to be."""
    for each in list(_EVERY):
        each._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_in_child)
