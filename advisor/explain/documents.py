"""Assessments as plain data, of whatever version of the program wrote them: one side of a comparison, and the fields
that only one of two documents has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from advisor.model.assessment import Assessment
from advisor.model.base import Model
from advisor.model.earlier import upgraded
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS, Output
from advisor.model.states import ADVICE
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.proof import proof

Document = Mapping[str, Any]


class Fired(NamedTuple):
    """A firing of a document, as far as a proof needs it."""

    rule: str
    facts: Mapping[str, str]


class Side:
    """One of two assessments. ``recorded`` has the fields that its version of the program wrote, ``document`` all of
    today's. ``rules`` are those of its knowledge; without them no causes can be found on it."""

    def __init__(self, document: Document, knowledge: KnowledgeBase | None, rules: CompiledRules | None = None):
        self.recorded = document
        self.document = document = upgraded(document)
        self.knowledge = knowledge
        if rules is None and knowledge is not None:
            rules = CompiledRules(knowledge.rules, knowledge.attributes)
        self.rules = rules
        self.facts: dict[str, str] = document["profile"]["facts"]
        self.conclusions: dict[str, str] = {each["attribute"]: each["value"] for each in document["conclusions"]}
        self._concluders = {
            **{each["attribute"]: each["rules"] for each in document["conclusions"]},
            **{f"{ADVICE}{each['id']}": each["rules"] for each in document["recommendations"]},
        }
        self._firings = [Fired(each["rule"], each["facts"]) for each in document["firings"]]
        self.fired = {each.rule: None for each in self._firings}
        self.outputs: dict[Output, Document] = {
            Output(kind, each["id"]): each for kind, where in KINDS.items() for each in document[where.section]
        }

    def proof_of(self, output: Output) -> list[Fired]:
        """The firings behind an output; none when it is not there."""
        return proof(self._firings, self._concluders, self.outputs.get(output, {}).get("rules", ()))

    def proof_of_state(self, piece: str) -> list[Fired]:
        """The firings behind where a piece of advice stands; none where it is simply to do."""
        said = self.outputs.get(Output("recommendation", piece), {}).get("state_because")
        rules = () if said is None else said["rules"] if isinstance(said, Mapping) else said.rules
        return proof(self._firings, self._concluders, rules)

    def proof_of_conclusion(self, attribute: str) -> list[Fired]:
        """The firings behind a conclusion; none when it is not there."""
        return proof(self._firings, self._concluders, self._concluders.get(attribute, ()))


def document_of(assessment: Assessment) -> Document:
    """An assessment as a document, as deep as a difference looks; to write it out whole would cost as much as to
    explain it."""
    return {name: _opened(part) for name, part in vars(assessment).items()}


def _opened(part: Any) -> Any:
    if isinstance(part, Model):
        return vars(part)
    if isinstance(part, tuple):
        return [vars(each) if isinstance(each, Model) else each for each in part]
    return part


KEYED_BY_NAME = {"facts", "answers", "findings", "concluded", "overruled", "not_given"}
"""Fields whose keys are no fields of the document but names: of attributes, of findings, of what a text leaves out."""


def fields_apart(before: Document, after: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that only the one and only the other document has, as another version of the program writes them:
    ``caveats.doubts``. What stands in a list is judged by its entries together, and only where both have some."""
    one, two = _fields_by_owner(before), _fields_by_owner(after)
    owners = sorted(one.keys() & two.keys())
    return (
        tuple(f"{owner}{name}" for owner in owners for name in sorted(one[owner]) if name not in two[owner]),
        tuple(f"{owner}{name}" for owner in owners for name in sorted(two[owner]) if name not in one[owner]),
    )


def _fields_by_owner(document: Document) -> dict[str, dict[str, None]]:
    """The fields of all models in a document, by the path of the model with a dot behind it."""
    found: dict[str, dict[str, None]] = {}

    def visit(part: Any, owner: str) -> None:
        if isinstance(part, Mapping):
            for key, each in part.items():
                found.setdefault(owner, {})[key] = None
                named = key in KEYED_BY_NAME and isinstance(each, Mapping)
                for inner in each.values() if named else (each,):
                    visit(inner, f"{owner}{key}.")
        elif isinstance(part, (list, tuple)):
            for each in part:
                visit(each, owner)

    visit(document, "")
    return found


def without_fields(part: Any, owner: str, ignored: Collection[str]) -> Any:
    """A part of a document, at the path ``owner``, without the fields that are ignored."""
    if not ignored:
        return part
    if isinstance(part, Mapping):
        names = {key: owner if owner.rstrip(".") in KEYED_BY_NAME else f"{owner}{key}." for key in part}
        return {
            key: without_fields(each, names[key], ignored)
            for key, each in part.items()
            if f"{owner}{key}" not in ignored
        }
    if isinstance(part, (list, tuple)):
        return [without_fields(each, owner, ignored) for each in part]
    return part


SPELLED_OUT = {"rank", "urgency", "rank_because", "urgency_from", "state", "grade", "support"}
"""Fields of a recommendation whose change is an entry of its own in a difference."""


def fields_that_differ(output: Output, was: Document, now: Document, ignored: set[str]) -> tuple[str, ...]:
    """The fields of an output on both sides that say something else, by name."""
    section = KINDS[output.kind].section
    return tuple(
        field
        for field in sorted(was)
        if field not in SPELLED_OUT and f"{section}.{field}" not in ignored and was[field] != now[field]
    )


def parts_that_differ(before: Document, after: Document, ignored: set[str]) -> list[str]:
    """The parts of the document that differ in something that no list spells out."""
    told = {"profile", "conclusions", "firings", *(where.section for where in KINDS.values())}
    found = [
        name
        for name in sorted(before)
        if name not in told
        and name not in ignored
        and name in after
        and without_fields(before[name], f"{name}.", ignored) != without_fields(after[name], f"{name}.", ignored)
    ]
    if before["profile"]["name"] != after["profile"]["name"]:
        found.append("name")
    remarks = [side["profile"].get("answers") for side in (before, after)]
    if None not in remarks and remarks[0] != remarks[1]:
        found.append("notes_on_answers")
    for section, key, told_field in (("conclusions", "attribute", "value"), ("firings", "rule", None)):
        one, two = (
            {each[key]: without_fields(each, f"{section}.", ignored) for each in side[section]}
            for side in (before, after)
        )
        if any(
            one[name] != two[name] and (told_field is None or one[name][told_field] == two[name][told_field])
            for name in one.keys() & two.keys()
        ):
            found.append(section)
    return found
