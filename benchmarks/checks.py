"""What it costs to find out in which cases each rule fires: ``python -m benchmarks.checks``.

Builds the sets behind ``rules check`` for the shipped rules and for drawn rule bases of 50 to 800 rules. Steps and
undecided rules are the same on every machine; seconds are not.
"""

from __future__ import annotations

import time

from advisor.loading.knowledge import load_knowledge
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.diagram import NONE
from advisor.reasoning.firing_sets import BUDGET, QUESTION, FiringSets
from advisor.resources import shipped_root
from benchmarks.rulebases import RuleBase, drawn

SIZES = (50, 100, 200, 400, 800)


def row(name: str, base: RuleBase) -> None:
    rules = CompiledRules(base.rules, base.attributes)
    start = time.perf_counter()
    sets = FiringSets(rules)
    seconds = time.perf_counter() - start
    found = list(sets.fires.values())
    print(f"{name:<20} {sets.diagrams.steps:>9,} {found.count(None):>10} {found.count(NONE):>12} {seconds:>8.3f}")


def main() -> None:
    shipped = load_knowledge(shipped_root()).base
    print(f"at most {QUESTION:,} steps a question and {BUDGET:,} in all")
    print(f"{'':<20} {'steps':>9} {'undecided':>10} {'never fires':>12} {'seconds':>8}")
    row(f"shipped ({len(shipped.rules)})", RuleBase(shipped.rules, shipped.attributes))
    for size in SIZES:
        row(f"drawn ({size})", drawn(size))


if __name__ == "__main__":
    main()
