"""``iot-advisor explain``: why, why not, for and against, what if, what the advice hangs on, and what tells two
profiles apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.commands.options import (
    Destination,
    advisor_from,
    firm_option,
    knowledge_option,
    read_profiles,
    writing,
)
from advisor.commands.progress import progress
from advisor.reports.formats import Part

if TYPE_CHECKING:
    from advisor.advisor import Advisor
    from advisor.model.explanation import Explanation
    from advisor.model.profile import Profile


def shared(*parts: Part) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that every explanation takes."""

    def add(function: Callable[..., None]) -> Callable[..., None]:
        for option in (
            click.option("--full", is_flag=True, help="Leave nothing out."),
            writing(*parts),
            firm_option,
            knowledge_option,
        ):
            function = option(function)
        return click.pass_obj(function)

    return add


@click.group(name="explain", subcommand_metavar="QUESTION ...")
@click.argument("file", metavar="FILE")
@click.pass_context
def command(context: click.Context, file: str) -> None:
    """Explain the advice for the profile in FILE; "-" reads it from standard input."""
    context.obj = file


@command.command()
@click.argument("subject", metavar="ID")
@shared("blocks", "data", "graph")
def why(file: str, subject: str, **options: Any) -> None:
    """Show the proof of what came out.

    ID names a recommendation, tension, caveat or conclusion: its id, a rank of this case, or a title or the beginning
    of one; of a conclusion also attribute=value, and of a recommendation ID=STATE or ID=first. As HTML it begins with
    a picture of the proof, and as SVG it is that picture.
    """
    _explain([file], lambda advisor, profile: advisor.why(profile, subject), **options)


@command.command()
@click.argument("subject", metavar="ID")
@shared("blocks", "data")
def why_not(file: str, subject: str, **options: Any) -> None:
    """Show what kept something away, and every smallest set of answers that would bring it.

    ID names it as for why.
    """

    def searched(advisor: Advisor, profile: Profile) -> Explanation:
        with progress("Searching for answers"):
            return advisor.why_not(profile, subject)

    _explain([file], searched, **options)


@command.command()
@click.argument("piece", metavar="PIECE")
@shared("blocks", "data")
def for_and_against(file: str, piece: str, **options: Any) -> None:
    """Show what speaks for a piece of advice, and what against it.

    PIECE is its id, its rank, or its title or the beginning of it.
    """
    _explain([file], lambda advisor, profile: advisor.for_and_against(profile, piece), **options)


@command.command()
@click.argument("changes", metavar="ATTR=VALUE...", nargs=-1, required=True)
@shared("blocks", "data")
def what_if(file: str, changes: tuple[str, ...], **options: Any) -> None:
    """Show what other answers would gain, lose and rank otherwise. ATTR=unknown takes an answer back.

    ATTR and VALUE are names, or the labels that a form shows: "Dedicated staff=Yes".
    """
    answers: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or not name or not value:
            raise click.UsageError(f"{change!r} is no ATTR=VALUE")
        if name in answers:
            raise click.UsageError(f"{name} is given twice")
        answers[name] = value
    _explain([file], lambda advisor, profile: advisor.what_if(profile, answers), **options)


@command.command()
@shared("blocks", "data")
def sensitivity(file: str, **options: Any) -> None:
    """Show the answers the advice hangs on most, and what open questions could still bring or take."""

    def searched(advisor: Advisor, profile: Profile) -> Explanation:
        with progress("Searching what the advice hangs on") as step:
            return advisor.sensitivity(profile, step=step)

    _explain([file], searched, **options)


@command.command()
@click.argument("other", metavar="FILE2")
@shared("blocks", "data")
def compare(file: str, other: str, **options: Any) -> None:
    """Show what tells FILE and FILE2 apart: facts, advice, and what explains the difference."""
    _explain([file, other], lambda advisor, before, after: advisor.compare(before, after), **options)


def _explain(
    files: Sequence[str],
    explain: Callable[..., Explanation],
    *,
    firm: str | None,
    knowledge: Path | None,
    destination: Destination,
    full: bool,
) -> None:
    from advisor.reports.contents.explanation import document

    advisor = advisor_from(knowledge)
    explanation = explain(advisor, *read_profiles(files, advisor, firm))
    destination.write(document(explanation, advisor.knowledge, full))
