"""A profile: what is known about a firm and one of its customer relationships, and how a file holds it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from advisor.model.attribute import UNKNOWN
from advisor.model.base import Model

AnswerSource = Literal["asked", "file", "command line"]

RestsOn = Literal["documented", "observed", "said", "assumed"]
"""What an answer rests on: a document, what somebody saw, what somebody said, or nothing but what is assumed."""


LONGEST_NAME = 200
"""How many characters a name has at most, and any other word that a profile holds."""

LONGEST_NOTE = 10_000
"""How many characters a note has at most."""


def _text(most: int, description: str | None = None) -> Any:
    """A text of a limited length. The limit is one of files and requests, and stands in their schema; what is recorded
    can be read whatever the limit was then."""
    return Field(default=None, description=description, json_schema_extra={"maxLength": most})


class Answer(Model):
    """Where an answer came from, a free note on it, the fingerprint of the question as it was then asked, and what the
    answer rests on. No rule reads any of it."""

    source: AnswerSource = "file"
    note: str | None = _text(LONGEST_NOTE)
    question: str | None = _text(LONGEST_NAME)
    rests_on: RestsOn | None = Field(
        default=None, description="A document, what was observed, what was said, or what is only assumed."
    )


class KnowledgeStamp(Model):
    """Which knowledge a thing was made with."""

    version: str = Field(json_schema_extra={"maxLength": LONGEST_NAME})
    sha256: str = Field(json_schema_extra={"maxLength": LONGEST_NAME})


class Profile(Model):
    """``facts`` map input attributes to values, in the vocabulary's order and without those that are unknown;
    ``asked_unknown`` are those that the file gives as "unknown", which every rule treats as not given. An interview
    lists the inputs it has not asked among them too, and these have no entry in ``answers``.

    ``firm`` is the profile that answers the firm's own questions, once for all its relationships. It lies under this
    one, in a file of its own: what is answered here overrules it, and "unknown" here leaves it as it is."""

    name: str | None = _text(LONGEST_NAME, "What to call the firm or the relationship.")
    facts: dict[str, str] = {}
    asked_unknown: tuple[str, ...] = ()
    notes: str | None = _text(LONGEST_NOTE, "Free text; no rule reads it.")
    answers: dict[str, Answer] = Field(
        default={}, description="Where each answer came from, a note on it, and what it rests on."
    )
    knowledge: KnowledgeStamp | None = Field(
        default=None, description="The knowledge that the questions were asked from."
    )
    firm: Profile | None = Field(default=None, description="The firm's own answers, which lie under these.")

    @property
    def inherited(self) -> dict[str, str]:
        """The firm's answers that hold here, since this profile does not answer."""
        return {name: value for name, value in self._firms.items() if name not in self.facts}

    @property
    def overruled(self) -> dict[str, str]:
        """The firm's answers that do not hold here, since this profile answers differently."""
        return {name: value for name, value in self._firms.items() if self.facts.get(name, value) != value}

    @property
    def known(self) -> dict[str, str]:
        """The facts that advice is drawn from: this profile's, and those that it inherits."""
        return {**self.inherited, **self.facts} if self.firm is not None else self.facts

    @property
    def answers_that_hold(self) -> dict[str, Answer]:
        """What is told of the answers that hold, an "unknown" among them: of an inherited one what the firm tells."""
        firms = self.firm.answers if self.firm is not None else {}
        inherited = self.inherited
        own = {*self.facts, *self.asked_unknown} - inherited.keys()
        told = {name: firms[name] for name in inherited if name in firms}
        return told | {name: each for name, each in self.answers.items() if name in own}

    @property
    def _firms(self) -> dict[str, str]:
        return self.firm.facts if self.firm is not None else {}


FILE_FORMAT = 1
"""The version of the shape that ``file_data`` gives; a file without ``format`` is of version 1."""

FILE_KEYS = ("format", *(name for name in Profile.model_fields if name not in ("asked_unknown", "firm")))
"""What a profile file may hold: the profile, whose unknown facts stand among the others, and the shape's version. The
firm's answers stay in the firm's file."""


def file_data(profile: Profile) -> dict[str, Any]:
    """The profile as its file holds it, without what was not given."""
    data = {"format": FILE_FORMAT, **profile.model_dump(exclude_none=True, exclude={"firm"})}
    data["facts"].update(dict.fromkeys(data.pop("asked_unknown"), UNKNOWN))
    return data if profile.answers else {key: part for key, part in data.items() if key != "answers"}
