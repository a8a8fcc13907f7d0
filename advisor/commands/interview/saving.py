"""What a person is offered to keep when an interview ends: the answers as a profile, and the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from advisor.commands.interview.screen import Screen
from advisor.commands.options import Destination
from advisor.interview.autosave import Keeper, Saved, named_after
from advisor.model.profile import Profile
from advisor.reports.blocks import Paragraph
from advisor.reports.contents import interview as contents
from advisor.reports.document import Document
from advisor.reports.formats import endings, format_of, formats
from advisor.reports.words import joined

REPORT = formats("blocks", "data")
"""The formats that a report can be written in."""


def offer(screen: Screen, keeper: Keeper, report: Document, profile: Profile) -> None:
    """Offer to save profile and report. Only to a person: lines left in a pipe are no file names."""
    if not screen.interactive:
        return
    screen.say()
    if keeper.own:
        proposed = proposed_file(profile.name)
        leaves = "Enter or u leaves it where it is" if proposed is None else f"Enter for {proposed}, u leaves it"
        for path in _new_files(screen, f"Save the profile as ({leaves}):", proposed=proposed):
            saved = keeper.move(profile, path)
            screen.say(contents.saved(saved), apart=False)
            if saved.failure is None:
                break
    for path in _new_files(
        screen, f"Save the report as ({joined(endings(*REPORT), 'or')}; Enter or u for no):", *REPORT
    ):
        form = format_of(path)
        assert form is not None
        try:
            Destination(form, path).write(report)
        except click.UsageError as error:
            screen.say([Paragraph(error.message, "warning")], apart=False)
        else:
            screen.say(contents.saved(Saved(path)), apart=False)
            break


def proposed_file(client: str | None) -> Path | None:
    """A name for the file of a client's profile, after the client; None without a client whose name has letters."""
    name = named_after(client)
    if name is None:
        return None
    names = (Path(f"{name}{number}.yaml") for number in ("", *(f"-{each}" for each in range(2, 100))))
    return next((each for each in names if not each.exists()), None)


def _new_files(screen: Screen, prompt: str, *forms: str, proposed: Path | None = None) -> Iterator[Path]:
    """Names for a file that is not there yet, until none is given; with formats, names that say one of these. Enter
    takes what is proposed."""
    while True:
        line = screen.ask(prompt)
        typed = (line or "").strip()
        if line is not None and not typed and proposed is not None:
            typed = str(proposed)
        if typed.casefold() in ("", "n", "no", "u", "unknown"):
            return
        try:
            path = Path(typed).expanduser()
            refusal = _refusal(path, forms)
        except (OSError, RuntimeError) as error:  # too long, out of bounds, or in the home of nobody
            refusal = f"{typed} cannot be used: {getattr(error, 'strerror', None) or error}"
        if refusal:
            screen.say([Paragraph(refusal)], apart=False)
        else:
            yield path


def _refusal(path: Path, forms: tuple[str, ...]) -> str:
    """Why a file cannot get that name; empty when it can."""
    if str(path).casefold() in ("y", "yes"):
        return "Type a name for the file, or just Enter."
    if "\0" in str(path):
        return "No file can have that name."
    if path.exists():
        return f"{path} is there already; choose another name."
    if not path.absolute().parent.is_dir():
        return f"There is no directory {path.parent}."
    if forms and format_of(path) not in forms:
        return f"No report ends in {path.suffix}; choose {joined(endings(*forms), 'or')}, or no ending for plain text."
    return ""
