"""``iot-advisor sources``: what the advice stands on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from advisor.commands.options import advisor_from, emit, knowledge_option, output_option, screen
from advisor.errors import UnknownId
from advisor.model.knowledge import KnowledgeBase
from advisor.reports import markdown, terminal
from advisor.reports.contents.bibliography import citing, finding_sheet, source_list, source_sheet
from advisor.reports.contents.blocks import Block

FORMATS = click.Choice(["terminal", "json", "markdown"])


@click.group()
def command() -> None:
    """Look at the sources, their findings, and the rules that cite them."""


@command.command("list")
@click.option("--full", is_flag=True, help="All that is known of each source and finding.")
@click.option("--format", "-f", "format_", type=FORMATS, default="terminal", show_default=True)
@output_option
@knowledge_option
def list_sources(full: bool, format_: str, output: Path | None, knowledge: Path | None) -> None:
    """The sources and their findings. JSON is always full."""
    base = advisor_from(knowledge).knowledge
    data = [_source_data(key, base) for key in base.sources] if format_ == "json" else None
    _emit(data, source_list(base, full), format_, output)


@command.command()
@click.argument("name", metavar="ID")
@click.option("--format", "-f", "format_", type=FORMATS, default="terminal", show_default=True)
@output_option
@knowledge_option
def show(name: str, format_: str, output: Path | None, knowledge: Path | None) -> None:
    """One source, such as danfoss, or one finding, such as F17, with the rules that cite it."""
    base = advisor_from(knowledge).knowledge
    if name in base.sources:
        _emit(_source_data(name, base), source_sheet(base.sources[name], base), format_, output)
    elif name in base.findings:
        _emit(_finding_data(name, base), finding_sheet(base.findings[name], base), format_, output)
    else:
        raise UnknownId("source or finding", name, [*base.sources, *base.findings])


def _emit(data: Any, blocks: Iterable[Block], format_: str, output: Path | None) -> None:
    if format_ == "json":
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    elif format_ == "markdown":
        text = markdown.draw(blocks)
    else:
        text = terminal.draw(blocks, *screen(output))
    emit(text, output)


def _source_data(key: str, base: KnowledgeBase) -> dict[str, Any]:
    findings = [_finding_data(each.id, base) for each in base.findings.values() if each.source == key]
    return {**base.sources[key].model_dump(mode="json"), "findings": findings}


def _finding_data(name: str, base: KnowledgeBase) -> dict[str, Any]:
    return {**base.findings[name].model_dump(mode="json"), "rules": [rule.id for rule in citing(name, base)]}
