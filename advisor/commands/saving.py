"""What a person is offered to keep when an interview ends: the answers as a profile, and the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.commands.options import emit
from advisor.interview.autosave import Keeper
from advisor.interview.terminal import Terminal
from advisor.reports.contents.assessment import document
from advisor.reports.formats import endings, format_of, formats, written
from advisor.reports.words import joined

if TYPE_CHECKING:
    from advisor.advisor import Advisor
    from advisor.model.assessment import Assessment
    from advisor.model.profile import Profile


REPORT = formats("blocks", "data")
"""The formats that a report can be written in."""


def offer(terminal: Terminal, keeper: Keeper, advisor: Advisor, assessment: Assessment, profile: Profile) -> None:
    """Offer to save profile and report. Only to a person: lines left in a pipe are no file names.

    Raises click.UsageError when the report cannot be written.
    """
    if not terminal.interactive:
        return
    terminal.say([""])
    if keeper.own and (path := _new_file(terminal, "Save the profile as (Enter leaves it where it is): ")):
        terminal.say([str(keeper.move(profile, path))])
    known = joined(endings(*REPORT), "or")
    path = _new_file(terminal, f"Save the report as ({known}; Enter for no): ", *REPORT)
    if path and (form := format_of(path)):
        emit(written(document(assessment, advisor.knowledge, full=True), form), path)
        terminal.say([f"Saved to {path}"])


def _new_file(terminal: Terminal, prompt: str, *forms: str) -> Path | None:
    """A name for a file that is not there yet, or None; one whose ending says one of these formats."""
    while (typed := (terminal.ask(prompt) or "").strip()) != "":
        path = Path(typed).expanduser()
        if path.exists():
            terminal.say([f"{path} is there already; choose another name."])
        elif not path.absolute().parent.is_dir():
            terminal.say([f"There is no directory {path.parent}."])
        elif forms and format_of(path) not in forms:
            known = joined(endings(*forms), "or")
            terminal.say([f"No report ends in {path.suffix}; choose {known}, or no ending for plain text."])
        else:
            return path
    return None
