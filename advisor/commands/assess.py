"""``iot-advisor assess``: profiles in, advice out."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from advisor.commands.options import (
    Destination,
    advisor_from,
    day_option,
    firm_option,
    knowledge_option,
    read_profiles,
    recording,
    recording_options,
    writing,
)
from advisor.reports.contents.assessment import document
from advisor.reports.document import together


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@writing("blocks", "data")
@firm_option
@click.option("--full", is_flag=True, help="Leave nothing out: every text, caveat and rule.")
@day_option
@knowledge_option
@recording_options
def command(
    files: tuple[str, ...],
    destination: Destination,
    firm: str | None,
    full: bool,
    day: datetime | None,
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
) -> None:
    """Assess profiles: YAML or JSON files, or - for standard input.

    What comes out is one page to put before a client; --full has everything behind it, and JSON is always whole.
    Several files make one page each, or with --format json one array. When anything is wrong in any of them, every
    fault is told and nothing is written.
    """
    advisor = advisor_from(knowledge)
    profiles = read_profiles(files, advisor, firm)
    assessments = [advisor.assess(profile) for profile in profiles]
    looked = day.date() if day is not None else None
    pages = [document(each, advisor.knowledge, full=full, day=looked) for each in assessments]
    gone: BrokenPipeError | None = None
    try:
        destination.write(together(pages))
        sys.stdout.flush()  # the advice is out before anything can go wrong with its record
    except BrokenPipeError as error:  # whoever read it saw enough; it was given all the same
        gone = error
    log = recording(audit, no_audit, redact)
    if log is not None:
        for profile, assessment in zip(profiles, assessments, strict=True):
            log.try_record(profile, assessment, advisor.knowledge, "command")
    if gone is not None:
        raise gone
