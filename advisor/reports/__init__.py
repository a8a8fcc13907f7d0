"""What a person or a program gets to see of assessments, one output format a file.

A module of this package is a format, and its name is the format's name. It has the function ``render(assessments,
knowledge, *, full, width, color)`` and returns the whole text. ``contents`` says what a report contains and in which
order, as blocks; the formats for people only draw blocks.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import Protocol, cast

from advisor.errors import UnknownId
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase


class Render(Protocol):
    """One or more assessments as text. ``full`` leaves nothing out; ``width`` counts columns and ``color`` allows
    terminal colours, both for formats that know them."""

    def __call__(
        self,
        assessments: Sequence[Assessment],
        knowledge: KnowledgeBase,
        *,
        full: bool = False,
        width: int = 80,
        color: bool = False,
    ) -> str: ...


def formats() -> tuple[str, ...]:
    """The names of the output formats."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg))


def renderer(name: str) -> Render:
    """The function that renders a format. Raises UnknownId when there is no such format."""
    if name not in formats():
        raise UnknownId("output format", name, formats())
    return cast(Render, importlib.import_module(f"{__name__}.{name}").render)
