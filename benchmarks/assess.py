"""What an assessment costs: ``python -m benchmarks.assess``.

Prints medians: the import, whole processes that write a page, reading the shipped YAML, loading, one run of the engine,
one assessment, a JSON Schema, and what a hundred thousand assessments and a hundred reloads leave behind in memory. The
peers of an import and a process are bare interpreters that import pydantic, and SQLAlchemy, measured in turn; those of
reading YAML are the library's events alone and its own loader; those of an assessment are the same one with every part
validated, and with every part made by pydantic's ``model_construct``.

Processes are cold, but for bytecode: measure an installed wheel, with PYTHONDONTWRITEBYTECODE unset. On a busy machine
the processor's seconds say more than those of the clock. ``--only-processes`` stops behind them.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from advisor import Advisor, Profile
from advisor.loading.yaml_text import parse_yaml
from advisor.model.base import Model
from advisor.resources import shipped_root
from advisor.schemas import SCHEMAS, json_schema

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "telecom.yaml"


def process(*arguments: str, data: Path) -> tuple[float, float]:
    """Seconds of a whole process of this interpreter: by the clock, and of the processor."""
    environment = {**os.environ, "XDG_DATA_HOME": str(data)}
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)
    end, after = time.perf_counter(), os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return end - start, used


def processes(rounds: int) -> None:
    kinds = {
        "python, nothing else": ("-c", ""),
        "import pydantic": ("-c", "import pydantic; pydantic.BaseModel"),
        "import sqlalchemy": ("-c", "import sqlalchemy"),
        "import Advisor": ("-c", "from advisor import Advisor"),
        "page, not recorded": ("-m", "advisor", "assess", str(EXAMPLE), "--no-audit"),
        "page, recorded": ("-m", "advisor", "assess", str(EXAMPLE)),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    with tempfile.TemporaryDirectory() as data:
        process(*kinds["page, recorded"], data=Path(data))  # makes the log, which later ones find
        for _ in range(rounds):
            for name, arguments in kinds.items():
                times[name].append(process(*arguments, data=Path(data)))
    print(f"whole processes, median of {rounds} interleaved: by the clock, of the processor")
    for name, found in times.items():
        clock, used = (statistics.median(each) for each in zip(*found, strict=True))
        print(f"  {name:24} {clock:6.3f} s {used:6.3f} s")


def reading(rounds: int) -> None:
    """The shipped files of knowledge as plain data, in three ways in turn."""
    root = shipped_root()
    files = sorted([*(root / "knowledge").rglob("*.yaml"), *(root / "rules").rglob("*.yaml")])
    texts = [file.read_text(encoding="utf-8") for file in files]
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    ways: dict[str, Callable[[str], object]] = {
        "read": lambda text: parse_yaml(text, "a file"),
        "  events of PyYAML alone": lambda text: list(yaml.parse(text, Loader=loader)),
        "  PyYAML's own loader": lambda text: yaml.load(text, Loader=loader),
        "  read with places": lambda text: parse_yaml(text, "a file").places,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            for text in texts:
                way(text)
            times[name].append(time.perf_counter() - start)
    print(f"{len(texts)} files of YAML, {sum(map(len, texts)) // 1000} KB, median")
    for name, found in times.items():
        print(f"  {name:24} {statistics.median(found) * 1000:6.1f} ms")


def profiles(advisor: Advisor, count: int) -> list[Profile]:
    """Profiles with about two thirds of the answers given, drawn from the vocabulary with a fixed seed."""
    draw = random.Random(20)
    inputs = advisor.knowledge.inputs
    return [
        advisor.profile({name: draw.choice(each.domain) for name, each in inputs.items() if draw.random() < 0.7})
        for _ in range(count)
    ]


def median(call: Callable[[Profile], object], cases: list[Profile], rounds: int) -> float:
    """Milliseconds a call."""
    times = []
    for _ in range(rounds):
        for case in cases:
            start = time.perf_counter()
            call(case)
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def ways_of_making(cases: list[Profile], advisor: Advisor, rounds: int) -> None:
    """The whole assessment, its parts made in three ways in turn."""
    ways: dict[str, Any] = {
        "whole assessment": vars(Model)["unvalidated"],
        "  every part validated": classmethod(lambda cls, **fields: cls(**fields)),
        "  by model_construct": classmethod(lambda cls, **fields: cls.model_construct(**fields)),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    try:
        for _ in range(rounds):
            for name, way in ways.items():
                setattr(Model, "unvalidated", way)  # noqa: B010 (a type checker takes no other)
                times[name].append(median(advisor.assess, cases, 1))
    finally:
        setattr(Model, "unvalidated", ways["whole assessment"])  # noqa: B010
    for name, found in times.items():
        print(f"  {name:24} {statistics.median(found):6.3f} ms")


def resident() -> int:
    """Kilobytes of memory this process holds now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--assessments", type=int, default=100_000)
    parser.add_argument("--reloads", type=int, default=100)
    parser.add_argument("--only-processes", action="store_true")
    options = parser.parse_args()

    processes(options.rounds)
    if options.only_processes:
        return
    reading(options.rounds)

    loads = []
    for _ in range(options.rounds):
        start = time.perf_counter()
        advisor = Advisor()
        loads.append(time.perf_counter() - start)
    print(f"loading {len(advisor.knowledge.rules)} rules: {statistics.median(loads) * 1000:.0f} ms")

    cases = profiles(advisor, 200)
    print("one case, median")
    for name, call in (
        ("engine run, full trace", lambda case: advisor.run(case.facts)),
        ("outlook on open answers", lambda case: advisor.outlook(case.facts)),
        ("assessment as JSON", lambda case: advisor.assess(case).to_json()),
    ):
        print(f"  {name:24} {median(call, cases, options.rounds):6.3f} ms")
    ways_of_making(cases, advisor, options.rounds)

    print("a JSON Schema, median")
    for kind in SCHEMAS:
        made = []
        for _ in range(options.rounds):
            start = time.perf_counter()
            json_schema(kind, advisor.knowledge)
            made.append(time.perf_counter() - start)
        print(f"  {kind:24} {statistics.median(made) * 1000:6.1f} ms")

    gc.collect()
    before = resident()
    for index in range(options.assessments):
        advisor.assess(cases[index % len(cases)])
    gc.collect()
    print(f"memory: {before} KB, after {options.assessments} assessments {resident() - before:+} KB", end="")
    for _ in range(5):
        Advisor().assess(cases[0])
    gc.collect()
    before = resident()
    for _ in range(options.reloads):
        Advisor().assess(cases[0])
    gc.collect()
    print(f", after {options.reloads} reloads {resident() - before:+} KB")


if __name__ == "__main__":
    main()
