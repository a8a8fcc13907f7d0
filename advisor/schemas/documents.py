"""Whole documents as JSON Schema: the models' shapes, with the vocabulary of a knowledge base put in."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.explanation import Comparison, ForAndAgainst, Sensitivity, WhatIf, Why, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import FILE_FORMAT, FILE_KEYS, Profile
from advisor.model.rule import Rule
from advisor.schemas.vocabulary import (
    Schema,
    conclusion_choices,
    condition_schema,
    facts_schema,
    of_pieces,
    values_schema,
)

SchemaKind = Literal["profile", "assessment", "rule", "explanation"]
SCHEMAS: tuple[SchemaKind, ...] = get_args(SchemaKind)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
IN_FILE = "#/$defs/{model}"
ABOUT = {
    "profile": "What is known about a firm and one of its customer relationships.",
    "assessment": "Everything that follows from a profile and a knowledge base.",
    "rule": "A rule as rule files write it; $defs/RuleFile is a whole file.",
    "explanation": "Why advice came or did not come, and what would change it.",
}
EXPLANATIONS = (Why, WhyNot, ForAndAgainst, WhatIf, Sensitivity, Comparison)


class _Plain(GenerateJsonSchema):
    """Leaves out the titles that repeat a field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def complete(root: Schema, parts: dict[str, Schema], *more: str) -> Schema:
    """A schema with the definitions that it needs, and those named beside."""
    used = _reachable(parts, _references(root) | set(more))
    return {**root, "$defs": {name: parts[name] for name in sorted(used)}}


def document_schema(kind: SchemaKind, knowledge: KnowledgeBase) -> Schema:
    """The schema of one kind of document, complete in itself."""
    parts = definitions(knowledge)
    root = parts[kind.title()]
    head = {
        "$schema": DIALECT,
        "$id": f"urn:iot-relationship-advisor:schema:{kind}:1",
        "title": kind.title(),
        "description": ABOUT[kind],
    }
    return complete({**head, **root, **head}, parts, *(("RuleFile",) if kind == "rule" else ()))


def definitions(
    knowledge: KnowledgeBase, reference: str = IN_FILE, *, booleans: bool = False, brief: bool = False
) -> dict[str, Schema]:
    """Every schema by name. ``reference`` says how they point at one another; ``booleans`` whether an answer may be
    ``true`` or ``false`` for yes or no, as the reader of profiles takes it; ``brief`` leaves out what the values mean,
    for readers who have the vocabulary from elsewhere."""

    def ref(name: str) -> Schema:
        return {"$ref": reference.format(model=name)}

    parts = _model_schemas(reference)
    inputs = knowledge.inputs.values()
    if brief:
        parts["Facts"] = values_schema(inputs, "Answers by attribute.")
        parts["Answers"] = values_schema(inputs, "Answers by attribute; what is not known is left out.", (UNKNOWN,))
    else:
        parts["Facts"] = facts_schema(knowledge, unknown=False)
        parts["Answers"] = facts_schema(knowledge, booleans=booleans)
        parts["Conclusion"]["oneOf"] = conclusion_choices(knowledge)
    parts["Values"] = values_schema(knowledge.attributes.values(), "Facts and conclusions by attribute.")
    parts["Values"]["patternProperties"] = of_pieces(knowledge, lambda each: {"enum": list(each.domain)})
    parts["Conclusions"] = values_schema(knowledge.derived.values(), "Conclusions by attribute.")
    parts["Condition"] = condition_schema(knowledge, reference.format(model="Condition"))
    parts["Profile"] = _profile_file(parts["Profile"], knowledge, ref)
    parts["FirmProfile"] = _firm_file(parts["Profile"], parts["Answers"], knowledge, brief)
    for name in ("AssessedProfile", "AssessedFirm"):
        parts[name]["properties"]["facts"] = ref("Facts")
    parts["AssessedProfile"]["properties"]["overruled"] = ref("Facts")
    parts["AssessedProfile"]["properties"]["answers"] = _of_inputs(knowledge, ref("AssessedAnswer"))
    for name in ("RankedRecommendation", "StateBecause", "HeldBack"):
        parts[name]["properties"]["facts"] = ref("Facts")
    for name in ("AssessedFiring", "ProofStep"):
        parts[name]["properties"] |= {"facts": ref("Values"), "concluded": ref("Conclusions")}
    parts["Consequence"]["properties"]["conclude"] = ref("Conclusions")
    parts["Consequence"]["minProperties"] = 1
    for examples in parts["Examples"]["properties"].values():
        examples["items"] = ref("Answers")
    rule = parts["Rule"]
    rule["properties"]["when"] = ref("Condition")
    del rule["properties"]["topic"]
    rule["required"].remove("topic")
    parts["RuleFile"] = {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "about": {"type": "string"},
            "rules": {"type": "array", "items": ref("Rule")},
        },
        "required": ["title", "about", "rules"],
        "additionalProperties": False,
    }
    return parts


def _model_schemas(reference: str) -> dict[str, Schema]:
    """The models' own schemas. Pydantic hands out fresh dictionaries, so they may be changed."""
    written: list[tuple[type[BaseModel], Any]] = [(Assessment, "serialization")]
    written += [(model, "serialization") for model in EXPLANATIONS]
    read: list[tuple[type[BaseModel], Any]] = [(model, "validation") for model in (Rule, Profile)]
    _, found = models_json_schema([*written, *read], ref_template=reference, schema_generator=_Plain)
    parts: dict[str, Schema] = found["$defs"]
    parts["Explanation"] = {"oneOf": [{"$ref": reference.format(model=model.__name__)} for model in EXPLANATIONS]}
    return parts


def _profile_file(profile: Schema, knowledge: KnowledgeBase, ref: Any) -> Schema:
    """The file of a profile: unlike in the model, unknown answers stand among the facts, and facts have to be there."""
    own = profile["properties"]
    own["format"] = {
        "const": FILE_FORMAT,
        "description": f"Version of this document's shape; {FILE_FORMAT} when left out.",
    }
    own["facts"] = ref("Answers")
    own["answers"] = {
        **_of_inputs(knowledge, ref("Answer")),
        "type": ["object", "null"],
        "description": own["answers"]["description"],
    }
    return {
        "type": "object",
        "properties": {key: own[key] for key in FILE_KEYS},
        "required": ["facts"],
        "additionalProperties": False,
    }


def _of_inputs(knowledge: KnowledgeBase, each: Schema) -> Schema:
    """A mapping of inputs, of which any may be left out."""
    properties = dict.fromkeys(knowledge.inputs, each)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _firm_file(profile: Schema, answers: Schema, knowledge: KnowledgeBase, brief: bool) -> Schema:
    """The file of a firm's own profile: of the same shape, but only the firm's own questions have an answer. In brief
    it has the name and these questions alone."""
    own = {
        name: each if knowledge.inputs[name].level == "firm" else {"const": UNKNOWN}
        for name, each in answers["properties"].items()
        if knowledge.inputs[name].level == "firm" or not brief
    }
    facts = {**answers, "properties": own}
    shown = {key: each for key, each in profile["properties"].items() if not brief or key in ("name", "facts")}
    return {**profile, "properties": {**shown, "facts": facts}}


def _references(node: Any) -> set[str]:
    """The names that a schema points at."""
    if isinstance(node, dict):
        own = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_references(value) for value in node))
    return set()


def _reachable(parts: dict[str, Schema], wanted: set[str]) -> set[str]:
    found: set[str] = set()
    while wanted - found:
        name = (wanted - found).pop()
        found.add(name)
        wanted |= _references(parts[name])
    return found
