"""What the audit keeps: each assessment that was given, and each decision on a piece of its advice.

A record outlives the models of the day it was written on, so the profile and the assessment are kept as plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import Field, SerializerFunctionWrapHandler, TypeAdapter, model_serializer, model_validator
from typing_extensions import Self

from advisor.model.base import Model
from advisor.model.earlier import upgraded
from advisor.model.profile import KnowledgeStamp

Channel = Literal["command", "library", "http", "mcp"]
"""The way by which an assessment was asked for."""

Redaction = Literal["none", "omit", "hash"]
"""What became of names and notes before the record was written: kept, left out, or replaced by a salted hash."""

Decision = Literal["accept", "reject", "defer"]
"""What a consultant decided on a piece of advice."""

Because = Literal["already-done", "not-now", "other-sides", "not-for-this-case", "evidence-outdated", "other"]
"""Why advice was not followed, as a code that can be counted; the reason beside it says it in words."""

REDACTIONS: tuple[Redaction, ...] = get_args(Redaction)
DECISIONS: tuple[Decision, ...] = get_args(Decision)
BECAUSES: tuple[Because, ...] = get_args(Because)

START = "0" * 64
"""What the first record names as the hash of the one before it."""


FORMAT = 1
"""The newest format of a record that this version reads."""


class _Link(Model):
    """What every record has. ``seq`` counts from 1 without gaps and is the record's id; ``at`` is UTC in ISO 8601 with
    microseconds; ``program`` the version that wrote it; ``previous`` the hash of the record before. ``by`` is who asked
    or decided, as far as that was said.

    What came later than the first version is left out of the record as it is written where it is None, so that older
    records keep their bytes."""

    format: Literal[1] = 1
    seq: int
    at: str
    entry: Channel
    program: str
    redaction: Redaction
    knowledge: KnowledgeStamp
    previous: str
    by: str | None = None

    @model_serializer(mode="wrap")
    def _as_written(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: part for name, part in written(self).items() if name not in _LATER or part is not None}


_LATER = ("by", "because")


class AssessmentRecord(_Link):
    """An assessment as it was given. ``document`` is the SHA-256 of its exact JSON text, order of keys included."""

    kind: Literal["assessment"] = "assessment"
    request_id: str | None
    profile: dict[str, Any]
    assessment: dict[str, Any]
    document: str

    @property
    def current(self) -> Mapping[str, Any]:
        """The assessment in today's format, whichever it was written in."""
        return upgraded(self.assessment)

    @property
    def name(self) -> str | None:
        """The profile's name as it was recorded: plain, hashed or left out."""
        name: str | None = self.profile.get("name")
        return name


class DecisionRecord(_Link):
    """A decision on one recommendation of the assessment with the id ``of`` and the hash ``of_hash``.

    ``because`` says why advice was rejected or deferred. It is None where none was given, where the advice was
    accepted, and in records from before there was one.
    """

    kind: Literal["decision"] = "decision"
    of: int
    of_hash: str
    name: str | None
    recommendation: str
    verdict: Decision
    reason: str | None
    because: Because | None = None

    @model_validator(mode="after")
    def _accepted_without(self) -> Self:
        if self.verdict == "accept" and self.because is not None:
            raise ValueError("what is accepted has no code for why it is not followed")
        return self


Record = Annotated[AssessmentRecord | DecisionRecord, Field(discriminator="kind")]
RECORD: TypeAdapter[AssessmentRecord | DecisionRecord] = TypeAdapter(Record)


class Receipt(NamedTuple):
    """Proof of having been recorded. A hash kept elsewhere shows later that the log up to it is unaltered."""

    id: int
    hash: str
