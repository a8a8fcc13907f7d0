"""Which of the two ways tells what can still change: exactly, or, where the rules are too entangled, within bounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property, lru_cache

from advisor.model.knowledge import KnowledgeBase
from advisor.reasoning.bounded_outlook import BoundedOutlook
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.exact_outlook import ExactOutlook
from advisor.reasoning.firing_sets import FiringSets
from advisor.reasoning.moot import moot
from advisor.reasoning.outlook import Outlook
from advisor.reasoning.possible import RuleOutlook

STEPS = 40_000
"""How many steps the decision diagrams of all rules may take, and thereby how many nodes they may have. The shipped
rules take 9,000; drawn ones can take any number."""

KEPT = 32
"""How many outlooks are kept."""


class Relevance:
    """The rules of a knowledge base, arranged for the question what can still change. ``steps`` is the most that exact
    answers may cost to make ready, once; beyond it bounds are told."""

    def __init__(self, knowledge: KnowledgeBase, rules: CompiledRules, steps: int = STEPS):
        self.outlook = RuleOutlook(rules)
        self._knowledge, self._rules, self._steps = knowledge, rules, steps
        self._told = lru_cache(maxsize=KEPT)(self._tell)

    # Two threads that ask at once make it twice, which does no harm.
    @cached_property
    def _teller(self) -> ExactOutlook | BoundedOutlook:
        sets = FiringSets(self._rules, budget=self._steps, question=self._steps)
        found = sets.decide(lambda: ExactOutlook(self._knowledge, sets))
        return found if found is not None else BoundedOutlook(self._knowledge, self.outlook)

    def open_to(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> Outlook:
        """The outlook from known facts; inputs in ``closed`` are answered "unknown" and stay that way, and so does what
        these facts make moot. The last few are kept, since an interview asks for each more than once."""
        return self._told(tuple(facts.items()), moot(self._knowledge, facts).union(closed))

    def _tell(self, facts: tuple[tuple[str, str], ...], closed: frozenset[str]) -> Outlook:
        return self._teller.open_to(dict(facts), closed)
