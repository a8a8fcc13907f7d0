"""Knowledge that an earlier version of the program recorded, read as it was meant then."""

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
