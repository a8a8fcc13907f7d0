"""The rule bases and cases that the benchmarks run: the shipped one, and drawn ones of any size."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

from advisor.model.attribute import Attribute, Value
from advisor.model.condition import All, Condition, Is, Not, Unknown
from advisor.model.rule import Consequence, Examples, Rule

VALUES = ("low", "medium", "high", "highest")
INPUTS = 40
STRATA = 4
DERIVED = 4  # in each stratum but the last


class RuleBase(NamedTuple):
    rules: dict[str, Rule]
    attributes: dict[str, Attribute]


def drawn(rules: int, seed: int = 1) -> RuleBase:
    """Rules of one to four tests in four strata, a quarter with a negation, over forty inputs; the same for a seed."""
    pick = random.Random(seed)
    inputs = [_attribute(f"input_{n:02}", pick.randint(2, 4)) for n in range(1, INPUTS + 1)]
    layers = [
        [_attribute(f"derived_{layer}_{n}", 3, "highest") for n in range(1, DERIVED + 1)] for layer in range(1, STRATA)
    ]
    made = []
    for number in range(1, rules + 1):
        stratum = pick.choice((0, 0, 0, 1, 2, 3))
        tested = pick.sample(inputs, pick.randint(1, 3) if stratum == 0 else pick.randint(0, 1))
        parts: list[Condition] = [_test(pick, attribute) for attribute in tested]
        if stratum:
            parts.append(_test(pick, pick.choice(layers[stratum - 1])))
        if pick.random() < 0.25:
            negated = pick.choice(layers[stratum - 1]) if stratum else pick.choice(inputs)
            choice: tuple[Condition, ...] = (Unknown(attribute=negated.name), Not(part=_test(pick, negated)))
            parts.append(pick.choice(choice))
        then = Consequence(recommend=(f"advice-{number}",))
        if stratum < STRATA - 1 and pick.random() < 0.5:
            concluded = pick.choice(layers[stratum])
            then = Consequence(conclude={concluded.name: pick.choice(concluded.domain)})
        made.append(_rule(f"rule-{number:04}", All(parts=tuple(parts)), then))
    attributes = [*inputs, *(attribute for layer in layers for attribute in layer)]
    return RuleBase({rule.id: rule for rule in made}, {attribute.name: attribute for attribute in attributes})


def cases(attributes: Mapping[str, Attribute], number: int, facts: int, seed: int = 1) -> list[dict[str, str]]:
    """Cases with that many inputs known, or all inputs where there are fewer."""
    pick = random.Random(seed)
    inputs = [attribute for attribute in attributes.values() if not attribute.derived]
    drawn_cases = []
    for _ in range(number):
        known = {attribute.name for attribute in pick.sample(inputs, min(facts, len(inputs)))}
        drawn_cases.append({a.name: pick.choice(a.domain) for a in inputs if a.name in known})
    return drawn_cases


def _test(pick: random.Random, attribute: Attribute) -> Is:
    chosen = set(pick.sample(attribute.domain, max(1, len(attribute.domain) - pick.randint(1, 2))))
    values = tuple(value for value in attribute.domain if value in chosen)
    return Is(attribute=attribute.name, operand=values, allowed=values)


def _attribute(name: str, values: int, merge: str | None = None) -> Attribute:
    return Attribute(
        name=name,
        kind="input" if merge is None else "derived",
        label=name,
        question=None if merge else f"{name}?",
        why="drawn",
        findings=(),
        scale="ordinal",
        merge=merge,
        merge_why="drawn" if merge else None,
        values={value: Value(label=value, observe=value) for value in VALUES[:values]},
    )


def _rule(name: str, when: Condition, then: Consequence) -> Rule:
    return Rule(
        id=name,
        topic="drawn",
        title=name,
        when=when,
        then=then,
        because="drawn",
        cites=("F1",),
        grade="stated",
        examples=Examples(fires=({},), misses=({},)),
    )
