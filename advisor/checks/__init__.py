"""What is wrong with a knowledge base: every check gives issues, one concern a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.checks.contradiction import contradictions
from advisor.checks.coverage import coverage_issues
from advisor.checks.examples import example_issues
from advisor.checks.integrity import integrity_issues
from advisor.checks.reachability import unreachable_rules
from advisor.checks.redundancy import redundant_rules
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.trace import Trace


def knowledge_issues(loaded: LoadedKnowledge, run: Callable[[Mapping[str, str]], Trace]) -> list[Issue]:
    """Everything that is wrong, in the order of the files; ``run`` runs the engine on this knowledge.

    Integrity has been established before, since no engine can be made of knowledge that lacks it.
    """
    return sorted(
        {
            *example_issues(loaded, run),
            *unreachable_rules(loaded),
            *redundant_rules(loaded),
            *contradictions(loaded),
            *coverage_issues(loaded),
        }
    )


__all__ = ["integrity_issues", "knowledge_issues"]
