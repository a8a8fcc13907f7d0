"""The schemas of what a service takes and gives, whatever protocol it speaks."""

from __future__ import annotations

from pydantic.json_schema import models_json_schema

from advisor.catalogue import PAGES
from advisor.model.attribute import UNKNOWN
from advisor.model.base import Model
from advisor.model.knowledge import KnowledgeBase
from advisor.model.question import NextQuestion
from advisor.schemas.documents import IN_FILE, definitions
from advisor.schemas.vocabulary import Schema

NAMED = (
    "The rank of a piece in this case, a title or the beginning of one, a conclusion as 'Label: value', or a piece and "
    "a state, ID=in_place or ID=first. What is called nothing, or begins several titles, is refused."
)
"""How what is asked about may be named beside its id."""


NAMED_PIECE = "The rank of the piece in this case, or its title or the beginning of it."


def service_schemas(knowledge: KnowledgeBase, reference: str = IN_FILE, *, brief: bool = False) -> dict[str, Schema]:
    """Every schema of the service by name, the documents' among them; ``brief`` without what the values mean."""
    parts = definitions(knowledge, reference, booleans=True, brief=brief)
    shown: list[type[Model]] = [*PAGES, NextQuestion]
    _, pages = models_json_schema([(model, "serialization") for model in shown], ref_template=reference)
    parts |= {name: schema for name, schema in pages["$defs"].items() if name not in parts}
    parts["ShownRule"]["properties"]["when"] = {"$ref": reference.format(model="Condition")}
    facts: Schema = {"$ref": reference.format(model="Answers")}
    concluded = [f"{name}={value}" for name, each in knowledge.derived.items() for value in each.domain]
    outputs = [*knowledge.recommendations, *knowledge.tensions, *knowledge.caveats, *knowledge.derived, *concluded]
    words: Schema = {"type": "string", "pattern": r"\S", "description": NAMED}
    about: Schema = {
        "anyOf": [{"enum": outputs}, words],
        "description": "A recommendation, tension, caveat or conclusion, by its id or in words.",
    }
    changes: Schema = {"description": f"Other answers; {UNKNOWN!r} takes one back.", **facts}
    parts["OnlyFacts"] = mapping({"facts": facts})
    parts["AboutAdvice"] = mapping({"facts": facts, "id": about})
    piece: Schema = {
        "anyOf": [{"enum": list(knowledge.recommendations)}, {**words, "description": NAMED_PIECE}],
        "description": "A recommendation, by its id or in words.",
    }
    parts["AboutPiece"] = mapping({"facts": facts, "id": piece})
    parts["Changes"] = mapping({"facts": facts, "changes": changes})
    parts["TwoFacts"] = mapping({"facts": facts, "other": facts})
    firm: Schema = {"anyOf": [{"$ref": reference.format(model="FirmProfile")}, {"type": "null"}]}
    firm["description"] = "The firm's own answers; they lie under those of the relationship, which overrule them."
    for name in ("Profile", "OnlyFacts", "AboutAdvice", "AboutPiece", "Changes", "TwoFacts"):
        parts[name] = {**parts[name], "properties": {**parts[name]["properties"], "firm": firm}}
    return parts


def request_examples(knowledge: KnowledgeBase) -> dict[str, Schema]:
    """A request of each kind, made from a rule's own example."""
    rule = next(rule for rule in knowledge.rules.values() if rule.then.recommend)
    facts = dict(rule.examples.fires[0])
    open_input = next(each for each in knowledge.inputs.values() if each.name not in facts)
    more = {open_input.name: open_input.domain[0]}
    return {
        "Profile": {"name": "Northern region", "facts": facts},
        "OnlyFacts": {"facts": facts},
        "AboutAdvice": {"facts": facts, "id": rule.then.recommend[0]},
        "AboutPiece": {"facts": facts, "id": rule.then.recommend[0]},
        "Changes": {"facts": facts, "changes": more},
        "TwoFacts": {"facts": facts, "other": {**facts, **more}},
    }


def mapping(properties: Schema) -> Schema:
    """An object with exactly these properties."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
