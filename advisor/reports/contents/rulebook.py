"""The rule base for people: its chapters, and one rule at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.model.rule import Rule
from advisor.reports.blocks import Block, Card, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.conditions import spoken
from advisor.reports.words import GRADE, SUPPORT, counted, mid_sentence, named, sentence, valued


def rule_list(knowledge: KnowledgeBase, topics: Iterable[str]) -> Iterator[Block]:
    """The rules of these topics, chapter by chapter."""
    for name in topics:
        topic = knowledge.topics[name]
        rules = [rule for rule in knowledge.rules.values() if rule.topic == name]
        yield Heading(topic.title)
        yield Paragraph(f"{topic.about} ({name}, {counted(len(rules), 'rule')})")
        for rule in rules:
            below = f"{rule.id} ({GRADE[rule.grade]}; {', '.join(rule.cites)})"
            yield Card("", rule.title, (Line("", below, "quiet"),))


def rule_sheet(rule: Rule, knowledge: KnowledgeBase) -> Iterator[Block]:
    """Everything about one rule."""
    topic = knowledge.topics.get(rule.topic)
    yield Title(rule.title, f"{rule.id}, in {topic.title if topic else rule.topic}")
    yield Heading("When all of this holds")
    yield from (Item(text, depth=depth) for depth, text in spoken(rule.when, knowledge))
    yield Heading("Then")
    yield from (Item(text) for text in consequences(rule, knowledge))
    yield Heading("Because")
    yield Paragraph(rule.because)
    yield Paragraph(f"Grade: {GRADE[rule.grade]}.")
    if rule.urgent is not None:
        yield Paragraph(f"What it recommends comes early: {knowledge.weights[rule.urgent].says}.")
    yield Heading("Findings")
    for name in rule.cites:
        finding = knowledge.findings[name]
        source = knowledge.sources[finding.source]
        yield Card(
            name,
            finding.locator,
            (
                Line("", finding.paraphrase),
                Line("Caveat", finding.caveat),
                Line("", f"{sentence(SUPPORT[finding.support])}. {source.title or source.description}", "quiet"),
            ),
        )
    yield Heading("Examples")
    for facts in rule.examples.fires:
        yield Item(f"fires on {_facts(facts, knowledge)}")
    for facts in rule.examples.misses:
        yield Item(f"does not fire on {_facts(facts, knowledge)}")


def consequences(rule: Rule, knowledge: KnowledgeBase) -> Iterator[str]:
    """What the rule brings about, one thing a line."""
    then = rule.then
    for name, value in then.conclude.items():
        yield f"conclude {mid_sentence(named(knowledge, name))}: {valued(knowledge, name, value)} ({name} = {value})"
    for pieces, said in (
        (then.recommend, "recommend"),
        (then.in_place, "in place"),
        (then.waits, "waits"),
        (then.theirs, "the other side's"),
    ):
        for each in pieces:
            yield f"{said}: {knowledge.recommendations[each].title} ({each})"
    for each in then.tensions:
        yield f"point to tension {each}: {mid_sentence(title_of(knowledge.tensions[each].title))}"
    for each in then.caveats:
        yield f"add the caveat {each}: {knowledge.caveats[each].text}"


def _facts(facts: dict[str, str], knowledge: KnowledgeBase) -> str:
    said = [f"{named(knowledge, name)}: {valued(knowledge, name, value)}" for name, value in facts.items()]
    return "; ".join(said) or "nothing known"
