"""``iot-advisor schema``: the JSON Schemas of what goes in and comes out."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.commands.options import Destination, advisor_from, knowledge_option, writing
from advisor.reports.document import Document
from advisor.schemas import SCHEMAS, SchemaKind, json_schema


@click.command()
@click.argument("kind", type=click.Choice(SCHEMAS))
@writing("data")
@knowledge_option
def command(kind: SchemaKind, destination: Destination, knowledge: Path | None) -> None:
    """Print a JSON Schema (2020-12): of profiles, assessments, rules or explanations.

    With --knowledge, the schema has that knowledge's own attributes in it.
    """
    destination.write(Document(data=lambda: json_schema(kind, advisor_from(knowledge).knowledge)))
