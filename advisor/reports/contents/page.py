"""The page for a client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block
from advisor.reports.contents.report import report


def page(assessment: Assessment, knowledge: KnowledgeBase, day: date | None) -> Iterator[Block]:
    """The page's blocks."""
    yield from report(assessment, knowledge)
