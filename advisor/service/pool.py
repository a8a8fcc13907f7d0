"""The worker processes of a service. What takes too long, or is no longer waited for, is ended with its process."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import weakref
from collections import deque
from contextlib import AsyncExitStack
from typing import Any, cast, overload

import anyio
from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from advisor.service.middleware import Limits
from advisor.service.work import PageReply, Reply, Setup, Turning, Work
from advisor.service.worker import READY

PATIENCE = 60.0
"""Seconds that a worker may take to load the knowledge, which may be a large one of the user's own."""
_START = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.path[:] = sys.argv[1:]; "
    "from advisor.service.worker import main; main()"
)
"""Looks for modules where this program does, and nowhere else: ``-m`` would try the current directory first. A Ctrl-C,
which a terminal sends to workers as well, does not end one while it still loads its modules: the service ends it."""


ENDED = (EOFError, OSError, pickle.UnpicklingError)
"""How reading from a process or writing to it fails once it has come to its end, in whatever moment."""


class Busy(Exception):
    """No worker was free for as long as a request may wait."""


class Overtime(Exception):
    """An answer took longer than it may, and was ended."""


class Lost(Exception):
    """A worker came to its end by itself, as when the system has no memory left."""


class Pool:
    """Workers that answer for one service, made when they are first needed. For use from coroutines.

    ``searches`` in ``ask`` marks work that may take long by its nature; it never takes the last worker, so that other
    requests find one.
    """

    def __init__(self, setup: Setup, limits: Limits | None = None):
        self.limits = limits or Limits()
        self._setup = setup
        self._pickled: bytes | None = None
        self._free: deque[_Worker] = deque()
        self._made = 0
        self._lock = threading.Lock()
        self._places = CapacityLimiter(self.limits.workers)
        self._searches = CapacityLimiter(max(1, self.limits.workers - 1))
        # A thread waits for each worker, and those of ended workers for a moment longer.
        self._threads = CapacityLimiter(4 * self.limits.workers)
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._end = weakref.finalize(self, _kill, self._processes)

    def begin(self) -> None:
        """Make all workers now, so that the first requests need not wait for one."""
        while (worker := self._made_new()) is not None:
            self._free.append(worker)
            worker.prepare()

    async def ready(self) -> None:
        """Until all workers that were begun can answer. Raises Lost when one cannot."""
        for worker in list(self._free):
            await self._waited(worker)

    def close(self) -> None:
        """End all workers, in the middle of whatever they do."""
        self._end()

    @overload
    async def ask(self, work: Work, *, searches: bool = False) -> Reply: ...
    @overload
    async def ask(self, work: Turning, *, searches: bool = False) -> PageReply: ...
    async def ask(self, work: Work | Turning, *, searches: bool = False) -> Reply | PageReply:
        """The reply to some work. Raises Busy, Overtime and Lost."""
        async with AsyncExitStack() as taken:
            try:
                with anyio.fail_after(self.limits.answer):
                    for lane in (self._searches, self._places) if searches else (self._places,):
                        await taken.enter_async_context(lane)
            except TimeoutError:
                raise Busy(f"no answer within {self.limits.answer:g} seconds") from None
            worker = self._taken()
            try:
                reply = await self._asked(worker, work)
            except BaseException:  # cancelled, too: nobody waits for the answer any more
                worker.end()
                self._replace()
                raise
            self._free.appendleft(worker)
            return reply

    async def _asked(self, worker: _Worker, work: Work | Turning) -> Reply | PageReply:
        try:
            await self._waited(worker)
            with anyio.fail_after(self.limits.answer):
                return await run_sync(worker.ask, work, abandon_on_cancel=True, limiter=self._threads)
        except TimeoutError:
            raise Overtime(f"the answer took longer than {self.limits.answer:g} seconds and was ended") from None
        except ENDED as error:
            raise Lost(f"a worker ended with {worker.process.poll()}") from error

    async def _waited(self, worker: _Worker) -> None:
        with anyio.move_on_after(PATIENCE) as starting:
            try:
                await run_sync(worker.wait, abandon_on_cancel=True, limiter=self._threads)
            except ENDED as error:
                raise Lost("a worker ended before it was ready") from error
        if starting.cancelled_caught:
            raise Lost(f"a worker was not ready within {PATIENCE:g} seconds")

    def _taken(self) -> _Worker:
        """A worker for whoever holds a place: one that is free, or else a new one."""
        while self._free:
            worker = self._free.popleft()
            if worker.process.poll() is None:
                return worker
            self._replace()  # it came to its end while it had nothing to do
        return self._made_new() or self._new()

    def _made_new(self) -> _Worker | None:
        """A new worker; None where there are as many as there may be."""
        with self._lock:
            if self._made >= self.limits.workers:
                return None
            self._made += 1
        return self._new()

    def _replace(self) -> None:
        """A worker in the place of one that was ended, behind those that are free and ready."""
        worker = self._new()
        self._free.append(worker)
        worker.prepare()

    def _new(self) -> _Worker:
        if not self._end.alive:
            raise Lost("the service is ending")
        with self._lock:
            self._pickled = self._pickled or pickle.dumps(self._setup, pickle.HIGHEST_PROTOCOL)
        worker = _Worker(self._pickled)
        self._processes.difference_update([each for each in self._processes if each.poll() is not None])
        self._processes.add(worker.process)
        return worker


class _Worker:
    """One process, from the service's side."""

    def __init__(self, setup: bytes):
        command = (sys.executable, "-c", _START, *sys.path)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None and self.process.stdout is not None
        self._requests, self._replies = self.process.stdin, self.process.stdout
        self._setup: bytes | None = setup
        self._setting_up = threading.Lock()

    def prepare(self) -> None:
        """Let it load the knowledge, without waiting for it."""
        threading.Thread(target=self._prepared, daemon=True).start()

    def _prepared(self) -> None:
        try:
            self.wait()
        except ENDED:
            return  # whoever asks it will be told

    def wait(self) -> None:
        """Until it can answer. Raises one of ENDED when it came to its end."""
        with self._setting_up:
            if self._setup is not None:
                self._requests.write(self._setup)
                self._requests.flush()
                if pickle.load(self._replies) != READY:
                    raise EOFError
                self._setup = None

    def ask(self, work: Work | Turning) -> Reply | PageReply:
        """The reply to some work. Raises one of ENDED when the process came to its end."""
        pickle.dump(work, cast(Any, self._requests), pickle.HIGHEST_PROTOCOL)
        self._requests.flush()
        return cast(Reply | PageReply, pickle.load(self._replies))

    def end(self) -> None:
        """Kill the process; threads that wait for it go on with EOFError."""
        self.process.kill()
        threading.Thread(target=self.process.wait, daemon=True).start()


def _kill(processes: set[subprocess.Popen[bytes]]) -> None:
    for each in processes:
        each.kill()
    for each in processes:
        each.wait()
