"""What a drawing of rules shows: nodes and arrows, before any drawing language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

from advisor.errors import UnknownId
from advisor.model.condition import tests
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.reports.contents.words import counted, joined, title_of, valued

NodeKind = Literal["input", "conclusion", "rule", "recommendation", "tension", "caveat", "topic", "finding"]


@dataclass
class Graph:
    """Nodes by key with kind and label, and labelled arrows between keys, both in a fixed order."""

    nodes: dict[str, tuple[NodeKind, str]] = field(default_factory=dict)
    arrows: dict[tuple[str, str], str] = field(default_factory=dict)

    def arrow(self, start: str, end: str, label: str = "") -> None:
        self.arrows.setdefault((start, end), label)


def chapters(knowledge: KnowledgeBase) -> Graph:
    """The topics, and what the rules of one conclude for the rules of another."""
    graph = Graph()
    for name, topic in knowledge.topics.items():
        rules = [rule for rule in knowledge.rules.values() if rule.topic == name]
        advice = {each for rule in rules for each in rule.then.recommend}
        brought = f", {counted(len(advice), 'recommendation')}" if advice else ""
        graph.nodes[name] = ("topic", f"{topic.title} ({counted(len(rules), 'rule')}{brought})")
    passed: dict[tuple[str, str], set[str]] = {}
    concluders = _concluders(knowledge.rules.values())
    for rule in knowledge.rules.values():
        for test in tests(rule.when):
            for giver in concluders.get(test.attribute, ()):
                if giver.topic != rule.topic:
                    passed.setdefault((giver.topic, rule.topic), set()).add(test.attribute)
    for (start, end), attributes in sorted(passed.items()):
        graph.arrow(start, end, joined([knowledge.attributes[name].label for name in sorted(attributes)]))
    return graph


def of_rules(rules: Iterable[Rule], knowledge: KnowledgeBase, only: Collection[str] | None = None) -> Graph:
    """Rules with what they test and what they bring about; ``only`` limits the latter to these keys."""
    graph = Graph()
    for rule in sorted(rules, key=lambda each: each.id):
        key = f"rule:{rule.id}"
        graph.nodes[key] = ("rule", rule.title)
        for test in tests(rule.when):
            graph.arrow(_attribute(test.attribute, knowledge, graph), key)
        for end, kind, label in _brought(rule, knowledge):
            if only is None or end in only:
                graph.nodes.setdefault(end, (kind, label))
                graph.arrow(key, end, _value(rule, end, knowledge))
    return graph


def leading_to(goal: str, knowledge: KnowledgeBase) -> Graph:
    """Every rule that can have a part in a recommendation, tension, caveat or conclusion. Raises UnknownId."""
    keys = [end for rule in knowledge.rules.values() for end, _, _ in _brought(rule, knowledge)]
    names = {key.partition(":")[2]: key for key in keys}
    if goal not in names:
        raise UnknownId("recommendation, tension, caveat or conclusion", goal, names)
    wanted, reached, chosen = [names[goal]], {names[goal]}, {}
    concluded = {key for key in keys if key.startswith("attribute:")}
    while wanted:
        key = wanted.pop()
        for rule in knowledge.rules.values():
            if key in {end for end, _, _ in _brought(rule, knowledge)}:
                chosen[rule.id] = rule
                needed = {f"attribute:{test.attribute}" for test in tests(rule.when)} & concluded - reached
                wanted.extend(sorted(needed))
                reached |= needed
    return of_rules(chosen.values(), knowledge, reached)


def _concluders(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for attribute in rule.then.conclude:
            found.setdefault(attribute, []).append(rule)
    return found


def _attribute(name: str, knowledge: KnowledgeBase, graph: Graph) -> str:
    attribute = knowledge.attributes[name]
    key = f"attribute:{name}"
    graph.nodes.setdefault(key, ("conclusion" if attribute.derived else "input", attribute.label))
    return key


def _value(rule: Rule, end: str, knowledge: KnowledgeBase) -> str:
    """The value that the rule gives a conclusion; nothing for other ends."""
    name = end.removeprefix("attribute:")
    value = rule.then.conclude.get(name)
    return valued(knowledge, name, value) if value is not None else ""


def _brought(rule: Rule, knowledge: KnowledgeBase) -> Iterable[tuple[str, NodeKind, str]]:
    then = rule.then
    for name in then.conclude:
        yield f"attribute:{name}", "conclusion", knowledge.attributes[name].label
    for each in then.recommend:
        yield f"recommendation:{each}", "recommendation", knowledge.recommendations[each].title
    for each in then.tensions:
        yield f"tension:{each}", "tension", f"{each}: {title_of(knowledge.tensions[each].title)}"
    for each in then.caveats:
        yield f"caveat:{each}", "caveat", title_of(each)
