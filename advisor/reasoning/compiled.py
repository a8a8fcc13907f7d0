"""The rules as the program reasons with them: made once when knowledge is loaded, and read by everything that does.

An attribute is a place, and what is known of it a bit: ``NOTHING``, or one of its values in the domain's order. A test
is a place and the set of bits that pass. Negation is gone: over a closed vocabulary Kleene's logic lets it be pushed
down to the tests, where a value that is known and not among some is one of the others, and ``known`` and ``unknown``
are each other's opposite. ``Rule.when`` stays what people are shown, since it is what the author wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

from typing_extensions import assert_never

from advisor.errors import EngineError
from advisor.model.attribute import Attribute
from advisor.model.condition import All, Any, Condition, Is, Known, Not, Unknown
from advisor.model.outputs import Output, outputs_of
from advisor.model.rule import Rule
from advisor.model.states import piece_attributes, piece_of
from advisor.reasoning.index import RuleIndex
from advisor.reasoning.strata import stratify

NOTHING = 1
"""The bit, among those of an attribute, of "nothing is known"; the values follow, the first of them with bit 2."""


class Passes(NamedTuple):
    """Holds when what is known of the attribute at ``place`` is among ``values``."""

    place: int
    values: int


class Every(NamedTuple):
    """Holds when every part does; without parts always."""

    parts: tuple[Form, ...]


class Some(NamedTuple):
    """Holds when one part does; without parts never."""

    parts: tuple[Form, ...]


Form: TypeAlias = "Passes | Every | Some"


class CompiledRule(NamedTuple):
    """A rule and what it comes to: ``when`` without negation, the ``places`` that it tests, and the place and bit of
    each value that it concludes."""

    rule: Rule
    stratum: int
    when: Form
    places: tuple[int, ...]
    concludes: tuple[tuple[int, int], ...]
    outputs: tuple[Output, ...]


class CompiledRules:
    """Rules over a vocabulary; nothing in it changes afterwards, so any number of threads may share it.

    ``attributes`` are the vocabulary's, and with them the conclusions about pieces of advice that rules draw or test.
    ``rules`` are in an order in which each stands after all that it depends on: by stratum and then by id. Raises
    ``CycleError`` when derived attributes depend on one another in a circle, ``EngineError`` when a rule speaks of an
    attribute that is not there.
    """

    def __init__(self, rules: Mapping[str, Rule] | Iterable[Rule], attributes: Mapping[str, Attribute]):
        authored = sorted(rules.values() if isinstance(rules, Mapping) else rules, key=lambda rule: rule.id)
        self.index = RuleIndex(authored)
        self.attributes = {**attributes, **_about_pieces(self.index)}
        self.names = tuple(self.attributes)
        self.places = {name: place for place, name in enumerate(self.names)}
        strata = stratify(self.index)
        self.rules = tuple(
            sorted(
                (self._compiled(rule, strata[rule.id]) for rule in authored),
                key=lambda compiled: (compiled.stratum, compiled.rule.id),
            )
        )

    @cached_property
    def by_id(self) -> dict[str, CompiledRule]:
        """The compiled rules by id."""
        return {each.rule.id: each for each in self.rules}

    @cached_property
    def drawing(self) -> dict[str, dict[int, list[CompiledRule]]]:
        """For each conclusion the rules that draw it, by the bit of the value; each conclusion after those that it
        needs itself."""
        found: dict[str, dict[int, list[CompiledRule]]] = {}
        last: dict[str, int] = {}
        for compiled in self.rules:  # by stratum, so that the last rule for a conclusion comes after all it needs
            for name in compiled.rule.then.drawn:
                last[name] = compiled.stratum
        for name in sorted(last, key=last.__getitem__):
            found[name] = {bit: [] for bit in self.bits[name].values()}
            for rule in self.index.concluding[name]:
                found[name][self.bits[name][rule.then.drawn[name]]].append(self.by_id[rule.id])
        return found

    @cached_property
    def whole(self) -> tuple[int, ...]:
        """For each place the bits of all its values, without that of nothing."""
        return tuple((2 << len(each.domain)) - 1 - NOTHING for each in self.attributes.values())

    @cached_property
    def bits(self) -> dict[str, dict[str, int]]:
        """For each attribute the bit of each value."""
        return {
            name: {value: 2 << index for index, value in enumerate(each.domain)}
            for name, each in self.attributes.items()
        }

    def values(self, place: int, bits: int) -> tuple[str, ...]:
        """The values in a set of bits, in the domain's order."""
        return tuple(value for value, bit in self.bits[self.names[place]].items() if bits & bit)

    def states(self, facts: Mapping[str, str]) -> list[int]:
        """What is known at each place. Raises KeyError for what is no value of an attribute."""
        known = [NOTHING] * len(self.names)
        for name, value in facts.items():
            known[self.places[name]] = self.bits[name][value]
        return known

    def _compiled(self, rule: Rule, stratum: int) -> CompiledRule:
        for name in (*self.index.tested[rule.id], *rule.then.drawn):
            if name not in self.places:
                does = "concludes" if name in rule.then.drawn else "tests"
                raise EngineError(f"a rule {does} {name!r}, which is no attribute")
        return CompiledRule(
            rule,
            stratum,
            self.form(rule.when),
            tuple(self.places[name] for name in self.index.tested[rule.id]),
            tuple((self.places[name], self.bits[name][value]) for name, value in rule.then.drawn.items()),
            outputs_of(rule),
        )

    def form(self, condition: Condition, holds: bool = True) -> Form:
        """The condition without negation; unless ``holds``, the form that holds when the condition is false."""
        if isinstance(condition, Is):
            bits = self.bits[condition.attribute]
            passing = sum(bits[value] for value in condition.allowed)
            place = self.places[condition.attribute]
            return Passes(place, passing if holds else self.whole[place] & ~passing)
        if isinstance(condition, (Known, Unknown)):
            place = self.places[condition.attribute]
            return Passes(place, self.whole[place] if isinstance(condition, Known) is holds else NOTHING)
        if isinstance(condition, Not):
            return self.form(condition.part, not holds)
        if isinstance(condition, (All, Any)):
            joined: type[Every] | type[Some] = Every if isinstance(condition, All) is holds else Some
            parts = tuple(_flat((self.form(part, holds) for part in condition.parts), joined))
            return parts[0] if len(parts) == 1 else joined(parts)
        assert_never(condition)


def _about_pieces(index: RuleIndex) -> dict[str, Attribute]:
    """The conclusions about pieces of advice that rules draw or test."""
    named = {*index.concluding, *(name for tested in index.tested.values() for name in tested)}
    pieces = sorted({piece for name in named if (piece := piece_of(name)) is not None})
    return {each.name: each for piece in pieces for each in piece_attributes(piece, piece) if each.name in named}


def _flat(parts: Iterable[Form], kind: type[Every] | type[Some]) -> Iterator[Form]:
    for part in parts:
        if isinstance(part, Passes) or type(part) is not kind:
            yield part
        else:
            yield from part.parts


def parts_of(form: Form) -> tuple[Form, ...]:
    """What has to hold together."""
    return form.parts if isinstance(form, Every) else (form,)


def tests_in(form: Form) -> Iterator[Passes]:
    """The tests of a form, from left to right."""
    if isinstance(form, Passes):
        yield form
    else:
        for part in form.parts:
            yield from tests_in(part)


def joined_tests(alternatives: Iterable[Form]) -> list[Form]:
    """Alternatives with the tests for values of one attribute made into one, at the place of the first."""
    found: dict[object, Form] = {}
    for form in alternatives:
        if isinstance(form, Passes) and not form.values & NOTHING:
            before = found.get(form.place, form)
            assert isinstance(before, Passes)
            found[form.place] = Passes(form.place, form.values | before.values)
        else:
            found["", len(found)] = form
    return list(found.values())


def holds(form: Form, known: list[int]) -> bool:
    """Whether a form holds on what is known."""
    if isinstance(form, Passes):
        return bool(known[form.place] & form.values)
    if isinstance(form, Every):
        return all(holds(part, known) for part in form.parts)
    if isinstance(form, Some):
        return any(holds(part, known) for part in form.parts)
    assert_never(form)
