"""What a rule base comes to before any case is seen: Experta's rules and facts, made once and shared by all engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any as AnyValue

from advisor.engine.grounds import compile_grounds
from advisor.engine.merging import MERGES, Merge
from advisor.engine.network import Network
from advisor.engine.patterns import AttributeValue, Patterns
from advisor.engine.stock import AND, InitialFact
from advisor.engine.stock import Rule as ExpertaRule
from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.model.rule import Rule
from advisor.model.trace import Firing
from advisor.reasoning.strata import stratify

Effect = Callable[..., None]
"""The right side of an Experta rule. It takes any keywords, though none come, so that Experta need not filter them."""


class Program:
    """The compiled rule base. Nothing in it changes afterwards, so any number of threads may share it.

    ``rules`` are Experta's, with the stratum as salience: of two strata the lower has the higher salience, and between
    them stands a rule without conditions that merges what the stratum concluded. ``facts`` holds the fact object of
    every value of every attribute; each carries its number among them, which is its fact id in every run.
    """

    def __init__(self, rules: Iterable[Rule], attributes: Mapping[str, Attribute]):
        self.attributes = dict(attributes)
        self.initial = _numbered(InitialFact(), 0)
        self.facts = self._all_facts()
        rules = sorted(rules, key=lambda rule: rule.id)
        self.rules = self._compile(rules)
        self.network = Network(self.rules, self.facts.values())
        self._inputs = tuple(name for name, attribute in self.attributes.items() if not attribute.derived)
        self._derived = tuple(name for name, attribute in self.attributes.items() if attribute.derived)

    def inputs(self, facts: Mapping[str, str]) -> list[AttributeValue]:
        """The fact objects of a case, in the vocabulary's order. Raises ``EngineError`` on anything else than valid
        inputs."""
        try:
            declared = [self.facts[name, facts[name]] for name in self._inputs if name in facts]
        except KeyError as error:
            raise EngineError(f"no value of an input: {error.args[0]}") from None
        if len(declared) != len(facts):
            raise EngineError(f"no input: {', '.join(sorted(facts.keys() - set(self._inputs)))}")
        return declared

    def conclusions(self, known: Mapping[str, str]) -> dict[str, str]:
        """The derived attributes among what is known, in the vocabulary's order."""
        return {name: known[name] for name in self._derived if name in known}

    def _all_facts(self) -> dict[tuple[str, str], AttributeValue]:
        pairs = [(name, value) for name, attribute in self.attributes.items() for value in attribute.domain]
        return {
            (name, value): _numbered(AttributeValue(attribute=name, value=value), number)
            for number, (name, value) in enumerate(pairs, start=1)
        }

    def _compile(self, rules: list[Rule]) -> tuple[ExpertaRule, ...]:
        patterns = Patterns(self.attributes)
        strata = stratify(rules)
        levels: dict[str, int] = {}
        for rule in rules:
            for attribute in rule.then.conclude:
                levels[attribute] = max(levels.get(attribute, 0), strata[rule.id])
        last = max(strata.values(), default=0)
        compiled = []
        for rule in rules:
            element = patterns.translate(rule.when)
            conditions = tuple(element) if isinstance(element, AND) else (element,)
            compiled.append(_rule(rule.id, conditions, 2 * (last - strata[rule.id]) + 1, self._effect(rule)))
        for stratum in sorted(set(levels.values())):
            merges = [self._merge(name) for name in self.attributes if levels.get(name) == stratum]
            # No rule id looks like this name, and the salience keeps the merge behind the whole stratum.
            compiled.append(_rule(f"(merge {stratum})", (InitialFact(),), 2 * (last - stratum), _merging(merges)))
        unknown = levels.keys() - self.attributes.keys()
        if unknown:
            raise EngineError(f"rules conclude {', '.join(sorted(unknown))}, which is no attribute")
        return tuple(compiled)

    def _merge(self, name: str) -> tuple[str, Merge, dict[str, AttributeValue]]:
        attribute = self.attributes[name]
        facts = {value: self.facts[name, value] for value in attribute.domain}
        return name, MERGES[attribute.merge or "single"], facts

    def _effect(self, rule: Rule) -> Effect:
        """The right side of a rule: write the firing down, and put its conclusions forward."""
        name, grounds, concluded = rule.id, compile_grounds(rule.when), dict(rule.then.conclude)
        items = tuple(concluded.items())

        def fire(engine: AnyValue, **_: AnyValue) -> None:
            firings = engine.firings
            if name in firings:  # the stock matcher activates a rule once for each alternative of an ``any``
                return
            facts, unknown = grounds(engine.facts.known)
            firings[name] = Firing(len(firings) + 1, name, facts, unknown, concluded.copy())
            for attribute, value in items:
                engine.proposals.setdefault(attribute, {})[name] = value

        return fire


def _merging(merges: list[tuple[str, Merge, dict[str, AttributeValue]]]) -> Effect:
    def merge_stratum(engine: AnyValue, **_: AnyValue) -> None:
        for attribute, merge, facts in merges:
            proposed = engine.proposals.get(attribute)
            if proposed:
                engine.declare(facts[merge(attribute, proposed, facts)])

    return merge_stratum


def _rule(name: str, conditions: tuple[AnyValue, ...], salience: int, effect: Effect) -> ExpertaRule:
    effect.__name__ = name
    return ExpertaRule(*conditions, salience=salience)(effect)


def _numbered(fact: AnyValue, number: int) -> AnyValue:
    fact.__factid__ = number
    hash(fact)  # Experta keeps the hash on the fact; made now, no thread changes the fact later
    return fact
