"""The right sides of rules: what happens when one fires."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any as AnyValue

from advisor.engine.grounds import compile_grounds
from advisor.engine.patterns import AttributeValue
from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.model.trace import Firing
from advisor.reasoning.compiled import CompiledRule, CompiledRules
from advisor.reasoning.merge import MERGES

Action = Callable[..., None]
"""Called with the inference engine. It takes any keywords, though none come, so that Experta need not filter them."""


def recording(compiled: CompiledRule, rules: CompiledRules) -> Action:
    """Write the firing down, and put the rule's conclusions forward."""
    rule = compiled.rule
    name, grounds, concluded = rule.id, compile_grounds(compiled.when, rules), dict(rule.then.drawn)
    conclusions = tuple(concluded.items())

    def record(engine: AnyValue, **_: AnyValue) -> None:
        firings = engine.firings
        if name in firings:  # the stock matcher activates a rule once for each alternative of an ``any``
            return
        facts, unknown = grounds(engine.facts.known)
        firings[name] = Firing(len(firings) + 1, name, facts, unknown, concluded.copy())
        for attribute, value in conclusions:
            engine.proposals.setdefault(attribute, {})[name] = value

    return record


def merging(attributes: Iterable[Attribute], facts: Mapping[tuple[str, str], AttributeValue]) -> Action:
    """Declare, of each attribute that rules concluded, the value that holds. It raises ``EngineError``, naming the
    rules, when several values of a ``single`` one are concluded."""
    merges = []
    for one in attributes:
        bits = {value: 1 << index for index, value in enumerate(one.domain)}
        held = {bit: facts[one.name, value] for value, bit in bits.items()}
        merges.append((one.name, MERGES[one.merge or "single"].held, bits, held))

    def merge_stratum(engine: AnyValue, **_: AnyValue) -> None:
        proposals = engine.proposals
        for attribute, merge, bits, held in merges:
            if attribute in proposals:
                values = 0
                for value in set(proposals[attribute].values()):
                    values |= bits[value]
                winner = held.get(merge(values))
                if winner is None:
                    said = ", ".join(f"{value} by {rule}" for rule, value in sorted(proposals[attribute].items()))
                    raise EngineError(f"{attribute} can hold one value, but rules conclude several: {said}")
                engine.declare(winner)

    return merge_stratum
