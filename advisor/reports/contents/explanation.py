"""Explanations: which contents belong to which, and a proof's graph and picture beside them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import partial

from advisor.model.explanation import Comparison, Explanation, ForAndAgainst, Sensitivity, WhatIf, Why, WhyNot
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block, Heading
from advisor.reports.document import Document
from advisor.reports.graph import Graph
from advisor.reports.sheet import Fold, Piece, folded

_CONTENTS: dict[type[Explanation], str] = {
    Why: "why",
    WhyNot: "why_not",
    ForAndAgainst: "for_and_against",
    WhatIf: "difference",
    Comparison: "difference",
    Sensitivity: "sensitivity",
}
"""The module of this package that says what stands in an explanation."""

LONG: dict[type[Explanation], frozenset[str]] = {
    Why: frozenset({"Proof", "Findings behind it"}),
    WhyNot: frozenset({"Behind the conclusions these hang on"}),
    WhatIf: frozenset({"On other grounds"}),
    Comparison: frozenset({"On other grounds"}),
    Sensitivity: frozenset({"Holds whatever the open questions turn out to be", "Could still go", "Could still come"}),
}
"""Sections that are long, by their headings: a sheet has them folded. What a proof's says its picture shows, too."""


def document(explanation: Explanation, knowledge: KnowledgeBase, full: bool = False) -> Document:
    """The explanation; ``full`` leaves nothing out of what people get to see. A proof has a graph, too, and in a sheet
    its picture below the verdict."""
    contents: Callable[[Explanation, KnowledgeBase, bool], Iterator[Block]] = importlib.import_module(
        f"advisor.reports.contents.{_CONTENTS[type(explanation)]}"
    ).contents

    def sheet() -> Iterator[Piece]:
        pieces = list(folded(contents(explanation, knowledge, full), LONG.get(type(explanation), ())))
        if isinstance(explanation, Why) and explanation.holds:
            from advisor.reports.pictures.proof import proven

            verdict = next(at for at, piece in enumerate(pieces) if isinstance(piece, (Heading, Fold)))
            pieces[verdict:verdict] = [Heading("In a picture"), proven(explanation, knowledge)]
        yield from pieces

    return Document(
        blocks=lambda: contents(explanation, knowledge, full),
        sheet=sheet,
        data=lambda: explanation,
        graph=partial(_graph, explanation, knowledge) if isinstance(explanation, Why) else None,
    )


def _graph(proof: Why, knowledge: KnowledgeBase) -> Graph:
    from advisor.reports.contents.proof_graph import graph_of

    return graph_of(proof, knowledge)
