"""What an earlier version of the program recorded, knowledge and assessments, read as it was meant then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARKS: Mapping[str, tuple[str, ...]] = {
    "customer_group": ("benchmark_group",),
    "relationship_phase": ("followed",),
    "data_trust": ("followed",),
    "assets_position": ("followed",),
    "routine_position": ("followed",),
    "governance_position": ("followed",),
}
"""What the program used these attributes for by their names, before attributes had marks."""


def as_meant(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a knowledge base with what it left to the program of its time. The content itself stays as it
    is; anything that is not of that shape is handed on."""
    attributes = content.get("attributes")
    if not isinstance(attributes, dict) or not all(isinstance(each, dict) for each in attributes.values()):
        return content
    if any("marks" in each for each in attributes.values()):
        return content
    marked = {name: {**each, "marks": list(MARKS.get(name, ()))} for name, each in attributes.items()}
    return {**content, "attributes": marked}


_ADVICE: Mapping[str, Any] = {
    "state": "to_do",
    "state_because": None,
    "waits_for": [],
    "before": [],
    "side": None,
    "counterpart": None,
    "ask": None,
    "keep": None,
    "level": "relationship",
}
"""What format 1 left unsaid of every recommendation: all that it lists is to do, and speaks to either side."""

_FIRING: Mapping[str, Any] = {"in_place": [], "waits": [], "theirs": []}
"""What no firing brought about in the days of format 1."""


def upgraded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A recorded assessment as a document of format 2. What is read of records is read through this; the record itself
    stays as it is. A document of any other format is handed on."""
    if document["format"] != 1:
        return document
    return {
        **document,
        "format": 2,
        "language": "en",
        "profile": {**document["profile"], "firm": None, "inherited": [], "overruled": {}},
        "next_phase": None,
        "recommendations": [{**each, **_ADVICE} for each in document["recommendations"]],
        "firings": [{**each, **_FIRING} for each in document["firings"]],
    }
