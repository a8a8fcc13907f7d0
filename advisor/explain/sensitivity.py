"""What the advice hangs on: the answers given, each over its other values, and the questions still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from advisor.explain.goals import Fires
from advisor.explain.smallest import smallest_sets
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.explanation import Alternative, Prospect, Sensitivity, Swing
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output, catalogue, outputs_of
from advisor.model.states import State, states_in
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.outlook import Outlook

Thing = TypeVar("Thing")

BUDGET = 400_000
"""How many rules the searches may look at together, over all pieces of advice; what one leaves the next ones have."""

Run = Callable[[Mapping[str, str]], Trace]

Step = Callable[[int, int], None]
"""Is told how many answers and pieces of advice have been looked into, and of how many."""


def sensitivity(
    knowledge: KnowledgeBase,
    rules: CompiledRules,
    assessment: Assessment,
    run: Run,
    outlook: Outlook,
    budget: int = BUDGET,
    step: Step | None = None,
) -> Sensitivity:
    """Every answer of the assessment over its other values and ``unknown``, and every piece of advice over what the
    open questions may turn out to be. ``rules`` are those of the knowledge, and ``outlook`` is that of the same facts.
    ``step`` is told how far it is."""
    facts = assessment.profile.facts
    outputs = _Outputs(knowledge)
    now = run(facts)
    there = outputs.of(now)
    asked = [output for output in outputs.order if output in outlook.possible and output not in outlook.certain]
    coming = [output for output in asked if output not in there]
    looked_into = _Count(len(facts) + len(there) + len(coming), step)
    swings = [_swing(knowledge, outputs, facts, name, now, there, run) for name in looked_into.each(facts)]
    prospects = _Prospects(knowledge, rules, facts, outlook, budget, len(asked))
    unsettled = [prospect for output in looked_into.each(there) if (prospect := prospects.of(output, present=True))]
    hanging = {Output(each.kind, each.id) for each in unsettled}
    return Sensitivity(
        profile=assessment.profile,
        knowledge=assessment.knowledge,
        answers=tuple(sorted(swings, key=lambda each: -each.sway)),
        settled=tuple(str(output) for output in there if output not in hanging),
        unsettled=tuple(unsettled),
        possible=tuple(
            prospect for output in looked_into.each(coming) if (prospect := prospects.of(output, present=False))
        ),
    )


class _Count:
    """Tells a step how far the work is."""

    def __init__(self, total: int, step: Step | None):
        self.done, self.total, self.step = 0, total, step

    def each(self, things: Iterable[Thing]) -> Iterator[Thing]:
        for thing in things:
            yield thing
            self.done += 1
            if self.step is not None:
                self.step(self.done, self.total)


class _Outputs:
    """The outputs of traces, in the knowledge base's order."""

    def __init__(self, knowledge: KnowledgeBase):
        self.order = tuple(catalogue(knowledge))
        self._of_rule = {rule.id: outputs_of(rule) for rule in knowledge.rules.values()}

    def of(self, trace: Trace) -> dict[Output, None]:
        found = {output for firing in trace.firings for output in self._of_rule[firing.rule]}
        return {output: None for output in self.order if output in found}


def _swing(
    knowledge: KnowledgeBase,
    outputs: _Outputs,
    facts: Mapping[str, str],
    name: str,
    now: Trace,
    there: Mapping[Output, None],
    run: Run,
) -> Swing:
    alternatives = []
    changed = 0
    for value in (*knowledge.attributes[name].domain, UNKNOWN):
        if value == facts[name]:
            continue
        others = {key: given for key, given in facts.items() if key != name}
        trace = run(others if value == UNKNOWN else {**others, name: value})
        then = outputs.of(trace)
        gained = [output for output in then if output not in there]
        lost = [output for output in there if output not in then]
        states = _states_apart(knowledge, now, trace)
        changed += sum(output.kind != "caveat" for output in (*gained, *lost)) + len(states)
        alternatives.append(
            Alternative(
                answer=value,
                gained=tuple(map(str, gained)),
                lost=tuple(map(str, lost)),
                states=states,
                conclusions={
                    attribute: trace.conclusions.get(attribute)
                    for attribute in knowledge.derived
                    if trace.conclusions.get(attribute) != now.conclusions.get(attribute)
                },
            )
        )
    return Swing(
        attribute=name, answer=facts[name], sway=round(changed / len(alternatives), 2), alternatives=tuple(alternatives)
    )


def _states_apart(knowledge: KnowledgeBase, now: Trace, then: Trace) -> dict[str, State]:
    """Where pieces that are listed either way stand then, if it is not where they stand now."""
    before, after = (states_in(trace.conclusions, knowledge.recommendations) for trace in (now, then))
    return {piece: state for piece, state in after.items() if before.get(piece, state) != state}


class _Prospects:
    def __init__(
        self,
        knowledge: KnowledgeBase,
        rules: CompiledRules,
        facts: Mapping[str, str],
        outlook: Outlook,
        budget: int,
        asked: int,
    ):
        self.knowledge, self.rules, self.facts, self.outlook = knowledge, rules, facts, outlook
        self.budget, self.asked = budget, asked
        self.choices = {name: each.domain for name, each in knowledge.inputs.items() if name not in facts}

    def of(self, output: Output, present: bool) -> Prospect | None:
        """What would take the output away, or bring it; None when no answers to open questions can."""
        if output in self.outlook.certain:
            return None
        goal = Fires(self.rules.index.giving.get(output, ()), wanted=not present)
        share = self.budget // max(1, self.asked)
        found = smallest_sets(self.rules, goal, self.facts, self.choices, share)
        self.budget, self.asked = self.budget - found.spent, self.asked - 1
        if found.complete and not found.sets:
            return None
        if found.complete:
            hanging = {attribute for each in found.sets for attribute in each}
        else:
            hanging = {attribute for attribute, reached in self.outlook.could_change.items() if output in reached}
        return Prospect(
            kind=output.kind,
            id=output.id,
            hangs_on=tuple(attribute for attribute in self.knowledge.inputs if attribute in hanging),
            sets=tuple({attribute: value for attribute, value in each.items() if value} for each in found.sets),
            exact=found.complete,
        )
