"""What a report costs: ``python -m benchmarks.reports``.

Prints medians for each client, and for each format that people read: milliseconds of the first report in a process that
has loaded the knowledge and assessed the case, by the clock and of the processor, milliseconds of a later one, and
kilobytes. The peers of HTML are the other formats, measured in turn. Markdown and the terminal are measured with the
page and with the full report, since HTML has both. Of a later report in HTML it prints as well how long its pieces, its
pictures, and the writing take.

An HTML report should take less than 150 ms once its parts are loaded, and have less than 200 KB. The first times have
that loading in them, of processes that are cold but for bytecode: measure with PYTHONDONTWRITEBYTECODE unset.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from advisor import Advisor, Assessment
from advisor.reports.contents.assessment import document
from advisor.reports.formats import PAGE, written
from advisor.reports.formats.html import draw
from advisor.reports.sheet import NARROW, WIDE
from tests.scenarios.test_clients import CLIENTS
from tests.unit.reports.pictures.drawn import pictures

WAYS = {
    "html": ("html", False),
    "markdown, the page": ("markdown", False),
    "markdown, in full": ("markdown", True),
    "terminal, the page": ("terminal", False),
    "terminal, in full": ("terminal", True),
}
"""The format, and whether it is the full report."""

FIRST = """
import sys, time
from advisor import Advisor
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written
from tests.scenarios.test_clients import CLIENTS
advisor = Advisor()
assessment = advisor.assess(CLIENTS[sys.argv[1]].facts)
start, before = time.perf_counter(), time.process_time()
written(document(assessment, advisor.knowledge, full=sys.argv[3] == "True"), sys.argv[2])
print(time.perf_counter() - start, time.process_time() - before)
"""


def first(client: str, way: str) -> tuple[float, float]:
    """Seconds of the first report of a process of its own: by the clock, and of the processor."""
    name, full = WAYS[way]
    done = subprocess.run(
        [sys.executable, "-c", FIRST, client, name, str(full)], check=True, capture_output=True, text=True
    )
    clock, used = map(float, done.stdout.split())
    return clock, used


def measured(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def row(name: str, first_times: list[tuple[float, float]], times: list[float], text: str) -> None:
    clock, used = (statistics.median(each) * 1000 for each in zip(*first_times, strict=True))
    print(
        f"  {name:26} {clock:9.1f} {used:9.1f} {statistics.median(times) * 1000:9.1f} {len(text.encode()) / 1000:9.1f}"
    )


def parts(assessment: Assessment, advisor: Advisor, rounds: int) -> None:
    """What a later report in HTML is made of."""
    sheet = document(assessment, advisor.knowledge).part("sheet")
    assert sheet is not None
    held = [*sheet()]
    found = [*pictures(held)]
    ways: dict[str, Callable[[], object]] = {
        "  its pieces": lambda: [*sheet()],
        "  its pictures laid out": lambda: [each.drawn(width) for each in found for width in (WIDE, NARROW)],
        "  drawn, pictures and all": lambda: draw(held, PAGE),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(measured(way))
    for name, taken in times.items():
        print(f"  {name:26} {'':19} {statistics.median(taken) * 1000:9.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="of later reports; first ones are a third of these")
    parser.add_argument("--clients", type=int, default=3, help="how many of the clients, the first ones")
    options = parser.parse_args()

    advisor = Advisor()
    for client in [*CLIENTS][: options.clients]:
        assessment = advisor.assess(CLIENTS[client].facts)
        first_times: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        texts: dict[str, str] = {}
        for _ in range(max(1, options.rounds // 3)):
            for way in WAYS:
                first_times[way].append(first(client, way))
        for _ in range(options.rounds + 1):
            for way, (name, full) in WAYS.items():
                start = time.perf_counter()
                texts[way] = written(document(assessment, advisor.knowledge, full=full), name)
                times[way].append(time.perf_counter() - start)
        print(f"{client:28} {'first, ms':>9} {'processor':>9} {'later, ms':>9} {'KB':>9}")
        for way in WAYS:
            row(way, first_times[way], times[way][1:], texts[way])
            if way == "html":
                parts(assessment, advisor, options.rounds)


if __name__ == "__main__":
    main()
