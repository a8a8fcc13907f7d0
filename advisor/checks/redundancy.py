"""Rules that add nothing: whatever they bring, others bring or overrule whenever they fire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.checks.reachability import undecided
from advisor.checks.trials import Trials
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.base import GRADES
from advisor.model.outputs import Output
from advisor.model.rule import Rule
from advisor.model.states import part_saying
from advisor.reasoning.diagram import NONE
from advisor.reasoning.firing_sets import FiringSets
from advisor.reasoning.merge import MERGES

Effect = Output | tuple[int, int]
"""What a rule brings: an output, or a value of a conclusion, as place and bit."""


class Redundancy:
    """Which rules add nothing, asked of the sets of cases in which they fire, and of their examples where these are
    not known."""

    def __init__(self, loaded: LoadedKnowledge, sets: FiringSets, trials: Trials):
        self._loaded, self._sets, self._trials = loaded, sets, trials
        self._without: dict[Effect, dict[str, int | None]] = {}

    def issues(self) -> Iterator[Issue]:
        """Each rule that adds nothing, and each of which that was not found out."""
        suspects = []
        open_ones: dict[str, None] = {}
        for key in self._loaded.base.rules:
            if self._sets.can_fire(key) is False:
                continue
            overruled = [effect for effect in self._effects(key) if self._always_overruled(key, effect)]
            for effect in overruled:
                yield self._overruled(key, effect)
            if overruled:
                continue
            verdicts = [self._adds_nothing(key, effect) for effect in self._effects(key)]
            if False not in verdicts:
                if None in verdicts:
                    open_ones.update(dict.fromkeys(self._unclear(key)))
                else:
                    suspects.append(key)
        for key in open_ones:
            yield undecided(self._loaded, key, "whether this rule adds something to others, and they to it,")
        yield from self._redundant(suspects)

    def _unclear(self, key: str) -> list[str]:
        """The rules whose cases would have to be known to say what a rule adds; itself where no other is in the way."""
        fires = self._sets.fires
        involved = dict.fromkeys([key, *(each for effect in self._effects(key) for each in self._carriers(effect))])
        return [each for each in involved if fires[each] is None] or [key]

    def _effects(self, key: str) -> tuple[Effect, ...]:
        compiled = self._sets.rules.by_id[key]
        return (*compiled.concludes, *compiled.outputs)

    def _carriers(self, effect: Effect) -> list[str]:
        """The rules that bring an effect, or, of a conclusion, a value that would hold in its place."""
        rules = self._sets.rules
        if isinstance(effect, Output):
            return [rule.id for rule in rules.index.giving[effect]]
        place, bit = effect
        return self._concluding(place, bit | self._beating(place, bit))

    def _concluding(self, place: int, bits: int) -> list[str]:
        rules = self._sets.rules
        name = rules.names[place]
        return [rule.id for rule in rules.index.concluding[name] if rules.bits[name][rule.then.drawn[name]] & bits]

    def _beating(self, place: int, bit: int) -> int:
        """The values that would hold in place of one; none may where a conclusion has to have one value."""
        merge = self._sets.rules.attributes[self._sets.rules.names[place]].merge
        return MERGES[merge].beating(bit, self._sets.rules.whole[place]) if merge not in (None, "single") else 0

    def _always_overruled(self, key: str, effect: Effect) -> bool:
        if isinstance(effect, Output):
            return False
        beaten_by = self._concluding(effect[0], self._beating(*effect))
        return bool(beaten_by) and self._covered(key, beaten_by) is True

    def _covered(self, key: str, others: Iterable[str]) -> bool | None:
        """Whether one of the others fires whenever a rule does; None where that was not found out."""
        sets = self._sets
        union = sets.decide(lambda: sets.union(cases for each in others if (cases := sets.fires[each]) is not None))
        return None if union is None else sets.covered(key, union)

    def _adds_nothing(self, key: str, effect: Effect) -> bool | None:
        """Whether an effect of a rule always comes by others too; None where that was not found out."""
        carriers = self._carriers(effect)
        others = set(carriers) - {key}
        if not others or self._alone_on_an_example(key, others):
            return False
        if effect not in self._without:
            self._without[effect] = self._unions_without(carriers)
        union = self._without[effect][key]
        if union is None:
            return None
        covered = self._sets.covered(key, union)
        if covered is not False or all(self._sets.fires[each] is not None for each in others):
            return covered
        # Rules whose cases are not known may still bring it in a case that is left: the engine tells.
        left = self._sets.left_by(key, union)
        return False if left is not None and self._alone(key, others, self._sets.facts(left)) else None

    def _alone(self, key: str, others: set[str], facts: Mapping[str, str]) -> bool:
        """Whether a rule fires on some facts and none of the others does. It costs a step for each rule there is."""
        self._sets.diagrams.steps += len(self._sets.fires)
        fired = self._trials.of(facts).fired
        return key in fired and fired.isdisjoint(others)

    def _alone_on_an_example(self, key: str, others: set[str]) -> bool:
        """Whether a rule brings something alone on one of its examples, or on one with another answer to a question
        that the others ask and it does not."""
        rules = self._sets.rules
        for trial in self._trials.fires[key]:
            if key not in trial.fired:
                continue
            if trial.fired.isdisjoint(others):
                return True
            asked = rules.index.behind(name for each in trial.fired & others for name in rules.index.tested[each])
            for name in sorted(asked.keys() - set(rules.index.tested[key])):
                if not rules.attributes[name].derived and self._sets.within_budget:
                    without = {other: value for other, value in trial.facts.items() if other != name}
                    tried = [without, *({**without, name: value} for value in rules.attributes[name].domain)]
                    if any(self._alone(key, others, facts) for facts in tried if facts != trial.facts):
                        return True
        return False

    def _unions_without(self, carriers: list[str]) -> dict[str, int | None]:
        """For each of some rules the cases in which one of the others fires, as far as these are known."""
        sets = self._sets

        def union(one: int | None, other: int | None) -> int | None:
            if one is None or other is None:
                return other if one is None else one
            return sets.decide(lambda: sets.diagrams.either(one, other))

        cases = [sets.fires[each] for each in carriers]
        before: list[int | None] = [NONE]
        after: list[int | None] = [NONE]
        for one, other in zip(cases, reversed(cases), strict=True):
            before.append(union(before[-1], one))
            after.append(union(after[-1], other))
        return {each: union(before[index], after[-2 - index]) for index, each in enumerate(carriers)}

    def _redundant(self, suspects: list[str]) -> Iterator[Issue]:
        """Of rules that make one another redundant all but one are told, so that something is left when they go."""
        gone: set[str] = set()
        for key in suspects:
            needed: dict[str, None] = {}
            for effect in self._effects(key):
                others = [each for each in self._carriers(effect) if each != key and each not in gone]
                if self._covered(key, others) is not True:
                    break
                needed.update(dict.fromkeys(self._fewest(key, others)))
            else:
                gone.add(key)
                yield self._issue(self._loaded.base.rules[key], list(needed))

    def _fewest(self, key: str, others: list[str]) -> list[str]:
        """As few of the others as are enough; one alone if there is one."""
        alone = next((each for each in others if self._covered(key, [each])), None)
        if alone is not None:
            return [alone]
        kept = list(others)
        for each in others:
            if self._covered(key, [other for other in kept if other != each]):
                kept.remove(each)
        return kept

    def _issue(self, rule: Rule, others: list[str]) -> Issue:
        grades = [self._loaded.base.rules[other].grade for other in others]
        lowers = all(GRADES.index(rule.grade) > GRADES.index(grade) for grade in grades)
        if len(others) == 1:
            what = f"whenever this rule fires, {others[0]} fires and brings the same"
        else:
            what = f"whenever this rule fires, {', '.join(others[:-1])} or {others[-1]} bring the same between them"
        return self._loaded.issue(
            "rule",
            rule.id,
            ("when",),
            what + ("; it only lowers the grade" if lowers else ""),
            "a rule that adds something",
            f"delete it, or add to {others[0]} what it cites"
            if len(others) == 1
            else "delete it, or narrow the others",
            code="redundant",
        )

    def _overruled(self, key: str, effect: Effect) -> Issue:
        assert not isinstance(effect, Output)
        name = self._sets.rules.names[effect[0]]
        others = self._fewest(key, self._concluding(effect[0], self._beating(*effect)))
        merge = self._sets.rules.attributes[name].merge
        return self._loaded.issue(
            "rule",
            key,
            ("then", *part_saying(self._loaded.base.rules[key].then, name)),
            f"this conclusion is always overruled: the {merge} value holds, and whenever this rule fires, "
            f"{' or '.join(others)} {'concludes' if len(others) == 1 else 'conclude'} another",
            "a conclusion that holds on some facts",
            "narrow the others, or take this conclusion out",
            code="always-overruled",
        )
