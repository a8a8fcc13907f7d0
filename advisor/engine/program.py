"""What a rule base comes to before any case is seen: Experta's rules and facts, made once and shared by all engines."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any as AnyValue

from advisor.engine.actions import Action, merging, recording
from advisor.engine.experta_shim import AND, InitialFact
from advisor.engine.experta_shim import Rule as ExpertaRule
from advisor.engine.network import Network
from advisor.engine.patterns import AttributeValue, Patterns
from advisor.errors import EngineError
from advisor.reasoning.compiled import CompiledRules


class Program:
    """The compiled rule base. Nothing in it changes afterwards, so any number of threads may share it.

    ``rules`` are Experta's, with the stratum as salience: the lower the stratum, the higher the salience, and behind
    each stratum comes a rule without conditions that merges what was concluded; ``merges`` maps the names of these to
    the attributes they merge. ``facts`` holds the fact object of every value of every attribute; each carries its
    number among them, which is its fact id in every run.
    """

    def __init__(self, rules: CompiledRules):
        self.attributes = rules.attributes
        self.initial = _numbered(InitialFact(), 0)
        pairs = [(one.name, value) for one in self.attributes.values() for value in one.domain]
        self.facts: dict[tuple[str, str], AttributeValue] = {
            (name, value): _numbered(AttributeValue(attribute=name, value=value), number)
            for number, (name, value) in enumerate(pairs, start=1)
        }
        self.merges: dict[str, tuple[str, ...]] = {}
        self.rules = tuple(self._written(rules))
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

    def _written(self, rules: CompiledRules) -> Iterable[ExpertaRule]:
        patterns = Patterns(rules)
        last = max((each.stratum for each in rules.rules), default=0)
        levels: dict[int, int] = {}
        for compiled in sorted(rules.rules, key=lambda each: each.rule.id):
            for place, _ in compiled.concludes:
                levels[place] = max(levels.get(place, 0), compiled.stratum)
            element = patterns.translate(compiled.when)
            conditions = tuple(element) if isinstance(element, AND) else (element,)
            salience = 2 * (last - compiled.stratum) + 1
            yield _rule(compiled.rule.id, conditions, salience, recording(compiled, rules))
        for stratum in sorted(set(levels.values())):
            attributes = [rules.attributes[rules.names[place]] for place in sorted(levels) if levels[place] == stratum]
            name = f"(merge {stratum})"  # no rule id looks like this
            self.merges[name] = tuple(one.name for one in attributes)
            yield _rule(name, (InitialFact(),), 2 * (last - stratum), merging(attributes, self.facts))


def _any_action(engine: AnyValue, **_: AnyValue) -> None:
    """Stands for every action, of which Experta reads the signature."""


_SIGNATURE = inspect.signature(_any_action)
"""Python looks for it here before it works it out, which takes a third of the time in which a rule is made."""


def _rule(name: str, conditions: tuple[AnyValue, ...], salience: int, action: Action) -> ExpertaRule:
    action.__name__ = name
    action.__signature__ = _SIGNATURE  # type: ignore[attr-defined]
    return ExpertaRule(*conditions, salience=salience)(action)


def _numbered(fact: AnyValue, number: int) -> AnyValue:
    fact.__factid__ = number
    hash(fact)  # Experta keeps the hash on the fact; made now, no thread changes the fact later
    return fact
