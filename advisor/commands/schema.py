"""``iot-advisor schema``: the JSON Schemas of what goes in and comes out."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.options import advisor_from, emit, json_text, knowledge_option, output_option
from advisor.schemas import SCHEMAS, SchemaKind, json_schema


@click.command()
@click.argument("kind", type=click.Choice(SCHEMAS))
@output_option
@knowledge_option
def command(kind: SchemaKind, output: Path | None, knowledge: Path | None) -> None:
    """Print a JSON Schema (2020-12): of profiles, assessments, rules or explanations.

    With --knowledge, the schema has that knowledge's own attributes in it.
    """
    emit(json_text(json_schema(kind, advisor_from(knowledge).knowledge)), output)
