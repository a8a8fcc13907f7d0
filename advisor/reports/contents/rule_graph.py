"""The rule base as a graph: topics, rules, what they test and what they bring about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from advisor.errors import UnknownId
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.model.outputs import Output, outputs_of
from advisor.model.rule import Rule
from advisor.reasoning.index import RuleIndex
from advisor.reports.blocks import Heading, Paragraph, Title
from advisor.reports.document import Document
from advisor.reports.graph import Graph, Node, NodeKind
from advisor.reports.sheet import Piece
from advisor.reports.words import counted, joined, valued

MANY = 60
"""With more nodes than that, a picture says how to ask for a smaller one."""


def document(graph: Graph, title: str, knowledge: KnowledgeBase) -> Document:
    """A graph of the rule base, for drawing languages and as a picture with its words."""

    def sheet() -> Iterator[Piece]:
        from advisor.reports.pictures.tree import pictured

        yield Title(title, f"Knowledge {knowledge.version} ({knowledge.sha256[:12]})")
        kinds = [each.kind for each in graph.nodes.values()]
        counts = (counted(kinds.count("topic"), "topic"), counted(kinds.count("rule"), "rule"))
        yield Paragraph(f"{joined([each for each in counts if not each.startswith('0 ')])}.", "quiet")
        if len(graph.nodes) > MANY:
            yield Paragraph(
                "This is a long picture. Less of it: rules graph --topic NAME draws one topic, --for ID what can lead "
                "to one piece of advice, tension, caveat or conclusion, and without either it draws the topics alone."
            )
        yield Heading("In a picture")
        yield pictured(graph, "What rests on what")

    return Document(graph=lambda: graph, sheet=sheet)


def chapters(knowledge: KnowledgeBase) -> Graph:
    """The topics, and what the rules of one conclude for the rules of another."""
    graph = Graph()
    for name, topic in knowledge.topics.items():
        rules = [rule for rule in knowledge.rules.values() if rule.topic == name]
        advice = {each for rule in rules for each in rule.then.recommend}
        brought = f", {counted(len(advice), 'recommendation')}" if advice else ""
        graph.nodes[name] = Node("topic", f"{topic.title} ({counted(len(rules), 'rule')}{brought})")
    passed: dict[tuple[str, str], set[str]] = {}
    index = RuleIndex(knowledge.rules.values())
    for rule in knowledge.rules.values():
        for name in index.tested[rule.id]:
            for giver in index.concluding.get(name, ()):
                if giver.topic != rule.topic:
                    passed.setdefault((giver.topic, rule.topic), set()).add(name)
    for (start, end), attributes in sorted(passed.items()):
        graph.arrow(start, end, joined([knowledge.reasoned[name].label for name in sorted(attributes)]))
    return graph


def of_rules(rules: Iterable[Rule], knowledge: KnowledgeBase, only: Collection[str] | None = None) -> Graph:
    """Rules with what they test and what they bring about; ``only`` limits the latter to these keys."""
    graph = Graph()
    index = RuleIndex(sorted(rules, key=lambda each: each.id))
    for rule in index.rules.values():
        key = f"rule:{rule.id}"
        graph.nodes[key] = Node("rule", rule.title)
        for name in index.tested[rule.id]:
            graph.arrow(_attribute(name, knowledge, graph), key)
        for end, kind, label in _brought(rule, knowledge):
            if only is None or end in only:
                graph.nodes.setdefault(end, Node(kind, label))
                graph.arrow(key, end, _value(rule, end, knowledge))
    return graph


def leading_to(goal: str, knowledge: KnowledgeBase) -> Graph:
    """Every rule that can have a part in a recommendation, tension, caveat or conclusion. Raises UnknownId."""
    index = RuleIndex(knowledge.rules.values())
    given = {output.id: (str(output), rules) for output, rules in index.giving.items()}
    given |= {name: (f"attribute:{name}", rules) for name, rules in index.concluding.items()}
    if goal not in given:
        raise UnknownId("recommendation, tension, caveat or conclusion", goal, given)
    key, top = given[goal]
    behind = index.behind(name for rule in top for name in index.tested[rule.id])
    chosen = {rule.id: rule for rules in (top, *(index.concluding.get(name, ()) for name in behind)) for rule in rules}
    return of_rules(chosen.values(), knowledge, {key, *(f"attribute:{name}" for name in behind)})


def _attribute(name: str, knowledge: KnowledgeBase, graph: Graph) -> str:
    attribute = knowledge.reasoned[name]
    key = f"attribute:{name}"
    graph.nodes.setdefault(key, Node("conclusion" if attribute.derived else "input", attribute.label))
    return key


def _value(rule: Rule, end: str, knowledge: KnowledgeBase) -> str:
    """The value that the rule gives a conclusion; nothing for other ends."""
    name = end.removeprefix("attribute:")
    value = rule.then.drawn.get(name)
    return valued(knowledge, name, value) if value is not None else ""


def _brought(rule: Rule, knowledge: KnowledgeBase) -> Iterable[tuple[str, NodeKind, str]]:
    for name in rule.then.drawn:
        yield f"attribute:{name}", "conclusion", knowledge.reasoned[name].label
    for output in outputs_of(rule):
        yield str(output), output.kind, _label(output, knowledge)


def _label(output: Output, knowledge: KnowledgeBase) -> str:
    if output.kind == "recommendation":
        return knowledge.recommendations[output.id].title
    if output.kind == "tension":
        return f"{output.id}: {title_of(knowledge.tensions[output.id].title)}"
    return title_of(output.id)
