"""What differs between two assessments, and which rules did it.

Both come as plain data, since either may have been written by an older program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from advisor.audit.causes import Cause, Causes
from advisor.model.base import Model
from advisor.model.knowledge import KnowledgeBase

Document = Mapping[str, Any]


class Changed(Model):
    """A fact or conclusion with another value; None where it was unknown. ``causes`` are empty for a fact."""

    id: str
    before: str | None
    after: str | None
    causes: tuple[Cause, ...] = ()


class ChangedOutput(Model):
    """A recommendation, tension or caveat that came, went, or stands otherwise.

    ``changed`` names what is different in one that stayed: its rank, grade, support, wording …"""

    kind: Literal["recommendation", "tension", "caveat"]
    id: str
    how: Literal["gained", "lost", "changed"]
    changed: tuple[str, ...] = ()
    rank_before: int | None = None
    rank_after: int | None = None
    causes: tuple[Cause, ...] = ()


class Difference(Model):
    """Everything that differs; ``elsewhere`` names parts of the document that the lists do not spell out."""

    facts: tuple[Changed, ...]
    conclusions: tuple[Changed, ...]
    outputs: tuple[ChangedOutput, ...]
    fired_before: tuple[str, ...]
    fired_after: tuple[str, ...]
    knowledge: tuple[Cause, ...]
    elsewhere: tuple[str, ...]

    @property
    def none(self) -> bool:
        return not any(getattr(self, field) for field in type(self).model_fields)


_SECTIONS: tuple[tuple[Literal["recommendation", "tension", "caveat"], str], ...] = (
    ("recommendation", "recommendations"),
    ("tension", "tensions"),
    ("caveat", "caveats"),
)
_TOLD = {"profile", "conclusions", "firings", *(section for _, section in _SECTIONS)}


def difference(before: Document, after: Document, changes: tuple[Cause, ...] = ()) -> Difference:
    """What differs between two assessments. ``changes`` are those between their knowledge, as
    ``knowledge_changes`` gives them."""
    causes = Causes(before, after, changes)
    rules_before, rules_after = ([firing["rule"] for firing in each["firings"]] for each in (before, after))
    conclusions = tuple(
        Changed(id=each.id, before=each.before, after=each.after, causes=causes.of_conclusion(each.id))
        for each in _changed(_values(before), _values(after))
    )
    elsewhere = [name for name in sorted({*before, *after} - _TOLD) if before.get(name) != after.get(name)]
    if before["profile"]["name"] != after["profile"]["name"]:
        elsewhere.append("name")
    facts = tuple(_changed(before["profile"]["facts"], after["profile"]["facts"]))
    outputs = tuple(each for kind, section in _SECTIONS for each in _outputs(kind, section, before, after, causes))
    for section in ("conclusions", "firings"):
        told = conclusions if section == "conclusions" else set(rules_before) ^ set(rules_after)
        if not told and before[section] != after[section]:
            elsewhere.append(section)
    return Difference(
        facts=facts,
        conclusions=conclusions,
        outputs=outputs,
        fired_before=tuple(rule for rule in rules_before if rule not in rules_after),
        fired_after=tuple(rule for rule in rules_after if rule not in rules_before),
        knowledge=changes,
        elsewhere=tuple(elsewhere),
    )


def knowledge_changes(before: KnowledgeBase, after: KnowledgeBase) -> tuple[Cause, ...]:
    """Every entry of the knowledge that was added, removed or changed, in the order of its sections."""
    found = []
    old, new = before.content, after.content
    for section in old:
        if not isinstance(old[section], dict):
            if old[section] != new[section] and section != "version":
                found.append(Cause(kind=section, id="", how="changed"))
            continue
        for name in dict.fromkeys([*old[section], *new[section]]):
            kind = _singular(section)
            if name not in new[section]:
                found.append(Cause(kind=kind, id=name, how="removed"))
            elif name not in old[section]:
                found.append(Cause(kind=kind, id=name, how="added"))
            elif old[section][name] != new[section][name]:
                found.append(Cause(kind=kind, id=name, how="changed"))
    return tuple(found)


def _singular(section: str) -> str:
    return section.removesuffix("s")


def _values(document: Document) -> dict[str, str]:
    return {each["attribute"]: each["value"] for each in document["conclusions"]}


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[Changed]:
    names = dict.fromkeys([*before, *after])
    return [
        Changed(id=name, before=before.get(name), after=after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _outputs(
    kind: Literal["recommendation", "tension", "caveat"],
    section: str,
    before: Document,
    after: Document,
    causes: Causes,
) -> list[ChangedOutput]:
    old, new = ({each["id"]: each for each in document[section]} for document in (before, after))
    found = []
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        fields = [field for field in {**(was or {}), **(now or {})} if (was or {}).get(field) != (now or {}).get(field)]
        found.append(
            ChangedOutput(
                kind=kind,
                id=name,
                how="gained" if was is None else "lost" if now is None else "changed",
                changed=tuple(fields) if was is not None and now is not None else (),
                rank_before=(was or {}).get("rank"),
                rank_after=(now or {}).get("rank"),
                causes=causes.of_output(kind, name, (was or {}).get("rules", ()), (now or {}).get("rules", ())),
            )
        )
    return found
