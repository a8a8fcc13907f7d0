"""Looking into the log: list, show, diff, export."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path

import click

from advisor.commands.audit.options import RECORD, give, giving_output, log_option, open_asked, plain_data

_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?)?)?)?")


@click.command("list")
@click.option("--name", help="Assessments of this relationship, and decisions on them.")
@click.option("--since", metavar="DATE", help="From this day or time on: 2026, 2026-03, 2026-03-31, 2026-03-31T12:00.")
@click.option("--until", metavar="DATE", help="Up to the end of this day or time.")
@click.option("--knowledge", metavar="VERSION|HASH", help="Made with this knowledge.")
@click.option("--recommendation", metavar="ID", help="That gave this advice, or decided on it.")
@click.option("--rule", metavar="ID", help="In which this rule fired.")
@giving_output
@click.pass_obj
def list_records(
    audit: str | None, /, form: str, output: Path | None, since: str | None, until: str | None, **wanted: str | None
) -> None:
    """List records, oldest first."""
    log = open_asked(audit)
    from advisor.audit.pages import listing
    from advisor.audit.query import Filter, find

    records = list(find(log.store, Filter(since=_moment(since), until=_moment(until), **wanted)))
    if not records:
        print("no record matches", file=sys.stderr)
    plain = [{**each._asdict(), "knowledge": each.knowledge.model_dump()} for each in records]
    give(plain, lambda width: listing(records, width), form, output)


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@giving_output
@click.pass_obj
def show(audit: str | None, record: int, form: str, output: Path | None) -> None:
    """Show a record, and what was decided on it."""
    log = open_asked(audit)
    from advisor.audit.canonical import canonical, sha256
    from advisor.audit.pages import record_page

    found = log.get(record)
    decisions = list(log.decisions(record))
    plain = found.model_dump(mode="json")
    whole = {"hash": sha256(canonical(plain)), "record": plain, "decisions": plain_data(decisions)}
    give(whole, lambda width: record_page(found, decisions, width), form, output)


@click.command()
@click.argument("before", metavar="ID", type=RECORD)
@click.argument("after", metavar="ID", type=RECORD)
@giving_output
@click.pass_obj
def diff(audit: str | None, before: int, after: int, form: str, output: Path | None) -> None:
    """Compare two assessments.

    Shows what differs, and which rules did it.
    """
    log = open_asked(audit)
    from advisor.audit.pages import difference_page
    from advisor.audit.replay import recorded_difference

    found = recorded_difference(log, before, after)
    give(plain_data(found), lambda width: difference_page(found, width), form, output)


@click.command()
@log_option
@click.pass_obj
def export(audit: str | None) -> None:
    """Write all records as JSON Lines.

    Each line, on standard output, is canonical JSON: a record and its hash.
    """
    for line in open_asked(audit).export():
        sys.stdout.write(line.decode())


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
