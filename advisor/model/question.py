"""The next question of an interview, for a program that puts it to somebody."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import Field

from advisor.model.base import Model


class PossibleAnswer(Model):
    """One value the question can be answered with, and the outputs that it alone would bring or take, beside what is
    known already."""

    value: str
    label: str
    observe: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


class NextQuestion(Model):
    """What to ask next, and where the interview stands.

    ``attribute`` is None when no answer can change the advice any more; then ``question`` and ``why`` are None and
    ``answers`` is empty. ``could_change`` holds the outputs that the answer, together with later ones, could bring or
    take. ``left`` says how many questions there are at most from here on, this one included. ``settled`` are the
    outputs that come whatever is answered, ``undecided`` those that may come or not. Outputs are written
    ``recommendation:ID``, ``tension:ID`` and ``caveat:ID``.
    """

    format: Literal[1] = Field(default=1, description="Version of this document's shape.")
    attribute: str | None
    question: str | None
    why: str | None
    findings: tuple[str, ...]
    answers: tuple[PossibleAnswer, ...]
    could_change: tuple[str, ...]
    left: int
    settled: tuple[str, ...]
    undecided: tuple[str, ...]

    def to_json(self) -> str:
        """The document as JSON text, two spaces deep, UTF-8, ending in a newline."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
