"""What differs between two assessments on the same knowledge, and which facts and rules make the difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from advisor.explain.goals import Concluded, Fires, Goal
from advisor.explain.smallest import smallest_sets
from advisor.explain.subject import giving, outcome
from advisor.explain.why import proof
from advisor.model.assessment import Assessment, RankedRecommendation
from advisor.model.explanation import (
    ChangedConclusion,
    ChangedFact,
    ChangedOutput,
    ChangedRank,
    ChangedStanding,
    Comparison,
    Difference,
    Kind,
    Subject,
    WhatIf,
)
from advisor.model.knowledge import KnowledgeBase


def what_if(knowledge: KnowledgeBase, before: Assessment, after: Assessment, changes: Mapping[str, str]) -> WhatIf:
    """What the changes, made between the two assessments, bring and take."""
    return WhatIf(
        profile=before.profile,
        knowledge=before.knowledge,
        changes=dict(changes),
        difference=difference(knowledge, before, after),
    )


def compare(knowledge: KnowledgeBase, before: Assessment, after: Assessment) -> Comparison:
    """What tells two profiles, or one at two times, apart."""
    return Comparison(
        profile=before.profile,
        knowledge=before.knowledge,
        other=after.profile,
        difference=difference(knowledge, before, after),
    )


def difference(knowledge: KnowledgeBase, before: Assessment, after: Assessment) -> Difference:
    """From one assessment to another made with the same knowledge."""
    compared = _Compared(knowledge, before, after)
    kept = _kept(before, after)
    return Difference(
        facts=tuple(
            ChangedFact(attribute=name, before=before.profile.facts.get(name), after=after.profile.facts.get(name))
            for name in compared.differing
        ),
        conclusions=compared.conclusions(),
        gained=compared.outputs("gained"),
        lost=compared.outputs("lost"),
        ranked=_ranked(kept),
        standings=tuple(
            ChangedStanding(
                id=one.id,
                grade_before=one.grade,
                grade_after=two.grade,
                support_before=one.support,
                support_after=two.support,
            )
            for one, two in kept
            if (one.grade, one.support) != (two.grade, two.support)
        ),
        rules_before=tuple(each.rule for each in before.firings if each.rule not in compared.fired_after),
        rules_after=tuple(each.rule for each in after.firings if each.rule not in compared.fired_before),
    )


class _Compared:
    def __init__(self, knowledge: KnowledgeBase, before: Assessment, after: Assessment):
        self.knowledge, self.before, self.after = knowledge, before, after
        one, two = before.profile.facts, after.profile.facts
        self.differing = [name for name in knowledge.inputs if one.get(name) != two.get(name)]
        self.choices = {name: (two.get(name),) for name in self.differing}
        self.fired_before = {each.rule for each in before.firings}
        self.fired_after = {each.rule for each in after.firings}

    def outputs(self, side: Literal["gained", "lost"]) -> tuple[ChangedOutput, ...]:
        has, lacks = (self.after, self.before) if side == "gained" else (self.before, self.after)
        there = _outputs(lacks)
        changed = []
        for kind, name in _outputs(has):
            if (kind, name) not in there:
                subject = Subject(kind=kind, id=name)
                goal = Fires(giving(subject, self.knowledge), side == "gained")
                changed.append(
                    ChangedOutput(kind=kind, id=name, causes=self._causes(goal), rules=self._rules(subject, has))
                )
        return tuple(changed)

    def conclusions(self) -> tuple[ChangedConclusion, ...]:
        one = {each.attribute: each.value for each in self.before.conclusions}
        two = {each.attribute: each.value for each in self.after.conclusions}
        changed = []
        for name in self.knowledge.derived:
            if one.get(name) != two.get(name):
                subject = Subject(kind="conclusion", id=name)
                rules = (*self._rules(subject, self.before), *self._rules(subject, self.after))
                causes = self._causes(Concluded(name, frozenset((two.get(name),))))
                changed.append(
                    ChangedConclusion(
                        attribute=name, before=one.get(name), after=two.get(name), causes=causes, rules=rules
                    )
                )
        return tuple(changed)

    def _causes(self, goal: Goal) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of differing inputs that, taken over from the other side, bring the change about."""
        found = smallest_sets(self.knowledge, goal, self.before.profile.facts, self.choices)
        return tuple(tuple(each) for each in found.sets)

    def _rules(self, subject: Subject, side: Assessment) -> tuple[str, ...]:
        """The rules of the subject's proof on one side that did not fire on the other."""
        elsewhere = self.fired_before if side is self.after else self.fired_after
        top = outcome(subject, side, self.knowledge).rules
        return tuple(each.rule for each in proof(side, top) if each.rule not in elsewhere)


def _outputs(assessment: Assessment) -> dict[tuple[Kind, str], None]:
    """In the order of the assessment."""
    return dict.fromkeys(
        [
            *((("recommendation", each.id)) for each in assessment.recommendations),
            *((("tension", each.id)) for each in assessment.tensions),
            *((("caveat", each.id)) for each in assessment.caveats),
        ]
    )


def _kept(before: Assessment, after: Assessment) -> list[tuple[RankedRecommendation, RankedRecommendation]]:
    later = {each.id: each for each in after.recommendations}
    return [(each, later[each.id]) for each in before.recommendations if each.id in later]


def _ranked(kept: list[tuple[RankedRecommendation, RankedRecommendation]]) -> tuple[ChangedRank, ...]:
    places = sorted(two.rank for _, two in kept)
    return tuple(
        ChangedRank(id=one.id, before=one.rank, after=two.rank, reordered=places[place] != two.rank)
        for place, (one, two) in enumerate(kept)
        if one.rank != two.rank or places[place] != two.rank
    )
