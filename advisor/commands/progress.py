"""How far long work is: a line on standard error that goes away when the work is done.

Only a terminal gets it, and only when the work takes longer than a moment. In a pipe nothing is shown, and nothing is
ever written to standard output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from advisor.commands.options import plain

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 0.5
"""Seconds of work before anything is shown."""

Step = Callable[..., None]
"""Is told how much is done and, where that is known, of how much: ``step(3, 10)``."""


@contextmanager
def progress(what: str, *, beside_output: bool = False) -> Iterator[Step]:
    """Show that ``what`` is going on, and how far it is once the step that this gives is called. With ``beside_output``
    results are written meanwhile, and a terminal that shows these shows no progress as well."""
    if not _shown(beside_output):
        yield _nothing
        return
    line = _Line(what)
    timer = Timer(PATIENCE, line.begin)
    timer.daemon = True
    timer.start()
    try:
        yield line.step
    finally:
        timer.cancel()
        line.end()


def _shown(beside_output: bool) -> bool:
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return False
    return not (beside_output and sys.stdout.isatty())


def _nothing(done: int, total: int | None = None) -> None:
    """Nobody is there to be told."""


class _Line:
    """The line on the screen: begun by a timer while the work goes on, and ended by the work."""

    def __init__(self, what: str):
        self.what = what
        self.done: int | None = None
        self.total: int | None = None
        self._lock = Lock()
        self._over = False
        self._drawn: Progress | None = None
        self._task: Any = None

    def begin(self) -> None:
        with self._lock:
            if self._over:
                return
            self._drawn = _drawn()
            self._task = self._drawn.add_task(self.what, total=self.total, completed=self.done or 0, told="")
            self._drawn.start()
            self._tell()

    def step(self, done: int, total: int | None = None) -> None:
        self.done, self.total = done, total
        with self._lock:
            self._tell()

    def _tell(self) -> None:
        if self._drawn is not None and self.done is not None:
            told = f"{self.done}" if self.total is None else f"{self.done} of {self.total}"
            self._drawn.update(self._task, completed=self.done, total=self.total, told=told)

    def end(self) -> None:
        with self._lock:
            self._over = True
            if self._drawn is not None:
                self._drawn.stop()
                self._drawn = None


def _drawn() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    color = not plain(sys.stderr.isatty())
    console = Console(stderr=True, no_color=not color, highlight=False, markup=False, emoji=False)
    return Progress(
        SpinnerColumn("line"),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[told]}", markup=False),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
