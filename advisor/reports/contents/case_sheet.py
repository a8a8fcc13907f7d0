"""A case to look at: the page, pictures with their words, and all that stands behind it, folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Block, Heading, Paragraph
from advisor.reports.contents.figures import FIGURES
from advisor.reports.contents.page import FIRST, page
from advisor.reports.contents.report import AT_A_GLANCE, report
from advisor.reports.pictures.figures import HOW_TO_READ, figures
from advisor.reports.pictures.governance import governance
from advisor.reports.pictures.proof import HOW_TO_READ as HOW_TO_READ_A_PROOF
from advisor.reports.pictures.proof import proof
from advisor.reports.pictures.roadmap import roadmap
from advisor.reports.pictures.standing import standing
from advisor.reports.pictures.tension import tensions
from advisor.reports.sheet import Fold, Piece, folded

PICTURED = (AT_A_GLANCE, FIGURES)
"""Sections of the report that pictures and their words say whole."""

KEY = "A letter with a number, such as K23, is a finding of a paper; its place in the paper stands further down."
"""How to read what pictures cite."""


def case_sheet(
    assessment: Assessment, knowledge: KnowledgeBase, day: date | None = None, remarks: Sequence[Block] = ()
) -> Iterator[Piece]:
    """The sheet's pieces; from ``day`` the page counts when to look again, and ``remarks`` stand below its title."""
    title, *others = page(assessment, knowledge, day, more="below")
    yield title
    yield from remarks
    yield from others
    yield from pictured(assessment, knowledge)
    yield Heading("Everything behind it")
    behind = folded(report(assessment, knowledge))
    yield from (piece for piece in behind if isinstance(piece, Fold) and piece.title not in PICTURED)


def pictured(assessment: Assessment, knowledge: KnowledgeBase) -> Iterator[Piece]:
    """All pictures of a case under their headings, as far as there are any, the proofs folded."""
    pictures = [
        *roadmap(assessment, knowledge),
        *standing(assessment, knowledge),
        *governance(assessment, knowledge),
        *tensions(assessment, knowledge),
    ]
    if pictures:
        yield Heading("In pictures")
        yield Paragraph(KEY, "quiet")
        yield from pictures
    if shown := list(figures(assessment)):
        yield Heading("Beside the study's figures")
        yield Paragraph(HOW_TO_READ)
        yield from shown
    first = [each for each in assessment.recommendations if each.rank is not None][:FIRST]
    if first:
        yield Heading("The proofs of what comes first")
        yield Paragraph(HOW_TO_READ_A_PROOF)
    for each in first:
        yield Fold(f"{each.rank} {each.title}", (proof(assessment, knowledge, each.id),), aside=True)
