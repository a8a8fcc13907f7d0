"""The right sides of rules: what happens when one fires."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any as AnyValue

from advisor.engine.grounds import compile_grounds
from advisor.engine.merging import MERGES
from advisor.engine.patterns import AttributeValue
from advisor.model.attribute import Attribute
from advisor.model.rule import Rule
from advisor.model.trace import Firing

Effect = Callable[..., None]
"""Called with the inference engine. It takes any keywords, though none come, so that Experta need not filter them."""


def recording(rule: Rule) -> Effect:
    """Write the firing down, and put the rule's conclusions forward."""
    name, grounds, concluded = rule.id, compile_grounds(rule.when), dict(rule.then.conclude)
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


def merging(attributes: Iterable[Attribute], facts: Mapping[tuple[str, str], AttributeValue]) -> Effect:
    """Declare, of each attribute that rules concluded, the value that holds."""
    merges = [
        (one.name, MERGES[one.merge or "single"], {value: facts[one.name, value] for value in one.domain})
        for one in attributes
    ]

    def merge_stratum(engine: AnyValue, **_: AnyValue) -> None:
        proposals = engine.proposals
        for attribute, merge, values in merges:
            if attribute in proposals:
                engine.declare(values[merge(attribute, proposals[attribute], values)])

    return merge_stratum
