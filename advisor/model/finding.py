"""Sources, what they found, and the figures they print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from advisor.model.base import FindingId, Model, Slug, Support, Text

Nature = Literal[
    "empirical quantitative",
    "qualitative or case",
    "framework",
    "proposition",
    "borrowed theory",
    "authors' conclusion",
    "authors' recommendation",
    "method or limitation",
]
"""What kind of statement a finding is; a finding may be of two kinds."""

Direction = Literal["higher is worse", "higher is better", "not stated"]
"""Which way a scale runs, seen from the manufacturer who wants to be trusted and used."""

Bound = Literal["exactly", "about", "more than"]
"""How a printed number is to be read: as it stands, or as the text says "about" or "more than" it."""

Number = Literal["mean", "share", "count"]
"""What kind of number a published figure is of: means, shares in percent, or counts of a base."""

Told = Literal["mean", "sd", "share", "cut_off", "count", "base", "n", "scale_points", "scale_ends"]
"""What a reader would have a published figure tell, as far as it is of that kind."""

NotGiven: TypeAlias = dict[Told, Text]
"""Why the text does not give something, in words, by the name of the field that is None."""

_SCALE: tuple[Told, ...] = ("scale_points", "scale_ends")
EXPECTED: Mapping[Number, tuple[Told, ...]] = {
    "mean": ("mean", "sd", "n", *_SCALE),
    "share": ("share", "cut_off", "n", *_SCALE),
    "count": ("count", "base", "n"),
}
"""What a figure of each kind tells, or says why not. Nothing else belongs to a figure of that kind."""


class Source(Model):
    """A paper, or what is held of it. Fields that the text does not give are None and may be filled in by a user.
    ``short`` is what a page calls it, such as "Swedish study"."""

    key: Slug
    letter: str = Field(pattern=r"^[A-Z]{1,3}$")
    description: Text
    short: Text | None = None
    title: Text | None = None
    authors: tuple[Text, ...] = ()
    published: Text | None = None
    venue: Text | None = None
    url: str | None = None
    held: Text
    method: Text
    caveats: tuple[Text, ...] = ()


class Figure(Model):
    """A number that a source prints, with what one must know to read it.

    ``value`` is in ``unit`` (``mean``, ``sd``, ``percent``, ``count`` …); ``bound`` marks "more than" and "about";
    ``n`` is the sample the number is of, None when the text does not say; ``scale`` is the measure's scale as far as
    the text gives it. ``arithmetic`` is true for the few numbers that are our sum and not the source's.
    """

    what: Text
    value: float
    unit: Literal["mean", "sd", "percent", "count", "year"]
    bound: Bound = "exactly"
    of: Text | None = None
    n: int | None = None
    scale: Text | None = None
    direction: Direction | None = None
    direction_inferred: bool = False
    arithmetic: bool = False


class LastRead(Model):
    """When a finding was last read against its source: the day (ISO 8601), and the version of the knowledge."""

    day: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    knowledge: Text


class Finding(Model):
    """One claim of one source, in our words.

    ``locator`` is where a reader of the paper finds it (section, table, figure, proposition). ``scope`` says whom it
    holds for; ``caveat`` what weakens it. ``context`` gives the reason why no rule cites it, and is None for a finding
    that rules cite. ``last_read`` says when it was last held against the text.
    """

    id: FindingId
    source: Slug
    locator: Text
    paraphrase: Text
    nature: tuple[Nature, ...] = Field(min_length=1)
    scope: Text
    caveat: Text
    support: Support
    figures: tuple[Figure, ...] = ()
    context: Text | None = None
    last_read: LastRead | None = None


class Benchmark(Model):
    """What one customer group answered to one published question, for a firm to see its customers beside.

    A mean and standard deviation, or a share in percent, or a count ``of`` a base, as the text gives them; ``kind`` is
    which of the three. What a figure of its kind would tell and the text does not is None, and ``not_given`` has the
    reason under the field's name. ``cut_off`` is the answer from which on a share counts; ``scale_points`` how many
    points the scale has, ``scale_ends`` the numbers at its ends. ``groups`` are values of the input marked
    ``benchmark_group`` whose profiles are shown the figure; ``requires`` are further answers that a profile must give
    to be shown it, and ``unless`` are answers with which its object is not what this customer would judge, so that the
    one page leaves it out. ``label`` names the sample as the text does; ``own_group`` is false where that sample is not
    the profile's group itself but the nearest that the text has, so that it is not marked as the profile's own.
    """

    id: Slug
    figure: Slug
    measure: Text
    group: Slug
    groups: tuple[Slug, ...]
    requires: dict[str, str] = {}
    unless: dict[str, str] = {}
    own_group: bool = True
    label: Text
    object: Text
    mean: float | None = None
    sd: float | None = None
    share: float | None = None
    cut_off: Text | None = None
    count: int | None = None
    base: int | None = None
    bound: Bound = "exactly"
    n: int | None = None
    scale_points: int | None = None
    scale_ends: tuple[float, float] | None = None
    direction: Direction
    direction_inferred: bool
    not_given: NotGiven = {}
    note: Text | None = None
    citations: tuple[FindingId, ...] = Field(min_length=1)

    @property
    def kind(self) -> Number:
        """What kind of number the text gives, or does not give. The checks refuse a figure that has not one of them."""
        return next((each for each in EXPECTED if self.tells(each) or each in self.not_given), "mean")

    def tells(self, what: Told) -> bool:
        """Whether the text gives this."""
        return getattr(self, what) is not None

    @property
    def silences(self) -> NotGiven:
        """The reasons for all that a figure of its kind would tell and this one does not, in the order of the kind."""
        return {
            what: self.not_given[what]
            for what in EXPECTED[self.kind]
            if what in self.not_given and not self.tells(what)
        }
