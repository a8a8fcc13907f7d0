"""Every command of the command line, and what it says with ``--help``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from advisor.commands import program

WIDTH = 80


def commands() -> Iterator[click.Context]:
    """Every command, groups among them, each with the context in which it would be called."""
    yield from _below(click.Context(program, info_name="iot-advisor", terminal_width=WIDTH, **program.context_settings))


def _below(context: click.Context) -> Iterator[click.Context]:
    # click keeps a command's help option, with the names it had in the context that asked for it first; some test may
    # have called the command by itself, where it has no -h.
    context.command._help_option = None
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None, name
            yield from _below(click.Context(command, info_name=name, parent=context))


def command_help() -> str:
    """The help of every command, a section each."""
    return "\n".join(f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n" for context in commands())
