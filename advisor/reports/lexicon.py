"""What people call the things that documents name by ids: as one knowledge base says it, or several between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from advisor.model.advice import Recommendation, Tension
from advisor.model.attribute import Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule


class Lexicon(Protocol):
    """Whatever has the words for ids. A knowledge base is one."""

    @property
    def reasoned(self) -> Mapping[str, Attribute]: ...

    @property
    def recommendations(self) -> Mapping[str, Recommendation]: ...

    @property
    def tensions(self) -> Mapping[str, Tension]: ...

    @property
    def rules(self) -> Mapping[str, Rule]: ...


class _Together(NamedTuple):
    reasoned: Mapping[str, Attribute]
    recommendations: Mapping[str, Recommendation]
    tensions: Mapping[str, Tension]
    rules: Mapping[str, Rule]


def lexicon(*bases: KnowledgeBase | None) -> Lexicon:
    """The words of several knowledge bases. Where two say it differently, the one named first holds; what it lacks is
    taken from the next one that has it, single values of an attribute as well. None is knowledge that cannot be read:
    then what nobody else has goes by its id."""
    known = list({each.sha256: each for each in bases if each is not None}.values())
    if len(known) == 1:
        return known[0]
    attributes: dict[str, Attribute] = {}
    for base in reversed(known):
        for name, each in base.reasoned.items():
            older = attributes[name].values if name in attributes else {}
            attributes[name] = each if older.keys() <= each.values.keys() else _with_values(each, older)
    recommendations: dict[str, Recommendation] = {}
    tensions: dict[str, Tension] = {}
    rules: dict[str, Rule] = {}
    for base in reversed(known):
        recommendations.update(base.recommendations)
        tensions.update(base.tensions)
        rules.update(base.rules)
    return _Together(attributes, recommendations, tensions, rules)


def _with_values(attribute: Attribute, others: Mapping[str, object]) -> Attribute:
    return attribute.model_copy(update={"values": {**others, **attribute.values}})
