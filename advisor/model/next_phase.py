"""Where a relationship stands in the framework's phases, what the next one takes, and what holds it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from advisor.model.advice import Component
from advisor.model.base import Grade, Model

Position = Literal["aligned", "behind", "ahead", "unknown"]
POSITIONS: tuple[Position, ...] = get_args(Position)


class Taken(Model):
    """Something that a phase takes. ``there`` marks what the answers show already; it is not to be built."""

    text: str
    citations: tuple[str, ...]
    there: bool


class Picture(Model):
    """How one case of the study looked in the next phase; of capabilities no phase is given. No norm follows."""

    case: str
    text: str
    citations: tuple[str, ...]
    one_case: Literal[True] = True


class HeldBack(Model):
    """Something that the answers lack or leave in doubt, told once, at the component where it belongs.

    ``holds`` are the components whose next phase it holds back; ``waits_for`` the advice that comes first. ``rules``
    say it, ``grade`` and ``citations`` are those of their whole proof, and ``facts`` the answers that it rests on.
    """

    text: str
    holds: tuple[Component, ...]
    waits_for: tuple[str, ...]
    rules: tuple[str, ...]
    citations: tuple[str, ...]
    grade: Grade
    facts: dict[str, str]


class ComponentStanding(Model):
    """A component where it is, and on its way to the next phase.

    ``here`` is the answer, ``expected`` what its phase lets one expect. ``rules``, ``citations`` and ``grade`` are
    those of the ``position``, which is this project's own comparison; capabilities have none. ``in_doubt`` says that
    other answers put ``here`` in doubt. ``lacks`` is what the present phase takes and is known not to be there,
    ``takes`` what the next one takes.
    """

    component: Component
    here: str | None
    expected: str | None
    position: Position | None
    rules: tuple[str, ...]
    citations: tuple[str, ...]
    grade: Grade | None
    in_doubt: bool
    lacks: tuple[Taken, ...]
    takes: tuple[Taken, ...]
    pictures: tuple[Picture, ...]
    holds_back: tuple[HeldBack, ...]


class Afterwards(Model):
    """What there is to do when no phase comes next."""

    text: str
    citations: tuple[str, ...]
    grade: Grade


class NextPhase(Model):
    """The relationship in the framework: ``phase`` is the answer and ``next`` the phase that follows, None where the
    phase is unknown or the last, for which ``then`` says what remains. ``components`` are always the four."""

    phase: str | None
    next: str | None
    in_doubt: bool
    components: tuple[ComponentStanding, ...]
    then: Afterwards | None

    def cited(self) -> Iterator[str]:
        """Every finding that is cited in it, some more than once."""
        for each in self.components:
            yield from each.citations
            parts: tuple[Taken | Picture | HeldBack, ...] = (*each.lacks, *each.takes, *each.pictures, *each.holds_back)
            for part in parts:
                yield from part.citations
        if self.then is not None:
            yield from self.then.citations
