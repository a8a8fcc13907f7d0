"""A rule: from a condition on facts to conclusions and advice, with the findings that carry it."""

from __future__ import annotations

from pydantic import Field

from advisor.model.base import FindingId, Grade, Model, Slug, Text
from advisor.model.condition import Condition


class Consequence(Model):
    """What a rule brings about when it fires: at least one of the four."""

    conclude: dict[str, str] = {}
    recommend: tuple[Slug, ...] = ()
    tensions: tuple[str, ...] = ()
    caveats: tuple[Slug, ...] = ()


class Examples(Model):
    """Profiles that fire the rule, and near misses that do not: one answer away where that is possible."""

    fires: tuple[dict[str, str], ...] = Field(min_length=1)
    misses: tuple[dict[str, str], ...] = Field(min_length=1)


class Rule(Model):
    """``because`` is one or two sentences for a manager; ``cites`` the findings; ``grade`` how the rule comes from
    them. ``topic`` is the file it stands in, without its ending."""

    id: Slug
    topic: Slug
    title: Text
    when: Condition
    then: Consequence
    because: Text
    cites: tuple[FindingId, ...] = Field(min_length=1)
    grade: Grade
    examples: Examples


class Topic(Model):
    """A rule file as a chapter: what its rules say together."""

    name: Slug
    title: Text
    about: Text
