"""``iot-advisor interview``: asks what can still change the advice, then assesses."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.commands.interview.conversation import Conversation, End
from advisor.commands.interview.saving import offer
from advisor.commands.interview.screen import Screen, off_the_edge
from advisor.commands.options import (
    Destination,
    advisor_from,
    day_option,
    firm_option,
    keep_receipts,
    knowledge_option,
    receipt_option,
    recording,
    recording_options,
    recording_required,
    tell_receipts,
    writing,
)
from advisor.errors import AuditError, Issue, ProfileError, attempted
from advisor.interview.autosave import Keeper
from advisor.interview.resume import preanswered, resumed
from advisor.interview.session import Session, as_profile
from advisor.loading.profile_writing import profile_text
from advisor.model.profile import LONGEST_NAME
from advisor.reports.blocks import Block, Paragraph
from advisor.reports.contents import interview as contents
from advisor.reports.contents.assessment import document

if TYPE_CHECKING:
    from advisor.advisor import Advisor


@click.command()
@click.option("--resume", metavar="FILE", type=click.Path(path_type=Path), help="Take up a saved interview.")
@click.option(
    "--save",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Save the answers to FILE; by default to your own data directory.",
)
@click.option("--data", metavar="FILE", type=click.Path(path_type=Path), help="Take answers from a profile file.")
@firm_option
@click.option("--set", "settings", metavar="ATTRIBUTE=VALUE", multiple=True, help="Give an answer; may be repeated.")
@click.option("--name", metavar="NAME", help="What to call the firm or the relationship.")
@click.option("--all", "ask_all", is_flag=True, help="Ask everything, also what can change nothing any more.")
@click.option(
    "--quick", is_flag=True, help="Ask at most twelve questions: those that tell most about what comes first."
)
@click.option("--accept-unknown", is_flag=True, help="Ask nothing; what is not given stays unknown.")
@writing("blocks", "data")
@day_option
@knowledge_option
@recording_options
@receipt_option
def command(
    resume: Path | None,
    save: Path | None,
    data: Path | None,
    firm: str | None,
    settings: tuple[str, ...],
    name: str | None,
    ask_all: bool,
    quick: bool,
    accept_unknown: bool,
    destination: Destination,
    day: datetime | None,
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
    by: str | None,
    receipt: Path | None,
) -> None:
    """Ask about a firm and one of its customer relationships, then assess.

    Only what can still change the advice is asked, most important first. Every answer is saved at once. The
    conversation is held on standard error, line by line, and the assessment goes to standard output: answers may come
    from a pipe and the report go into a file.
    """
    if ask_all + quick + accept_unknown > 1:
        raise click.UsageError("--all, --quick and --accept-unknown exclude each other")
    if Path("-") in (resume, data) or firm == "-":
        raise click.UsageError("standard input is for the answers; name a file")
    if name is not None and len(name) > LONGEST_NAME:
        raise click.UsageError(f"--name has {len(name):,} characters; a name has at most {LONGEST_NAME}")
    required = recording_required(audit, no_audit, receipt)
    advisor = advisor_from(knowledge)
    session, remarks, stamped = _open(advisor, resume, data, firm, settings)
    session = replace(session, name=name) if name else session
    keeper = Keeper(_file(save, resume if stamped else None), profile_text)
    screen = Screen()
    end: End = "finished"
    again: tuple[str, ...] = ("--firm", firm) if firm is not None else ()  # not among the saved answers
    of_page: tuple[Block, ...] = ()
    if not accept_unknown:
        screen.say([*remarks, *contents.greeting(keeper)], apart=False)
        conversation = Conversation(
            advisor.dialogue(ask_all=ask_all, quick=quick), session, screen, advisor.assess, keeper.save
        )
        end = _held(conversation, screen, keeper, again)
        session, of_page = conversation.session, conversation.remarks
        again = again if end == "finished" else _to_go_on(conversation, again)
    elif save is not None:
        screen.say(contents.saved(keeper.save(as_profile(session, advisor.knowledge))), apart=False)
    if end == "left":
        screen.say(contents.farewell(keeper, *again))
        return
    profile = as_profile(session, advisor.knowledge)
    assessment = advisor.assess(profile)
    log, filed = None, None
    if required:
        log = recording(audit, no_audit, redact, by)
        try:
            filed = log.try_record(profile, assessment, advisor.knowledge, "command") if log is not None else None
        except AuditError:
            if not accept_unknown:
                screen.say(contents.farewell(keeper, *again))
            raise
    report = document(assessment, advisor.knowledge, day=day.date() if day is not None else None, remarks=of_page)
    if end == "input ended":
        screen.say([Paragraph("The input has ended. What was not answered stays unknown.")], apart=False)
    if not accept_unknown:
        screen.say()
    to_terminal = destination.path is None and sys.stdout.isatty()
    destination.write(report, off_the_edge(sys.stdout) if to_terminal else None)
    sys.stdout.flush()
    # Recorded before anything more is asked: who walks away then has the record all the same.
    if not required:
        log = recording(audit, no_audit, redact, by)
        filed = log.try_record(profile, assessment, advisor.knowledge, "command") if log is not None else None
    if accept_unknown:
        tell_receipts([filed])
        keep_receipts([None], [filed], receipt)
        return
    if assessment.open_questions:
        screen.say(contents.what_unknowns_could_change(advisor.knowledge, assessment))
    try:
        if end == "finished":
            keeper.finish()
            offer(screen, keeper, report, profile)
    finally:
        screen.say(contents.farewell(keeper, *again))
        if log is not None and filed is not None:
            screen.say(contents.recorded(filed, log.location.shown), apart=False)
        keep_receipts([None], [filed], receipt)


def _open(
    advisor: Advisor, resume: Path | None, data: Path | None, firm: str | None, settings: tuple[str, ...]
) -> tuple[Session, list[Block], bool]:
    """The session to begin with, what there is to say about it, and whether the resumed file is a saved interview.
    Raises ProfileError with every fault of every source."""
    session, stamped = Session(), False
    remarks: list[Block] = []
    issues: list[Issue] = []
    try:
        if resume is not None:
            profile, gone = advisor.read_interview(resume)
            stamped = profile.knowledge is not None
            session, new, changed = resumed(profile, advisor.knowledge)
            remarks = list(contents.since(advisor.knowledge, new, changed, gone))
    except ProfileError as error:
        issues += error.every
    try:
        if data is not None:
            session = preanswered(session, advisor.read_profile(data), "file", advisor.knowledge)
    except ProfileError as error:
        issues += error.every
    try:
        given = advisor.profile(_settings(settings))
        session = preanswered(session, given, "command line", advisor.knowledge)
    except ProfileError as error:
        issues += (replace(issue, file="--set", path=issue.path.removeprefix("facts.")) for issue in error.every)
    under = attempted(lambda: advisor.read_firm(firm), issues) if firm is not None else None
    if issues:
        raise ProfileError(issues)
    session = replace(session, firm=under)
    return session, [*remarks, *contents.inherited(advisor.knowledge, session)], stamped


def _settings(settings: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        if not equals:
            raise click.UsageError(f"--set {setting}: write ATTRIBUTE=VALUE")
        if given.setdefault(name, value) != value:
            raise click.UsageError(f"--set {name} is given twice, as {given[name]} and as {value}")
    return given


def _file(save: Path | None, resume: Path | None) -> Path | None:
    """The file to save to, None for one of our own. Raises click.UsageError when FILE cannot be or must not be."""
    if save is None or (resume is not None and save.resolve() == resume.resolve()):
        return resume
    if save.exists():
        raise click.UsageError(f"{save} is there already; take it up with --resume, or choose another name")
    if not save.absolute().parent.is_dir():
        raise click.UsageError(f"{save} cannot be written: there is no directory {save.parent}")
    return save


def _held(conversation: Conversation, screen: Screen, keeper: Keeper, again: tuple[str, ...]) -> End:
    """Hold the conversation. However it ends, what was answered is saved already; ``again`` are the options to take it
    up with."""
    if conversation.session.given:
        keeper.save(conversation.profile)
    try:
        return conversation.hold()
    except KeyboardInterrupt:
        screen.say(contents.farewell(keeper, *_to_go_on(conversation, again)))
        raise


def _to_go_on(conversation: Conversation, again: tuple[str, ...]) -> tuple[str, ...]:
    """The options to go on with an interview that is not finished."""
    return (*again, "--quick") if conversation.dialogue.quick else again
