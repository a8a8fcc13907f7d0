"""What was found for some facts, kept for a while: an interview asks again and again for the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")


def remembered(find: Callable[[Mapping[str, str]], T], most: int) -> Callable[[Mapping[str, str]], T]:
    """The same function of facts, which finds nothing twice of what it found among the last ``most``. For functions
    that depend on nothing else, and whose results nobody changes."""

    @lru_cache(maxsize=most)
    def found(facts: tuple[tuple[str, str], ...]) -> T:
        return find(dict(facts))

    # The order of the answers tells nothing.
    return lambda facts: found(tuple(sorted(facts.items())))
