"""The knowledge base: vocabulary, sources, findings, advice and rules, as one value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import ConfigDict

from advisor.model.advice import Caveat, Component, Recommendation, Step, Tension, asks_for_side
from advisor.model.attribute import Attribute, Mark, QuestionTopic
from advisor.model.base import Model
from advisor.model.earlier import as_meant
from advisor.model.finding import Benchmark, Finding, Source
from advisor.model.phases import ComponentGuide, Framework
from advisor.model.profile import KnowledgeStamp
from advisor.model.rule import Rule, Topic
from advisor.model.states import piece_attributes
from advisor.model.urgency import Weight


class Override(Model):
    """A part of the shipped knowledge that a directory of the user's own replaces, or adds to."""

    kind: str
    id: str
    change: str
    file: str


def _plain(part: Any) -> Any:
    """A field of the knowledge base as plain data."""
    if isinstance(part, Model):
        return part.model_dump(mode="json")
    if isinstance(part, dict):
        return {key: _plain(each) for key, each in part.items()}
    return [_plain(each) for each in part] if isinstance(part, tuple) else part


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 over content as JSON without spaces, in its own order."""
    return hashlib.sha256(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


class KnowledgeBase(Model):
    """Everything the advisor knows. Mappings keep the order of the files; rules are sorted by id. ``topics`` are the
    rule files, ``question_topics`` what the questions are about, in the order in which they are asked. Without a
    ``framework`` an assessment says nothing of the next phase."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    version: str
    attributes: dict[str, Attribute]
    sources: dict[str, Source]
    findings: dict[str, Finding]
    benchmarks: dict[str, Benchmark]
    recommendations: dict[str, Recommendation]
    tensions: dict[str, Tension]
    caveats: dict[str, Caveat]
    steps: tuple[Step, ...]
    weights: dict[str, Weight] = {}
    topics: dict[str, Topic]
    rules: dict[str, Rule]
    framework: Framework | None = None
    question_topics: dict[str, QuestionTopic] = {}
    overrides: tuple[Override, ...] = ()

    @cached_property
    def inputs(self) -> dict[str, Attribute]:
        """The attributes that are asked for, in the vocabulary's order."""
        return {name: attribute for name, attribute in self.attributes.items() if not attribute.derived}

    @cached_property
    def derived(self) -> dict[str, Attribute]:
        """The attributes that rules conclude, in the vocabulary's order."""
        return {name: attribute for name, attribute in self.attributes.items() if attribute.derived}

    @cached_property
    def asking(self) -> str | None:
        """The input by which one says from which side one asks; None where there is none."""
        return next((name for name, attribute in self.inputs.items() if asks_for_side(attribute)), None)

    @cached_property
    def reasoned(self) -> dict[str, Attribute]:
        """Everything that rules may test or conclude: the vocabulary's attributes, and the conclusions about pieces of
        advice."""
        pieces = (each for one in self.recommendations.values() for each in piece_attributes(one.id, one.title))
        return {**self.attributes, **{each.name: each for each in pieces}}

    @property
    def phased(self) -> Mapping[Component, ComponentGuide]:
        """The components that have phases; none without a framework."""
        return {} if self.framework is None else self.framework.phased

    @cached_property
    def citing(self) -> dict[str, tuple[Rule, ...]]:
        """For each finding the rules that cite it, sorted by id."""
        return {name: tuple(rule for rule in self.rules.values() if name in rule.cites) for name in self.findings}

    def marked(self, mark: Mark) -> tuple[str, ...]:
        """The attributes that bear a mark, in the vocabulary's order."""
        return tuple(name for name, attribute in self.attributes.items() if mark in attribute.marks)

    @cached_property
    def content(self) -> dict[str, Any]:
        """The whole as plain data, the same whatever files, formatting or paths it came from."""
        # Part by part: what writes the whole is built of what writes each part, and that takes its time.
        names = [name for name in KnowledgeBase.model_fields if name not in ("overrides", "rules")]
        return {name: _plain(getattr(self, name)) for name in [*names, "rules"]}

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> KnowledgeBase:
        """The knowledge base that ``content`` was taken from. Raises pydantic's ValidationError for anything else.

        It keeps the hash of the content as given, so that knowledge which an earlier version of the program recorded
        is still the same knowledge when the models have learnt a field since; it is read as it was meant then.
        """
        base = cls.model_validate(as_meant(content))
        base.__dict__["hashed"] = {key: part for key, part in content.items() if key != "overrides"}
        return base

    @cached_property
    def hashed(self) -> dict[str, Any]:
        """The content that the hash is of, and that has to be kept to find it again: ``content``, or, of knowledge made
        from content, that content as it was given."""
        return self.content

    @cached_property
    def sha256(self) -> str:
        """Hash of ``hashed`` as JSON without spaces, in UTF-8. The order of entries and values is part of it: values
        stand from low to high, and the catalogue's order settles what nothing else ranks. The keys of one entry come in
        the order of its model, however a file has them."""
        return content_hash(self.hashed)

    @property
    def stamp(self) -> KnowledgeStamp:
        """The version and the hash, by which a document says which knowledge it was made with."""
        return KnowledgeStamp(version=self.version, sha256=self.sha256)
