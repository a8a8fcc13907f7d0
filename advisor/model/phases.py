"""The framework of components and phases: what each phase takes, what pictures it, and what comes after the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import Field

from advisor.model.advice import Component
from advisor.model.base import FindingId, Grade, Model, Slug, Text

COMPONENTS: tuple[Component, ...] = get_args(Component)
"""The four components, in the order in which an assessment has them."""


class Need(Model):
    """One thing that a phase takes in a component, or that starts and keeps the relationship.

    ``piece`` is the advice that builds it. Where that is in place, or the component's stage is reached, it is there.
    What the stage does not show has ``shown_by``: the answers that show it; none at all where no answer can.
    """

    text: Text
    in_short: Text | None = None
    citations: tuple[FindingId, ...] = Field(min_length=1)
    piece: Slug | None = None
    shown_by: dict[Slug, Text] | None = None


class PicturedCase(Model):
    """What one studied case looked like. It is a picture and no norm: each case shows one component."""

    case: Text
    text: Text
    citations: tuple[FindingId, ...] = Field(min_length=1)


class PhaseGuide(Model):
    """What a phase is like in a component. ``stage`` is the answer that the phase lets one expect; ``held_by`` are
    conclusions by which something that the phase rests on is known to be missing."""

    stage: Text
    takes: tuple[Need, ...] = Field(min_length=1)
    held_by: dict[Slug, Text] = {}
    pictures: tuple[PicturedCase, ...] = ()


class CapabilityGuide(Model):
    """What starts the relationship and keeps it. It has no phases. ``here`` is the input that tells of it."""

    here: Slug
    takes: tuple[Need, ...] = Field(min_length=1)
    pictures: tuple[PicturedCase, ...] = ()


class ComponentGuide(Model):
    """A component through the phases. ``here`` is the input that says where it is, ``expected`` the conclusion on what
    the phase lets one expect, and ``position`` the one that compares the two."""

    here: Slug
    expected: Slug
    position: Slug
    phases: dict[Slug, PhaseGuide] = Field(min_length=1)


class AfterLast(Model):
    """What there is to do when no phase comes next."""

    text: Text
    citations: tuple[FindingId, ...] = Field(min_length=1)
    grade: Grade


class Framework(Model):
    """The matrix of components and phases. ``phase`` is the input that says the phase; the phases follow one another as
    its values do."""

    phase: Slug
    capabilities: CapabilityGuide
    assets: ComponentGuide
    routines: ComponentGuide
    governance: ComponentGuide
    after: AfterLast

    @property
    def phased(self) -> Mapping[Component, ComponentGuide]:
        """The components that have phases, in their order."""
        return {"assets": self.assets, "routines": self.routines, "governance": self.governance}

    @property
    def tellers(self) -> Mapping[Component, str]:
        """For each component the input that says where it is."""
        return {"capabilities": self.capabilities.here, **{name: each.here for name, each in self.phased.items()}}

    def needs(self) -> Iterator[tuple[tuple[str | int, ...], Need]]:
        """Everything that is taken anywhere, with its path."""
        for path, held in self._guides():
            for index, each in enumerate(held.takes):
                yield (*path, "takes", index), each

    def citing(self) -> Iterator[tuple[tuple[str | int, ...], tuple[FindingId, ...]]]:
        """Every list of citations, with its path."""
        for path, need in self.needs():
            yield (*path, "citations"), need.citations
        for path, held in self._guides():
            for index, each in enumerate(held.pictures):
                yield (*path, "pictures", index, "citations"), each.citations
        yield ("after", "citations"), self.after.citations

    def _guides(self) -> Iterator[tuple[tuple[str | int, ...], CapabilityGuide | PhaseGuide]]:
        yield ("capabilities",), self.capabilities
        for name, guide in self.phased.items():
            for phase, each in guide.phases.items():
                yield (name, "phases", phase), each
