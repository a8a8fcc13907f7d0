"""The order in which rules fire: the same in every process, and with no blocked rule left on the agenda."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from operator import attrgetter
from typing import Any as AnyValue

from advisor.engine.experta_shim import Activation, Agenda, Strategy

_key = attrgetter("key")


class TotalOrder(Strategy):  # type: ignore[misc]
    """Salience, then the rule's name, then the facts it matched.

    Experta's ``DepthStrategy`` leaves the order of equals to the addresses of objects, and looks for an activation
    that is to be taken off only next to where it would be put in, so that a rule blocked by ``NOT`` may fire all the
    same. This one takes off exactly the activation that the matcher names.
    """

    @staticmethod
    def key_of(activation: Activation) -> tuple[AnyValue, ...]:
        """What an activation is ordered by, smallest first."""
        rule = activation.rule
        return (-rule.salience, rule.__name__, sorted(fact.__factid__ for fact in activation.facts))

    def _update_agenda(self, agenda: Agenda, added: Iterable[Activation], removed: Iterable[Activation]) -> None:
        for activation in removed:
            if activation.key is None:
                activation.key = self.key_of(activation)
            with suppress(ValueError):  # it has fired already
                agenda.activations.remove(activation)
        if added:
            for activation in added:
                if activation.key is None:
                    activation.key = self.key_of(activation)
            agenda.activations.extend(added)
            agenda.activations.sort(key=_key, reverse=True)
