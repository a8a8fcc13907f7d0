"""``iot-advisor assess``: profiles in, advice out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import click

from advisor.commands.options import (
    Destination,
    advisor_from,
    day_option,
    firm_option,
    keep_receipts,
    knowledge_option,
    profiles_in,
    read_profiles,
    receipt_option,
    recording,
    recording_options,
    recording_required,
    tell_receipts,
    writing,
)
from advisor.reports.contents.assessment import document
from advisor.reports.document import Document, together

INDEX = "index.html"


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@writing("blocks", "data", directories=True)
@firm_option
@click.option("--full", is_flag=True, help="Leave nothing out: every text, caveat and rule.")
@day_option
@knowledge_option
@recording_options
@receipt_option
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
    by: str | None,
    receipt: Path | None,
) -> None:
    """Assess profiles: YAML or JSON files, directories of such files, or - for standard input.

    What comes out is one page to put before a client; --full has everything behind it, and JSON is always whole. As
    HTML, which "-o case.html" gives, it is a page with pictures, and all that stands behind it folded. Several files
    make one page each, or with --format json one array; into a directory, as in "-o out/", goes a file NAME.html for
    each, and an index.html that leads to them. When anything is wrong in any of them, every fault is told and nothing
    is written.
    """
    required = recording_required(audit, no_audit, receipt)
    files = tuple(profiles_in(files))
    advisor = advisor_from(knowledge)
    profiles = read_profiles(files, advisor, firm)
    assessments = [advisor.assess(profile) for profile in profiles]
    looked = day.date() if day is not None else None
    pages = [document(each, advisor.knowledge, full=full, day=looked) for each in assessments]
    cases = list(zip(profiles, assessments, strict=True))
    log = recording(audit, no_audit, redact, by) if required else None
    receipts = log.try_record_all(cases, advisor.knowledge, "command") if log is not None else None
    gone: BrokenPipeError | None = None
    try:
        if destination.directory:
            from advisor.reports.contents.case_index import case_index

            names = page_names(files)
            named = dict(zip(names, assessments, strict=True))
            index = Document(lambda: case_index(named, advisor.knowledge, looked))
            destination.write_into({**dict(zip(names, pages, strict=True)), INDEX: index})
        else:
            destination.write(together(pages))
        sys.stdout.flush()  # the advice is out before anything can go wrong with its record
    except BrokenPipeError as error:  # whoever read it saw enough; it was given all the same
        gone = error
    if receipts is None and (log := recording(audit, no_audit, redact, by)) is not None:
        receipts = log.try_record_all(cases, advisor.knowledge, "command")
    if receipts is not None:
        tell_receipts(receipts)
        keep_receipts([file if file != "-" else None for file in files], receipts, receipt)
    if gone is not None:
        raise gone


def page_names(files: Sequence[str]) -> list[str]:
    """A name for the page of each file, after the file's own, none twice: ``case.html``, ``case-2.html``. That of the
    index is none of them, and two that differ in capitals alone are one file on some machines."""
    taken = {INDEX}
    names = []
    for file in files:
        stem = "case" if file == "-" else Path(file).stem
        tried = (f"{stem}{end}.html" for end in chain([""], (f"-{number}" for number in count(2))))
        name = next(each for each in tried if each.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return names
