"""Documents as fragments of HTML, for notebooks. Everything in them comes from the document itself, and is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

Document = Mapping[str, Any]
"""An assessment or explanation, or a part of one, as plain data."""

FOLDED = ("findings", "steps", "rules", "upstream", "answers", "possible", "ranked")
"""Parts of an explanation that are long and are opened by whoever wants them."""

ABOUT = ("format", "knowledge", "profile", "explanation")
"""What an explanation says of itself."""


def assessment_html(assessment: Document) -> str:
    """The advice in its order with grades and citations, what to know before acting on it, and what it stands on."""
    stamp = assessment["knowledge"]
    made_with = [f"Knowledge {stamp['version']}, {stamp['sha256'][:12]}", *stamp["overrides"]]
    advice = [
        (
            str(each["rank"] or each["state"].replace("_", " ")),
            "<br>".join((_strong(each["title"]), _text(each["action"]), _text("Worked if: " + each["indicator"]))),
            _text(each["horizon"]),
            _text(each["grade"]),
            _text(each["support"]),
            _text(", ".join(each["citations"])),
        )
        for each in assessment["recommendations"]
    ]
    warnings = [
        f"{_strong(each['id'])} {_text(each['text'])} {_text(each['handling'])} {_cited(each['citations'])}"
        for each in assessment["tensions"]
    ]
    warnings += [f"{_text(each['text'])} {_cited(each['citations'])}" for each in assessment["caveats"]]
    figures = [
        (
            _text(each["measure"]),
            _text(each["label"]),
            _text(_number(each)),
            _text(_direction(each)),
            _text(", ".join(each["citations"])),
        )
        for each in assessment["benchmarks"]
    ]
    findings = [
        tuple(map(_text, (name, each["locator"], each["paraphrase"], each["scope"], each["caveat"], each["support"])))
        for name, each in assessment["findings"].items()
    ]
    return _division(
        f"<h3>{_text(assessment['profile']['name'] or 'Assessment')}</h3>",
        _facts(assessment["profile"]),
        _table(("Rank", "Recommendation", "Horizon", "Grade", "Support", "Findings"), advice, "No advice follows."),
        _list("Before you act", warnings),
        _folded("Published figures", _table(("Measure", "Group", "Figure", "Direction", "Findings"), figures)),
        _folded(
            "Still unknown, and what it could change",
            _listed(
                f"{_strong(each['attribute'])}: {_text(', '.join(each['could_change']))}"
                for each in assessment["open_questions"]
            ),
        ),
        _folded(
            "What it stands on",
            _table(("Finding", "Location", "In our words", "Holds for", "Caveat", "Support"), findings),
        ),
        f"<p><small>{_text('; '.join(made_with))}</small></p>",
    )


def explanation_html(explanation: Document) -> str:
    """An explanation as nested lists, its long parts folded."""
    content = {key: value for key, value in explanation.items() if key not in ABOUT}
    kind = explanation.get("explanation", "explanation")
    parts = [
        _folded(key, _nested(value)) if key in FOLDED else f"<p>{_strong(_words(key))}: {_nested(value)}</p>"
        for key, value in content.items()
        if value not in (None, [], {})
    ]
    return _division(f"<h3>{_text(_words(kind))}</h3>", _facts(explanation["profile"]), *parts)


def firm_marks(profile: Document) -> dict[str, str]:
    """What is to be said beside answers that the firm has given too, by attribute. A document of an earlier version
    knows of no firm."""
    overruled: Mapping[str, str] = profile.get("overruled", {})
    return {
        **dict.fromkeys(profile.get("inherited", ()), "inherited"),
        **{name: f"overrules the firm's: {value}" for name, value in overruled.items()},
    }


def _division(*parts: str) -> str:
    return f'<div class="iot-advisor">{"".join(parts)}</div>'


def _facts(profile: Document) -> str:
    marks = {name: f" ({mark})" for name, mark in firm_marks(profile).items()}
    told = {name: _remarked(each) for name, each in profile.get("answers", {}).items()}
    known = "; ".join(
        f"{_words(name)}: {_words(value)}{_words(marks.get(name, ''))}{told.get(name, '')}"
        for name, value in profile["facts"].items()
    )
    return f"<p>{_text(known or 'nothing is known yet')}</p>"


def _remarked(answer: Document) -> str:
    """What an answer rests on, and the note on it."""
    rests_on, note = answer["rests_on"], answer["note"]
    said = [f"rests on: {rests_on}"] * bool(rests_on) + [f"note: {note}"] * bool(note)
    return f" ({'; '.join(said)})" if said else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], empty: str = "") -> str:
    if not rows:
        return f"<p>{_text(empty)}</p>" if empty else ""
    top = "".join(f"<th>{_text(each)}</th>" for each in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left;vertical-align:top">{cell}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _list(title: str, items: Sequence[str]) -> str:
    return f"<h4>{_text(title)}</h4>{_listed(items)}" if items else ""


def _listed(items: Iterable[str]) -> str:
    inner = "".join(f"<li>{each}</li>" for each in items)
    return f"<ul>{inner}</ul>" if inner else ""


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{_text(_words(title))}</summary>{inner}</details>" if inner else ""


def _nested(value: Any) -> str:
    if isinstance(value, dict):
        given = {key: each for key, each in value.items() if each not in (None, [])}
        return _listed(f"{_strong(_words(key))}: {_nested(each)}" for key, each in given.items())
    if isinstance(value, list):
        if any(isinstance(each, (dict, list)) for each in value):
            return _listed(_nested(each) for each in value)
        return _text(", ".join(map(str, value)) or "none")
    return _text("nothing" if value is None else str(value))


def _number(each: Document) -> str:
    sample = f"n {each['n']}" if each["n"] is not None else "n not given"
    bound = "" if each["bound"] == "exactly" else f"{each['bound']} "
    if each["mean"] is not None:
        return f"{each['mean']} (SD {each['sd']}, {sample})" if each["sd"] is not None else f"{each['mean']} ({sample})"
    if each["share"] is not None:
        return f"{bound}{each['share']:g} % ({sample})"
    if each["count"] is not None:
        return f"{each['count']} of {each['base']}" if each["base"] is not None else str(each["count"])
    return str(each["not_given"].get(each["kind"], "not given in the text"))


def _direction(each: Document) -> str:
    return f"{each['direction']} (inferred)" if each["direction_inferred"] else each["direction"]


def _cited(citations: Iterable[str]) -> str:
    return f"<small>{_text(', '.join(citations))}</small>"


def _strong(text: str) -> str:
    return f"<strong>{_text(text)}</strong>"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _text(text: str) -> str:
    return escape(text, quote=True)
