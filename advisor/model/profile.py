"""A profile: what is known about a firm and one of its customer relationships."""

from __future__ import annotations

from typing import Literal

from advisor.model.base import Model


class Answer(Model):
    """Where an answer came from, a free note on it, and the fingerprint of the question as it was then asked."""

    source: Literal["asked", "file", "command line"]
    note: str | None = None
    question: str | None = None


class KnowledgeStamp(Model):
    """Which knowledge a thing was made with."""

    version: str
    sha256: str


class Profile(Model):
    """``facts`` map input attributes to values, in the vocabulary's order and without those that are unknown;
    ``asked_unknown`` are those that the file gives as "unknown", which every rule treats as not given. An interview
    lists the inputs it has not asked among them too, and these have no entry in ``answers``."""

    name: str | None = None
    facts: dict[str, str] = {}
    asked_unknown: tuple[str, ...] = ()
    notes: str | None = None
    answers: dict[str, Answer] = {}
    knowledge: KnowledgeStamp | None = None
