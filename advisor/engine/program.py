"""What a rule base comes to before any case is seen: Experta's rules and facts, made once and shared by all engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any as AnyValue

from advisor.engine.actions import Effect, merging, recording
from advisor.engine.experta_shim import AND, InitialFact
from advisor.engine.experta_shim import Rule as ExpertaRule
from advisor.engine.network import Network
from advisor.engine.patterns import AttributeValue, Patterns
from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.model.rule import Rule
from advisor.reasoning.strata import stratify


class Program:
    """The compiled rule base. Nothing in it changes afterwards, so any number of threads may share it.

    ``rules`` are Experta's, with the stratum as salience: the lower the stratum, the higher the salience, and behind
    each stratum comes a rule without conditions that merges what was concluded; ``merges`` maps the names of these to
    the attributes they merge. ``facts`` holds the fact object of every value of every attribute; each carries its
    number among them, which is its fact id in every run.
    """

    def __init__(self, rules: Iterable[Rule], attributes: Mapping[str, Attribute]):
        self.attributes = dict(attributes)
        self.initial = _numbered(InitialFact(), 0)
        pairs = [(one.name, value) for one in self.attributes.values() for value in one.domain]
        self.facts: dict[tuple[str, str], AttributeValue] = {
            (name, value): _numbered(AttributeValue(attribute=name, value=value), number)
            for number, (name, value) in enumerate(pairs, start=1)
        }
        self.merges: dict[str, tuple[str, ...]] = {}
        self.rules = tuple(self._compiled(sorted(rules, key=lambda rule: rule.id)))
        self.network = Network(self.rules, self.facts.values())
        self._inputs = tuple(one.name for one in self.attributes.values() if not one.derived)
        self._derived = tuple(one.name for one in self.attributes.values() if one.derived)

    def inputs(self, facts: Mapping[str, str]) -> list[AttributeValue]:
        """The fact objects of a case, in the vocabulary's order.

        Raises ``EngineError`` on anything that is not a value of an input.
        """
        try:
            declared = [self.facts[name, facts[name]] for name in self._inputs if name in facts]
        except KeyError as error:
            name, value = error.args[0]
            raise EngineError(f"{value!r} is no value of {name}") from None
        if len(declared) != len(facts):
            raise EngineError(f"no input: {', '.join(sorted(facts.keys() - set(self._inputs)))}")
        return declared

    def conclusions(self, known: Mapping[str, str]) -> dict[str, str]:
        """The derived attributes among what is known, in the vocabulary's order."""
        return {name: known[name] for name in self._derived if name in known}

    def _compiled(self, rules: list[Rule]) -> Iterable[ExpertaRule]:
        patterns = Patterns(self.attributes)
        strata = stratify(rules)
        last = max(strata.values(), default=0)
        levels: dict[str, int] = {}
        for rule in rules:
            for name in rule.then.conclude:
                if name not in self.attributes:
                    raise EngineError(f"a rule concludes {name!r}, which is no attribute")
                levels[name] = max(levels.get(name, 0), strata[rule.id])
            element = patterns.translate(rule.when)
            conditions = tuple(element) if isinstance(element, AND) else (element,)
            yield _rule(rule.id, conditions, 2 * (last - strata[rule.id]) + 1, recording(rule))
        for stratum in sorted(set(levels.values())):
            attributes = [one for one in self.attributes.values() if levels.get(one.name) == stratum]
            name = f"(merge {stratum})"  # no rule id looks like this
            self.merges[name] = tuple(one.name for one in attributes)
            yield _rule(name, (InitialFact(),), 2 * (last - stratum), merging(attributes, self.facts))


def _rule(name: str, conditions: tuple[AnyValue, ...], salience: int, effect: Effect) -> ExpertaRule:
    effect.__name__ = name
    return ExpertaRule(*conditions, salience=salience)(effect)


def _numbered(fact: AnyValue, number: int) -> AnyValue:
    fact.__factid__ = number
    hash(fact)  # Experta keeps the hash on the fact; made now, no thread changes the fact later
    return fact
