"""A worker process: answers one request after another until its standard input ends. Run by ``advisor.service.pool``.

It is a process so that it can be ended at any moment, in the middle of whatever takes too long.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

from advisor.service.work import Desk

READY = "ready"
"""What a worker says first, once it can answer."""


def main() -> None:
    """Take a ``Setup`` and then every ``Work`` and ``Turning`` from standard input, and write each reply to standard
    output."""
    requests, replies = _own_pipes()
    _leave_signals_to_the_service()
    asked: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests, asked), daemon=True).start()
    desk = Desk(asked.get())
    gc.freeze()  # the knowledge stays for good
    gc.set_threshold(50_000)
    _say(replies, READY)
    while True:
        _say(replies, desk.answer(asked.get()))


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, out of the reach of anything that prints."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _leave_signals_to_the_service() -> None:
    """A terminal sends Ctrl-C to workers as well, and some supervisors SIGTERM, while the service still has requests
    to answer. It ends its workers itself, and they end when it is gone."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _receive(requests: BinaryIO, asked: SimpleQueue[Any]) -> None:
    """In a thread of its own, so that the end of the service is noticed in the middle of work."""
    while True:
        try:
            asked.put(pickle.load(requests))
        except (EOFError, OSError, pickle.UnpicklingError):  # the last when it ended in the middle of a word
            os._exit(0)


def _say(replies: BinaryIO, what: Any) -> None:
    try:
        pickle.dump(what, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()
    except BrokenPipeError:
        os._exit(0)
