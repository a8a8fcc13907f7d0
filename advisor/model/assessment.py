"""The assessment: what a profile and the knowledge base come to, in the shape that other programs rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from advisor.model.advice import Component, Horizon
from advisor.model.base import Grade, Level, Model, Side, Support
from advisor.model.finding import Bound, Direction, Finding, NotGiven, Number
from advisor.model.next_phase import NextPhase
from advisor.model.profile import Answer, Profile, RestsOn
from advisor.model.showing import shown
from advisor.model.states import State


class AssessedFirm(Model):
    """The name of the firm's own profile and its known facts, in the vocabulary's order."""

    name: str | None
    facts: dict[str, str]


class AssessedAnswer(Model):
    """The note on an answer, and what it rests on. Advice hangs on neither."""

    note: str | None
    rests_on: RestsOn | None


class AssessedProfile(Model):
    """The profile's name and its known facts, in the vocabulary's order, those taken from its firm among them.

    ``firm`` is the firm's own profile, if one lies under this one; ``inherited`` names the facts taken from it, and
    ``overruled`` maps those that this profile answers differently to the firm's value. ``answers`` has the notes on
    answers and what these rest on, where either is told: of the facts, the firm telling it of those inherited, and then
    of what was answered "unknown"."""

    name: str | None
    facts: dict[str, str]
    firm: AssessedFirm | None
    inherited: tuple[str, ...]
    overruled: dict[str, str]
    answers: dict[str, AssessedAnswer]

    @property
    def assumed(self) -> frozenset[str]:
        """The facts that rest on nothing but what is assumed."""
        return frozenset(
            name for name, each in self.answers.items() if each.rests_on == "assumed" and name in self.facts
        )

    @classmethod
    def of(cls, profile: Profile, facts: dict[str, str]) -> AssessedProfile:
        """What an assessment says of a profile; ``facts`` are all that are known, in the vocabulary's order."""
        firm, inherited, overruled = profile.firm, profile.inherited, profile.overruled
        return cls.unvalidated(
            name=profile.name,
            facts=facts,
            firm=AssessedFirm.unvalidated(name=firm.name, facts=firm.facts) if firm is not None else None,
            inherited=tuple(name for name in facts if name in inherited),
            overruled={name: overruled[name] for name in facts if name in overruled},
            answers=_told(profile.answers_that_hold, [*facts, *profile.asked_unknown]),
        )


def _told(answers: dict[str, Answer], names: Sequence[str]) -> dict[str, AssessedAnswer]:
    """What is told of answers, in the order of the names."""
    return {
        name: AssessedAnswer.unvalidated(note=answers[name].note, rests_on=answers[name].rests_on)
        for name in (names if answers else ())
        if name in answers and (answers[name].note, answers[name].rests_on) != (None, None)
    }


class AssessedKnowledge(Model):
    """The knowledge behind the assessment; ``overrides`` names what a user's own directory replaced or added."""

    version: str
    sha256: str
    overrides: tuple[str, ...] = ()


class Conclusion(Model):
    """A derived attribute's value, the rules that concluded it, and what the whole proof stands on."""

    attribute: str
    value: str
    rules: tuple[str, ...]
    grade: Grade
    support: Support
    citations: tuple[str, ...]


class StateBecause(Model):
    """Why a piece of advice is in place, waits, or is the other side's: the rules that say so, and what their whole
    proof stands on. It stands apart from the proof of the advice and changes nothing in the advice's grade."""

    rules: tuple[str, ...]
    because: tuple[str, ...]
    grade: Grade
    support: Support
    citations: tuple[str, ...]
    facts: dict[str, str]
    unknown: tuple[str, ...]


class UrgencyFrom(Model):
    """What makes a piece of advice as urgent as it is, so that its urgency can be added up again with the weights of
    the knowledge.

    ``own`` is its own weight: that of ``reason``, which a rule names, and what the case adds for the ``answers`` that
    speak for it, those that only place the case (``placing``), the ``tensions`` that hang on it, the ``stages_behind``
    of its component, and its horizon. ``waiting`` are the pieces that wait for it, ``after`` those to do that had
    better come after it, directly or through others, and ``highest_after`` is the highest urgency of all these, None
    without any: the piece is at least one more urgent. ``decided_by`` is what puts it behind the piece of the rank
    before, None for the first."""

    own: int
    reason: str | None
    answers: tuple[str, ...]
    placing: tuple[str, ...]
    tensions: tuple[str, ...]
    stages_behind: int
    waiting: tuple[str, ...]
    after: tuple[str, ...]
    highest_after: int | None
    decided_by: Literal["urgency", "grade", "support", "catalogue"] | None


class AssessedWho(Model):
    """Who takes the first step of a piece of advice: ``function``, on the ``sides`` named.

    A step of one side is that of the side which the piece speaks to, in whatever state it is; where the piece speaks to
    either, it is that of the side that asks, and the provider's where that is not known. A step of both has that side
    first and then its partner: provider and customer are each other's, and a supplier's is the provider."""

    sides: tuple[Side, ...]
    function: str


class RankedRecommendation(Model):
    """A piece of advice that is listed: recommended, or in place.

    ``state`` says where it stands, and ``state_because`` why, unless it is simply to do. ``rank`` counts from 1 over
    what is to do, most urgent first, and is None for all else. ``waits_for`` names the pieces of the list that a
    waiting one waits for; where that is empty, it waits for the answers in ``state_because``. ``before`` names those
    to do that had better come after it. ``urgency`` is the number that ranks what is to do, the higher the earlier;
    ``urgency_from`` is what it is made of, and ``rank_because`` says that in words. All three are None for all else.
    ``side`` is the side it speaks to, None where that is either; ``counterpart``
    is what the other side does for its part, ``ask`` how the other side's part is asked for, and
    ``keep`` what is there when it is in place.

    ``first_step`` is how the action begins, and ``who`` takes it; None where the knowledge does not say.

    ``grade`` and ``support`` are the weakest links of its proof, and the grade is the title's: the fields that
    ``practice`` names are this project's own practice and not the papers'. ``rules`` recommended it, or found it in
    place; ``citations`` are those of the whole proof; ``facts`` are the input facts at the proof's leaves, ``unknown``
    the inputs whose absence it rests on. ``level`` says whether it is decided once for the firm or for each
    relationship."""

    id: str
    state: State
    rank: int | None
    urgency: int | None
    rank_because: str | None
    urgency_from: UrgencyFrom | None
    state_because: StateBecause | None
    waits_for: tuple[str, ...]
    before: tuple[str, ...]
    side: Side | None
    counterpart: str | None
    ask: str | None
    keep: str | None
    title: str
    action: str
    who: AssessedWho | None
    first_step: str | None
    indicator: str
    practice: tuple[str, ...]
    horizon: Horizon
    step: Literal[1, 2, 3, 4]
    component: Component | None
    level: Level
    grade: Grade
    support: Support
    citations: tuple[str, ...]
    rules: tuple[str, ...]
    because: tuple[str, ...]
    facts: dict[str, str]
    unknown: tuple[str, ...]


class DetectedTension(Model):
    """Two findings that pull apart for this profile, and how the project handles it, with the listed pieces of advice
    by which it is ``handled_by``. ``in_doubt`` names those of the answers that it hangs on which do not fit others."""

    id: str
    title: str
    text: str
    handling: str
    handled_by: tuple[str, ...]
    in_doubt: tuple[str, ...]
    rules: tuple[str, ...]
    citations: tuple[str, ...]


class RaisedCaveat(Model):
    """What a reader has to know before acting on the advice. For answers that do not fit one another, ``doubts`` names
    the input whose answer is in doubt (the higher stage; the other answer stands), ``who_can_tell`` who knows which is
    right, and ``until_then`` how the case is read until that is settled, which is this project's own reading."""

    id: str
    kind: str
    text: str
    doubts: tuple[str, ...]
    who_can_tell: str | None
    until_then: str | None
    rules: tuple[str, ...]
    citations: tuple[str, ...]


class Peer(Model):
    """What another group answered in the same figure, with all that its own line in a drawing needs; measure, scale,
    cut-off and direction are the figure's. A peer is there to be seen beside, not to be ranked with: with
    ``same_object`` false its group judged something else, and the two do not belong into one panel.

    A peer without a number is listed, too. ``not_given`` says why, and why it has no ``sd``, ``n`` or ``base``, where a
    number of its kind would have one."""

    group: str
    label: str
    object: str
    same_object: bool
    kind: Number
    mean: float | None
    sd: float | None
    share: float | None
    count: int | None
    base: int | None
    bound: Bound
    n: int | None
    not_given: NotGiven


class ShownBenchmark(Model):
    """A published figure for the profile's customer group, or, with ``own_group`` false, for the nearest sample that
    the text has. It can be drawn from what stands here alone.

    ``kind`` says which of ``mean``, ``share`` (in percent) and ``count`` (of ``base``) it has; ``bound`` belongs to
    that number. What the text does not give is None. Where a figure of its kind would have it, ``not_given`` says why
    it has not, under the field's name; whatever else is None does not belong to this kind. So a scale of which
    ``scale_ends`` are not given has no middle, and no mean on it is high or low in itself. ``cut_off`` is the answer
    from which on a share counts."""

    id: str
    figure: str
    measure: str
    group: str
    own_group: bool
    label: str
    object: str
    kind: Number
    mean: float | None
    sd: float | None
    share: float | None
    cut_off: str | None
    count: int | None
    base: int | None
    bound: Bound
    n: int | None
    scale_points: int | None
    scale_ends: tuple[float, float] | None
    direction: Direction
    direction_inferred: bool
    not_given: NotGiven
    position: str | None
    note: str | None
    peers: tuple[Peer, ...]
    citations: tuple[str, ...]


class PlanStep(Model):
    """A module of the implementation plan, with the advice that belongs to it: what is to do by rank, then what
    waits."""

    step: Literal[1, 2, 3, 4]
    title: str
    about: str
    provenance: Literal["stated", "operationalised"]
    provenance_note: str
    citations: tuple[str, ...]
    recommendations: tuple[str, ...]


class OpenQuestion(Model):
    """An input that is unknown, and the recommendations, tensions and caveats that an answer could bring or take, or,
    of a recommendation, move to another state."""

    attribute: str
    could_change: tuple[str, ...]


class CitedFinding(Model):
    """A finding that the assessment cites."""

    source: str
    locator: str
    paraphrase: str
    nature: tuple[str, ...]
    scope: str
    caveat: str
    support: Support

    @classmethod
    def of(cls, finding: Finding) -> CitedFinding:
        """What an assessment or explanation says of a finding."""
        return cls(**finding.model_dump(include=set(cls.model_fields)))


class AssessedFiring(Model):
    """A rule that fired: on which facts, on whose absence, and what it brought about."""

    seq: int
    rule: str
    facts: dict[str, str]
    unknown: tuple[str, ...]
    concluded: dict[str, str]
    recommended: tuple[str, ...]
    in_place: tuple[str, ...]
    waits: tuple[str, ...]
    theirs: tuple[str, ...]
    tensions: tuple[str, ...]
    caveats: tuple[str, ...]


class Assessment(Model):
    """Everything that follows from a profile. The same profile and knowledge give the same bytes of JSON.
    ``next_phase`` is None only where the knowledge has no framework of phases. ``open_questions_exact`` says that the
    open questions can bring about all that they name and no more; without it nothing is missing, and now and then
    something is named that turns out not to come."""

    format: Literal[2] = Field(default=2, description="Version of this document's shape.")
    language: Literal["en"] = Field(default="en", description="The language that its texts are written in.")
    profile: AssessedProfile
    knowledge: AssessedKnowledge
    conclusions: tuple[Conclusion, ...]
    recommendations: tuple[RankedRecommendation, ...]
    tensions: tuple[DetectedTension, ...]
    caveats: tuple[RaisedCaveat, ...]
    benchmarks: tuple[ShownBenchmark, ...]
    plan: tuple[PlanStep, ...]
    next_phase: NextPhase | None
    open_questions: tuple[OpenQuestion, ...]
    open_questions_exact: bool = False
    findings: dict[str, CitedFinding]
    firings: tuple[AssessedFiring, ...]

    def to_json(self) -> str:
        """The document as JSON text, two spaces deep, UTF-8, ending in a newline."""
        return self.model_dump_json(indent=2) + "\n"

    def _repr_html_(self) -> str:
        """The assessment as a notebook shows it."""
        return shown(self)
