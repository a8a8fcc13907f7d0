"""Strata: in which order rules have to run, so that a rule sees a conclusion only when it is final."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.errors import AdvisorError
from advisor.model.rule import Rule
from advisor.reasoning.index import RuleIndex


class CycleError(AdvisorError):
    """Derived attributes depend on one another in a circle; ``attributes`` is the way round it, each one named once,
    from the alphabetically first."""

    def __init__(self, attributes: tuple[str, ...]):
        self.attributes = attributes
        super().__init__("derived attributes depend on one another: " + " -> ".join((*attributes, attributes[0])))


def stratify(index: RuleIndex) -> dict[str, int]:
    """The stratum of each rule, by rule id.

    Rules that test no conclusion stand in stratum 0; every other one stands above all rules that conclude an attribute
    it tests. Raises ``CycleError`` when there is no such order.
    """
    concluding = index.concluding
    level: dict[str, int] = {}

    def stratum(rule: Rule) -> int:
        return 1 + max((level[name] for name in index.tested[rule.id] if name in concluding), default=-1)

    for attribute in _needed_first(
        {name: [each for each in index.needs(name) if each in concluding] for name in concluding}
    ):
        level[attribute] = max(stratum(rule) for rule in concluding[attribute])
    return {name: stratum(rule) for name, rule in index.rules.items()}


def _needed_first(needs: Mapping[str, list[str]]) -> list[str]:
    """The attributes, each after all that it needs. Goes deep with a stack of its own: a chain may be long."""
    done: dict[str, None] = {}
    for start in sorted(needs):
        path = [start]
        while path:
            attribute = path[-1]
            missing = next((needed for needed in needs[attribute] if needed not in done), None)
            if missing is None:
                done[attribute] = None
                path.pop()
            elif missing in path:
                raise CycleError(_from_first(path[path.index(missing) :]))
            else:
                path.append(missing)
    return list(done)


def _from_first(cycle: list[str]) -> tuple[str, ...]:
    """The cycle turned so that it starts with its alphabetically first member, in the direction "is needed by"."""
    cycle = cycle[::-1]
    first = cycle.index(min(cycle))
    return tuple(cycle[first:] + cycle[:first])
