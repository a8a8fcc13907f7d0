"""Examples that do not behave: a profile that should fire its rule and does not, or a near miss that does."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.checks.trials import Trials
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge


def example_issues(loaded: LoadedKnowledge, trials: Trials) -> Iterator[Issue]:
    """Each example that does not do what it says."""
    for key in loaded.base.rules:
        for kind, expected, tried in (("fires", True, trials.fires[key]), ("misses", False, trials.misses[key])):
            for index, trial in enumerate(tried):
                path = ("examples", kind, index)
                if trial.failure is not None:
                    what = f"the engine fails on this example: {trial.failure}"
                    yield loaded.issue("rule", key, path, what, code="example")
                elif (key in trial.fired) is not expected:
                    yield loaded.issue(
                        "rule",
                        key,
                        path,
                        f"this example {'does not fire' if expected else 'fires'} {key}",
                        f"it to {'fire' if expected else 'miss'}",
                        "correct the example or the condition",
                        code="example",
                    )
