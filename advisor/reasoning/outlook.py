"""What an answer to an open question can still change, as a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from advisor.model.outputs import Output


class Outlook:
    """``could_change`` maps each open input to the outputs that an answer to it could bring or take, or, of a piece of
    advice, move to another state, in the catalogue's order; ``certain`` are the outputs that come whatever is
    answered, ``possible`` those that can still come, the certain ones included. ``could_rank`` maps each open input
    to the pieces that an answer to it could put on or take off the list of what is to do; ``ranked`` are those that
    are on it whatever is answered, and ``rankable`` those that can still be, these included. ``hangs_on`` maps each
    derived attribute whose value is open to the open inputs that it hangs on, as a set of bits in the vocabulary's
    order.

    Where it is ``exact``, all of this is so and no more: for each change that is named there are answers under
    which it happens. Otherwise nothing is missing, and now and then something is named that turns out not to
    happen.
    """

    def __init__(
        self,
        could_change: dict[str, tuple[Output, ...]],
        hangs_on: Mapping[str, int],
        certain: Iterable[Output],
        possible: Iterable[Output],
        could_rank: Mapping[str, frozenset[str]],
        ranked: frozenset[str],
        rankable: frozenset[str],
        *,
        exact: bool,
    ):
        self.could_change = could_change
        self.could_rank, self.ranked, self.rankable = could_rank, ranked, rankable
        self.hangs_on = hangs_on
        self.exact = exact
        self._certain, self._possible = certain, possible

    # Sets of outputs are made only for those who ask: an assessment does not, and they cost a tenth of an outlook.

    @cached_property
    def certain(self) -> frozenset[Output]:
        """The outputs that come whatever is answered."""
        return frozenset(self._certain)

    @cached_property
    def possible(self) -> frozenset[Output]:
        """The outputs that can still come."""
        return frozenset(self._possible)


NO_OUTLOOK = Outlook({}, {}, (), (), {}, frozenset(), frozenset(), exact=True)
"""For whoever does not ask what open questions could change."""
