"""A rule that ``NOT`` blocks does not fire, and equals fire in the same order in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.engine.experta_shim import NOT, DepthStrategy, Fact, KnowledgeEngine, ReteMatcher, Rule
from advisor.engine.strategy import TotalOrder

ROOT = Path(__file__).resolve().parents[3]
RULES = 10


class T(Fact):  # type: ignore[misc]  # Experta has no types
    pass


class D(Fact):  # type: ignore[misc]
    pass


def blocked_rules_that_fired(strategy: type) -> int:
    """Ten rules, each blocked by a fact of its own, and one of higher salience that declares one of these facts."""
    return sum(_fires_though_blocked(strategy, blocked) for blocked in range(RULES))


def _fires_though_blocked(strategy: type, blocked: int) -> bool:
    fired: list[str] = []

    def named(name: str) -> Any:
        def effect(engine: Any) -> None:
            fired.append(name)

        effect.__name__ = name
        return effect

    def declare(engine: Any) -> None:
        engine.declare(D(i=blocked))

    rules = [Rule(T(x=1), NOT(D(i=i)))(named(f"rule-{i}")) for i in range(RULES)]
    rules.append(Rule(T(x=1), salience=1)(declare))
    members = {"__matcher__": ReteMatcher, "__strategy__": strategy, "get_rules": lambda engine: rules}
    engine = type("Ten", (KnowledgeEngine,), members)()
    engine.reset()
    engine.declare(T(x=1))
    engine.run()
    assert len(set(fired)) >= RULES - 1
    return f"rule-{blocked}" in fired


def test_the_stock_strategy_fires_blocked_rules() -> None:
    assert blocked_rules_that_fired(DepthStrategy) > 0


def test_ours_fires_none() -> None:
    assert blocked_rules_that_fired(TotalOrder) == 0


@pytest.mark.parametrize("matcher", ["indexed", "rete"])
def test_the_order_is_the_same_in_every_process(matcher: str) -> None:
    program = f"""
from benchmarks.rulebases import cases, drawn
from advisor.engine import Engine
from advisor.reasoning.compiled import CompiledRules
base = drawn(60)
engine = Engine(CompiledRules(base.rules, base.attributes), {matcher!r})
for case in cases(base.attributes, 10, 40):
    print(engine.run(case))
"""
    said = set()
    for seed in ("0", "1", "7", "random"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1
    assert "Firing(seq=2" in said.pop()
