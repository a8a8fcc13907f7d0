"""Does the log hold, and would it be the same again: verify, replay."""

from __future__ import annotations

import re
from pathlib import Path

import click

from advisor.advisor import Advisor
from advisor.commands.audit.options import RECORD, give, giving_output, open_asked, plain_data
from advisor.commands.options import knowledge_option


@click.command()
@click.option("--head", metavar="HASH", help="A record's hash that was kept elsewhere, to find even a log made anew.")
@giving_output
@click.pass_context
def verify(context: click.Context, head: str | None, form: str, output: Path | None) -> None:
    """Check the chain of records.

    Names every record that is not the one that was written, or is missing, and then exits with 1.
    """
    log = open_asked(context.obj)
    from advisor.audit.pages import verification_page
    from advisor.audit.verify import verify as verify_log

    if head is not None and not re.fullmatch(r"\s*[0-9a-fA-F]{64}\s*", head):
        raise click.BadParameter("a hash has 64 hexadecimal digits", param_hint="--head")
    result = verify_log(log.store, head)
    plain = {**result.model_dump(mode="json"), "holds": result.holds}
    give(plain, lambda width: verification_page(result, width), form, output)
    context.exit(0 if result.holds else 1)


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@knowledge_option
@click.option("--current", is_flag=True, help="Run on the shipped knowledge of this version.")
@giving_output
@click.pass_context
def replay(
    context: click.Context, record: int, knowledge: Path | None, current: bool, form: str, output: Path | None
) -> None:
    """Run an assessment again.

    Exits with 1 if it comes out otherwise. It runs on the knowledge of the time,
    which the audit keeps; with --current on that of this version, and with
    --knowledge DIR on that with your own laid over it.
    """
    log = open_asked(context.obj)
    from advisor.audit.pages import replay_page
    from advisor.audit.replay import replay as run_again

    other = Advisor(knowledge).knowledge if knowledge is not None or current else None
    result = run_again(log, record, lambda base, profile: Advisor.of(base).assess(profile), other)
    give(plain_data(result), lambda width: replay_page(result, width), form, output)
    context.exit(0 if result.same else 1)
