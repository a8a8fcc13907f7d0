"""Which value a conclusion has when rules conclude several: the three ways to merge, on values as a set of bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Merge(NamedTuple):
    """One way. Values are bits in the domain's order, the lowest first; a set of them is a number.

    ``held`` gives the value that holds of those concluded, or all of them when no value may win; ``beating`` the values
    of a domain that, concluded too, would hold in place of one; ``possible`` those that can come to hold when some are
    concluded for sure (at least one) and others perhaps.
    """

    held: Callable[[int], int]
    beating: Callable[[int, int], int]
    possible: Callable[[int, int], int]


def _highest(values: int) -> int:
    return 1 << (values.bit_length() - 1)


def _lowest(values: int) -> int:
    return values & -values


MERGES: dict[str, Merge] = {
    "single": Merge(
        held=lambda values: values,
        beating=lambda value, domain: domain & ~value,
        possible=lambda sure, maybe: sure | maybe,
    ),
    "highest": Merge(
        held=_highest,
        beating=lambda value, domain: domain & -(value << 1),
        possible=lambda sure, maybe: (floor := 1 << (sure.bit_length() - 1)) | (maybe & -floor),
    ),
    "lowest": Merge(
        held=_lowest,
        beating=lambda value, domain: domain & (value - 1),
        possible=lambda sure, maybe: (ceiling := sure & -sure) | (maybe & (2 * ceiling - 1)),
    ),
}
