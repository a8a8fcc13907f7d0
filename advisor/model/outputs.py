"""What rules bring out for a person, as a value: a recommendation, a tension or a caveat, by its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from advisor.model.advice import Caveat, Recommendation, Tension
    from advisor.model.knowledge import KnowledgeBase
    from advisor.model.rule import Rule

OutputKind = Literal["recommendation", "tension", "caveat"]


class Output(NamedTuple):
    """A recommendation, tension or caveat. As text, in documents and on the command line, ``kind:id``."""

    kind: OutputKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Output:
        """The output that a text names. Raises ValueError when it has no such kind."""
        kind, _, name = text.partition(":")
        for known in KINDS:
            if kind == known:
                return cls(known, name)
        raise ValueError(f"{text!r} names no output: expected {', '.join(KINDS)}, a colon and an id")


class KindOfOutput(NamedTuple):
    """Where a kind stands: ``section`` in the knowledge base and in an assessment, ``then`` the parts of a rule's
    consequence that bring it out. ``weight`` is how much it counts when questions are compared: something to do, a
    conflict, a proviso."""

    section: str
    then: tuple[str, ...]
    weight: int


KINDS: Mapping[OutputKind, KindOfOutput] = {
    "recommendation": KindOfOutput("recommendations", ("recommend", "in_place"), 4),
    "tension": KindOfOutput("tensions", ("tensions",), 3),
    "caveat": KindOfOutput("caveats", ("caveats",), 1),
}
"""The one table of kinds, in the order in which the catalogue and every list of outputs has them."""

assert tuple(KINDS) == get_args(OutputKind)


def outputs_of(rule: Rule) -> tuple[Output, ...]:
    """What a rule brings out, in the order of the kinds and then of the rule."""
    return tuple(
        Output(kind, each) for kind, where in KINDS.items() for part in where.then for each in getattr(rule.then, part)
    )


def catalogue(knowledge: KnowledgeBase) -> dict[Output, Recommendation | Tension | Caveat]:
    """Everything that can be brought out, with its entry, in the one order that lists of outputs have."""
    return {
        Output(kind, name): entry
        for kind, where in KINDS.items()
        for name, entry in getattr(knowledge, where.section).items()
    }


def in_order(outputs: frozenset[Output] | set[Output], knowledge: KnowledgeBase) -> Iterator[Output]:
    """Some outputs in the catalogue's order."""
    return (each for each in catalogue(knowledge) if each in outputs)
