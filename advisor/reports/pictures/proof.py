"""Why a piece of advice came out, from its rules down to answers and findings."""

from __future__ import annotations

from advisor.explain.why import why
from advisor.model.assessment import Assessment
from advisor.model.explanation import Subject, Why
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.reports.contents.proof_graph import graph_of
from advisor.reports.contents.wording import entitled
from advisor.reports.pictures.tree import branches, told, tree
from advisor.reports.sheet import Picture
from advisor.reports.words import grade_sentence, mid_sentence

HOW_TO_READ = (
    "Read it from the top: each box rests on those below it and further in. Of several rules below a box each is "
    "enough; what stands below a rule it rests on together. Rules have the findings that they cite; answers stand at "
    "the ends."
)


def proof(assessment: Assessment, knowledge: KnowledgeBase, piece: str) -> Picture:
    """The proof of a piece of advice that is listed, which says what it is the proof of, and how sure that is. How to
    read it has to be said before."""
    found = why(knowledge, assessment, Subject(kind="recommendation", id=piece), {})
    picture = proven(found, knowledge)
    named = entitled(Output("recommendation", piece), knowledge)
    assert found.weakest is not None
    certain = grade_sentence(found.weakest.grade, found.weakest.support)
    return picture._replace(title=f"Why: {mid_sentence(named)}", said=f"{certain}.")


def proven(found: Why, knowledge: KnowledgeBase) -> Picture:
    """A proof as a picture, below a text that says what it is the proof of."""
    graph = graph_of(found, knowledge)
    return Picture(
        "What it rests on",
        HOW_TO_READ,
        tuple(map(told, branches(graph))),
        lambda width: tree(graph, width),
    )
