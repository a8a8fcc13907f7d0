"""The page that says of every public name what its docstring says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby
from textwrap import indent
from types import FunctionType
from typing import Any

from pydantic import BaseModel

from tests.generated.surface import annotation, promised, public_members

HEAD = """\
# Reference

Every public name, as its docstring tells it; `python -m tests.regenerate` writes this page. How to use them stands in
[the library](library.md).
"""


def reference() -> str:
    """The whole page."""
    lines = [HEAD.rstrip()]
    for module, named in groupby(promised(), key=lambda each: each[0].rpartition(".")[0]):
        lines += [f"## `{module}`"]
        for name, thing in named:
            lines += _about(name, thing)
    return "\n\n".join(lines) + "\n"


def _about(path: str, thing: Any) -> Iterator[str]:
    name = path.rpartition(".")[2]
    if isinstance(thing, FunctionType):
        yield f"### `{name}`"
        yield f"`{name}{_signature(thing)}`"
        yield documentation(thing)
    elif isinstance(thing, type):
        yield f"### `{name}`"
        if not issubclass(thing, (BaseModel, Exception)):
            yield f"`{name}{_signature(thing)}`"
        yield documentation(thing)
        if issubclass(thing, BaseModel):
            yield "\n".join(f"- `{field}`: `{annotation(thing, field)}`" for field in thing.model_fields)
        for member, value in public_members(path, thing):
            function = getattr(value, "__func__", value)
            head = member if isinstance(value, property) else f"{member}{_signature(function)}"
            yield f"- `.{head}`:\n" + indent(documentation(value), "  ")
    else:
        yield f"### `{name}`"
        yield f"`{thing!r}`"


def documentation(thing: Any) -> str:
    """The docstring of a thing, as its source has it but for the indentation; empty when it has none."""
    return inspect.cleandoc(vars(thing).get("__doc__") or "" if isinstance(thing, type) else thing.__doc__ or "")


class _AsWritten(str):
    """An annotation that is shown as the source has it, without the quotes that a text would get."""

    def __repr__(self) -> str:
        return str(self)


def _signature(function: Any) -> str:
    """The signature without what every call gives by itself."""
    signature = inspect.signature(function)
    given = [
        each.replace(annotation=_AsWritten(each.annotation))
        for name, each in signature.parameters.items()
        if name not in ("self", "cls")
    ]
    gives = signature.return_annotation
    # A class is called as its __init__ is, which gives None; nobody wants to read that.
    gives = inspect.Signature.empty if isinstance(function, type) else _AsWritten(gives)
    return str(signature.replace(parameters=given, return_annotation=gives))
