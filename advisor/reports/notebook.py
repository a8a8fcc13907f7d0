"""Assessments and explanations as a notebook shows them: what stands in the file that ``-o NAME.html`` writes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from advisor.loading.knowledge import load_knowledge
from advisor.model.assessment import Assessment
from advisor.model.base import Model
from advisor.model.explanation import Explanation
from advisor.model.knowledge import KnowledgeBase
from advisor.model.showing import at_hand
from advisor.reports.blocks import Block, Paragraph, Title, Tree
from advisor.reports.contents import assessment as assessments
from advisor.reports.contents import explanation as explanations
from advisor.reports.contents.wording import titled
from advisor.reports.document import Document
from advisor.reports.formats.html import fragment
from advisor.reports.words import sentence
from advisor.resources import shipped_root


def shown(document: Model) -> str:
    """An assessment or explanation as HTML. Where the knowledge that it was made with is not at hand any more, it is
    listed as it is."""
    assert isinstance(document, (Assessment, Explanation))
    knowledge = _knowledge_of(document.knowledge.sha256)
    if knowledge is None:
        return fragment(_listing(document))
    made: Document = (
        assessments.document(document, knowledge)
        if isinstance(document, Assessment)
        else explanations.document(document, knowledge)
    )
    pieces = made.part("sheet")
    assert pieces is not None
    return fragment(pieces())


def _knowledge_of(sha256: str) -> KnowledgeBase | None:
    """The knowledge of that hash: somebody still holds it, or it is the shipped one."""
    held = at_hand(sha256)
    if held is None and _shipped().sha256 == sha256:
        held = _shipped()
    return held


@lru_cache(maxsize=1)
def _shipped() -> KnowledgeBase:
    return load_knowledge(shipped_root()).base


def _listing(document: Assessment | Explanation) -> Iterator[Block]:
    kind = "Assessment" if isinstance(document, Assessment) else sentence(getattr(document, "explanation", ""))
    yield Title(kind or "Explanation", titled(document.profile.name))
    yield Paragraph(
        f"The knowledge that this was made with, {document.knowledge.version} ({document.knowledge.sha256[:12]}), is "
        "not at hand any more, so there are neither titles nor pictures: what follows is a plain listing. Keep the "
        "Advisor that made it to see the whole."
    )
    yield from _branches(document.model_dump(mode="json"))


def _branches(value: Any) -> Iterator[Tree]:
    """Plain data as trees; what is not there is left out."""
    pairs = value.items() if isinstance(value, dict) else (("", each) for each in value)
    for key, each in pairs:
        name = str(key).replace("_", " ")
        if each in (None, [], {}, ""):
            continue
        if isinstance(each, list) and not any(isinstance(one, (dict, list)) for one in each):
            each = ", ".join(map(str, each))
        if isinstance(each, (dict, list)):
            yield Tree(name or "Entry", tuple(_branches(each)))
        else:
            yield Tree(f"{name}: {each}" if name else str(each))
