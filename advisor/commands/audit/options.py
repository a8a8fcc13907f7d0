"""What the verbs of the audit share: which log to read, and how results are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from advisor.commands.options import F, writing
from advisor.model.states import STATES

if TYPE_CHECKING:
    from advisor.audit.log import AuditLog
    from advisor.model.profile import KnowledgeStamp
    from advisor.reports.lexicon import Lexicon

RECORD = click.IntRange(1, 2**63 - 1)
"""A record's number, as far as a database counts."""


def _named_here(context: click.Context, _: click.Parameter, audit: str | None) -> None:
    if audit is not None:
        context.obj = audit


# --audit may stand before or after the verb: 'audit --audit URL list' and 'audit list --audit URL'
log_option = click.option(
    "--audit", metavar="URL", expose_value=False, callback=_named_here, help="As before the verb."
)


def giving_output(verb: F) -> F:
    """The options of a verb that reads the log and writes a page, or the same as JSON."""
    return log_option(writing("blocks", "data")(verb))


def state_option(text: str) -> Callable[[F], F]:
    """``--state``: where a recommendation stands."""
    return click.option("--state", type=click.Choice(STATES), help=text)


def open_asked(audit: str | None) -> AuditLog:
    """The log to read. Raises click.UsageError when recording is switched off."""
    from advisor.audit import open_log

    log = open_log(audit)
    if log is None:
        raise click.UsageError("recording is off, so there is no audit to read; name one with 'audit --audit URL'")
    return log


def words_of(log: AuditLog, *made_with: KnowledgeStamp) -> Lexicon:
    """The words for the ids of records that were made with this knowledge; where it differs, those of the one named
    first hold. It takes a moment to read, so it is for formats that people read alone."""
    from advisor.reports.lexicon import lexicon

    return lexicon(*(log.readable_knowledge(sha256) for sha256 in dict.fromkeys(each.sha256 for each in made_with)))
