"""``audit replay``: would it come out the same again."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.advisor import Advisor
from advisor.commands.audit.options import RECORD, give, giving_output, open_asked, plain_data
from advisor.commands.options import knowledge_option


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@knowledge_option
@click.option("--current", is_flag=True, help="Run on the shipped knowledge of this version.")
@giving_output
@click.pass_context
def command(
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
    from advisor.explain.difference import compare_recorded

    other = Advisor(knowledge).knowledge if knowledge is not None or current else None
    result = run_again(log, record, lambda base, profile: Advisor.of(base).assess(profile), compare_recorded, other)
    give(plain_data(result), lambda width: replay_page(result, width), form, output)
    context.exit(0 if result.same else 1)
