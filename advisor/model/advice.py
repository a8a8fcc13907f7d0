"""What rules can bring out for a person: recommendations, tensions, caveats, and the steps they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import ConfigDict, Field

from advisor.model.attribute import Attribute
from advisor.model.base import SIDES, FindingId, Level, Model, Side, Slug, Text

Horizon = Literal["now", "next", "later"]
HORIZONS: tuple[Horizon, ...] = get_args(Horizon)
Component = Literal["capabilities", "assets", "routines", "governance"]


PRACTISED = ("action", "indicator", "who", "first_step")
"""The fields of a recommendation that are this project's own practice, whatever the grade of its title."""

PARTNERS: Mapping[Side, Side] = {"provider": "customer", "customer": "provider", "supplier": "provider"}
"""With whom each side does what both take on."""


def asks_for_side(attribute: Attribute) -> bool:
    """Whether an attribute is the input by which one says from which side one asks: its values are the sides."""
    return not attribute.derived and set(attribute.domain) >= set(SIDES)


class Who(Model):
    """Who takes the first step of a piece of advice.

    ``side`` is ``own`` where it is the side that the piece speaks to (that asks, where it speaks to either), and
    ``both`` where that side and its partner take it together. ``function`` says who it is there, in words.
    """

    side: Literal["own", "both"]
    function: Text


class Recommendation(Model):
    """A piece of advice.

    ``action`` is what to do on Monday, in terms that can be observed; ``indicator`` how one would see that it worked.
    ``first_step`` is how the action begins, and ``who`` takes it; knowledge of an earlier version has neither.
    ``before`` names the recommendations that have to wait for this one, which moves it up within its horizon. ``level``
    says whether it is decided once for the firm or for each relationship. ``side`` (in a file ``for``) is the side that
    it speaks to; None where it speaks to whoever asks. ``counterpart`` is the piece by which the other side does its
    part, and ``ask`` words it as that side may ask for it. ``keep`` names what is there once the piece is in place, and
    ``never_in_place`` tells why no answer can show it done, where no rule says by which answers it is. On one page,
    ``step_in_short`` says who takes the first step and which, and ``sign_in_short``, behind "if", how one sees that it
    worked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Slug
    code: Text
    title: Text
    keep: Text | None = None
    action: Text
    who: Who | None = None
    first_step: Text | None = None
    indicator: Text
    horizon: Horizon
    step: Literal[1, 2, 3, 4]
    component: Component | None = None
    level: Level = "relationship"
    before: tuple[Slug, ...] = ()
    side: Side | None = Field(default=None, alias="for")
    counterpart: Slug | None = None
    ask: Text | None = None
    never_in_place: Text | None = None
    step_in_short: Text | None = None
    sign_in_short: Text | None = None

    @property
    def practice(self) -> tuple[str, ...]:
        """The fields it has whose texts are this project's own practice and no paper's."""
        return tuple(field for field in PRACTISED if getattr(self, field) is not None)


class TensionSide(Model):
    """One of the things that pull against each other, in a sentence that a reader takes in at once."""

    says: Text
    findings: tuple[FindingId, ...] = Field(min_length=1)


class Tension(Model):
    """Two findings that pull apart in the case at hand. ``title`` is a slug; ``text`` says what pulls against what,
    and ``handling`` what the project does about it, ``handled_by`` the pieces of advice that do it. ``pulls`` and
    ``in_short`` say the same as ``text`` and ``handling`` in as few words as there is room for on one page, and
    ``in_short_to`` what one side does about it, where that is its own."""

    id: str = Field(pattern=r"^T[0-9]{1,3}$")
    title: Slug
    text: Text
    handling: Text
    handled_by: tuple[Slug, ...] = ()
    pulls: tuple[TensionSide, ...] = ()
    in_short: Text | None = None
    in_short_to: dict[Side, Text] = {}


class Caveat(Model):
    """Something a reader has to know before acting.

    ``outside`` marks a case that the studies did not cover, ``contradiction`` answers that do not fit one another. It
    says ``who_can_tell`` which of them is right, and how the case is read ``until_then``, which is this project's own
    reading. ``in_short`` says it in one sentence, and ``bears_on`` names the pieces of advice that one would carry out
    otherwise, or not yet, for knowing it.
    """

    id: Slug
    kind: Literal["scope", "outside", "evidence", "contradiction", "reading"]
    text: Text
    who_can_tell: Text | None = None
    until_then: Text | None = None
    in_short: Text | None = None
    bears_on: tuple[Slug, ...] = ()


class Step(Model):
    """A module of the implementation plan. ``provenance_note`` says in words what ``provenance`` covers."""

    number: Literal[1, 2, 3, 4]
    title: Text
    about: Text
    provenance: Literal["stated", "operationalised"]
    provenance_note: Text
    findings: tuple[FindingId, ...] = Field(min_length=1)
