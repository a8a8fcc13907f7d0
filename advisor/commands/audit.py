"""``iot-advisor audit``: the record of past assessments, read, verified, run again and decided upon."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import BaseModel

from advisor.advisor import Advisor
from advisor.commands.options import F, audit_option, emit, knowledge_option, output_option, screen
from advisor.model.record import REDACTIONS, VERDICTS, Verdict

if TYPE_CHECKING:
    from advisor.audit.log import AuditLog

format_option = click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)


def _named_here(context: click.Context, _: click.Parameter, audit: str | None) -> None:
    if audit is not None:
        context.obj = audit


# --audit may stand before or after the verb: 'audit --audit URL list' and 'audit list --audit URL'
log_option = click.option(
    "--audit", metavar="URL", expose_value=False, callback=_named_here, help="As before the verb."
)


def giving_output(verb: F) -> F:
    """The options of a verb that reads the log and writes a page, or the same as JSON."""
    for option in (log_option, output_option, format_option):
        verb = option(verb)
    return verb


_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?)?)?)?")
_SPANS = {"h": 1 / 24, "d": 1, "w": 7}


@click.group()
@audit_option
@click.pass_context
def command(context: click.Context, audit: str | None) -> None:
    """The record of past assessments.

    An ID is a record's number, as 'iot-advisor audit list' shows it. Times are UTC.
    """
    context.obj = audit


@command.command("list")
@click.option("--name", help="Assessments of this relationship, and decisions on them.")
@click.option("--since", metavar="DATE", help="From this day or time on: 2026, 2026-03, 2026-03-31, 2026-03-31T12:00.")
@click.option("--until", metavar="DATE", help="Up to the end of this day or time.")
@click.option("--knowledge", metavar="VERSION|HASH", help="Made with this knowledge.")
@click.option("--recommendation", metavar="ID", help="That gave this advice, or decided on it.")
@click.option("--rule", metavar="ID", help="In which this rule fired.")
@giving_output
@click.pass_obj
def list_records(audit: str | None, /, form: str, output: Path | None, since: str | None, until: str | None,
                 **wanted: str | None) -> None:  # fmt: skip
    """List records, oldest first."""
    log = _open(audit)
    from advisor.audit.pages import listing
    from advisor.audit.query import Filter, find

    records = list(find(log.store, Filter(since=_moment(since), until=_moment(until), **wanted)))
    if not records:
        print("no record matches", file=sys.stderr)
    plain = [{**each._asdict(), "knowledge": each.knowledge.model_dump()} for each in records]
    _give(plain, lambda width: listing(records, width), form, output)


@command.command()
@click.argument("record", metavar="ID", type=click.IntRange(min=1))
@giving_output
@click.pass_obj
def show(audit: str | None, record: int, form: str, output: Path | None) -> None:
    """Show a record, and what was decided on it."""
    log = _open(audit)
    from advisor.audit.canonical import canonical, sha256
    from advisor.audit.pages import record_page

    found = log.get(record)
    decisions = list(log.decisions(record))
    if form == "json":
        plain = found.model_dump(mode="json")
        emit(_json({"hash": sha256(canonical(plain)), "record": plain, "decisions": _plain(decisions)}), output)
    else:
        emit(record_page(found, decisions, screen(output)[0]), output)


@command.command()
@log_option
@click.pass_obj
def export(audit: str | None) -> None:
    """Write all records as JSON Lines.

    Each line, on standard output, is canonical JSON: a record and its hash.
    """
    for line in _open(audit).export():
        sys.stdout.write(line.decode())


@command.command()
@click.option("--head", metavar="HASH", help="A record's hash that was kept elsewhere, to find even a log made anew.")
@giving_output
@click.pass_context
def verify(context: click.Context, head: str | None, form: str, output: Path | None) -> None:
    """Check the chain of records.

    Names every record that is not the one that was written, or is missing, and then exits with 1.
    """
    log = _open(context.obj)
    from advisor.audit.pages import verification_page
    from advisor.audit.verify import verify as verify_log

    if head is not None and not re.fullmatch(r"\s*[0-9a-fA-F]{64}\s*", head):
        raise click.BadParameter("a hash has 64 hexadecimal digits", param_hint="--head")
    result = verify_log(log.store, head)
    plain = {**result.model_dump(mode="json"), "holds": result.holds}
    _give(plain, lambda width: verification_page(result, width), form, output)
    context.exit(0 if result.holds else 1)


@command.command()
@click.argument("record", metavar="ID", type=click.IntRange(min=1))
@knowledge_option
@click.option("--current", is_flag=True, help="Run on the shipped knowledge of this version.")
@giving_output
@click.pass_context
def replay(context: click.Context, record: int, knowledge: Path | None, current: bool, form: str,
           output: Path | None) -> None:  # fmt: skip
    """Run an assessment again.

    Exits with 1 if it comes out otherwise. It runs on the knowledge of the time,
    which the audit keeps; with --current on that of this version, and with
    --knowledge DIR on that with your own laid over it.
    """
    log = _open(context.obj)
    from advisor.audit.pages import replay_page
    from advisor.audit.replay import replay as run_again

    other = Advisor(knowledge).knowledge if knowledge is not None or current else None
    result = run_again(log, record, lambda base, profile: Advisor.of(base).assess(profile), other)
    _give(_plain(result), lambda width: replay_page(result, width), form, output)
    context.exit(0 if result.same else 1)


@command.command()
@click.argument("before", metavar="ID", type=click.IntRange(min=1))
@click.argument("after", metavar="ID", type=click.IntRange(min=1))
@giving_output
@click.pass_obj
def diff(audit: str | None, before: int, after: int, form: str, output: Path | None) -> None:
    """Compare two assessments.

    Shows what differs, and which rules did it.
    """
    log = _open(audit)
    from advisor.audit.pages import difference_page
    from advisor.audit.replay import recorded_difference

    found = recorded_difference(log, before, after)
    _give(_plain(found), lambda width: difference_page(found, width), form, output)


@command.command()
@click.argument("record", metavar="ID", type=click.IntRange(min=1))
@click.argument("recommendation")
@click.argument("verdict", type=click.Choice(VERDICTS))
@click.option("--reason", required=True, help="Why it was decided so.")
@click.option("--redact", type=click.Choice(REDACTIONS), help="Leave the reason out, or hash it.")
@log_option
@click.pass_obj
def decide(
    audit: str | None, record: int, recommendation: str, verdict: Verdict, reason: str, redact: str | None
) -> None:
    """Record a decision on a piece of advice."""
    receipt = _open(audit).decide(record, recommendation, verdict, reason, redact=redact)
    print(f"record {receipt.id} {receipt.hash}")


@command.command()
@click.argument("name")
@giving_output
@click.pass_obj
def timeline(audit: str | None, name: str, form: str, output: Path | None) -> None:
    """Follow one relationship over time.

    Shows its assessments, and what became of their advice.
    """
    log = _open(audit)
    from advisor.audit.pages import timeline_page
    from advisor.audit.timeline import timeline as timeline_of

    found = timeline_of(log, name)
    _give(_plain(found), lambda width: timeline_page(found, width), form, output)


@command.command()
@click.option("--older-than", metavar="SPAN", default="90d", show_default=True, help="As 36h, 90d or 12w.")
@giving_output
@click.pass_obj
def due(audit: str | None, older_than: str, form: str, output: Path | None) -> None:
    """Name relationships not assessed for long.

    Those whose newest assessment is older than SPAN.
    """
    match = re.fullmatch(r"(\d{1,5})([hdw])", older_than)
    if match is None:
        raise click.BadParameter(
            f"{older_than!r} is no span of time; expected 36h, 90d or 12w", param_hint="--older-than"
        )
    log = _open(audit)
    from advisor.audit.pages import due_page
    from advisor.audit.timeline import due as due_now

    found = due_now(log, timedelta(days=int(match[1]) * _SPANS[match[2]]))
    if not found:
        print("nothing is due", file=sys.stderr)
    _give(_plain(found), lambda width: due_page(found, width), form, output)


def _open(audit: str | None) -> AuditLog:
    from advisor.audit import open_log

    log = open_log(audit)
    if log is None:
        raise click.UsageError("recording is off, so there is no audit to read; name one with 'audit --audit URL'")
    return log


def _moment(given: str | None) -> str | None:
    if given is None:
        return None
    text = given.strip().replace(" ", "T").removesuffix("Z")
    if not _MOMENT.fullmatch(text):
        raise click.BadParameter(f"{given!r} is no date; expected one such as 2026-03-31 or 2026-03-31T12:00")
    return text


def _plain(value: BaseModel | Iterable[BaseModel]) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else [_plain(each) for each in value]


def _give(value: Any, page: Callable[[int], str], form: str, output: Path | None) -> None:
    """Write a result as JSON, or as the page of a width."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n" if form == "json" else page(screen(output)[0])
    emit(text, output)
