"""The reference of an HTTP interface, made from its OpenAPI description: what can be asked, how, and what is given."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from advisor.reports.blocks import Card, Heading, Line, Paragraph, Table, Title, Unbroken
from advisor.reports.sheet import Fold, Piece
from advisor.reports.words import first_sentence, joined, sentence

Schema = Mapping[str, Any]
"""A JSON Schema, or another part of an OpenAPI description."""

KEY = "IOT_ADVISOR_API_KEY"
"""The variable of a shell that the examples take an API key from."""

LONG = 35
"""A shape with more fields is told once, at the end, and not wherever it occurs: its fields are the vocabulary."""

SHOWN = 8
"""How many of the values that a field can have are named, unless these are all but two."""

TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list"}
"""What the types of JSON Schema are called where it calls them otherwise."""


class Call(NamedTuple):
    """One way to ask: ``about`` is its part of the description. ``address`` is where the service is, without a slash
    at the end."""

    method: str
    path: str
    about: Schema
    address: str


def reference(description: Schema, address: str) -> Iterator[Piece]:
    """Every operation of a description, under the heads of their groups; then the vocabulary and the problems."""
    info = description["info"]
    yield Title(f"{info['title']}: HTTP reference", f"Version {info['version']}, OpenAPI {description['openapi']}")
    yield Paragraph(info["description"])
    if any(each.about.get("security") for each in calls(description, address)):
        yield Paragraph(f"Where a call has a key in it, put yours into the variable {KEY} of your shell first.")
    shapes = _Shapes(description["components"])
    groups: dict[str, list[Call]] = {}
    for call in calls(description, address):
        groups.setdefault(call.about["tags"][0], []).append(call)
    for group, members in groups.items():
        yield Heading(sentence(group))
        for call in members:
            yield Fold(f"{call.method} {call.path}: {call.about['summary']}", tuple(_told(call, shapes)))
    yield from _long(shapes)
    yield from _problems(description["components"]["responses"], shapes)
    yield Heading("See also")
    yield Card("", "What this service is", (Line("", "The first page, with the other ways in."),), address=".")


def calls(description: Schema, address: str) -> Iterator[Call]:
    """Everything that can be asked, in the order of the description."""
    for path, methods in description["paths"].items():
        for method, about in methods.items():
            yield Call(method.upper(), path, about, address)


def as_curl(call: Call) -> str:
    """The call with the example of its description, as lines for a shell."""
    path = call.path
    for each in call.about.get("parameters", ()):
        path = path.replace(f"{{{each['name']}}}", quote(str(each["example"]), safe=""))
    parts = [f"curl -s {shlex.quote(call.address + path)}"]
    if call.about.get("security"):
        parts.append(f'-H "Authorization: Bearer ${KEY}"')
    for media_type, body in call.about.get("requestBody", {}).get("content", {}).items():
        parts.append(f"-H {shlex.quote(f'Content-Type: {media_type}')}")
        parts.append(f"-d {shlex.quote(json.dumps(body['example'], indent=2, ensure_ascii=False))}")
    return " \\\n  ".join(parts)


def _told(call: Call, shapes: _Shapes) -> Iterator[Piece]:
    if "description" in call.about:
        yield Paragraph(call.about["description"])
    yield Unbroken(as_curl(call))
    for each in call.about.get("parameters", ()):
        yield Paragraph(f"{shapes.type_of(each['schema'])}, such as {each['example']}", label=each["name"])
    for body in call.about.get("requestBody", {}).get("content", {}).values():
        yield _folded("Takes", shapes.type_of(body["schema"]), tuple(shapes.told(body["schema"])))
    refused = []
    for status, answer in sorted(call.about["responses"].items()):
        for media_type, body in answer.get("content", {}).items():
            text = f"{status}, {shapes.type_of(body['schema'])} ({media_type})"
            yield _folded("Gives", text, tuple(shapes.told(body["schema"])))
        if "content" not in answer:
            refused.append((status, shapes.response(answer)["description"]))
    yield Fold("Otherwise", (Table(("Status", "What it says"), tuple(refused)),))


def _folded(label: str, text: str, inside: tuple[Piece, ...]) -> Piece:
    return Fold(f"{label}: {text}", inside) if inside else Paragraph(text, label=label)


def _long(shapes: _Shapes) -> Iterator[Piece]:
    if not shapes.long:
        return
    yield Heading("Vocabulary")
    yield Paragraph(
        "What stands in many of the shapes above: questions with their answers, and conclusions. /v1/vocabulary gives "
        "them with what each value looks like."
    )
    for name in shapes.long:
        yield Fold(name, tuple(shapes.fields(shapes.all[name])))


def _problems(responses: Schema, shapes: _Shapes) -> Iterator[Piece]:
    yield Heading("Problems")
    yield Paragraph(
        "What is not answered is told as problem details (RFC 9457). The type says which problem it is; the "
        "errors point at the faults in the body."
    )
    told = [body for each in responses.values() for body in each["content"].values()]
    kinds = tuple((str(each["example"]["status"]), each["example"]["title"], each["example"]["type"]) for each in told)
    yield Table(("Status", "Title", "Type"), kinds)
    with_faults = max(told, key=lambda each: len(each["example"]))
    yield Fold("Example", (Unbroken(json.dumps(with_faults["example"], indent=2, ensure_ascii=False)),))
    yield Fold("Fields", tuple(shapes.told(with_faults["schema"])))


def _table(rows: Iterable[tuple[str, str, str]]) -> Table:
    return Table(("Field", "Type", "Meaning"), tuple(rows))


class _Shapes:
    """The shapes of a description, by name. ``long`` are those told at the end, as far as they were met."""

    def __init__(self, components: Schema):
        self.all: Mapping[str, Schema] = components["schemas"]
        self.long: dict[str, None] = {}
        self._responses: Mapping[str, Schema] = components["responses"]

    def response(self, answer: Schema) -> Schema:
        """An answer, also one that is only pointed at."""
        return self._responses[_name(answer)] if "$ref" in answer else answer

    def told(self, schema: Schema) -> Iterator[Piece]:
        """The fields of a schema, and folded below them those of every shape in it. Nothing where there are none."""
        met = set[str]()
        if "$ref" in schema:
            met.add(_name(schema))
            schema = self.all[_name(schema)]
        yield from self.fields(schema)
        waiting, further = [*_named_in(schema)], []
        while waiting:
            name = waiting.pop(0)
            if name in met:
                continue
            met.add(name)
            if len(self.all[name].get("properties", ())) > LONG:
                further.append(name)
            else:
                yield Fold(name, tuple(self.fields(self.all[name])))
                waiting += _named_in(self.all[name])
        if further:
            self.long |= dict.fromkeys(further)
            yield Paragraph(f"{joined(further)}: at the end of this page.", "quiet")

    def fields(self, shape: Schema) -> Iterator[Piece]:
        """What a shape is, and its own fields."""
        for each in filter(None, str(shape.get("description", "")).split("\n\n")):
            yield Paragraph(_plain(each))
        rows = tuple(self.rows(shape))
        if rows:
            yield _table(rows)
        elif "oneOf" in shape:
            yield Paragraph(self.type_of(shape))

    def rows(self, shape: Schema, prefix: str = "") -> Iterator[tuple[str, str, str]]:
        """Name, type and meaning of each field. A field inside another that has no shape of its own is named with it,
        as in ``errors[].pointer``."""
        required = shape.get("required", ())
        for name, field in shape.get("properties", {}).items():
            left_out = "" if name in required or not required else "; may be left out"
            yield prefix + name, self.type_of(field) + left_out, self._meaning(name, field, shape)
            inside, mark = (
                (field["items"], "[].") if field.get("type") == "array" and "items" in field else (field, ".")
            )
            if "properties" in inside and not _alike(inside):
                told = {key: each for key, each in inside["properties"].items() if each.keys() != {"const"}}
                yield from self.rows({**inside, "properties": told}, prefix + name + mark)

    def _meaning(self, name: str, field: Schema, shape: Schema) -> str:
        """What a field says of itself, or else its shape of it, or else the shape that it is of."""
        if "description" in field:
            return _plain(field["description"])
        clauses = re.split(r"(?<=[.;!?])\s+", str(shape.get("description", "")))
        said = " ".join(each for each in clauses if f"``{name}``" in each)
        if said:
            return _plain(said).rstrip(";")
        title = str(field.get("title", ""))
        if title and title.replace(" ", "_").casefold() != name.casefold():
            return title
        of = [*_named_in(field)]
        return _plain(first_sentence(self.all[of[0]].get("description", ""))) if len(of) == 1 else ""

    def type_of(self, schema: Schema) -> str:
        """The type of a schema in words."""
        if "$ref" in schema:
            return _name(schema)
        if "enum" in schema:
            return _values(schema["enum"])
        if "const" in schema:
            return _values([schema["const"]])
        choices = schema.get("oneOf") or schema.get("anyOf")
        if choices and all("const" in each for each in choices):
            return _values([each["const"] for each in choices])
        if choices:
            told = dict.fromkeys(self.type_of(each) for each in choices)
            return joined([_shorter(each, told) for each in told], "or")
        return self._of_type(schema)

    def _of_type(self, schema: Schema) -> str:
        kinds = schema.get("type", "anything")
        if not isinstance(kinds, str):
            return joined([self._of_type({**schema, "type": each}) for each in kinds], "or")
        bound = f" of at most {schema['maxLength']:,} characters" if "maxLength" in schema else ""
        said = TYPES.get(kinds, kinds) + (bound if kinds == "string" else "")
        if kinds == "array" and "items" in schema:
            return f"{said} of {self.type_of(schema['items'])}"
        if kinds == "object":
            of = schema.get("additionalProperties") or _alike(schema)
            if isinstance(of, Mapping):
                return f"object of {self.type_of(of)} by name"
            return f"object with {_values([*schema['properties']], 'and')}" if "properties" in schema else said
        return said


def _alike(schema: Schema) -> Schema | None:
    """What every field of an object is, where that is the same shape."""
    fields = list(schema.get("properties", {}).values())
    return fields[0] if len(fields) > 1 and "$ref" in fields[0] and all(each == fields[0] for each in fields) else None


def _values(values: list[Any], last: str = "or") -> str:
    said = [each if isinstance(each, str) else json.dumps(each) for each in values]
    if len(said) <= SHOWN + 2:
        return joined(said, last)
    return f"{', '.join(said[:SHOWN])} {last} {len(said) - SHOWN} more"


def _shorter(told: str, before: Iterable[str]) -> str:
    """A type that is a list of what stands beside it."""
    return "list of these" if told.startswith("list of ") and told.removeprefix("list of ") in before else told


def _named_in(part: Any) -> Iterator[str]:
    """The names of the shapes that a part of a description points at."""
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield _name(part)
        for key, each in part.items():
            if key not in ("example", "discriminator"):
                yield from _named_in(each)
    elif isinstance(part, list):
        for each in part:
            yield from _named_in(each)


def _name(pointing: Schema) -> str:
    return str(pointing["$ref"]).rpartition("/")[2]


def _plain(text: str) -> str:
    """A text of the program's own documentation for readers of JSON."""
    return re.sub(r"\bNone\b", "null", text.replace("``", ""))
