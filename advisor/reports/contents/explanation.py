"""Explanations: which contents belong to which, and a proof's graph beside them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial

from advisor.model.explanation import Comparison, Explanation, ForAndAgainst, Sensitivity, WhatIf, Why, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block
from advisor.reports.document import Document
from advisor.reports.graph import Graph

_CONTENTS: dict[type[Explanation], str] = {
    Why: "why",
    WhyNot: "why_not",
    ForAndAgainst: "for_and_against",
    WhatIf: "difference",
    Comparison: "difference",
    Sensitivity: "sensitivity",
}
"""The module of this package that says what stands in an explanation."""


def document(explanation: Explanation, knowledge: KnowledgeBase, full: bool = False) -> Document:
    """The explanation; ``full`` leaves nothing out of what people get to see. A proof has a graph, too."""
    contents: Callable[[Explanation, KnowledgeBase, bool], Iterator[Block]] = importlib.import_module(
        f"advisor.reports.contents.{_CONTENTS[type(explanation)]}"
    ).contents
    return Document(
        blocks=lambda: contents(explanation, knowledge, full),
        data=lambda: explanation,
        graph=partial(_graph, explanation, knowledge) if isinstance(explanation, Why) else None,
    )


def _graph(proof: Why, knowledge: KnowledgeBase) -> Graph:
    from advisor.reports.contents.proof_graph import graph_of

    return graph_of(proof, knowledge)
