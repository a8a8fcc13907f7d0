"""Examples that do not behave: a profile that should fire its rule and does not, or a near miss that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from advisor.errors import EngineError, Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.trace import Trace


def example_issues(loaded: LoadedKnowledge, run: Callable[[Mapping[str, str]], Trace]) -> Iterator[Issue]:
    for key, rule in loaded.base.rules.items():
        for kind, expected, profiles in (("fires", True, rule.examples.fires), ("misses", False, rule.examples.misses)):
            for index, facts in enumerate(profiles):
                path = ("examples", kind, index)
                try:
                    fired = any(firing.rule == key for firing in run(facts).firings)
                except EngineError as error:
                    yield loaded.issue("rule", key, path, f"the engine fails on this example: {error}", code="example")
                    continue
                if fired is not expected:
                    yield loaded.issue(
                        "rule",
                        key,
                        path,
                        f"this example {'does not fire' if expected else 'fires'} {key}",
                        f"it to {'fire' if expected else 'miss'}",
                        "correct the example or the condition",
                        code="example",
                    )
