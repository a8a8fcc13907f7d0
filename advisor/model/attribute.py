"""Attributes: what can be known about a firm and one of its customer relationships."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.model.base import AttributeName, FindingId, Level, Model, Side, Slug, Text
from advisor.model.condition import Condition

UNKNOWN = "unknown"
"""The answer that is the same as none: no rule reads it as low, no or none."""

BOOLEANS = {False: "no", True: "yes"}
"""The words that YAML's own ``false`` and ``true`` are read as, where an attribute has these values."""


Mark = Literal["benchmark_group", "followed", "placing"]
"""What else an attribute is for. ``benchmark_group``: the input whose value says which published figures a profile is
shown beside; at most one. ``followed``: its value is shown from assessment to assessment of one relationship.
``placing``: an answer to it says what kind of case this is, and by itself calls for little."""


class Value(Model):
    """One value of an attribute.

    ``label`` is what a person reads; ``observe`` is what one would see at a firm that has the value, concrete enough
    for two people to answer alike. ``says`` is the answer as a clause in the middle of a sentence, such as "it is sold
    direct", and ``says_to`` the same for a reader of one side where it speaks of that side.
    """

    label: Text
    observe: Text
    says: Text | None = None
    says_to: dict[Side, Text] = {}


class QuestionTopic(Model):
    """What a group of questions is about. ``title`` stands above them where they are asked, such as "Trust and data".

    It is not the topic of a rule, which is the file that the rule stands in.
    """

    id: Slug
    title: Text


class Attribute(Model):
    """An input that is asked for, or a conclusion that rules derive.

    ``values`` stand from low to high when ``scale`` is ordinal. An input has a ``question``, and ``asks``
    is the same in as few words as there is room for on one page; a derived attribute has
    ``merge``, which says what holds when rules conclude different values: ``single`` (that is a fault of the
    knowledge base), or the ``highest`` or ``lowest`` of them, with ``merge_why`` telling a reader the reason.
    ``findings`` are the finding ids behind ``why`` it matters. ``changeable`` is false for what a firm cannot set out
    to change, such as the market or the kind of customer. ``level`` says whether an input is answered once for the firm
    or for each relationship; of a conclusion it says nothing. ``informative`` marks a conclusion that is there for the
    reader alone, so that no rule has to test it. ``doubts`` names the input whose answer a conclusion puts in doubt:
    what that answer would make ready, aligned or done is then not concluded, and no other answer takes its place.
    ``marks`` say what the program uses it for beside the rules.

    The last three are about asking, and inputs alone have them. ``topic`` is the question topic that the question
    belongs to, and within it questions of a lower ``place`` come first; where places are the same, the question whose
    answers can change more does. ``moot_if`` says on which answers there is nothing to ask: it tests values of other
    inputs and holds on known ones alone, so that what is unknown makes no question moot.
    """

    name: AttributeName
    kind: Literal["input", "derived"]
    label: Text
    question: Text | None = None
    asks: Text | None = None
    why: Text
    findings: tuple[FindingId, ...]
    scale: Literal["ordinal", "nominal"]
    essential: bool = False
    changeable: bool = True
    level: Level = "relationship"
    informative: bool = False
    doubts: Slug | None = None
    marks: tuple[Mark, ...] = ()
    merge: Literal["single", "highest", "lowest"] | None = None
    merge_why: Text | None = None
    topic: Slug | None = None
    place: int = Field(default=50, ge=1)
    moot_if: Condition | None = None
    values: dict[str, Value]

    @property
    def derived(self) -> bool:
        """Whether rules conclude it; an input is asked for."""
        return self.kind == "derived"

    @property
    def domain(self) -> tuple[str, ...]:
        """The values' names, from low to high when the scale is ordinal."""
        return tuple(self.values)
