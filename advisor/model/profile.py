"""A profile: what is known about a firm and one of its customer relationships, and how a file holds it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from advisor.model.attribute import UNKNOWN
from advisor.model.base import Model

AnswerSource = Literal["asked", "file", "command line"]


class Answer(Model):
    """Where an answer came from, a free note on it, and the fingerprint of the question as it was then asked."""

    source: AnswerSource
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

    name: str | None = Field(default=None, description="What to call the firm or the relationship.")
    facts: dict[str, str] = {}
    asked_unknown: tuple[str, ...] = ()
    notes: str | None = Field(default=None, description="Free text; no rule reads it.")
    answers: dict[str, Answer] = Field(default={}, description="Where each answer came from.")
    knowledge: KnowledgeStamp | None = Field(
        default=None, description="The knowledge that the questions were asked from."
    )


FILE_FORMAT = 1
"""The version of the shape that ``file_data`` gives; a file without ``format`` is of version 1."""

FILE_KEYS = ("format", *(name for name in Profile.model_fields if name != "asked_unknown"))
"""What a profile file may hold: the profile, whose unknown facts stand among the others, and the shape's version."""


def file_data(profile: Profile) -> dict[str, Any]:
    """The profile as its file holds it, without what was not given."""
    data = {"format": FILE_FORMAT, **profile.model_dump(exclude_none=True)}
    data["facts"].update(dict.fromkeys(data.pop("asked_unknown"), UNKNOWN))
    return data if profile.answers else {key: part for key, part in data.items() if key != "answers"}
