"""Explanations: why something came out, why not, what speaks for it and against, what would change it, and what
explains a difference.

Outputs are named as elsewhere in the program, ``recommendation:ID``, ``tension:ID``, ``caveat:ID``; a conclusion is
``conclusion:ATTRIBUTE`` or ``conclusion:ATTRIBUTE=VALUE``, and a state ``recommendation:ID=STATE``.
"""

from __future__ import annotations

from typing import Literal, cast

from pydantic import Field

from advisor.model.assessment import AssessedKnowledge, AssessedProfile, CitedFinding, StateBecause, UrgencyFrom
from advisor.model.attribute import UNKNOWN
from advisor.model.base import Grade, Model, Support
from advisor.model.difference import Difference
from advisor.model.outputs import Output, OutputKind
from advisor.model.showing import shown
from advisor.model.states import State, concluded_as

SubjectKind = OutputKind | Literal["conclusion"]
FIRST = "first"
"""Asked of a piece of advice in the place of a state: that it is to do, and comes first."""

Truth = Literal["holds", "fails", "unknown"]


class Subject(Model):
    """What is asked about. A ``value`` is there when one value of a conclusion was asked for, or of a piece of advice
    one state or ``first``, its first place."""

    kind: SubjectKind
    id: str
    value: str | None = None

    @property
    def name(self) -> str:
        """The id, with the value where one was asked for."""
        return self.id if self.value is None else f"{self.id}={self.value}"

    @property
    def output(self) -> Output | None:
        """The output asked about; None for a conclusion."""
        return None if self.kind == "conclusion" else Output(self.kind, self.id)

    @property
    def conclusion(self) -> tuple[str, str | None] | None:
        """The conclusion asked about, and the value where one was asked for; a state of a piece of advice is one too.
        None for an output as such."""
        if self.kind == "conclusion":
            return self.id, self.value
        return None if self.state is None else concluded_as(self.id, self.state)

    @property
    def state(self) -> State | None:
        """The state asked about; what comes first is to do. None when none was."""
        if self.kind == "conclusion" or self.value is None:
            return None
        return "to_do" if self.value == FIRST else cast(State, self.value)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


class Explanation(Model):
    """What every explanation says of itself: the shape's version, and whose facts and which knowledge it is about."""

    format: Literal[1] = Field(default=1, description="Version of this document's shape.")
    profile: AssessedProfile
    knowledge: AssessedKnowledge

    def to_json(self) -> str:
        """The document as JSON text, two spaces deep, UTF-8, ending in a newline."""
        return self.model_dump_json(indent=2) + "\n"

    def _repr_html_(self) -> str:
        """The explanation as a notebook shows it."""
        return shown(self)


class ProofStep(Model):
    """A rule that fired and is part of a proof. ``facts`` are the answers and conclusions that it matched, ``unknown``
    the attributes whose absence it rests on; ``support`` is the weakest among the findings that it cites itself."""

    seq: int
    rule: str
    title: str
    because: str
    facts: dict[str, str]
    unknown: tuple[str, ...]
    concluded: dict[str, str]
    grade: Grade
    support: Support
    cites: tuple[str, ...]


class ProvenConclusion(Model):
    """A conclusion inside a proof. ``rules`` concluded this value; ``overruled`` maps rules that concluded another one,
    which the attribute's merge set aside, to that value. ``grade`` and ``support`` are those of its whole proof."""

    attribute: str
    value: str
    rules: tuple[str, ...]
    overruled: dict[str, str]
    grade: Grade
    support: Support


class Weakest(Model):
    """Where a proof is weakest: its grade with the rules that have no better one, and its support with the findings
    that have no better one."""

    grade: Grade
    rules: tuple[str, ...]
    support: Support
    findings: tuple[str, ...]


class Why(Explanation):
    """The proof of what came out.

    When it did not come out, ``holds`` is false and the rest is empty; ``found`` is then the value that a conclusion
    has instead, if any. ``rules`` brought the subject about; ``steps`` is every rule of the proof in the order of
    firing; ``facts`` and ``unknown`` are the answers and the open inputs at its leaves. Of a piece of advice it tells
    the ``state`` too, and unless it is simply to do ``state_because`` and the rules of that proof in ``state_steps``;
    if it is, its ``rank``, and by ``rank_because`` and ``urgency_from`` why it stands there.
    """

    explanation: Literal["why"] = "why"
    subject: Subject
    holds: bool
    found: str | None = None
    rules: tuple[str, ...] = ()
    steps: tuple[ProofStep, ...] = ()
    conclusions: tuple[ProvenConclusion, ...] = ()
    weakest: Weakest | None = None
    facts: dict[str, str] = {}
    unknown: tuple[str, ...] = ()
    state: State | None = None
    rank: int | None = None
    rank_because: str | None = None
    urgency_from: UrgencyFrom | None = None
    state_because: StateBecause | None = None
    waits_for: tuple[str, ...] = ()
    state_steps: tuple[ProofStep, ...] = ()
    findings: dict[str, CitedFinding] = {}


class JudgedCondition(Model):
    """A condition and whether it holds. A test has ``attribute``, ``wanted`` (the values that satisfy it, or none when
    it asks for known or unknown) and ``found``; the others have ``parts``."""

    node: Literal["is", "known", "unknown", "all", "any", "not"]
    verdict: Truth
    attribute: str | None = None
    wanted: tuple[str, ...] = ()
    found: str | None = None
    parts: tuple[JudgedCondition, ...] = ()


class RuleState(Model):
    """A rule that could bring about what is asked for, or a conclusion on the way there, and how its condition stands.
    ``gives`` is what it would bring: the subject's output, or ``conclusion:ATTRIBUTE=VALUE``."""

    rule: str
    title: str
    gives: str
    grade: Grade
    condition: JudgedCondition


class Way(Model):
    """A smallest set of answers that brings something about: all of them together do, and no fewer of them.

    ``answered`` answers questions that are open, ``changed`` gives another answer than the profile's, ``withdrawn``
    takes answers back. ``contradictions`` are the caveats about answers that do not fit one another which come with it.
    """

    answered: dict[str, str] = {}
    changed: dict[str, str] = {}
    withdrawn: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, str]:
        """The set as answers; a withdrawn one is ``unknown``."""
        return {**self.answered, **self.changed, **dict.fromkeys(self.withdrawn, UNKNOWN)}


Reach = Literal["open", "within reach", "withdrawing", "out of reach", "never"]
"""How far one has to go: answering or changing answers is ``within reach``, and ``open`` when answering open questions
alone can do it; ``withdrawing`` when an answer has to be taken back; ``out of reach`` when an answer has to change that
is not the firm's to change; ``never`` when no answers at all bring it about."""


class WhyNot(Explanation):
    """What kept something from coming out.

    ``found`` is what a conclusion is instead, or the state of a piece of advice, ``rank`` its rank, and ``first`` what
    comes first where the first place was asked for. ``rules`` could give it; ``upstream`` are the rules behind
    conclusions that these are missing. ``overruled_by`` are rules that set aside a wanted conclusion with another
    value. ``ways`` are all smallest sets of answers that bring it about, those that only answer open questions first;
    for the first place those with the fewest answers. ``complete`` is false when the search was cut off, and sets of
    ``cut_at`` answers and more may then be missing.
    """

    explanation: Literal["why-not"] = "why-not"
    subject: Subject
    holds: bool
    found: str | None = None
    rank: int | None = None
    first: str | None = None
    rules: tuple[RuleState, ...] = ()
    upstream: tuple[RuleState, ...] = ()
    overruled_by: tuple[str, ...] = ()
    reach: Reach | None = None
    ways: tuple[Way, ...] = ()
    complete: bool = True
    cut_at: int | None = None


class SpeakingAnswer(Model):
    """An answer that a piece of advice rests on. ``counts`` says how its urgency takes it: as an ``answer`` that speaks
    for it, or as one that only places the case; None when it does not count there."""

    attribute: str
    value: str
    counts: Literal["answer", "placing"] | None


class HandledTension(Model):
    """A tension of the case that a piece of advice handles."""

    id: str
    title: str
    in_doubt: tuple[str, ...]


class OpposingTension(Model):
    """A tension of the case that the piece does not handle and that hangs together with it: by ``answers`` that both
    rest on, and by ``findings`` that both cite. ``pulls`` is what pulls the other way: the sides of the tension that
    cite nothing which the piece cites, or all where each side does; none where the knowledge says it in ``text`` alone.
    """

    id: str
    title: str
    text: str
    pulls: tuple[str, ...]
    answers: tuple[str, ...]
    findings: tuple[str, ...]
    in_doubt: tuple[str, ...]


class BearingCaveat(Model):
    """A caveat of the case that bears on the piece: ``named`` when the knowledge says so, or by ``findings`` that both
    cite. ``text`` is as short as the knowledge has it."""

    id: str
    kind: str
    text: str
    named: bool
    findings: tuple[str, ...]


class Doubted(Model):
    """An answer that the piece rests on and that does not fit another one, and the caveats that say so."""

    attribute: str
    value: str
    caveats: tuple[str, ...]


class Elsewhere(Model):
    """Where a piece stands when one given answer is another, or ``unknown``; None where it is no longer listed."""

    answer: str
    state: State | None


class TurningAnswer(Model):
    """A given answer that the piece hangs on: any of these in its place takes the piece away or moves it."""

    attribute: str
    answer: str
    alternatives: tuple[Elsewhere, ...]


class OpenTurn(Model):
    """What open questions could still do: the smallest sets of answers that put the piece in a ``state``, or, where
    that is None, take it away. With ``exact`` false the search was cut off, and sets may be missing."""

    state: State | None
    hangs_on: tuple[str, ...]
    sets: tuple[dict[str, str], ...]
    exact: bool


class SpeaksFor(Model):
    """What speaks for a piece of advice.

    ``answers`` are those at the leaves of its proof: first those that its urgency counts, then those that place the
    case, then the others. ``steps`` are the rules of the proof in the order of firing, and ``rules`` those among them
    that brought it; ``findings`` are what they cite. ``tensions`` are handled by it. ``waiting`` are pieces that wait
    for it, ``after`` those to do that had better come after it. ``reason`` is the weight that a rule names, and
    ``stages_behind`` by how much its ``component`` is behind the phase.
    """

    answers: tuple[SpeakingAnswer, ...]
    rules: tuple[str, ...]
    steps: tuple[ProofStep, ...]
    findings: dict[str, CitedFinding]
    tensions: tuple[HandledTension, ...]
    waiting: tuple[str, ...]
    after: tuple[str, ...]
    reason: str | None
    component: str | None
    stages_behind: int


class SpeaksAgainst(Model):
    """What speaks against a piece of advice, or limits it.

    ``unknown`` are the inputs whose absence it rests on, and ``weakest`` is where its proof is weakest. ``turning`` are
    given answers that, if they were another or unknown, would take it away or move it to another state, each tried by
    itself; ``open`` is what answers to open questions could still do to it.
    """

    tensions: tuple[OpposingTension, ...]
    caveats: tuple[BearingCaveat, ...]
    in_doubt: tuple[Doubted, ...]
    unknown: tuple[str, ...]
    weakest: Weakest
    turning: tuple[TurningAnswer, ...]
    open: tuple[OpenTurn, ...]


class ForAndAgainst(Explanation):
    """What speaks for a piece of advice and what against it, in one place.

    When the case does not list it, ``holds`` is false and the rest is empty. Otherwise ``state`` is where it stands,
    with ``state_because`` unless it is simply to do, what it ``waits_for``, and its ``rank`` if it has one.
    """

    explanation: Literal["for-and-against"] = "for-and-against"
    subject: Subject
    holds: bool
    state: State | None = None
    rank: int | None = None
    rank_because: str | None = None
    state_because: StateBecause | None = None
    waits_for: tuple[str, ...] = ()
    speaks_for: SpeaksFor | None = None
    speaks_against: SpeaksAgainst | None = None


class WhatIf(Explanation):
    """What other answers would change. ``changes`` are as asked for, ``unknown`` for an answer taken back."""

    explanation: Literal["what-if"] = "what-if"
    changes: dict[str, str]
    difference: Difference


class Comparison(Explanation):
    """Two profiles, or one at two times: ``profile`` is the first, ``other`` the second."""

    explanation: Literal["compare"] = "compare"
    other: AssessedProfile
    difference: Difference


class Alternative(Model):
    """Another answer to a question, and what it would gain, lose and conclude otherwise (None: nothing)."""

    answer: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    states: dict[str, State] = {}
    conclusions: dict[str, str | None]


class Swing(Model):
    """How much hangs on an answer. ``sway`` is the number of recommendations and tensions that come, go or stand
    otherwise, averaged over the alternatives, ``unknown`` among them, each counting alike."""

    attribute: str
    answer: str
    sway: float
    alternatives: tuple[Alternative, ...]


class Prospect(Model):
    """Advice, and the open questions it hangs on; none when it holds whatever they turn out to be.

    ``sets`` are the smallest sets of answers that take it away, or bring it when it is not there yet. When ``exact`` is
    false the search was cut off: ``hangs_on`` then names every question that may matter, and ``sets`` what was found.
    """

    kind: OutputKind
    id: str
    hangs_on: tuple[str, ...]
    sets: tuple[dict[str, str], ...]
    exact: bool


class Sensitivity(Explanation):
    """``answers``: what each given answer sways, most first. ``settled``: advice that holds whatever the open questions
    turn out to be; ``unsettled``: advice that some answers would take away; ``possible``: what some would bring."""

    explanation: Literal["sensitivity"] = "sensitivity"
    answers: tuple[Swing, ...]
    settled: tuple[str, ...]
    unsettled: tuple[Prospect, ...]
    possible: tuple[Prospect, ...]
