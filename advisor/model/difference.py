"""What tells two assessments apart: the facts, what follows from them, and the knowledge that they were made with."""

from __future__ import annotations

from typing import Literal

from advisor.model.base import Grade, Model, Support
from advisor.model.outputs import OutputKind
from advisor.model.states import State

KNOWLEDGE = "knowledge"
"""The name, among causes, of the change from one knowledge base to another as a whole."""


class KnowledgeChange(Model):
    """An entry of the knowledge that is in one of two knowledge bases only, or says something else in the other."""

    kind: str
    id: str
    how: Literal["added", "removed", "changed"]


class ChangedFact(Model):
    """An input that differs; None is unknown."""

    attribute: str
    before: str | None
    after: str | None


class ChangedConclusion(Model):
    """A derived attribute that differs.

    ``causes`` are the smallest sets of what differs that bring this about when taken over from the other side: inputs
    by name, and ``knowledge`` where the knowledge differs. ``rules`` are those of its proofs that fired on one side
    only, ``knowledge`` the entries on the way there that differ.
    """

    attribute: str
    before: str | None
    after: str | None
    causes: tuple[tuple[str, ...], ...]
    rules: tuple[str, ...]
    knowledge: tuple[KnowledgeChange, ...] = ()


class ChangedOutput(Model):
    """Something gained or lost, with ``causes``, ``rules`` and ``knowledge`` as for a conclusion. ``state`` is where a
    piece of advice stands on the side that has it, and ``rank`` its rank there; None for anything else."""

    kind: OutputKind
    id: str
    state: State | None = None
    rank: int | None = None
    causes: tuple[tuple[str, ...], ...]
    rules: tuple[str, ...]
    knowledge: tuple[KnowledgeChange, ...] = ()


class ChangedRank(Model):
    """A recommendation that is to do on both sides and whose rank differs. ``reordered`` when its place among those on
    both sides does too, so that it did not merely make room. Its urgency on either side is None in a document from
    before there was one; ``because`` says why it stands where it does afterwards."""

    id: str
    before: int
    after: int
    reordered: bool
    urgency_before: int | None = None
    urgency_after: int | None = None
    because: str | None = None


class ChangedState(Model):
    """A piece of advice on both sides that stands otherwise, with ``causes``, ``rules`` and ``knowledge`` as for a
    conclusion, and its rank where it is to do."""

    id: str
    before: State
    after: State
    rank_before: int | None = None
    rank_after: int | None = None
    causes: tuple[tuple[str, ...], ...]
    rules: tuple[str, ...]
    knowledge: tuple[KnowledgeChange, ...] = ()


class ChangedStanding(Model):
    """A recommendation on both sides whose proof is now stronger or weaker."""

    id: str
    grade_before: Grade
    grade_after: Grade
    support_before: Support
    support_after: Support


class ChangedEntry(Model):
    """An output on both sides that says something else. ``fields`` names what, apart from rank, grade and support;
    ``knowledge`` are the entries behind it that differ."""

    kind: OutputKind
    id: str
    fields: tuple[str, ...]
    knowledge: tuple[KnowledgeChange, ...] = ()


class Difference(Model):
    """From one assessment to another: what is gained, lost, in another state, ranked or founded otherwise, the rules
    that fired before only and after only, and the entries of the knowledge that differ. ``first_before`` and
    ``first_after`` are the three pieces that come first on either side where these or their order differ, else empty.

    ``elsewhere`` names parts of the document that differ and are not spelled out here. ``fields_before`` and
    ``fields_after`` name fields that one document has and the other, from another version of the program, does not;
    what they hold is compared nowhere.
    """

    facts: tuple[ChangedFact, ...]
    conclusions: tuple[ChangedConclusion, ...]
    gained: tuple[ChangedOutput, ...]
    lost: tuple[ChangedOutput, ...]
    states: tuple[ChangedState, ...] = ()
    ranked: tuple[ChangedRank, ...]
    first_before: tuple[str, ...] = ()
    first_after: tuple[str, ...] = ()
    standings: tuple[ChangedStanding, ...]
    otherwise: tuple[ChangedEntry, ...] = ()
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    knowledge: tuple[KnowledgeChange, ...] = ()
    elsewhere: tuple[str, ...] = ()
    fields_before: tuple[str, ...] = ()
    fields_after: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether nothing differs but, perhaps, the order of keys."""
        return not any(getattr(self, field) for field in type(self).model_fields)
