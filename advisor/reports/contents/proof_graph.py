"""A proof as a graph, from answers and findings over rules and conclusions to the advice."""

from __future__ import annotations

from advisor.model.explanation import Why
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import piece_of
from advisor.reports.contents.wording import about, fact
from advisor.reports.graph import Graph, Node
from advisor.reports.words import GRADE


def graph_of(proof: Why, knowledge: KnowledgeBase) -> Graph:
    """The proof's rules with what each matched, what it cites and what it brought about, those included that say where
    a piece of advice stands. Without a proof the subject stands alone."""
    graph = Graph()
    subject = proof.subject
    conclusions = {each.attribute: each for each in proof.conclusions}

    def conclusion(attribute: str) -> str:
        key = f"attribute:{attribute}"
        graph.nodes.setdefault(key, Node("conclusion", fact(knowledge, attribute, conclusions[attribute].value)))
        return key

    def answer(attribute: str, value: str | None) -> str:
        key = f"attribute:{attribute}"
        missing = knowledge.reasoned[attribute].derived
        label = fact(knowledge, attribute, None if missing else value)
        assumed = "only assumed" if attribute in proof.profile.assumed else ""
        graph.nodes.setdefault(key, Node("conclusion" if missing else "input", label, about=assumed))
        return key

    for step in {each.rule: each for each in (*proof.steps, *proof.state_steps)}.values():
        rule = f"rule:{step.rule}"
        graph.nodes[rule] = Node("rule", step.title, f"Rule {step.seq}", f"{step.rule}; {GRADE[step.grade]}")
        for attribute, value in step.facts.items():
            graph.arrow(conclusion(attribute) if attribute in conclusions else answer(attribute, value), rule)
        for attribute in step.unknown:
            graph.arrow(answer(attribute, None), rule)
        for name in step.cites:
            graph.nodes.setdefault(f"finding:{name}", Node("finding", proof.findings[name].locator, name))
            graph.arrow(f"finding:{name}", rule)
        for attribute in step.concluded:
            if attribute in conclusions and step.rule in conclusions[attribute].rules:
                graph.arrow(rule, conclusion(attribute))
        for attribute, of_piece in conclusions.items():
            if piece_of(attribute) is not None and step.rule in of_piece.rules:
                graph.arrow(rule, conclusion(attribute))
    if subject.kind != "conclusion":
        graph.nodes[str(subject)] = Node(subject.kind, about(subject, knowledge))
        said = proof.state_because.rules if proof.state_because is not None else ()
        for name in dict.fromkeys((*proof.rules, *said)):
            graph.arrow(f"rule:{name}", str(subject))
    elif not proof.holds:
        graph.nodes[str(subject)] = Node("conclusion", about(subject, knowledge))
    return graph
