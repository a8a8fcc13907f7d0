"""Rule files: a topic with its rules, each held against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.errors import Issue, Nearest, counted_only, listed, shown
from advisor.loading.conditions import parse_condition, plain_value
from advisor.loading.document import Document, Path_
from advisor.loading.entries import Entry, Layer
from advisor.loading.shaping import shape
from advisor.model.attribute import Attribute
from advisor.model.condition import Unknown
from advisor.model.rule import Rule
from advisor.model.states import SAYS, piece_attributes, piece_of


def topic_of(
    layer: Layer, path: Path, document: Document, issues: list[Issue]
) -> tuple[Entry | None, list[tuple[str, Entry]]]:
    """The file's own entry (title and about) and the entries of its rules, by id."""
    topic = Entry(document.data, document, (), layer.label, path.stem)
    listing = document.data.get("rules")
    if not isinstance(listing, list):
        where: Path_ = ("rules",) if "rules" in document.data else ()
        issues.append(document.issue(where, "the file holds no list of rules", "rules: followed by a list"))
        return topic, []
    rules = []
    for index, data in enumerate(listing):
        at: Path_ = ("rules", index)
        sound = isinstance(data, dict) and isinstance(data.get("id"), str)
        if not sound and counted_only(issues):
            continue
        if not isinstance(data, dict):
            issues.append(document.issue(at, "this is no rule", "a mapping with id, title, when, then …"))
        elif not isinstance(data.get("id"), str):
            issues.append(document.issue(at, "the rule has no id", "id: a-name-in-lower-case", code="missing-key"))
        else:
            rules.append((data["id"], Entry(data, document, at, layer.label, path.stem)))
    return topic, rules


class Vocabulary:
    """The attributes that rules speak of: what they may test, which is the ``inputs``, the ``derived`` attributes and
    the conclusions about the pieces of advice whose titles are given."""

    def __init__(self, attributes: Mapping[str, Attribute], titles: Mapping[str, str]):
        self.inputs = {name: each for name, each in attributes.items() if not each.derived}
        self.derived = {name: each for name, each in attributes.items() if each.derived}
        pieces = (each for piece, title in titles.items() for each in piece_attributes(piece, title))
        self.tested = {**attributes, **{each.name: each for each in pieces}}


def shape_rule(key: str, entry: Entry, vocabulary: Vocabulary, issues: list[Issue]) -> Rule | None:
    """The rule of an entry, with every fault added to ``issues``. A rule with faults is there for its references to be
    followed and for nothing else; None when not even that can be made of it."""
    data = dict(entry.data)
    if "when" in data:
        condition = parse_condition(data["when"], vocabulary.tested, entry.issue, issues, ("when",))
        data["when"] = condition or Unknown(attribute="none")
    if isinstance(data.get("then"), dict):
        data["then"] = _consequence(data["then"], entry, vocabulary, issues)
    if isinstance(data.get("examples"), dict):
        data["examples"] = {
            kind: [
                _profile(each, entry, vocabulary, issues, ("examples", kind, index)) for index, each in enumerate(each_)
            ]
            if isinstance(each_, list)
            else each_
            for kind, each_ in data["examples"].items()
        }
    return shape(Rule, {**data, "topic": entry.stem}, entry.issue, issues)


def _consequence(then: dict[str, Any], entry: Entry, vocabulary: Vocabulary, issues: list[Issue]) -> dict[str, Any]:
    if not then or not any(then.values()):
        issues.append(
            entry.issue(
                ("then",),
                "the rule brings nothing about",
                "one of conclude, recommend, in_place, waits, theirs, tensions, caveats",
            )
        )
    issues.extend(_said_twice(then, entry))
    conclude = then.get("conclude")
    if not isinstance(conclude, dict):
        return then
    values = {}
    for name, given in conclude.items():
        path: Path_ = ("then", "conclude", name)
        attribute = vocabulary.derived.get(name)
        if attribute is None and (piece := piece_of(name)) is not None:
            part = next(
                (part for part, (prefix, value) in SAYS.items() if (f"{prefix}{piece}", value) == (name, given)), None
            )
            issues.append(
                entry.issue(
                    path,
                    f"{shown(name)} is concluded by parts of their own",
                    listed(list(SAYS)),
                    f"{part}: [{piece}]" if part else "",
                    "state",
                    of_key=True,
                )
            )
            continue
        if attribute is None:
            what = (
                f"{shown(name)} is an input"
                if name in vocabulary.inputs
                else f"there is no derived attribute {shown(name)}"
            )
            issues.append(
                entry.issue(
                    path,
                    what,
                    "an attribute of conclusions.yaml",
                    Nearest(name, vocabulary.derived),
                    "unknown-attribute",
                    of_key=True,
                )
            )
            continue
        values[name] = _value(given, attribute, entry, issues, path)
    return {**then, "conclude": values}


def _said_twice(then: dict[str, Any], entry: Entry) -> Iterator[Issue]:
    """Each piece of advice of which a rule says two things that cannot both hold, or one of them twice."""
    said: dict[str, str] = {}
    for part, (prefix, _) in SAYS.items():
        pieces = then.get(part)
        if not isinstance(pieces, list):
            continue
        met: set[str] = set()
        for index, piece in enumerate(pieces):
            key = f"{prefix}{piece}"
            before = said.setdefault(key, part)
            again = key in met
            met.add(key)
            if before != part or again:
                what = f"{shown(piece)} stands under {before} already"
                yield entry.issue(("then", part, index), what, "one of the two", "take one of them out", "state")


def _profile(given: Any, entry: Entry, vocabulary: Vocabulary, issues: list[Issue], path: Path_) -> Any:
    """The facts of an example; ``unknown`` may be written out and is the same as leaving the attribute out."""
    if not isinstance(given, dict):
        return given
    inputs = vocabulary.inputs
    facts = {}
    for name, value in given.items():
        if name not in inputs:
            what = f"{shown(name)} is derived" if name in vocabulary.tested else f"there is no input {shown(name)}"
            issues.append(
                entry.issue(
                    (*path, name),
                    what,
                    "an attribute of vocabulary.yaml",
                    Nearest(name, inputs),
                    "unknown-attribute",
                    of_key=True,
                )
            )
        elif value != "unknown":
            facts[name] = _value(value, inputs[name], entry, issues, (*path, name))
    return facts


def _value(given: Any, attribute: Attribute, entry: Entry, issues: list[Issue], path: Path_) -> str:
    value = plain_value(given, attribute)
    if value not in attribute.values and not counted_only(issues):
        issues.append(
            entry.issue(
                path,
                f"{shown(given)} is no value of {attribute.name}",
                listed(attribute.domain),
                Nearest(given, attribute.domain),
                "unknown-value",
            )
        )
    return str(value)
