"""What is wrong with a knowledge base: every check gives issues, one concern a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.checks.integrity import integrity_issues
from advisor.errors import Issue, in_order
from advisor.loading.knowledge import LoadedKnowledge
from advisor.reasoning.compiled import CompiledRules

if TYPE_CHECKING:
    from advisor.checks.trials import Run


def knowledge_issues(loaded: LoadedKnowledge, rules: CompiledRules, run: Run) -> list[Issue]:
    """Everything that is wrong, in the order of the files, and what could not be decided within a budget of steps,
    which is the same on every machine. ``rules`` are those of the knowledge, and ``run`` runs the engine on it.

    Integrity has been established before, since no engine can be made of knowledge that lacks it. It alone is checked
    on every load, so the other checks are loaded when they are called.
    """
    from advisor.checks.characters import character_issues
    from advisor.checks.contradiction import contradictions
    from advisor.checks.coverage import coverage_issues
    from advisor.checks.examples import example_issues
    from advisor.checks.first_steps import first_step_issues
    from advisor.checks.idle_inputs import idle_inputs
    from advisor.checks.reachability import dead_alternatives, unreachable_rules
    from advisor.checks.redundancy import Redundancy
    from advisor.checks.sides import side_issues
    from advisor.checks.states import state_issues
    from advisor.checks.trials import Trials
    from advisor.reasoning.firing_sets import FiringSets

    trials = Trials(loaded.base.rules, run)
    sets = FiringSets(rules)
    return in_order(
        {
            *example_issues(loaded, trials),
            *unreachable_rules(loaded, sets, trials),
            *contradictions(loaded, sets),
            *Redundancy(loaded, sets, trials).issues(),
            *idle_inputs(loaded, sets, trials),
            *state_issues(loaded, sets),
            *side_issues(loaded, sets),
            *dead_alternatives(loaded, sets),  # last, since one hostile rule may have more of them than steps are left
            *coverage_issues(loaded),
            *first_step_issues(loaded),
            *character_issues(loaded),
        }
    )


__all__ = ["integrity_issues", "knowledge_issues"]
