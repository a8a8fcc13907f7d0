"""``iot-advisor sources``: what the advice stands on."""

from __future__ import annotations

import json
import re
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
from advisor.reports.contents.coverage import coverage, uses

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


@command.command("coverage")
@click.option(
    "--tests",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A directory of tests; its .py and .yaml files that name a finding are listed with it.",
)
@click.option("--format", "-f", "format_", type=FORMATS, default="terminal", show_default=True)
@output_option
@knowledge_option
def sources_coverage(tests: Path | None, format_: str, output: Path | None, knowledge: Path | None) -> None:
    """What each finding is used for, and when it was last read.

    Exits with 1 when a finding is used by no rule and gives no reason for it, or does not say when it was last read.
    """
    base = advisor_from(knowledge).knowledge
    found = uses(base, _named_in(tests, base) if tests else None)
    _emit([each.data for each in found], coverage(found, base), format_, output)
    lacking = [each.finding.id for each in found if each.unexplained or each.finding.last_read is None]
    if lacking:
        click.echo(f"without use and reason, or never noted as read: {', '.join(lacking)}", err=True)
        raise click.exceptions.Exit(1)


def _named_in(tests: Path, base: KnowledgeBase) -> dict[str, frozenset[str]]:
    """The finding ids that each file of tests names, by the file's path below the directory."""
    named = {}
    for path in sorted(each for each in tests.rglob("*") if each.suffix in (".py", ".yaml") and each.is_file()):
        try:
            words = set(re.findall(r"\b[A-Z]{1,4}[0-9]{1,4}\b", path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"{path}: cannot be read as text ({error})") from error
        if ids := words & base.findings.keys():
            named[path.relative_to(tests).as_posix()] = frozenset(ids)
    return named


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
