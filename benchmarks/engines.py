"""The same rules on several engines, checked for equal results and timed side by side.

    python -m benchmarks.engines [--rounds N] [--cases N] [--facts N] [--scaling]

Prints medians; nothing depends on them. Needs the extra ``bench``; an engine that is not installed is left out.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median, quantiles
from typing import Any

from advisor.loading.knowledge import load_knowledge
from advisor.resources import shipped_root
from benchmarks.contenders import CONTENDERS, Case, Ours
from benchmarks.rulebases import RuleBase, cases, drawn

SLOW = ("stock Experta", "stock Experta, our strategy", "this engine, Experta's Rete")
"""These run a few of the cases in each round."""


def shipped() -> RuleBase:
    base = load_knowledge(shipped_root()).base
    return RuleBase(base.rules, base.attributes)


def timed(call: Callable[..., Any], *given: object) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    before = time.perf_counter()
    result = call(*given)
    return 1000 * (time.perf_counter() - before), result


def compare(base: RuleBase, given: Sequence[Case], rounds: int) -> None:
    built: dict[str, Any] = {}
    build_time: dict[str, float] = {}
    for name, make in CONTENDERS.items():
        try:
            build_time[name], built[name] = timed(make, base)
        except ImportError as missing:
            print(f"left out: {name} ({missing})")
    expected = [built["this engine, full trace"].run(case) for case in given]
    wrong = dict.fromkeys(built, 0)
    times: dict[str, list[float]] = {name: [] for name in built}
    for turn in range(rounds + 1):
        gc.collect()
        for name, contender in built.items():
            share = given[:: max(1, len(given) // 10)] if name in SLOW else given
            for case in share:
                spent, outcome = timed(contender.run, case)
                if turn:  # the first round warms up and is checked
                    times[name].append(spent)
                else:
                    wrong[name] += outcome is not None and outcome != expected[given.index(case)]
    fired = median(len(rules) for rules, _ in expected)
    print(f"{len(base.rules)} rules, {median(map(len, given)):.0f} facts, {fired:.0f} rules fired a case (medians)\n")
    print(f"{'':30} {'build ms':>9} {'median ms':>10} {'p95 ms':>8}  {'wrong':>6}")
    for name, each in times.items():
        p95 = quantiles(each, n=20)[-1]
        print(f"{name:30} {build_time[name]:9.1f} {median(each):10.3f} {p95:8.3f}  {wrong[name] or '-':>6}")


def scale(rounds: int) -> None:
    print("\nthis engine, full trace; drawn rule bases, medians in ms\n")
    print(f"{'rules':>6} {'build':>8}" + "".join(f"{facts:>9} facts" for facts in FACTS))
    for number in RULES:
        base = drawn(number)
        build, engine = timed(Ours, base)
        row = [per_case(engine, cases(base.attributes, 50, facts), rounds) for facts in FACTS]
        print(f"{number:6} {build:8.1f}" + "".join(f"{each:15.3f}" for each in row))


def per_case(engine: Any, given: Iterable[Case], rounds: int) -> float:
    given = list(given)
    for case in given:
        engine.run(case)
    return median(timed(engine.run, case)[0] for _ in range(rounds) for case in given)


RULES = (50, 100, 200, 400, 800)
FACTS = (5, 10, 20, 30, 40)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--facts", type=int, default=25)
    parser.add_argument("--scaling", action="store_true", help="also time drawn rule bases of 50 to 800 rules")
    asked = parser.parse_args()
    base = shipped()
    compare(base, cases(base.attributes, asked.cases, asked.facts), asked.rounds)
    if asked.scaling:
        scale(asked.rounds)


if __name__ == "__main__":
    main()
