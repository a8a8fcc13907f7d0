"""What an earlier version of the program recorded, knowledge and assessments, read as it was meant then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from advisor.model.finding import EXPECTED, Number

MARKS: Mapping[str, tuple[str, ...]] = {
    "customer_group": ("benchmark_group",),
    "relationship_phase": ("followed",),
    "data_trust": ("followed",),
    "assets_position": ("followed",),
    "routine_position": ("followed",),
    "governance_position": ("followed",),
}
"""What the program used these attributes for by their names, before attributes had marks."""

WEIGHTS: Mapping[str, Mapping[str, Any]] = {
    "due-now": {"id": "due-now", "weight": 200, "counts": "now"},
    "due-next": {"id": "due-next", "weight": 100, "counts": "next"},
    "due-later": {"id": "due-later", "weight": 0, "counts": "later"},
    "after-it": {"id": "after-it", "weight": 1, "counts": "after"},
}
"""What ordered advice before the weights stood in the knowledge: the horizon, and within it how much comes after a
piece. So that is how recorded knowledge of that time orders it still."""

SHARES = ("disbelief", "useful")
"""The shipped figures of shares in format 1, which did not say so where it had no number for a group."""

NEAREST = ("industrial",)
"""The groups of which the shipped figures had no sample of their own. Format 1 did not say so."""

NOT_GIVEN = "not given in the text"
"""What a missing number meant, when nothing gave the reason."""

NOT_RECORDED = "not recorded at the time"
"""Said of what knowledge and documents of the time had no field for."""


def as_meant(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a knowledge base with what it left to the program of its time. The content itself stays as it
    is; anything that is not of that shape is handed on."""
    weights = {} if "weights" in content else {"weights": WEIGHTS}
    return {**content, **weights, **_marked(content.get("attributes")), **_with_reasons(content.get("benchmarks"))}


def _entries(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(each, dict) for each in part.values())


def _marked(attributes: Any) -> dict[str, Any]:
    if not _entries(attributes) or any("marks" in each for each in attributes.values()):
        return {}
    return {"attributes": {name: {**each, "marks": list(MARKS.get(name, ()))} for name, each in attributes.items()}}


def _with_reasons(benchmarks: Any) -> dict[str, Any]:
    if not _entries(benchmarks):
        return {}
    kinds = {str(each.get("figure")): kind for each in benchmarks.values() if (kind := _number_in(each)) is not None}
    return {
        "benchmarks": {
            name: each if "not_given" in each else _with_reason(each, kinds.get(str(each.get("figure")), "mean"))
            for name, each in benchmarks.items()
        }
    }


def _number_in(figure: Mapping[str, Any]) -> Number | None:
    return next((kind for kind in EXPECTED if figure.get(kind) is not None), None)


def _with_reason(figure: Mapping[str, Any], kind: Number) -> dict[str, Any]:
    """A benchmark, of knowledge or shown, as it is told today: with a reason for each number that it has not. ``kind``
    is what kind of number it would have, where it has none."""
    kind = _number_in(figure) or kind
    told = {name: part for name, part in figure.items() if name not in ("scale", "absent")}
    scale, told["scale_points"] = figure.get("scale"), None
    if isinstance(scale, str) and (points := re.fullmatch(r"([0-9]+)-point", scale)):
        told["scale_points"] = int(points[1])
    reasons = {
        kind: figure.get("absent") or NOT_GIVEN,
        "scale_points": f"recorded as: {scale}" if scale else NOT_RECORDED,
        "scale_ends": NOT_RECORDED,
        "cut_off": NOT_RECORDED,
    }
    missing = [name for name in EXPECTED[kind] if told.get(name) is None]
    return {**told, "not_given": {name: reasons.get(name, NOT_GIVEN) for name in missing}}


_ADVICE: Mapping[str, Any] = {
    "state": "to_do",
    "urgency": None,
    "rank_because": None,
    "urgency_from": None,
    "state_because": None,
    "waits_for": [],
    "before": [],
    "side": None,
    "counterpart": None,
    "ask": None,
    "keep": None,
    "level": "relationship",
    "who": None,
    "first_step": None,
    "practice": ["action", "indicator"],
}
"""What format 1 left unsaid of every recommendation: all that it lists is to do, and speaks to either side."""

_FIRING: Mapping[str, Any] = {"in_place": [], "waits": [], "theirs": []}
"""What no firing brought about in the days of format 1."""


_PEER: Mapping[str, Any] = {"mean": None, "sd": None, "share": None, "count": None, "base": None, "n": None}
"""The numbers of a peer, of which format 1 told one alone, under the name of value."""


def _figure(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A published figure as format 2 tells it. Which peers had no number, and the bounds of their numbers, format 1
    did not say."""
    kind: Number = _number_in(shown) or ("share" if shown["figure"] in SHARES else "mean")
    peers = [
        {
            **{name: part for name, part in peer.items() if name != "value"},
            "same_object": peer["object"] == shown["object"],
            "kind": kind,
            **_PEER,
            kind: peer["value"],
            "bound": None,
            "not_given": {name: NOT_RECORDED for name in EXPECTED[kind] if name in _PEER and name != kind},
        }
        for peer in shown["peers"]
    ]
    new = {"own_group": shown["group"] not in NEAREST, "kind": kind, "cut_off": None, "scale_ends": None}
    return {**_with_reason(shown, kind), **new, "peers": peers}


def upgraded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A recorded assessment as a document of format 2. What is read of records is read through this; the record itself
    stays as it is. A document of any other format is handed on."""
    if document["format"] != 1:
        return document
    return {
        **document,
        "format": 2,
        "language": "en",
        "profile": {**document["profile"], "firm": None, "inherited": [], "overruled": {}, "answers": {}},
        "next_phase": None,
        "open_questions_exact": False,
        "recommendations": [{**each, **_ADVICE} for each in document["recommendations"]],
        "benchmarks": [_figure(each) for each in document["benchmarks"]],
        "firings": [{**each, **_FIRING} for each in document["firings"]],
    }
