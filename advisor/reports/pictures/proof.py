"""Why a piece of advice came out, from its rules down to answers and findings."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.explain.why import why
from advisor.model.assessment import Assessment
from advisor.model.explanation import Subject, Why
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Tree
from advisor.reports.contents.proof_graph import graph_of
from advisor.reports.contents.wording import entitled
from advisor.reports.pictures.tree import Branch, branches, tree
from advisor.reports.sheet import Picture
from advisor.reports.words import grade_sentence, mid_sentence


def proof(assessment: Assessment, knowledge: KnowledgeBase, piece: str) -> Picture:
    """The proof of a piece of advice that is listed."""
    return proven(why(knowledge, assessment, Subject(kind="recommendation", id=piece), {}), knowledge)


def proven(found: Why, knowledge: KnowledgeBase) -> Picture:
    """A proof as a picture."""
    graph = graph_of(found, knowledge)
    named = entitled(found.subject.output, knowledge) if found.subject.output else graph.nodes[str(found.subject)].label
    certain = f"{grade_sentence(found.weakest.grade, found.weakest.support)}. " if found.weakest is not None else ""
    return Picture(
        f"Why: {mid_sentence(named)}",
        f"{certain}Read it from the top: each box rests on those below it and further in. Rules have the findings that "
        "they cite; answers stand at the end.",
        tuple(map(_told, branches(graph))),
        lambda width: tree(graph, width),
    )


def _told(branch: Branch) -> Tree:
    cites = "".join(f" ({each.text})" for each in branch.cites)
    return Tree(f"{branch.node.text}{cites}{' (as further up)' if branch.again else ''}", tuple(_below(branch)))


def _below(branch: Branch) -> Iterator[Tree]:
    yield from map(_told, branch.below)
