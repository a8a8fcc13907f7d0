"""``audit replay``: would it come out the same again."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.advisor import Advisor
from advisor.commands.audit.options import RECORD, give, giving_output, open_asked, plain_data
from advisor.commands.options import knowledge_option
from advisor.errors import DidNotHold


@click.command()
@click.argument("record", metavar="ID", type=RECORD)
@knowledge_option
@click.option("--current", is_flag=True, help="Run on the shipped knowledge of this version.")
@giving_output
@click.pass_obj
def command(
    audit: str | None, record: int, knowledge: Path | None, current: bool, format_: str, output: Path | None
) -> None:
    """Run an assessment again.

    Exits with 1 if it comes out otherwise. A record of another format can give
    the same inference, but not the same bytes, and then exits with 0. It runs
    on the knowledge of the time, which the audit keeps; with --current on that
    of this version, and with --knowledge DIR on that with your own laid over it.
    """
    log = open_asked(audit)
    from advisor.audit.pages import replay_page
    from advisor.audit.replay import replay as run_again
    from advisor.explain.difference import compare_recorded

    other = Advisor(knowledge).knowledge if knowledge is not None or current else None
    result = run_again(log, record, lambda base, profile: Advisor.of(base).assess(profile), compare_recorded, other)
    plain = {**plain_data(result), "verdict": result.verdict}
    give(plain, lambda width: replay_page(result, width), format_, output)
    if not result.holds:
        raise DidNotHold(f"record {record} does not come out the same")
