"""What can be looked up: vocabulary, rules, sources and findings, as a program reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from advisor.errors import UnknownId
from advisor.model.attribute import Attribute, QuestionTopic
from advisor.model.base import FindingId, Grade, Level, Model, Slug, Support, Text
from advisor.model.condition import authored
from advisor.model.finding import Finding, Source
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import KnowledgeStamp
from advisor.model.rule import Consequence, Examples, Rule, StudySays, Topic


class ShownValue(Model):
    """A value of an attribute: its name in documents, what a person calls it, and what one would see."""

    name: str
    label: Text
    observe: Text


class ShownAttribute(Model):
    """An input that is asked for, or a conclusion. ``values`` stand from low to high when ``scale`` is ordinal.
    ``level`` says whether an input is answered once for the firm or for each relationship; ``topic`` and ``place`` say
    where its question stands, and ``moot_if`` on which answers there is nothing to ask, as knowledge files write it. A
    conclusion has none of these."""

    name: Slug
    kind: Literal["input", "derived"]
    label: Text
    question: Text | None
    why: Text
    findings: tuple[FindingId, ...]
    scale: Literal["ordinal", "nominal"]
    essential: bool
    changeable: bool
    level: Level | None
    topic: Slug | None
    place: int | None
    moot_if: dict[str, Any] | None
    values: tuple[ShownValue, ...]


class ShownRule(Model):
    """A rule; ``when`` is the condition as rule files write it, ``urgent`` the reason for which what it recommends
    comes early."""

    id: Slug
    topic: Slug
    title: Text
    when: dict[str, Any]
    then: Consequence
    because: Text
    cites: tuple[FindingId, ...]
    grade: Grade
    urgent: Slug | None
    study: StudySays | None
    examples: Examples


class ShownFinding(Finding):
    """A finding, and the rules that cite it."""

    cited_by: tuple[Slug, ...]


class FindingLine(Model):
    """A finding in a list."""

    id: FindingId
    source: Slug
    locator: Text
    support: Support


class ShownSource(Source):
    """A source with all its findings."""

    findings: tuple[ShownFinding, ...]


class Page(Model):
    """Part of a knowledge base, and which one it is."""

    format: Literal[1] = Field(default=1, description="Version of this document's shape.")
    knowledge: KnowledgeStamp


class Vocabulary(Page):
    """What can be asked, and what can be concluded. ``question_topics`` stand in the order in which they are asked."""

    question_topics: tuple[QuestionTopic, ...]
    inputs: tuple[ShownAttribute, ...]
    conclusions: tuple[ShownAttribute, ...]


class Rules(Page):
    """Every rule, and the topics they are sorted by."""

    topics: tuple[Topic, ...]
    rules: tuple[ShownRule, ...]


class Sources(Page):
    """Every source, and a line on each of their findings."""

    sources: tuple[Source, ...]
    findings: tuple[FindingLine, ...]


PAGES: tuple[type[Model], ...] = (Vocabulary, Rules, ShownRule, Sources, ShownSource, ShownFinding)


class Catalogue:
    """A knowledge base, arranged for looking things up. Methods that take an id raise UnknownId."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge

    def vocabulary(self, only: Iterable[str] | None = None) -> Vocabulary:
        """All attributes, or only those named."""
        names = tuple(self.knowledge.attributes) if only is None else tuple(only)
        chosen = [self.knowledge.attributes[_known("attribute", name, self.knowledge.attributes)] for name in names]
        return Vocabulary(
            knowledge=self.knowledge.stamp,
            question_topics=tuple(self.knowledge.question_topics.values()),
            inputs=tuple(_shown_attribute(each) for each in chosen if not each.derived),
            conclusions=tuple(_shown_attribute(each) for each in chosen if each.derived),
        )

    def rules(self, topic: str | None = None) -> Rules:
        """All topics and rules, or one topic with its rules."""
        topics = self.knowledge.topics
        chosen = tuple(topics) if topic is None else (_known("topic", topic, topics),)
        return Rules(
            knowledge=self.knowledge.stamp,
            topics=tuple(topics[name] for name in chosen),
            rules=tuple(_shown_rule(rule) for rule in self.knowledge.rules.values() if rule.topic in chosen),
        )

    def rule(self, name: str) -> ShownRule:
        """A rule by its id. Raises UnknownId."""
        return _shown_rule(self.knowledge.rules[_known("rule", name, self.knowledge.rules)])

    def sources(self) -> Sources:
        """Every source, and a line on each finding."""
        lines = tuple(
            FindingLine(id=each.id, source=each.source, locator=each.locator, support=each.support)
            for each in self.knowledge.findings.values()
        )
        return Sources(knowledge=self.knowledge.stamp, sources=tuple(self.knowledge.sources.values()), findings=lines)

    def source(self, key: str) -> ShownSource:
        """A source by its key, with its findings. Raises UnknownId."""
        source = self.knowledge.sources[_known("source", key, self.knowledge.sources)]
        findings = tuple(self.finding(name) for name, each in self.knowledge.findings.items() if each.source == key)
        return ShownSource(**dict(source), findings=findings)

    def finding(self, name: str) -> ShownFinding:
        """A finding by its id, with the rules that cite it. Raises UnknownId."""
        finding = self.knowledge.findings[_known("finding", name, self.knowledge.findings)]
        return ShownFinding(**dict(finding), cited_by=tuple(rule.id for rule in self.knowledge.citing[name]))


def _known(kind: str, name: str, known: Iterable[str]) -> str:
    if name not in known:
        raise UnknownId(kind, name, known)
    return name


def _shown_attribute(each: Attribute) -> ShownAttribute:
    values = tuple(
        ShownValue(name=name, label=value.label, observe=value.observe) for name, value in each.values.items()
    )
    return ShownAttribute(
        name=each.name,
        kind=each.kind,
        label=each.label,
        question=each.question,
        why=each.why,
        findings=each.findings,
        scale=each.scale,
        essential=each.essential,
        changeable=each.changeable,
        level=None if each.derived else each.level,
        topic=each.topic,
        place=None if each.derived else each.place,
        moot_if=None if each.moot_if is None else authored(each.moot_if),
        values=values,
    )


def _shown_rule(rule: Rule) -> ShownRule:
    return ShownRule(**{**dict(rule), "when": authored(rule.when)})
