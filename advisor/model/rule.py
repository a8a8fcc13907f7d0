"""A rule: from a condition on facts to conclusions and advice, with the findings that carry it."""

from __future__ import annotations

from pydantic import Field

from advisor.model.base import FindingId, Grade, Model, Slug, Text
from advisor.model.condition import Condition
from advisor.model.states import drawn_of


class Consequence(Model):
    """What a rule brings about when it fires: at least one of these.

    ``recommend`` lists pieces of advice; ``in_place`` says that the answers show them done, ``waits`` that something
    comes first which is known not to be done, ``theirs`` that they are the other side's to carry out. The last two
    say something only of pieces that are recommended.
    """

    conclude: dict[str, str] = {}
    recommend: tuple[Slug, ...] = ()
    in_place: tuple[Slug, ...] = ()
    waits: tuple[Slug, ...] = ()
    theirs: tuple[Slug, ...] = ()
    tensions: tuple[str, ...] = ()
    caveats: tuple[Slug, ...] = ()

    @property
    def drawn(self) -> dict[str, str]:
        """Everything that it concludes, of derived attributes and of pieces of advice."""
        return drawn_of(self)


class Examples(Model):
    """Profiles that fire the rule, and near misses that do not: one answer away where that is possible."""

    fires: tuple[dict[str, str], ...] = Field(min_length=1)
    misses: tuple[dict[str, str], ...] = Field(min_length=1)


class StudySays(Model):
    """What a study says to what a rule has found, in one sentence for a page that says nothing of the case; without a
    finding it is this project's own reading."""

    says: Text
    finding: FindingId | None = None


class Rule(Model):
    """``because`` is one or two sentences for a manager; ``cites`` the findings; ``grade`` how the rule comes from
    them. ``urgent`` names the reason, a weight of the knowledge, for which what it recommends comes early, and
    ``study`` is what a page says of the study. ``topic`` is the file it stands in, without its ending."""

    id: Slug
    topic: Slug
    title: Text
    when: Condition
    then: Consequence
    because: Text
    cites: tuple[FindingId, ...] = Field(min_length=1)
    grade: Grade
    urgent: Slug | None = None
    study: StudySays | None = None
    examples: Examples


class Topic(Model):
    """A rule file as a chapter: what its rules say together."""

    name: Slug
    title: Text
    about: Text
