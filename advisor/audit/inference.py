"""What of an assessment was reasoned, whatever the format that it is told in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.model.earlier import upgraded

_FIRING = ("seq", "facts", "unknown", "concluded", "recommended", "in_place", "waits", "theirs", "tensions", "caveats")
_STANDING = ("rules", "grade", "support", "citations")


def inference_apart(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """What two assessments reason otherwise, each with the fields that differ: inputs, firings, conclusions, and what
    came out. Texts and figures, which are looked up and not reasoned, are not among it."""
    one, two = _reasoned(upgraded(before)), _reasoned(upgraded(after))
    found = []
    for name in dict.fromkeys([*one, *two]):
        was, now = one.get(name), two.get(name)
        if was is None or now is None:
            found.append(f"{name}: {'not before' if was is None else 'no longer'}")
        elif was != now:
            found.append(f"{name}: {', '.join(field for field in was | now if was.get(field) != now.get(field))}")
    return tuple(found)


def _reasoned(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "inputs": document["profile"]["facts"],
        **_by_name("firing", "rule", document["firings"], _FIRING),
        **_by_name("conclusion", "attribute", document["conclusions"], ("value", *_STANDING)),
        **_by_name("recommendation", "id", document["recommendations"], ("state", "rank", *_STANDING)),
        **_by_name("tension", "id", document["tensions"], ("rules", "citations")),
        **_by_name("caveat", "id", document["caveats"], ("rules", "citations")),
    }


def _by_name(
    kind: str, key: str, entries: Iterable[Mapping[str, Any]], fields: Iterable[str]
) -> dict[str, dict[str, Any]]:
    return {f"{kind} {each[key]}": {field: each[field] for field in fields} for each in entries}
