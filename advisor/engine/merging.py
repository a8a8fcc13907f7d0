"""Which value an attribute has when several rules concluded it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from advisor.errors import EngineError

Merge = Callable[[str, Mapping[str, str], Collection[str]], str]
"""From an attribute, the value each rule proposes, and the domain from low to high, to the value that holds."""


def single(attribute: str, proposed: Mapping[str, str], domain: Collection[str]) -> str:
    """The one proposed value. Raises ``EngineError``, naming the rules, when there are several."""
    values = set(proposed.values())
    if len(values) > 1:
        said = ", ".join(f"{value} by {rule}" for rule, value in sorted(proposed.items()))
        raise EngineError(f"{attribute} can hold one value, but rules conclude several: {said}")
    return values.pop()


def highest(attribute: str, proposed: Mapping[str, str], domain: Collection[str]) -> str:
    order = list(domain)
    return max(proposed.values(), key=order.index)


def lowest(attribute: str, proposed: Mapping[str, str], domain: Collection[str]) -> str:
    order = list(domain)
    return min(proposed.values(), key=order.index)


MERGES: dict[str, Merge] = {"single": single, "highest": highest, "lowest": lowest}
