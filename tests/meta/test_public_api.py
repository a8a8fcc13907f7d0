"""The promise of docs/library.md: public names, signatures and fields stay as ``public_api.txt`` writes them down.

Adding is fine and is written down with ``python -m tests.meta.test_public_api``. A line that goes away or changes
breaks somebody's program, and needs a new major version.
"""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

from pydantic import BaseModel

import advisor

WRITTEN = Path(__file__).with_name("public_api.txt")
BESIDE = {
    "advisor.audit": ("open_log",),
    "advisor.model.assessment": (
        "AssessedFiring",
        "CitedFinding",
        "Conclusion",
        "DetectedTension",
        "OpenQuestion",
        "PlanStep",
        "RaisedCaveat",
        "RankedRecommendation",
        "ShownBenchmark",
    ),
    "advisor.model.explanation": ("Comparison", "Sensitivity", "WhatIf", "Why", "WhyNot"),
    "advisor.model.question": ("NextQuestion", "PossibleAnswer"),
    "advisor.schemas": ("SCHEMAS", "json_schema"),
    "advisor.service.assistant": ("create_server",),
    "advisor.service.http": ("create_app",),
}
"""What is promised beside the names in ``advisor`` itself."""
INNER = {"advisor.Advisor.dialogue", "advisor.Advisor.outlook"}
"""Methods for the program's own parts, which are not promised."""


def surface() -> list[str]:
    """A line for everything that is promised."""
    lines = [line for name in advisor.__all__ for line in described(f"advisor.{name}", getattr(advisor, name))]
    for module, names in BESIDE.items():
        for name in names:
            lines += described(f"{module}.{name}", getattr(importlib.import_module(module), name))
    return sorted(lines)


def described(name: str, thing: Any) -> Iterator[str]:
    if isinstance(thing, FunctionType):
        yield f"{name}{inspect.signature(thing)}"
    elif isinstance(thing, type):
        yield f"class {name}({', '.join(base.__name__ for base in thing.__bases__)})"
        yield from members(name, thing)
    else:
        yield f"{name} = {thing!r}"


def members(name: str, cls: type) -> Iterator[str]:
    if issubclass(cls, BaseModel):
        for field, info in cls.model_fields.items():
            yield f"{name}.{field}: {annotation(cls, field)}{'' if info.is_required() else ' = ...'}"
    elif "__init__" in vars(cls):
        yield f"{name}{inspect.signature(cls)}"
    for member, value in vars(cls).items():
        if member.startswith("_") or member == "model_config" or f"{name}.{member}" in INNER:
            continue
        if isinstance(value, property):
            yield f"{name}.{member} (property)"
        elif isinstance(value, (classmethod, staticmethod)):
            yield f"{name}.{member}{inspect.signature(value.__func__)} (class)"
        elif isinstance(value, FunctionType) and value.__module__.startswith("advisor."):
            yield f"{name}.{member}{inspect.signature(value)}"


def annotation(cls: type, field: str) -> str:
    """A field's annotation as its class writes it."""
    owner = next(each for each in cls.__mro__ if field in inspect.get_annotations(each))
    return str(inspect.get_annotations(owner)[field])


def test_what_was_promised_is_there() -> None:
    promised = WRITTEN.read_text(encoding="utf-8").splitlines()
    assert [line for line in promised if line not in surface()] == []


def test_what_is_there_is_written_down() -> None:
    promised = WRITTEN.read_text(encoding="utf-8").splitlines()
    assert [line for line in surface() if line not in promised] == [], "run: python -m tests.meta.test_public_api"


def test_import_leaves_no_trace() -> None:
    """No logging set up, nothing printed, nothing heavy loaded, no file written."""
    code = (
        "import logging, sys, collections; before = logging.root.handlers[:], logging.root.level; import advisor; "
        "advisor.Advisor().assess({}); assert (logging.root.handlers[:], logging.root.level) == before; "
        "assert not hasattr(collections, 'Mapping'); "
        "heavy = {'fastapi', 'mcp', 'rich', 'sqlalchemy', 'click', 'uvicorn'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


if __name__ == "__main__":
    WRITTEN.write_text("".join(f"{line}\n" for line in surface()), encoding="utf-8")
