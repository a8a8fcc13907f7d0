"""Assessments: the page for a client, or with everything that stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block
from advisor.reports.document import Document

if TYPE_CHECKING:
    from advisor.reports.sheet import Piece


def document(
    assessment: Assessment,
    knowledge: KnowledgeBase,
    *,
    full: bool = False,
    day: date | None = None,
    remarks: Sequence[Block] = (),
) -> Document:
    """The assessment as one page, or ``full``, with every text, caveat and rule. From ``day`` the page counts when to
    look again, and below its title stand the ``remarks``. A sheet has the page, pictures, and all the rest folded; for
    programs it is always whole."""

    def blocks() -> Iterator[Block]:
        from advisor.reports.contents.page import page
        from advisor.reports.contents.report import report

        title, *others = report(assessment, knowledge) if full else page(assessment, knowledge, day)
        yield from (title, *remarks, *others)

    def sheet() -> Iterator[Piece]:
        from advisor.reports.contents.case_sheet import case_sheet

        return case_sheet(assessment, knowledge, day, remarks)

    return Document(blocks=blocks, sheet=sheet, data=lambda: assessment)
