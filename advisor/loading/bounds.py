"""How much a profile or a request may hold, held against it before anything else is looked at.

The work on what keeps to these bounds is small, whatever it holds. Files of knowledge have bounds of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from advisor.errors import MOST_SHOWN, Issue, Nearest, shown
from advisor.loading.document import LONGEST_KEY, Bounds, Path_, dotted
from advisor.loading.shaping import Locate
from advisor.model.knowledge import KnowledgeBase

MOST_KEYS = 500
"""How many keys and items of lists there may be, those of every mapping and list together."""

KEYS_OF_AN_INPUT = 12
"""How many keys there are of an input that is answered and remarked on in full, for the relationship and the firm."""

DEEPEST = 20
"""How deep mappings and lists may nest."""

_NESTING = (Mapping, list, tuple)


def most_keys(knowledge: KnowledgeBase) -> int:
    """How many keys and items a profile or a request may have: more than usual only where the vocabulary has so many
    inputs that a full profile does."""
    return max(MOST_KEYS, KEYS_OF_AN_INPUT * len(knowledge.inputs))


def bounds_of(knowledge: KnowledgeBase) -> Bounds:
    """The bounds of a text that holds a profile or a request."""
    return Bounds(DEEPEST, most_keys(knowledge))


def in_data(
    path: Path_, what: str, expected: str = "", hint: str | Nearest = "", code: str = "shape", of_key: bool = False
) -> Issue:
    """An issue at a path of data that stands in no file."""
    return Issue.of("", 0, 0, dotted(path), what, expected, hint, code)


def out_of_bounds(data: Any, most: int = MOST_KEYS, issue: Locate = in_data) -> list[Issue]:
    """What is wrong with the size of data: too many keys and items, a key that is too long, or too deep a nesting. Data
    with such a fault is not to be looked at any further. Takes time in proportion to the data, whatever its shape."""
    issues: list[Issue] = []
    parts = 0
    # A list of what is still to be walked, so that no nesting exhausts the interpreter's own stack; what a program
    # hands over may hold one thing in many places, or itself.
    ahead: list[tuple[Any, Path_]] = [(data, ())] if isinstance(data, _NESTING) else []
    seen: dict[int, Any] = {}
    while ahead:
        value, path = ahead.pop()
        if id(value) in seen:
            continue
        seen[id(value)] = value
        if len(path) >= DEEPEST:
            issues.append(issue(path, f"nested deeper than {DEEPEST} levels", "flatter data", "", "too-deep"))
            break
        if isinstance(value, Mapping):
            parts += len(value)
            for key in value:
                if isinstance(key, str) and len(key) > LONGEST_KEY:
                    what = f"the key {key[:MOST_SHOWN] + '…'!r} has {len(key):,} characters"
                    issues.append(issue(path, what, f"at most {LONGEST_KEY}", "", "too-long"))
                    break
            inside: Iterable[tuple[Any, Any]] = value.items()
        else:
            inside = enumerate(value)
            parts += len(value)
        ahead += [(each, (*path, _step(key))) for key, each in inside if isinstance(each, _NESTING)]
    if parts > most:
        what = f"there are {parts:,} keys and items of lists in all"
        issues.append(issue((), what, f"at most {most:,}", "", "too-many"))
    return issues


def _step(key: Any) -> str | int:
    return key if isinstance(key, (str, int)) else shown(key)


def over_long(model: type[BaseModel], data: Mapping[str, Any], issue: Locate, path: Path_ = ()) -> Iterator[Issue]:
    """Each text in the data that is longer than the model's schema says."""
    for name, field in model.model_fields.items():
        said = field.json_schema_extra
        most = said.get("maxLength") if isinstance(said, dict) else None
        text = data.get(name)
        if isinstance(most, int) and isinstance(text, str) and len(text) > most:
            yield issue((*path, name), f"{name} has {len(text):,} characters", f"at most {most:,}", "", "too-long")
