"""Sources, what they found, and the figures they print."""

from __future__ import annotations

from typing import Literal

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


class Source(Model):
    """A paper, or what is held of it. Fields that the text does not give are None and may be filled in by a user."""

    key: Slug
    letter: str = Field(pattern=r"^[A-Z]{1,3}$")
    description: Text
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
    bound: Literal["exactly", "about", "more than"] = "exactly"
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

    A mean and standard deviation, or a share in percent, or a count ``of`` a base, as the text gives them; None
    where it gives none. ``absent`` says so in words when the measure has no number for the group. ``groups`` are
    values of the input marked ``benchmark_group`` whose profiles are shown the figure; ``requires`` are further
    answers that a profile must give to be shown it. ``label`` names the sample as the text does; ``own_group`` is
    false where that sample is not the profile's group itself but the nearest that the text has, so that it is not
    marked as the profile's own.
    """

    id: Slug
    figure: Slug
    measure: Text
    group: Slug
    groups: tuple[Slug, ...]
    requires: dict[str, str] = {}
    own_group: bool = True
    label: Text
    object: Text
    mean: float | None = None
    sd: float | None = None
    share: float | None = None
    count: int | None = None
    base: int | None = None
    bound: Literal["exactly", "about", "more than"] = "exactly"
    n: int | None = None
    scale: Text | None = None
    direction: Direction
    direction_inferred: bool
    absent: Text | None = None
    note: Text | None = None
    citations: tuple[FindingId, ...] = Field(min_length=1)
