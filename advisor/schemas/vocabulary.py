"""The vocabulary as JSON Schema: what each attribute may hold, in words that a form can show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import combinations, product
from typing import Any

from advisor.loading.conditions import LEVELS
from advisor.model.attribute import BOOLEANS, UNKNOWN, Attribute
from advisor.model.condition import STATES
from advisor.model.forms import FORMS, IS, Form
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import piece_attributes

Schema = dict[str, Any]

NOT_KNOWN: Schema = {
    "const": UNKNOWN,
    "title": "Not known",
    "description": "The same as leaving the answer out: no rule reads it as low, no or none.",
}


def answer_schema(attribute: Attribute, *, unknown: bool = True, booleans: bool = False) -> Schema:
    """An input as a question with its answers, one ``oneOf`` alternative each, as form builders read them.

    ``booleans`` adds ``true`` and ``false``, which profiles may hold for yes and no.
    """
    schema: Schema = {
        "title": attribute.label,
        "description": attribute.question or attribute.why,
        "x-why": attribute.why,
    }
    schema |= {"x-scale": attribute.scale, "x-essential": attribute.essential, "x-level": attribute.level}
    schema |= {"x-topic": attribute.topic, "x-place": attribute.place}
    schema["x-findings"] = list(attribute.findings)
    choices = [_choice(name, attribute) for name in attribute.domain]
    if booleans and set(BOOLEANS.values()) & set(attribute.domain):
        choices += [
            {"const": value, "title": str(value).lower(), "description": f"The same as {word}."}
            for value, word in BOOLEANS.items()
            if word in attribute.values
        ]
    else:
        schema["type"] = "string"
    return schema | {"oneOf": [*choices, NOT_KNOWN] if unknown else choices}


def facts_schema(knowledge: KnowledgeBase, *, unknown: bool = True, booleans: bool = False) -> Schema:
    """Facts about a firm and one of its customer relationships: inputs only, each of them optional."""
    properties = {
        name: answer_schema(attribute, unknown=unknown, booleans=booleans)
        for name, attribute in knowledge.inputs.items()
    }
    return {
        "type": "object",
        "description": "Answers by attribute; what is not known is left out.",
        "properties": properties,
        "additionalProperties": False,
    }


def values_schema(attributes: Iterable[Attribute], description: str, more: tuple[str, ...] = ()) -> Schema:
    """Values by attribute, and ``more`` values for each, without the words around them."""
    properties = {each.name: {"title": each.label, "enum": [*each.domain, *more]} for each in attributes}
    return {"type": "object", "description": description, "properties": properties, "additionalProperties": False}


def of_pieces(knowledge: KnowledgeBase, schema: Callable[[Attribute], Schema]) -> Schema:
    """Schemas of the conclusions about pieces of advice, by a pattern that each kind of them has in common: there are
    two for every recommendation, all alike."""
    pieces = "|".join(re.escape(piece) for piece in knowledge.recommendations)
    kinds = piece_attributes("piece", "A piece of advice")
    return {f"^{re.escape(each.name.removesuffix('piece'))}(?:{pieces})$": schema(each) for each in kinds}


def conclusion_choices(knowledge: KnowledgeBase) -> list[Schema]:
    """One alternative for each derived attribute, with the values it can have."""
    return [
        {
            "title": each.label,
            "description": each.why,
            "properties": {"attribute": {"const": name}, "value": {"oneOf": [_choice(v, each) for v in each.domain]}},
        }
        for name, each in knowledge.derived.items()
    ]


def condition_schema(knowledge: KnowledgeBase, here: str) -> Schema:
    """A condition as rule files write it; ``here`` is the reference by which it contains itself.

    It says the same of a condition as the loader does, but for how deep it nests: a schema cannot count that.
    """
    own: Schema = {"$ref": here}
    properties: Schema = {name: _test(attribute) for name, attribute in knowledge.attributes.items()}
    properties["all"] = {"type": "array", "items": own, "minItems": 1, "description": "Every one of these holds."}
    properties["any"] = {"type": "array", "items": own, "minItems": 1, "description": "At least one of these holds."}
    properties["not"] = {**own, "description": "This is known not to hold."}
    return {
        "type": "object",
        "description": f"Everything named here holds together; all, any and not nest at most {LEVELS} levels deep.",
        "properties": properties,
        "patternProperties": of_pieces(knowledge, _test),
        "minProperties": 1,
        "additionalProperties": False,
    }


def _test(attribute: Attribute) -> Schema:
    forms: dict[str, Schema] = {}
    for form in FORMS.values():
        if form.fits(attribute.scale) and (operands := _operands(form, attribute)):
            states: list[Schema] = [{"enum": list(STATES)}] if form is IS else []
            forms[form.name] = {"anyOf": [*operands, *states]}
    test: Schema = {
        "type": "object",
        "properties": forms,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {
        "title": attribute.label,
        "description": attribute.question or attribute.why,
        "anyOf": [*_operands(IS, attribute), test],
    }


def _operands(form: Form, attribute: Attribute) -> list[Schema]:
    """What may stand behind the form for an attribute, one alternative each: a value by itself, and lists."""
    domain = attribute.domain
    written = {name: [name, *(value for value, word in BOOLEANS.items() if word == name)] for name in domain}
    alternatives: list[Schema] = []
    if form.bare and (passing := [name for name in domain if form.allowed(domain, (name,))]):
        alternatives.append({"enum": [spelling for name in passing for spelling in written[name]]})
    if form.ordinal:
        lists = [
            list(spelled)
            for length in form.lengths(domain)
            for names in combinations(domain, length)
            if form.allowed(domain, names)
            for spelled in product(*(written[name] for name in names))
        ]
        if lists:
            alternatives.append({"enum": lists})
    elif lengths := [length for length in form.lengths(domain) if form.allowed(domain, domain[:length])]:
        several: Schema = {
            "type": "array",
            "items": {"enum": [spelling for name in domain for spelling in written[name]]},
            "minItems": min(lengths),
            "maxItems": max(lengths),
            "uniqueItems": True,
        }
        # A value twice is a fault also where it is spelled differently, as yes and as true.
        twice = [spellings for spellings in written.values() if len(spellings) > 1]
        if twice:
            several["allOf"] = [{"contains": {"enum": each}, "minContains": 0, "maxContains": 1} for each in twice]
        alternatives.append(several)
    return alternatives


def _choice(name: str, attribute: Attribute) -> Schema:
    value = attribute.values[name]
    return {"const": name, "title": value.label, "description": value.observe}
