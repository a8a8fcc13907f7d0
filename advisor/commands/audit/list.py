"""``audit list``: which records there are."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import click

from advisor.commands.audit.options import giving_output, open_asked, state_option, words_of
from advisor.commands.options import Destination
from advisor.model.states import State
from advisor.reports.document import Document

if TYPE_CHECKING:
    from advisor.reports.lexicon import Lexicon

_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?)?)?)?")


@click.command()
@click.option("--name", help="Assessments of this relationship, and decisions on them.")
@click.option("--since", metavar="DATE", help="From this day or time on: 2026, 2026-03, 2026-03-31, 2026-03-31T12:00.")
@click.option("--until", metavar="DATE", help="Up to the end of this day or time.")
@click.option("--knowledge", metavar="VERSION|HASH", help="Made with this knowledge.")
@click.option("--recommendation", metavar="ID", help="That gave this advice as to do, or decided on it.")
@state_option("That have the recommendation in this state instead.")
@click.option("--rule", metavar="ID", help="In which this rule fired.")
@giving_output
@click.pass_obj
def command(
    audit: str | None,
    /,
    destination: Destination,
    since: str | None,
    until: str | None,
    state: State | None,
    **wanted: str | None,
) -> None:
    """List records, oldest first."""
    if state is not None and wanted["recommendation"] is None:
        raise click.UsageError("--state says where a recommendation stands; name it with --recommendation")
    log = open_asked(audit)
    from advisor.audit.query import Filter, authors, find
    from advisor.reports.contents.audit_records import listing

    matching = Filter(since=_moment(since), until=_moment(until), state=state or "to_do", **wanted)
    records = list(find(log.store, matching))
    if not records:
        print("no record matches", file=sys.stderr)
    stamps = {each.knowledge.sha256: each.knowledge for each in records}

    @cache
    def words(sha256: str) -> Lexicon:
        return words_of(log, stamps[sha256])

    def data() -> list[dict[str, object]]:
        by = authors(log.store, [each.id for each in records])
        return [{**each._asdict(), "by": by[each.id]} for each in records]

    destination.write(Document(blocks=lambda: listing(records, words), data=data))


def _moment(given: str | None) -> str | None:
    if given is None:
        return None
    text = given.strip().replace(" ", "T").removesuffix("Z")
    if not _MOMENT.fullmatch(text) or not _in_calendar(text):
        raise click.BadParameter(f"{given!r} is no date; expected one such as 2026-03-31 or 2026-03-31T12:00")
    return text


def _in_calendar(beginning: str) -> bool:
    """Whether a time that begins so can be: no thirteenth month, no 30 February."""
    try:
        datetime.fromisoformat(beginning[:19] + "0000-01-01T00:00:00"[len(beginning[:19]) :])
    except ValueError:
        return False
    return True
