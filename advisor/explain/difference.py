"""What tells two assessments apart, and which answers, rules and entries of the knowledge make the difference.

The one account of it, for profiles compared now and for records of any age. Both sides come as plain data, since a
record may have been written by an older program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.explain.documents import (
    Document,
    Fired,
    Side,
    document_of,
    fields_apart,
    fields_that_differ,
    parts_that_differ,
)
from advisor.explain.goals import Concluded, Fires, Goal
from advisor.explain.smallest import smallest_sets
from advisor.model.assessment import Assessment
from advisor.model.difference import (
    KNOWLEDGE,
    ChangedConclusion,
    ChangedEntry,
    ChangedFact,
    ChangedOutput,
    ChangedRank,
    ChangedStanding,
    ChangedState,
    Difference,
    KnowledgeChange,
)
from advisor.model.explanation import Comparison, WhatIf
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.states import State, concluded_as
from advisor.reasoning.compiled import CompiledRules


def what_if(
    knowledge: KnowledgeBase, rules: CompiledRules, before: Assessment, after: Assessment, changes: Mapping[str, str]
) -> WhatIf:
    """What the changes, made between the two assessments, bring and take. The notes on answers are no part of them."""
    noted = after.profile.model_copy(update={"answers": before.profile.answers})
    after = after.model_copy(update={"profile": noted})
    return WhatIf(
        profile=before.profile,
        knowledge=before.knowledge,
        changes=dict(changes),
        difference=_of_assessments(knowledge, rules, before, after),
    )


def compare(knowledge: KnowledgeBase, rules: CompiledRules, before: Assessment, after: Assessment) -> Comparison:
    """What tells two profiles, or one at two times, apart."""
    return Comparison(
        profile=before.profile,
        knowledge=before.knowledge,
        other=after.profile,
        difference=_of_assessments(knowledge, rules, before, after),
    )


def compare_recorded(
    before: tuple[Document, KnowledgeBase | None], after: tuple[Document, KnowledgeBase | None]
) -> Difference:
    """What tells two recorded assessments apart, each given with its knowledge where that can still be read."""
    return difference(Side(*before), Side(*after))


def _of_assessments(
    knowledge: KnowledgeBase, rules: CompiledRules, before: Assessment, after: Assessment
) -> Difference:
    sides = (Side(document_of(each), knowledge, rules) for each in (before, after))
    return difference(*sides, one_version=True)


def difference(before: Side, after: Side, *, one_version: bool = False) -> Difference:
    """From one assessment to another, made with the same knowledge or with two. With ``one_version`` one version of the
    program made both, so that neither has fields that the other lacks."""
    fields_before, fields_after = ((), ()) if one_version else fields_apart(before.recorded, after.recorded)
    ignored = {*fields_before, *fields_after}
    compared = _Compared(before, after)
    kept = [(output, was, after.outputs[output]) for output, was in before.outputs.items() if output in after.outputs]
    advice = [(was, now) for output, was, now in kept if output.kind == "recommendation"]
    first_before, first_after = _first(before), _first(after)
    otherwise = [(output, fields_that_differ(output, was, now, ignored)) for output, was, now in kept]
    return Difference(
        facts=tuple(
            ChangedFact(attribute=name, before=before.facts.get(name), after=after.facts.get(name))
            for name in compared.differing
        ),
        conclusions=compared.conclusions(),
        gained=tuple(compared.output(each, True) for each in after.outputs if each not in before.outputs),
        lost=tuple(compared.output(each, False) for each in before.outputs if each not in after.outputs),
        states=tuple(compared.state(was, now) for was, now in advice if was["state"] != now["state"]),
        ranked=_ranked([(was, now) for was, now in advice if was["rank"] and now["rank"]]),
        first_before=first_before if first_before != first_after else (),
        first_after=first_after if first_before != first_after else (),
        standings=tuple(
            ChangedStanding(
                id=was["id"],
                grade_before=was["grade"],
                grade_after=now["grade"],
                support_before=was["support"],
                support_after=now["support"],
            )
            for was, now in advice
            if (was["grade"], was["support"]) != (now["grade"], now["support"])
        ),
        otherwise=tuple(
            ChangedEntry(kind=output.kind, id=output.id, fields=fields, knowledge=compared.changed_behind(output))
            for output, fields in otherwise
            if fields
        ),
        rules_before=tuple(rule for rule in before.fired if rule not in after.fired),
        rules_after=tuple(rule for rule in after.fired if rule not in before.fired),
        knowledge=compared.changes,
        elsewhere=tuple(parts_that_differ(before.document, after.document, ignored)),
        fields_before=fields_before,
        fields_after=fields_after,
    )


class _Compared:
    def __init__(self, before: Side, after: Side):
        self.before, self.after = before, after
        vocabulary = {name: None for side in (before, after) if side.knowledge for name in side.knowledge.attributes}
        names = [*vocabulary, *before.facts, *after.facts, *before.conclusions, *after.conclusions]
        self.names = tuple(dict.fromkeys(names))
        self.differing = [name for name in self.names if before.facts.get(name) != after.facts.get(name)]
        self.changes: tuple[KnowledgeChange, ...] = ()
        if before.knowledge and after.knowledge and before.knowledge.sha256 != after.knowledge.sha256:
            self.changes = knowledge_changes(before.knowledge, after.knowledge)
        self._changed = {(each.kind, each.id): each for each in self.changes}

    def output(self, output: Output, gained: bool) -> ChangedOutput:
        """An output that is on one side only."""
        side, other = (self.after, self.before) if gained else (self.before, self.after)
        return ChangedOutput(
            kind=output.kind,
            id=output.id,
            state=side.outputs[output].get("state"),
            rank=side.outputs[output].get("rank"),
            causes=self._causes(lambda rules: Fires(rules.index.giving.get(output, ()), gained)),
            rules=tuple(each.rule for each in side.proof_of(output) if each.rule not in other.fired),
            knowledge=self.changed_behind(output),
        )

    def state(self, before: Document, after: Document) -> ChangedState:
        """A piece of advice that stands otherwise. What ends waiting is that nothing is concluded of it any more."""
        piece: str = after["id"]
        was: State = before["state"]
        now: State = after["state"]
        name, value = concluded_as(piece, now)
        left, _ = concluded_as(piece, was)
        goal = (left, None) if now == "to_do" and left != name else (name, value)
        sides = ((self.before, self.after), (self.after, self.before))
        proofs = [each for side, _ in sides for each in side.proof_of_state(piece)]
        return ChangedState(
            id=piece,
            before=was,
            after=now,
            rank_before=before["rank"],
            rank_after=after["rank"],
            causes=self._causes(lambda rules: _concluded(rules, *goal)),
            rules=tuple(
                each.rule
                for side, other in sides
                for each in side.proof_of_state(piece)
                if each.rule not in other.fired
            ),
            knowledge=self._entries([("recommendation", piece)], proofs),
        )

    def conclusions(self) -> tuple[ChangedConclusion, ...]:
        changed = []
        for name in self.names:
            was, now = self.before.conclusions.get(name), self.after.conclusions.get(name)
            if was == now:
                continue
            sides = ((self.before, self.after), (self.after, self.before))
            rules = [
                each.rule
                for side, other in sides
                for each in side.proof_of_conclusion(name)
                if each.rule not in other.fired
            ]
            changed.append(
                ChangedConclusion(
                    attribute=name,
                    before=was,
                    after=now,
                    causes=self._causes(lambda rules, name=name, now=now: _concluded(rules, name, now)),
                    rules=tuple(rules),
                    knowledge=self._entries(
                        [("attribute", name)], [fired for side, _ in sides for fired in side.proof_of_conclusion(name)]
                    ),
                )
            )
        return tuple(changed)

    def changed_behind(self, output: Output) -> tuple[KnowledgeChange, ...]:
        """The entries behind an output that differ: its own, and the rules of its proofs with what they test."""
        return self._entries([output], [fired for side in (self.before, self.after) for fired in side.proof_of(output)])

    def _entries(self, own: list[Any], firings: list[Fired]) -> tuple[KnowledgeChange, ...]:
        keys = [*map(tuple, own), *(("rule", each.rule) for each in firings)]
        keys += [("attribute", name) for each in firings for name in each.facts]
        return tuple(self._changed[key] for key in dict.fromkeys(keys) if key in self._changed)

    def _causes(self, goal: Any) -> tuple[tuple[str, ...], ...]:
        """The smallest sets of what differs that, taken over from the other side, bring a change about. The knowledge
        counts as one thing that may be taken over, so the answers are tried on the one and on the other."""
        sets: list[tuple[str, ...]] = []
        for side, extra in ((self.before, ()), (self.after, (KNOWLEDGE,) if self.changes else None)):
            if extra is None or side.rules is None:
                continue
            wanted: Goal | None = goal(side.rules)
            if wanted is None:
                continue
            known = {name: value for name, value in self.before.facts.items() if _is_input(side, name, value)}
            choices = {
                name: (self.after.facts.get(name),)
                for name in self.differing
                if _is_input(side, name, self.after.facts.get(name))
            }
            found = [(*each, *extra) for each in smallest_sets(side.rules, wanted, known, choices).sets]
            sets += [each for each in found if not any(set(smaller) <= set(each) for smaller in sets)]
        return tuple(sorted(sets, key=len))


def _concluded(rules: CompiledRules, name: str, value: str | None) -> Goal | None:
    """That a conclusion comes to a value; None where the vocabulary does not have it."""
    if name not in rules.attributes or (value is not None and value not in rules.bits[name]):
        return None
    return Concluded(name, frozenset((value,)))


def _is_input(side: Side, name: str, value: str | None) -> bool:
    assert side.rules is not None
    attribute = side.rules.attributes.get(name)
    return attribute is not None and not attribute.derived and (value is None or value in attribute.values)


def knowledge_changes(before: KnowledgeBase, after: KnowledgeBase) -> tuple[KnowledgeChange, ...]:
    """Every entry of the knowledge that was added, removed or changed, in the order of its sections."""
    found = []
    old, new = before.content, after.content
    for section in old:
        if not isinstance(old[section], dict):
            if old[section] != new[section] and section != "version":
                found.append(KnowledgeChange(kind=section, id="", how="changed"))
            continue
        kind = section.removesuffix("s")
        for name in dict.fromkeys([*old[section], *new[section]]):
            if name not in new[section]:
                found.append(KnowledgeChange(kind=kind, id=name, how="removed"))
            elif name not in old[section]:
                found.append(KnowledgeChange(kind=kind, id=name, how="added"))
            elif old[section][name] != new[section][name]:
                found.append(KnowledgeChange(kind=kind, id=name, how="changed"))
    return tuple(found)


FIRST = 3
"""How many pieces come first."""


def _first(side: Side) -> tuple[str, ...]:
    ranked = [each for output, each in side.outputs.items() if output.kind == "recommendation" and each["rank"]]
    return tuple(each["id"] for each in sorted(ranked, key=lambda each: int(each["rank"]))[:FIRST])


def _ranked(kept: list[tuple[Document, Document]]) -> tuple[ChangedRank, ...]:
    places = sorted(now["rank"] for _, now in kept)
    return tuple(
        ChangedRank(
            id=was["id"],
            before=was["rank"],
            after=now["rank"],
            reordered=places[place] != now["rank"],
            urgency_before=was["urgency"],
            urgency_after=now["urgency"],
            because=now["rank_because"],
        )
        for place, (was, now) in enumerate(kept)
        if was["rank"] != now["rank"] or places[place] != now["rank"]
    )
