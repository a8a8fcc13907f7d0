"""Questions whose answer changes nothing, though rules ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.checks.reachability import undecided
from advisor.checks.trials import Trials
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.reasoning.firing_sets import FiringSets


def idle_inputs(loaded: LoadedKnowledge, sets: FiringSets, trials: Trials) -> Iterator[Issue]:
    """Inputs that rules test, and whose answer nevertheless changes no result in any case."""
    visible = sets.decide(sets.visible)
    if visible is None:
        return
    moving = sets.diagrams.variables(iter(visible))
    index = sets.rules.index
    tested = {name for names in index.tested.values() for name in names}
    unclear = [rule for rule, cases in sets.fires.items() if cases is None]
    behind_unclear = index.behind(name for rule in unclear for name in index.tested[rule])
    for name in loaded.base.inputs:
        if name not in tested or sets.variables[sets.rules.places[name]] in moving:
            continue
        if name in behind_unclear and _moves_an_example(name, unclear, trials):
            continue
        question = f"whether any answer to {name} changes a result"
        if name in behind_unclear:
            yield undecided(
                loaded, next(rule for rule in unclear if name in index.behind(index.tested[rule])), question
            )
        else:
            yield loaded.issue(
                "attribute",
                name,
                (),
                "no answer to this changes any advice or conclusion, in any case",
                "a rule in which the answer makes a difference",
                code="changes-nothing",
                of_key=True,
            )


def _moves_an_example(name: str, rules: Iterable[str], trials: Trials) -> bool:
    """Whether taking the answer out of an example that has it makes other rules fire."""
    return any(
        trials.of({other: value for other, value in trial.facts.items() if other != name}).fired != trial.fired
        for rule in rules
        for trial in trials.fires[rule]
        if name in trial.facts
    )
