"""Whatever format a command offers, it writes, and differently from every other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from advisor.commands import program
from tests.generated.command_help import commands

CALLS = {
    "assess": "assess FILE",
    "interview": "interview --accept-unknown",
    "explain FILE why": "explain FILE why discuss-data-safety-openly",
    "explain FILE why-not": "explain FILE why-not T1",
    "explain FILE for-and-against": "explain FILE for-and-against discuss-data-safety-openly",
    "explain FILE what-if": "explain FILE what-if data_trust=high",
    "explain FILE sensitivity": "explain FILE sensitivity",
    "explain FILE compare": "explain FILE compare FILE",
    "rules list": "rules list --topic distrust",
    "rules show": "rules show longer-chain-raises-distrust",
    "rules graph": "rules graph",
    "rules check": "rules check",
    "rules export": "rules export",
    "sources list": "sources list",
    "sources show": "sources show F1",
    "sources coverage": "sources coverage",
}
"""A call of every command that has formats, by its path; those of the audit are called where there is a log to read."""


def called(call: str, profile: Path) -> list[str]:
    """The words of a call, with the profile in its place."""
    return [str(profile) if each == "FILE" else each for each in call.split()]


def offered(name: str) -> tuple[str, ...]:
    """The formats that a command can be asked for, the default first."""
    command: click.Command = program
    for word in name.replace(" FILE", "").split():
        assert isinstance(command, click.Group)
        below = command.get_command(click.Context(command), word)
        assert below is not None
        command = below
    return _choices(command)


def _choices(command: click.Command) -> tuple[str, ...]:
    kinds = (parameter.type for parameter in command.params if parameter.name == "format_")
    return next((tuple(kind.choices) for kind in kinds if isinstance(kind, click.Choice)), ())


def choices() -> dict[str, tuple[str, ...]]:
    """The formats that each command offers, by its path."""
    return {
        context.command_path.removeprefix("iot-advisor "): _choices(context.command)
        for context in commands()
        if _choices(context.command)
    }


def test_no_command_is_left_out() -> None:
    assert {name for name in choices() if not name.startswith("audit ")} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_it_writes_what_it_offers(name: str, run: Callable[..., Any], tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("facts: {sales_channel: direct, data_trust: low}\n", encoding="utf-8")
    arguments = called(CALLS[name], profile)
    outcomes = [run(*arguments, "--format", each) for each in offered(name)]
    assert all(outcome.code in (0, 1) for outcome in outcomes)
    assert len({outcome.out for outcome in outcomes}) == len(outcomes)
    assert run(*arguments).out == outcomes[0].out, "the first is the default"
