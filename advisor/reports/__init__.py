"""What a person or a program gets to see of assessments, one output format a file.

``formats`` lists every format. Each that is for assessments is a module of this package with its name and the function
``render(assessments, knowledge, *, full, width, color)``, which returns the whole text. ``contents`` says what a report
contains and in which order, as blocks; the formats for people only draw blocks.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Protocol, cast

from advisor.errors import UnknownId
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.formats import formats


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


def renderer(name: str) -> Render:
    """The function that renders assessments in a format. Raises UnknownId when there is no such format for them."""
    known = formats("assessment")
    if name not in known:
        raise UnknownId("output format", name, known)
    return cast(Render, importlib.import_module(f"{__name__}.{name}").render)
