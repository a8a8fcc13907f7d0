"""``iot-advisor rules``: the rule base for people, for other programs and for CI."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from advisor.catalogue import Catalogue
from advisor.commands.options import (
    Destination,
    advisor_from,
    knowledge_option,
    writing,
)
from advisor.errors import DidNotHold, KnowledgeError, UnknownId, more_faults
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.blocks import Unbroken
from advisor.reports.contents.rulebook import rule_list, rule_sheet
from advisor.reports.document import Document
from advisor.reports.words import counted


@click.group()
def command() -> None:
    """Look at the rule base, draw it, check it."""


@command.command("list")
@click.option("--topic", metavar="NAME", help="The rules of one topic only.")
@writing("blocks", "data")
@knowledge_option
def list_rules(topic: str | None, destination: Destination, knowledge: Path | None) -> None:
    """The rules, topic by topic."""
    base = advisor_from(knowledge).knowledge
    chosen = Catalogue(base).rules(topic)
    destination.write(Document(lambda: rule_list(base, [each.name for each in chosen.topics]), lambda: chosen))


@command.command()
@click.argument("rule", metavar="ID")
@writing("blocks", "data")
@knowledge_option
def show(rule: str, destination: Destination, knowledge: Path | None) -> None:
    """One rule: when it fires, what follows, why, and on which findings."""
    base = advisor_from(knowledge).knowledge
    shown = Catalogue(base).rule(rule)
    destination.write(Document(lambda: rule_sheet(base.rules[rule], base), lambda: shown))


@command.command()
@click.option("--topic", metavar="NAME", help="Every rule of one topic.")
@click.option("--for", "goal", metavar="ID", help="Every rule that can lead to this advice, tension or conclusion.")
@click.option("--all", "everything", is_flag=True, help="Every rule there is, instead of the topics.")
@writing("graph", "sheet")
@knowledge_option
def graph(
    topic: str | None, goal: str | None, everything: bool, destination: Destination, knowledge: Path | None
) -> None:
    """Draw the rule base. Without options: the topics, and what one hands on to another.

    For drawing programs as Mermaid or DOT; as SVG it is a picture, and as HTML a page with that picture and the same in
    words.
    """
    from advisor.reports.contents.rule_graph import chapters, document, leading_to, of_rules

    if sum((topic is not None, goal is not None, everything)) > 1:
        raise click.UsageError("give one of --topic, --for and --all")
    base = advisor_from(knowledge).knowledge
    if topic is not None:
        if topic not in base.topics:
            raise UnknownId("topic", topic, base.topics)
        drawn = of_rules([rule for rule in base.rules.values() if rule.topic == topic], base)
        title = base.topics[topic].title
    elif goal is not None:
        drawn = leading_to(goal, base)
        ends = (each.label for key, each in drawn.nodes.items() if key.endswith(f":{goal}") and each.kind != "rule")
        title = f"What can lead to: {next(ends)}"
    elif everything:
        drawn, title = of_rules(base.rules.values(), base), "Every rule"
    else:
        drawn, title = chapters(base), "The topics of the rules, and what one hands on to another"
    destination.write(document(drawn, title, base))


@command.command()
@writing("blocks", "data", without=("markdown",))
@knowledge_option
def check(destination: Destination, knowledge: Path | None) -> None:
    """Look for faults of the knowledge.

    Exits with 1 when there are any.
    """
    if knowledge is not None and not knowledge.is_dir():
        raise click.UsageError(f"{knowledge} is no directory")
    base: KnowledgeBase | None = None
    try:
        advisor = advisor_from(knowledge)
        base = advisor.knowledge
        found = KnowledgeError(advisor.check())
    except KnowledgeError as error:
        found = error
    issues = found.issues
    lines = [*map(str, issues), *([more_faults(found.more)] if found.more else [])]
    destination.write(Document(lambda: map(Unbroken, lines), lambda: [*map(asdict, issues)]))
    if issues:
        told = f", of which the first {len(issues)} are told" if found.more else ""
        raise DidNotHold(f"{counted(len(issues) + found.more, 'fault')} found{told}")
    if base is not None:
        print(
            f"{counted(len(base.rules), 'rule')}, {counted(len(base.findings), 'finding')}: no fault found",
            file=sys.stderr,
        )


@command.command()
@writing("program")
@knowledge_option
def export(destination: Destination, knowledge: Path | None) -> None:
    """The rules as a program for another engine."""
    from advisor.engine.clips import to_clips
    from advisor.reasoning.compiled import CompiledRules

    base = advisor_from(knowledge).knowledge
    destination.write(Document(program=lambda: to_clips(CompiledRules(base.rules, base.attributes))))
