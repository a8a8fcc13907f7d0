"""A record of the audit to look at: what it says, and pictures of the assessment in it, as far as they can be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.record import AssessmentRecord, DecisionRecord
from advisor.reports.blocks import Heading, Paragraph
from advisor.reports.contents.audit_records import page
from advisor.reports.contents.case_sheet import pictured
from advisor.reports.lexicon import lexicon
from advisor.reports.sheet import NARROW, WIDE, Fold, Picture, Piece, folded

LONG = ("Answers", "Concluded", "Rules that fired")
"""The sections that a sheet has folded; the pictures stand before them."""


def record_sheet(
    record: AssessmentRecord | DecisionRecord,
    digest: str,
    decisions: Sequence[DecisionRecord],
    knowledge: KnowledgeBase | None,
) -> Iterator[Piece]:
    """The record's page with pictures. ``knowledge`` is that of the record, None where it cannot be had."""
    pieces = list(folded(page(record, digest, decisions, lexicon(knowledge)), LONG))
    if isinstance(record, AssessmentRecord):
        before = next(at for at, piece in enumerate(pieces) if isinstance(piece, Fold) and piece.title == LONG[0])
        pieces[before:before] = [*_pictures(record, knowledge), Heading("Everything behind it")]
    yield from pieces


def _pictures(record: AssessmentRecord, knowledge: KnowledgeBase | None) -> list[Piece]:
    if knowledge is None:
        return _without("the knowledge that it was made with is not kept here, or this version cannot read it")
    try:
        assessment = Assessment.model_validate(record.current)
    except ValidationError:
        return _without("it is of another shape than this version draws")
    try:
        return [_drawn(piece) for piece in pictured(assessment, knowledge)]
    except Exception:  # whatever was altered in it, the record itself has to be shown
        return _without("what it says does not fit the knowledge that it names")


def _without(why: str) -> list[Piece]:
    return [Heading("In pictures"), Paragraph(f"There are no pictures of this record: {why}.", "quiet")]


def _drawn(piece: Piece) -> Piece:
    """The piece with its pictures drawn now, so that none can fail later."""
    if isinstance(piece, Fold):
        return piece._replace(inside=tuple(map(_drawn, piece.inside)))
    if isinstance(piece, Picture):
        return piece._replace(drawn={width: piece.drawn(width) for width in (WIDE, NARROW)}.__getitem__)
    return piece
