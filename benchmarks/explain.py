"""What explanations cost: each kind on the shipped rules, and why-not and sensitivity on drawn rules of any number.

Run ``python -m benchmarks.explain``. Times are milliseconds without the start of the program. On the shipped rules
every recommendation, tension, caveat and conclusion is asked about, for profiles from empty to full.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from advisor import Advisor, KnowledgeBase
from advisor.model.advice import Recommendation
from advisor.model.finding import Finding, Source
from benchmarks.rulebases import RuleBase, drawn

KNOWN = (0.0, 0.2, 0.5, 0.8, 1.0)
PROFILES = 3


Result = TypeVar("Result")


def measured(call: Callable[[], Result]) -> tuple[float, Result]:
    """Milliseconds, and what came back."""
    start = time.perf_counter()
    result = call()
    return (time.perf_counter() - start) * 1000, result


def row(name: str, times: list[float], note: str = "") -> None:
    times = sorted(times)
    print(
        f"{name:<32} {len(times):>6} {statistics.median(times):>9.2f} {times[int(0.95 * (len(times) - 1))]:>9.2f}"
        f" {times[-1]:>9.2f}  {note}"
    )


def profile(knowledge: KnowledgeBase, pick: random.Random, known: float) -> dict[str, str]:
    return {name: pick.choice(each.domain) for name, each in knowledge.inputs.items() if pick.random() < known}


def subjects(knowledge: KnowledgeBase) -> list[str]:
    conclusions = [f"{name}={value}" for name, each in knowledge.derived.items() for value in each.domain]
    return [*knowledge.recommendations, *knowledge.tensions, *knowledge.caveats, *conclusions]


def shipped() -> None:
    advisor = Advisor()
    pick = random.Random(1)
    print(f"shipped rules ({len(advisor.knowledge.rules)})")
    kinds: dict[str, list[float]] = {"why": [], "why-not": [], "what-if": [], "compare": [], "sensitivity": []}
    ways: list[int] = []
    for known in KNOWN:
        for _ in range(PROFILES):
            facts = advisor.profile(profile(advisor.knowledge, pick, known))
            other = advisor.profile(profile(advisor.knowledge, pick, known))
            change = pick.choice(list(advisor.knowledge.inputs))
            for name in subjects(advisor.knowledge):
                taken, why = measured(partial(advisor.why, facts, name))
                if why.holds:
                    kinds["why"].append(taken)
                    continue
                taken, found = measured(partial(advisor.why_not, facts, name))
                assert found.complete
                kinds["why-not"].append(taken)
                ways.append(len(found.ways))
            kinds["what-if"].append(measured(partial(advisor.what_if, facts, {change: "unknown"}))[0])
            kinds["compare"].append(measured(partial(advisor.compare, facts, other))[0])
            kinds["sensitivity"].append(measured(partial(advisor.sensitivity, facts))[0])
    for kind, times in kinds.items():
        row(kind, times, f"at most {max(ways)} smallest sets" if kind == "why-not" else "")


def with_findings(base: RuleBase) -> KnowledgeBase:
    """A knowledge base around drawn rules, with whatever they cite and recommend."""
    advice = sorted({name for rule in base.rules.values() for name in rule.then.recommend})
    cited = sorted({name for rule in base.rules.values() for name in rule.cites})
    plain = dict.fromkeys(("source", "locator", "paraphrase", "scope", "caveat"), "drawn")
    finding = {**plain, "nature": ("framework",), "support": "framework"}
    return KnowledgeBase(
        version="0",
        attributes=base.attributes,
        rules=base.rules,
        benchmarks={},
        tensions={},
        caveats={},
        steps=(),
        topics={},
        sources={"drawn": Source(key="drawn", letter="F", description="drawn", held="none", method="none")},
        findings={name: Finding.model_validate({"id": name, **finding}) for name in cited},
        recommendations={
            name: Recommendation(id=name, code="R", title=name, action=name, indicator=name, horizon="now", step=1)
            for name in advice
        },
    )


def scaled(rules: int) -> None:
    base = with_findings(drawn(rules))
    advisor = Advisor.of(base)
    pick = random.Random(2)
    why_not: list[float] = []
    sensitivity: list[float] = []
    cut = 0
    for known in (0.2, 0.5, 0.8):
        facts = advisor.profile(profile(base, pick, known))
        for name in pick.sample(subjects(base), min(25, len(subjects(base)))):
            taken, found = measured(partial(advisor.why_not, facts, name))
            if not found.holds:
                why_not.append(taken)
                cut += not found.complete
        sensitivity.append(measured(partial(advisor.sensitivity, facts))[0])
    row(f"why-not, {rules} drawn rules", why_not, f"{cut} cut off")
    row(f"sensitivity, {rules} drawn rules", sensitivity)


if __name__ == "__main__":
    print(f"{'':<32} {'asked':>6} {'median':>9} {'p95':>9} {'most':>9}")
    shipped()
    for count in (50, 100, 200, 400, 800):
        scaled(count)
