"""What one run of the engine did."""

from __future__ import annotations

from typing import NamedTuple


class Firing(NamedTuple):
    """A rule that fired. ``facts`` are the known inputs and conclusions that made its condition true, ``unknown`` the
    attributes whose absence did; ``concluded`` what the rule itself put forward, before conclusions were merged."""

    seq: int
    rule: str
    facts: dict[str, str]
    unknown: tuple[str, ...]
    concluded: dict[str, str]


class Trace(NamedTuple):
    """``facts`` are the inputs of the run, ``conclusions`` the merged value of each derived attribute, and ``firings``
    every rule that fired, in order."""

    facts: dict[str, str]
    firings: tuple[Firing, ...]
    conclusions: dict[str, str]
