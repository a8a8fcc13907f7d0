"""Every output format: its name, how names of its files end, and for what it can be used.

What a command can be asked for, and what a file of a certain name gets, follows from this table. A format for
assessments is also a module of ``advisor.reports``, of the same name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

Use = Literal["assessment", "explanation", "proof", "page", "log", "faults", "graph", "program"]
"""What is to be written: assessments; an explanation, or the proof of what came out, which is an explanation that can
be drawn; a page of rules or sources; what the audit's log holds; the knowledge's faults; a graph of rules; the rules
as a program."""


class Format(NamedTuple):
    """An output format. ``endings`` are those of its files, in small letters, the usual one first; an empty one stands
    for a name without ending."""

    name: str
    endings: tuple[str, ...]
    uses: frozenset[Use]


FORMATS = (
    Format("terminal", (".txt", ""), frozenset({"assessment", "explanation", "proof", "page", "log", "faults"})),
    Format("json", (".json",), frozenset({"assessment", "explanation", "proof", "page", "log", "faults"})),
    Format("markdown", (".md", ".markdown"), frozenset({"assessment", "explanation", "proof", "page"})),
    Format("mermaid", (".mmd",), frozenset({"proof", "graph"})),
    Format("dot", (".dot", ".gv"), frozenset({"proof", "graph"})),
    Format("clips", (".clp",), frozenset({"program"})),
)
"""Every format. Of those that fit a use, the first is what a command gives unless asked for another."""


def formats(use: Use) -> tuple[str, ...]:
    """The names of the formats for a use, the default first."""
    return tuple(each.name for each in FORMATS if use in each.uses)


def endings(use: Use) -> tuple[str, ...]:
    """How the name of a file can end that is written for a use: the usual ending of each format."""
    return tuple(each.endings[0] for each in FORMATS if use in each.uses)


def format_of(path: Path, use: Use) -> str | None:
    """The name of the format that a file of this name gets; None when no format for this use has its ending."""
    ending = path.suffix.casefold()
    return next((each.name for each in FORMATS if use in each.uses and ending in each.endings), None)
