"""Some ways to answer all questions, always the same: half of the questions each, evenly over their answers.

Nobody knows how often clients give which answer. So the ways show how far what is open can still move a result, and not
how likely it is to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256

from advisor.model.attribute import Attribute

UNKNOWN_SHARE = 0.5
"""In which share of the ways a question is answered with "I don't know"."""

Way = dict[str, str]
"""Answers, without those that stay unknown."""


def ways_to_answer(inputs: Mapping[str, Attribute], count: int) -> tuple[Way, ...]:
    """So many ways to answer some inputs."""
    return tuple(
        {name: value for name, each in inputs.items() if (value := _drawn(way, each)) is not None}
        for way in range(count)
    )


def rest_of(way: Way, facts: Mapping[str, str], closed: Collection[str]) -> Way:
    """What a way answers of what is open."""
    return {name: value for name, value in way.items() if name not in facts and name not in closed}


def _drawn(way: int, attribute: Attribute) -> str | None:
    """The answer to an input in one of the ways: the same on every machine, whatever else is asked."""
    at = int.from_bytes(sha256(f"{way} {attribute.name}".encode()).digest()[:6], "big") / 2**48
    if at < UNKNOWN_SHARE:
        return None
    return attribute.domain[int((at - UNKNOWN_SHARE) / (1 - UNKNOWN_SHARE) * len(attribute.domain))]
