"""What the rules' own examples do, run once for all checks that ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from advisor.errors import EngineError
from advisor.model.rule import Rule
from advisor.model.trace import Trace

Run = Callable[[Mapping[str, str]], Trace]


class Trial(NamedTuple):
    """An example and the rules that fire on it; ``failure`` is what the engine said when it failed."""

    facts: Mapping[str, str]
    fired: frozenset[str]
    failure: str | None = None


class Trials:
    """The trials of all rules, by id: of the examples that should fire it, and of those that should miss it."""

    def __init__(self, rules: Mapping[str, Rule], run: Run):
        self._run = run
        self.fires = {key: tuple(self.of(facts) for facts in rule.examples.fires) for key, rule in rules.items()}
        self.misses = {key: tuple(self.of(facts) for facts in rule.examples.misses) for key, rule in rules.items()}

    def of(self, facts: Mapping[str, str]) -> Trial:
        """What the engine does with some facts."""
        try:
            return Trial(facts, frozenset(firing.rule for firing in self._run(facts).firings))
        except EngineError as error:
            return Trial(facts, frozenset(), str(error))

    def fires_somewhere(self, rule: str) -> bool:
        """Whether an example shows that a rule can fire."""
        return any(rule in trial.fired for trial in self.fires[rule])
