"""Strata: in which order rules have to run, so that a rule sees a conclusion only when it is final."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.errors import AdvisorError
from advisor.model.condition import tests
from advisor.model.rule import Rule


class CycleError(AdvisorError):
    """Derived attributes depend on one another in a circle; ``attributes`` is the way round it, each one named once,
    from the alphabetically first."""

    def __init__(self, attributes: tuple[str, ...]):
        self.attributes = attributes
        super().__init__("derived attributes depend on one another: " + " -> ".join((*attributes, attributes[0])))


def stratify(rules: Iterable[Rule]) -> dict[str, int]:
    """The stratum of each rule, by rule id.

    Rules that test no conclusion stand in stratum 0; every other one stands above all rules that conclude an attribute
    it tests. Raises ``CycleError`` when there is no such order.
    """
    rules = list(rules)
    concluding: dict[str, list[Rule]] = {}
    for rule in rules:
        for attribute in rule.then.conclude:
            concluding.setdefault(attribute, []).append(rule)
    tested = {rule.id: sorted({test.attribute for test in tests(rule.when)} & concluding.keys()) for rule in rules}
    needs = {
        attribute: sorted({needed for rule in concluders for needed in tested[rule.id]})
        for attribute, concluders in concluding.items()
    }
    stratum: dict[str, int] = {}
    level: dict[str, int] = {}
    for attribute in _needed_first(needs):
        for rule in concluding[attribute]:
            stratum[rule.id] = 1 + max((level[needed] for needed in tested[rule.id]), default=-1)
        level[attribute] = max(stratum[rule.id] for rule in concluding[attribute])
    return {rule.id: 1 + max((level[needed] for needed in tested[rule.id]), default=-1) for rule in rules}


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
