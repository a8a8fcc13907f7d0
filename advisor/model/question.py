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

    ``topic`` is what the question is about, as a title. ``attribute`` is None when no answer can change the advice any
    more; then ``question`` and ``why`` are None and
    ``answers`` is empty. ``could_change`` holds the outputs that the answer, together with later ones, could bring or
    take. ``left`` says how many questions there are at most from here on, this one included. ``settled`` are the
    outputs that come whatever is answered, ``undecided`` those that may come or not. Outputs are written
    ``recommendation:ID``, ``tension:ID`` and ``caveat:ID``.

    ``first`` names the three things first as they are now, by id, and ``first_settled`` says that it is proven that no
    answer changes them or their order. ``list_settled`` says that no answer can put advice on the list of what is to
    do, or take it off; places further down may still move. ``exact`` says that all of this is so and no more; without
    it, what is settled is so, and something called open may turn out not to be.
    """

    format: Literal[1] = Field(default=1, description="Version of this document's shape.")
    attribute: str | None
    topic: str | None
    question: str | None
    why: str | None
    findings: tuple[str, ...]
    answers: tuple[PossibleAnswer, ...]
    could_change: tuple[str, ...]
    left: int
    settled: tuple[str, ...]
    undecided: tuple[str, ...]
    first: tuple[str, ...]
    first_settled: bool
    list_settled: bool
    exact: bool

    def to_json(self) -> str:
        """The document as JSON text, two spaces deep, UTF-8, ending in a newline."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
