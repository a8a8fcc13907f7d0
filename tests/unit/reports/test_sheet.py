"""Folding sections."""

from __future__ import annotations

from advisor.reports.blocks import Block, Heading, Paragraph
from advisor.reports.sheet import Fold, folded

FIRST, A, B, C = (Paragraph(each) for each in ("first", "a", "b", "c"))
BLOCKS: list[Block] = [FIRST, Heading("One"), A, Heading("Part", 2), B, Heading("Two"), C]


def test_each_section_is_folded_and_what_is_before_them_is_not() -> None:
    assert list(folded(BLOCKS)) == [FIRST, Fold("One", (A, Heading("Part", 2), B)), Fold("Two", (C,))]


def test_only_those_named_are_folded() -> None:
    one = [FIRST, Fold("One", (A, Heading("Part", 2), B)), Heading("Two"), C]
    assert list(folded(BLOCKS, {"One"})) == one
    assert list(folded(BLOCKS, {"Two"})) == [*BLOCKS[:5], Fold("Two", (C,))]
    assert list(folded(BLOCKS, ())) == BLOCKS


def test_a_part_of_a_section_is_none() -> None:
    assert list(folded(BLOCKS, {"Part"})) == BLOCKS
