"""``iot-advisor assess``: profiles in, advice out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.commands.options import (
    advisor_from,
    emit,
    firm_option,
    format_option,
    knowledge_option,
    output_option,
    read_profiles,
    recording,
    recording_options,
    screen,
)
from advisor.reports import renderer


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@format_option("assessment")
@firm_option
@click.option("--full", is_flag=True, help="Leave nothing out: every text, caveat and rule.")
@output_option
@knowledge_option
@recording_options
def command(
    files: tuple[str, ...],
    format_: str,
    firm: str | None,
    full: bool,
    output: Path | None,
    knowledge: Path | None,
    audit: str | None,
    no_audit: bool,
    redact: str | None,
) -> None:
    """Assess profiles: YAML or JSON files, or - for standard input.

    Several files make one page each, or with --format json one array. When anything is wrong in any of them, every
    fault is told and nothing is written.
    """
    advisor = advisor_from(knowledge)
    profiles = read_profiles(files, advisor, firm)
    assessments = [advisor.assess(profile) for profile in profiles]
    width, color = screen(output)
    text = renderer(format_)(assessments, advisor.knowledge, full=full, width=width, color=color)
    gone: BrokenPipeError | None = None
    try:
        emit(text, output)
        sys.stdout.flush()  # the advice is out before anything can go wrong with its record
    except BrokenPipeError as error:  # whoever read it saw enough; it was given all the same
        gone = error
    log = recording(audit, no_audit, redact)
    if log is not None:
        for profile, assessment in zip(profiles, assessments, strict=True):
            log.try_record(profile, assessment, advisor.knowledge, "command")
    if gone is not None:
        raise gone
