"""What makes a piece of advice urgent: how much each reason weighs, and what a case adds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.model.base import Model, Slug, Text

Counted = Literal["answer", "placing", "tension", "stage_behind", "after", "now", "next", "later", "most"]
"""What a case adds is counted in: an answer that speaks for the piece, an answer that only places the case among others
(an attribute with that mark), a tension that hangs on it, a stage by which its
component is behind the phase, a piece to do that had better come after it, the horizon of the piece; ``most`` is the
most that all of these come to together."""


class Weight(Model):
    """How much something weighs in the urgency of a piece of advice, in points.

    ``counts`` says which of the things that every case is looked at for it is about. Without it the weight is that of a
    reason that rules name (``urgent``), and ``says`` puts the reason in words, as the rest of a sentence that begins
    with the place of the piece.
    """

    id: Slug
    weight: int = Field(ge=0, le=100_000)
    counts: Counted | None = None
    says: Text | None = None
