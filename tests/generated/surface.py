"""The public names with their signatures and fields, as the code has them; docs/library.md promises to keep them."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from pydantic import BaseModel

import advisor

BESIDE = {
    "advisor.audit": ("open_log",),
    "advisor.model.assessment": (
        "AssessedFiring",
        "AssessedWho",
        "CitedFinding",
        "Conclusion",
        "DetectedTension",
        "OpenQuestion",
        "Peer",
        "PlanStep",
        "RaisedCaveat",
        "RankedRecommendation",
        "ShownBenchmark",
    ),
    "advisor.model.explanation": ("Comparison", "ForAndAgainst", "Sensitivity", "WhatIf", "Why", "WhyNot"),
    "advisor.model.next_phase": ("Afterwards", "ComponentStanding", "HeldBack", "NextPhase", "Picture", "Taken"),
    "advisor.model.question": ("NextQuestion", "PossibleAnswer"),
    "advisor.schemas": ("SCHEMAS", "json_schema"),
    "advisor.service.assistant": ("create_server",),
    "advisor.service.http": ("create_app",),
}
"""What is promised beside the names in ``advisor`` itself."""
INNER = {"advisor.Advisor.dialogue", "advisor.Advisor.outlook"}
"""Methods for the program's own parts, which are not promised."""


def promised() -> Iterator[tuple[str, Any]]:
    """Every public name, and what it names."""
    for module, names in {"advisor": advisor.__all__, **BESIDE}.items():
        for name in names:
            yield f"{module}.{name}", getattr(importlib.import_module(module), name)


def surface() -> list[str]:
    """A line for everything that is promised."""
    return sorted(line for name, thing in promised() for line in described(name, thing))


def described(name: str, thing: Any) -> Iterator[str]:
    """The lines for one name and its members."""
    if isinstance(thing, FunctionType):
        yield f"{name}{inspect.signature(thing)}"
    elif isinstance(thing, type):
        yield f"class {name}({', '.join(base.__name__ for base in thing.__bases__)})"
        yield from members(name, thing)
    else:
        yield f"{name} = {thing!r}"


def members(name: str, cls: type) -> Iterator[str]:
    """The lines for the fields, the call and the methods of a class."""
    if issubclass(cls, BaseModel):
        for field, info in cls.model_fields.items():
            yield f"{name}.{field}: {annotation(cls, field)}{'' if info.is_required() else ' = ...'}"
    elif "__init__" in vars(cls):
        yield f"{name}{inspect.signature(cls)}"
    for member, value in public_members(name, cls):
        if isinstance(value, property):
            yield f"{name}.{member} (property)"
        elif isinstance(value, (classmethod, staticmethod)):
            yield f"{name}.{member}{inspect.signature(value.__func__)} (class)"
        else:
            yield f"{name}.{member}{inspect.signature(value)}"


def public_members(name: str, cls: type) -> Iterator[tuple[str, Any]]:
    """The methods and properties of a class of that name that are promised."""
    for member, value in vars(cls).items():
        if member.startswith("_") or f"{name}.{member}" in INNER:
            continue
        own = isinstance(value, FunctionType) and value.__module__.startswith("advisor.")
        if own or isinstance(value, (property, classmethod, staticmethod)):
            yield member, value


def annotation(cls: type, field: str) -> str:
    """A field's annotation as its class writes it."""
    owner = next(each for each in cls.__mro__ if field in inspect.get_annotations(each))
    return str(inspect.get_annotations(owner)[field])
