"""Profile files, and facts handed over as data: read, and held against the vocabulary.

A firm's own profile has the same shape, and answers no question that belongs to one relationship.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.errors import Issue, Nearest, ProfileError, in_order, listed, shown
from advisor.loading.bounds import bounds_of, in_data, most_keys, out_of_bounds, over_long
from advisor.loading.conditions import plain_value
from advisor.loading.document import MAX_BYTES, Document, Path_, decode, read_text
from advisor.loading.json_text import parse_json
from advisor.loading.shaping import Locate, shape
from advisor.loading.yaml_text import parse_yaml
from advisor.model.attribute import UNKNOWN, Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import FILE_FORMAT, FILE_KEYS, Answer, KnowledgeStamp, Profile


def read_profile(path: str | Path, knowledge: KnowledgeBase, *, firm: bool = False) -> Profile:
    """The profile, or that of a firm, in a YAML or JSON file, or on standard input for ``-``. Raises ProfileError with
    every fault."""
    if str(path) == "-":
        name = "<stdin>"
        text = decode(sys.stdin.buffer.read(MAX_BYTES + 1), name)
    else:
        name = str(path)
        text = read_text(Path(path), name)
    if isinstance(text, Document):
        raise ProfileError(text.issues)
    return profile_from_text(text, name, knowledge, firm=firm)


def parsed(text: str, name: str, knowledge: KnowledgeBase) -> Document:
    """The data in the text of a profile; the name's ending tells YAML from JSON, or else the first character."""
    as_json = name.casefold().endswith(".json") or (
        not name.casefold().endswith((".yaml", ".yml")) and text.lstrip().startswith("{")
    )
    bounds = bounds_of(knowledge)
    return parse_json(text, name, bounds) if as_json else parse_yaml(text, name, bounds)


def profile_from_text(text: str, name: str, knowledge: KnowledgeBase, *, firm: bool = False) -> Profile:
    """The profile in a text. The name's ending tells YAML from JSON; without one, the text's first character does.
    Raises ProfileError with every fault."""
    document = parsed(text, name, knowledge)
    if document.data is None and document.issues:
        raise ProfileError(in_order(document.issues))
    issues = list(document.issues)
    if beyond := out_of_bounds(document.data, most_keys(knowledge), document.issue):
        raise ProfileError(in_order([*issues, *beyond]))
    profile = _profile(document.data, knowledge, document.issue, issues, firm)
    if issues or profile is None:
        raise ProfileError(in_order(issue for issue in issues if not document.is_consequence(issue)))
    return profile


def profile_from_facts(facts: Mapping[str, Any], knowledge: KnowledgeBase, name: str | None = None) -> Profile:
    """Facts handed over by a program as a profile. Raises ProfileError with every fault."""
    return profile_from_data({"name": name, "facts": facts}, knowledge)


def profile_from_data(data: Any, knowledge: KnowledgeBase, *, firm: bool = False) -> Profile:
    """A whole profile, or that of a firm, handed over as data, in the shape of the file. Raises ProfileError with every
    fault, whose ``path`` names its place in the data; in the data of a firm it lies below ``firm``."""
    issue = _in_firm if firm else in_data
    issues = out_of_bounds(data, most_keys(knowledge), issue)
    profile = _profile(data, knowledge, issue, issues, firm) if not issues else None
    if issues or profile is None:
        raise ProfileError(issues)
    return profile


def as_firm(profile: Profile, knowledge: KnowledgeBase) -> Profile:
    """A profile at hand as that of a firm. Raises ProfileError with every answer that is not a firm's."""
    issues = list(_beyond_the_firm(profile.facts, knowledge, _in_firm))
    if issues:
        raise ProfileError(issues)
    return profile


def _in_firm(
    path: Path_, what: str, expected: str = "", hint: str | Nearest = "", code: str = "", of_key: bool = False
) -> Issue:
    return in_data(("firm", *path), what, expected, hint, code, of_key)


def _profile(
    data: Any, knowledge: KnowledgeBase, issue: Locate, issues: list[Issue], firm: bool = False
) -> Profile | None:
    if not isinstance(data, Mapping):
        issues.append(issue((), f"a profile is a mapping, and this is {_kind(data)}", "facts: with one answer a line"))
        return None
    for key in data:
        if key not in FILE_KEYS:
            hint: str | Nearest = Nearest(str(key), FILE_KEYS)
            if key in knowledge.inputs:
                hint = "put it below facts:"
            elif key == "firm":
                hint = "the firm's answers stand in a profile of their own"
            issues.append(
                issue((str(key),), f"unknown key {shown(str(key))}", listed(FILE_KEYS), hint, "unknown-key", True)
            )
    version = data.get("format", FILE_FORMAT)
    if version != FILE_FORMAT or isinstance(version, bool):
        issues.append(issue(("format",), f"format {shown(version)} is not read by this version", str(FILE_FORMAT)))
    for key in ("name", "notes"):
        if not isinstance(data.get(key), (str, type(None))):
            issues.append(issue((key,), f"{key} is {_kind(data[key])}", "text", "put it in quotes"))
        elif not _encodable(data.get(key)):
            issues.append(issue((key,), f"{key} holds half of a surrogate pair", "text that UTF-8 can hold"))
    issues += over_long(Profile, data, issue)
    facts, unknown = _facts(data, knowledge, issue, issues)
    if firm and isinstance(data.get("facts"), Mapping):
        issues += _beyond_the_firm(data["facts"], knowledge, issue)
    answers = _answers(data.get("answers"), knowledge, issue, issues)
    stamp = data.get("knowledge")
    known = shape(KnowledgeStamp, stamp, issue, issues, ("knowledge",)) if stamp is not None else None
    if isinstance(stamp, Mapping):
        issues += over_long(KnowledgeStamp, stamp, issue, ("knowledge",))
    if issues:
        return None
    return Profile(
        name=data.get("name"),
        facts=facts,
        asked_unknown=unknown,
        notes=data.get("notes"),
        answers=answers,
        knowledge=known,
    )


def _facts(
    data: Mapping[str, Any], knowledge: KnowledgeBase, issue: Locate, issues: list[Issue]
) -> tuple[dict[str, str], tuple[str, ...]]:
    given = data.get("facts")
    if given is None and "facts" not in data:
        issues.append(issue((), "the key 'facts' is missing", "facts: with one answer a line", code="missing-key"))
        return {}, ()
    if not isinstance(given, Mapping):
        issues.append(issue(("facts",), f"facts are {_kind(given)}", "a mapping of attributes to values"))
        return {}, ()
    found: dict[str, str] = {}
    for name, value in given.items():
        attribute = knowledge.inputs.get(name) if isinstance(name, str) else None
        if attribute is None:
            issues.append(_no_input(str(name), knowledge, issue))
        elif value == UNKNOWN:
            found[name] = UNKNOWN
        elif (plain := plain_value(value, attribute)) in attribute.values:
            found[name] = str(plain)
        else:
            issues.append(_no_value(value, attribute, issue))
    ordered = {name: found[name] for name in knowledge.inputs if name in found}
    return (
        {name: value for name, value in ordered.items() if value != UNKNOWN},
        tuple(name for name, value in ordered.items() if value == UNKNOWN),
    )


def _beyond_the_firm(facts: Mapping[Any, Any], knowledge: KnowledgeBase, issue: Locate) -> Iterator[Issue]:
    """The answers about one relationship. "Unknown" is none: a saved interview lists all that it did not ask."""
    firms = [name for name, each in knowledge.inputs.items() if each.level == "firm"]
    for name, value in facts.items():
        if name in knowledge.inputs and name not in firms and value != UNKNOWN:
            yield issue(
                ("facts", name),
                f"{name} is answered for each relationship, and not once for the firm",
                f"what is asked about the firm: {listed(firms)}",
                "move it to the relationship's profile",
                "level",
                of_key=True,
            )


def _no_input(name: str, knowledge: KnowledgeBase, issue: Locate) -> Issue:
    if name in knowledge.derived:
        return issue(
            ("facts", name),
            f"{name} is concluded from other facts and cannot be given",
            "an attribute that is asked for",
            code="unknown-attribute",
            of_key=True,
        )
    return issue(
        ("facts", name),
        f"there is no attribute {shown(name)}",
        "an attribute of the vocabulary",
        Nearest(name, knowledge.inputs),
        "unknown-attribute",
        of_key=True,
    )


def _no_value(value: Any, attribute: Attribute, issue: Locate) -> Issue:
    what = (
        f"{shown(value)} is no value of {attribute.name}" if isinstance(value, str) else f"{_kind(value)} stands here"
    )
    return issue(
        ("facts", attribute.name),
        what,
        listed([*attribute.domain, UNKNOWN]),
        Nearest(value, [*attribute.domain, UNKNOWN]) if isinstance(value, str) else "",
        "unknown-value",
    )


def _answers(given: Any, knowledge: KnowledgeBase, issue: Locate, issues: list[Issue]) -> dict[str, Answer]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        issues.append(issue(("answers",), f"answers are {_kind(given)}", "a mapping of attributes to their origin"))
        return {}
    answers = {}
    for name, data in given.items():
        if name not in knowledge.inputs:
            issues.append(
                issue(
                    ("answers", str(name)),
                    f"there is no attribute {shown(name)}",
                    "an attribute of the vocabulary",
                    Nearest(str(name), knowledge.inputs),
                    "unknown-attribute",
                    True,
                )
            )
        elif not isinstance(data, Mapping):
            issues.append(issue(("answers", name), f"{_kind(data)} stands here", listed(list(Answer.model_fields))))
        else:
            answer = shape(Answer, dict(data), issue, issues, ("answers", name))
            issues += over_long(Answer, data, issue, ("answers", name))
            if answer is not None and not (_encodable(answer.note) and _encodable(answer.question)):
                what = "the answer holds half of a surrogate pair"
                issues.append(issue(("answers", name), what, "text that UTF-8 can hold"))
            elif answer is not None:
                answers[name] = answer
    return answers


def _encodable(text: str | None) -> bool:
    """Whether the text can be written; only programs, no files, can hand over one that cannot."""
    try:
        (text or "").encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: Any) -> str:
    names = {
        type(None): "empty",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "a mapping",
    }
    return names.get(type(value), f"a {type(value).__name__}")
