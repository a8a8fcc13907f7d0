"""Plain data held against a model: pydantic's errors become issues at the line and column of the data."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from advisor.errors import Issue, Nearest, counted_only, listed, shown
from advisor.loading.document import Path_

M = TypeVar("M", bound=BaseModel)
Locate = Callable[..., Issue]
"""``Document.issue`` or anything with its signature."""


def shape(model: type[M], data: dict[str, Any], issue: Locate, issues: list[Issue], path: Path_ = ()) -> M | None:
    """The model made from data, or None with every fault added to ``issues``."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        if counted_only(issues, error.error_count()):
            return None
        for fault in error.errors(include_url=False):
            issues.append(_issue(model, dict(fault), issue, path))
        return None


def _issue(model: type[BaseModel], fault: dict[str, Any], issue: Locate, path: Path_) -> Issue:
    location = tuple(part for part in fault["loc"] if part != "[key]")
    kind, given, context = fault["type"], fault.get("input"), fault.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys(model, location[:-1])
        name = str(location[-1])
        return issue(
            (*path, *location),
            f"unknown key {shown(name)}",
            listed(known, 20),
            Nearest(name, known),
            "unknown-key",
            of_key=True,
        )
    if kind == "missing":
        return issue((*path, *location[:-1]), f"the key {location[-1]!r} is missing", code="missing-key")
    where = (*path, *location)
    if kind == "literal_error":
        values = [value.strip("'") for value in context["expected"].replace(" or ", ", ").split(", ")]
        return issue(where, f"{shown(given)} is no value here", listed(values), Nearest(given, values), "value")
    if kind == "string_pattern_mismatch":
        return issue(
            where, f"{shown(given)} is not spelled as an id", f"a name like {context['pattern']}", code="value"
        )
    message = fault["msg"][0].lower() + fault["msg"][1:]
    return issue(where, f"{shown(given)}: {message}", code="value")


def _keys(model: type[BaseModel], location: Path_) -> list[str]:
    """The keys that the model nested at a location knows."""
    current: Any = model
    for part in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(part))
            current = field.annotation if field else None
        else:
            arguments = [each for each in get_args(current) if each is not Ellipsis and each is not type(None)]
            current = arguments[-1] if arguments else None
        current = _unwrapped(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return list(current.model_fields)
    return []


def _unwrapped(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [each for each in get_args(annotation) if each is not type(None)]
        return rest[0] if len(rest) == 1 else None
    return annotation
