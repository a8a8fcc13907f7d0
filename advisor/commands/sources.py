"""``iot-advisor sources``: what the advice stands on."""

from __future__ import annotations

import re
from pathlib import Path

import click

from advisor.catalogue import Catalogue
from advisor.commands.options import Destination, advisor_from, knowledge_option, writing
from advisor.errors import DidNotHold, UnknownId
from advisor.model.knowledge import KnowledgeBase
from advisor.reports.contents.bibliography import finding_sheet, source_list, source_sheet
from advisor.reports.contents.coverage import coverage, uses
from advisor.reports.document import Document


@click.group()
def command() -> None:
    """Look at the sources, their findings, and the rules that cite them."""


@command.command("list")
@click.option("--full", is_flag=True, help="All that is known of each source and finding.")
@writing("blocks", "data")
@knowledge_option
def list_sources(full: bool, destination: Destination, knowledge: Path | None) -> None:
    """The sources and their findings. JSON is always full."""
    base = advisor_from(knowledge).knowledge
    catalogue = Catalogue(base)
    shown = [catalogue.source(key) for key in base.sources]
    destination.write(Document(lambda: source_list(base, full), lambda: shown))


@command.command()
@click.argument("name", metavar="ID")
@writing("blocks", "data")
@knowledge_option
def show(name: str, destination: Destination, knowledge: Path | None) -> None:
    """One source, such as danfoss, or one finding, such as F17, with the rules that cite it."""
    base = advisor_from(knowledge).knowledge
    if name in base.sources:
        source = Catalogue(base).source(name)
        destination.write(Document(lambda: source_sheet(base.sources[name], base), lambda: source))
    elif name in base.findings:
        finding = Catalogue(base).finding(name)
        destination.write(Document(lambda: finding_sheet(base.findings[name], base), lambda: finding))
    else:
        raise UnknownId("source or finding", name, [*base.sources, *base.findings])


@command.command("coverage")
@click.option(
    "--tests",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A directory of tests; its .py and .yaml files that name a finding are listed with it.",
)
@writing("blocks", "data")
@knowledge_option
def sources_coverage(tests: Path | None, destination: Destination, knowledge: Path | None) -> None:
    """What each finding is used for, and when it was last read.

    Exits with 1 when a finding is used by no rule and gives no reason for it, or does not say when it was last read.
    """
    base = advisor_from(knowledge).knowledge
    found = uses(base, _named_in(tests, base) if tests else None)
    destination.write(Document(lambda: coverage(found, base), lambda: [each.data for each in found]))
    lacking = [each.finding.id for each in found if each.unexplained or each.finding.last_read is None]
    if lacking:
        raise DidNotHold(f"without use and reason, or never noted as read: {', '.join(lacking)}")


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
