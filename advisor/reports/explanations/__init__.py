"""Explanations for people and programs: one wording, as blocks and trees, drawn for a terminal or as Markdown; proofs
also as graphs; everything as JSON."""

from __future__ import annotations

from advisor.errors import UnknownId
from advisor.model.explanation import Comparison, Explanation, ForAndAgainst, Sensitivity, WhatIf, Why, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.explanations.graph import graph_of
from advisor.reports.explanations.tree import Part, markdown, terminal
from advisor.reports.formats import formats
from advisor.reports.graphs.drawing import GRAPHS

AnyExplanation = Why | WhyNot | ForAndAgainst | WhatIf | Comparison | Sensitivity


def render(
    explanation: AnyExplanation,
    knowledge: KnowledgeBase,
    form: str = "terminal",
    *,
    full: bool = False,
    width: int = 80,
    color: bool = False,
) -> str:
    """The explanation as text. ``full`` leaves nothing out; ``width`` and ``color`` are for a terminal.

    Raises UnknownId for a format that is not there, or not for this explanation: only proofs are drawn as graphs.
    """
    known = formats("proof" if isinstance(explanation, Why) else "explanation")
    if form not in known:
        raise UnknownId("output format for this explanation", form, known)
    if form == "json":
        return explanation.to_json()
    if isinstance(explanation, Why) and form in GRAPHS:
        return GRAPHS[form](graph_of(explanation, knowledge))
    parts = contents(explanation, knowledge, full)
    return markdown(parts) if form == "markdown" else terminal(parts, width, color)


def contents(explanation: Explanation, knowledge: KnowledgeBase, full: bool) -> list[Part]:
    """What the explanation says, in order."""
    from advisor.reports.explanations import difference, for_and_against, sensitivity, why, why_not

    if isinstance(explanation, Why):
        return list(why.contents(explanation, knowledge, full))
    if isinstance(explanation, WhyNot):
        return list(why_not.contents(explanation, knowledge, full))
    if isinstance(explanation, ForAndAgainst):
        return list(for_and_against.contents(explanation, knowledge, full))
    if isinstance(explanation, (WhatIf, Comparison)):
        return list(difference.contents(explanation, knowledge, full))
    if isinstance(explanation, Sensitivity):
        return list(sensitivity.contents(explanation, knowledge, full))
    raise TypeError(f"no explanation: {explanation!r}")
