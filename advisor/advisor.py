"""The facade: the one place that wires knowledge, engine and assessment together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from advisor.assessment import Assessor
from advisor.assessment.case_ranks import CaseRanks
from advisor.assessment.settled import SettledPlaces
from advisor.checks import integrity_issues, knowledge_issues
from advisor.engine import Engine
from advisor.errors import AuditError, Issue, KnowledgeError, ProfileError, attempted
from advisor.loading.document import Document, read_text
from advisor.loading.knowledge import LoadedKnowledge, load_knowledge
from advisor.loading.profile import (
    as_firm,
    parsed,
    profile_from_data,
    profile_from_facts,
    profile_from_text,
    read_profile,
)
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.model.showing import remember
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.outlook import NO_OUTLOOK, Outlook
from advisor.reasoning.rank_outlook import RankOutlook, UrgencyBounds
from advisor.reasoning.relevance import Relevance
from advisor.reasoning.remembered import remembered
from advisor.resources import shipped_root

if TYPE_CHECKING:  # the log and explanations are loaded only where they are asked for
    from advisor.audit.log import AuditLog
    from advisor.interview.choose_question import Chooser
    from advisor.interview.dialogue import Dialogue
    from advisor.model.explanation import Comparison, ForAndAgainst, Sensitivity, Subject, WhatIf, Why, WhyNot
    from advisor.model.question import NextQuestion
    from advisor.model.record import Receipt

RUNS_KEPT, RANKS_KEPT = 256, 4096
"""Of how many cases an interview keeps the engine's trace, and what is to do in its order. A turn of a quick interview
looks at some eighty orders, and has seen more than half of them before."""

Facts = Mapping[str, Any] | Profile
"""Answers by attribute, still to be checked, or a profile that is checked already."""


class Advisor:
    """An expert on IoT and customer relationships: facts in, cited advice out.

    ``knowledge`` is a directory of the user's own rules and knowledge, laid over the shipped ones. ``matcher`` chooses
    how Experta matches facts against rules: ``indexed`` is this project's own matcher, ``rete`` Experta's stock one;
    both give the same results. An Advisor may be used from several threads.

    ``Facts`` are answers by attribute, still to be checked, or a checked profile. Whatever takes them also takes
    ``firm``, the answers about the firm itself, which lie under them and which they overrule.

    ``audit`` is a log, or the database URL or file of one, in which every assessment is recorded; a failure to record
    is a warning of the logger ``advisor.audit`` and does not keep the assessment back. With ``required``, or
    ``required:`` in front of the place, it does: ``assess`` then raises AuditError. Without ``audit`` nothing is
    recorded and no file is made.

    Raises KnowledgeError, with every fault, when the knowledge is wrong.
    """

    def __init__(
        self,
        knowledge: str | Path | None = None,
        *,
        matcher: Literal["indexed", "rete"] = "indexed",
        audit: str | Path | AuditLog | None = None,
    ):
        loaded = load_knowledge(shipped_root(), Path(knowledge) if knowledge is not None else None)
        issues = integrity_issues(loaded)
        if issues:
            raise KnowledgeError(issues, loaded.more)
        self._set_up(loaded.base, matcher)
        self._loaded: LoadedKnowledge | None = loaded
        self._log = _log(audit)

    @classmethod
    def of(cls, knowledge: KnowledgeBase, *, matcher: Literal["indexed", "rete"] = "indexed") -> Advisor:
        """An advisor on a knowledge base that is already at hand, such as one kept with an old record."""
        advisor = cls.__new__(cls)
        advisor._set_up(knowledge, matcher)
        advisor._loaded = None
        advisor._log = None
        return advisor

    def _set_up(self, knowledge: KnowledgeBase, matcher: Literal["indexed", "rete"]) -> None:
        self._knowledge = knowledge
        remember(knowledge)
        self._rules = CompiledRules(knowledge.rules, knowledge.attributes)
        self._engine = Engine(self._rules, matcher)
        self._relevance = Relevance(knowledge, self._rules)
        self._assessor = Assessor(knowledge)

    @cached_property
    def _rank_outlook(self) -> RankOutlook:
        # For explanations and interviews. Two threads that ask at once make it twice, which does no harm.
        return RankOutlook(self._knowledge, self._relevance.outlook, self._assessor.advice.urgency)

    @cached_property
    def _case_ranks(self) -> CaseRanks:
        return CaseRanks(self._knowledge, self._rules, self._assessor.book, self._assessor.advice)

    @cached_property
    def _settled_places(self) -> SettledPlaces:
        ranked, open_to = self._case_ranks.ranked, self._relevance.open_to
        return SettledPlaces(
            self._knowledge, self._assessor.book, self._assessor.advice, self._rank_outlook, ranked, open_to
        )

    @property
    def knowledge(self) -> KnowledgeBase:
        """Everything this advisor knows."""
        return self._knowledge

    def read_profile(self, path: str | Path) -> Profile:
        """The profile in a YAML or JSON file, or on standard input for ``-``. Raises ProfileError with every fault."""
        return read_profile(path, self._knowledge)

    def read_interview(self, path: str | Path) -> tuple[Profile, tuple[str, ...]]:
        """A saved interview, and the answers in it that the present vocabulary has no place for, as ``attribute:
        value``. In a profile that no interview saved, such an answer is a fault. Raises ProfileError with every
        fault."""
        return self.interview_in(read_text(Path(path), str(path)), str(path))

    def interview_in(self, text: str | Document, name: str) -> tuple[Profile, tuple[str, ...]]:
        """As ``read_interview``, of the text of a file of that name, or of what was wrong with reading it."""
        if isinstance(text, Document):
            raise ProfileError(text.issues)
        try:
            return profile_from_text(text, name, self._knowledge), ()
        except ProfileError as error:
            if not all(issue.code in ("unknown-attribute", "unknown-value") for issue in error.every):
                raise
            data = parsed(text, name, self._knowledge).data
            stamp = data.get("knowledge") if isinstance(data, dict) else None
            if not isinstance(stamp, dict) or stamp.get("sha256") == self._knowledge.sha256:
                raise
            from advisor.interview.resume import without_the_outdated

            kept, gone = without_the_outdated(data, self._knowledge)
            return profile_from_data(kept, self._knowledge), gone

    def read_firm(self, path: str | Path) -> Profile:
        """The firm's own profile in a file, as ``read_profile`` reads one; an answer about one relationship is a fault
        of it."""
        return read_profile(path, self._knowledge, firm=True)

    def firm_in(self, text: str | Document, name: str) -> Profile:
        """As ``read_firm``, of the text of a file of that name, or of what was wrong with reading it."""
        if isinstance(text, Document):
            raise ProfileError(text.issues)
        return profile_from_text(text, name, self._knowledge, firm=True)

    def profile(self, facts: Facts, *, name: str | None = None, firm: Facts | None = None) -> Profile:
        """Facts as a checked profile, with the firm's answers under it. Raises ProfileError with every fault; those of
        the firm lie below ``firm``."""
        issues: list[Issue] = []
        profile = (
            facts
            if isinstance(facts, Profile)
            else attempted(lambda: profile_from_facts(facts, self._knowledge, name), issues)
        )
        under = attempted(lambda: self._firm(firm), issues)
        if issues or profile is None:
            raise ProfileError(issues)
        return profile if under is None else profile.model_copy(update={"firm": under})

    def _firm(self, firm: Facts | None) -> Profile | None:
        if firm is None:
            return None
        if isinstance(firm, Profile):
            return as_firm(firm, self._knowledge)
        return profile_from_data({"facts": firm}, self._knowledge, firm=True)

    def assess(self, facts: Facts, *, name: str | None = None, firm: Facts | None = None) -> Assessment:
        """The assessment of a profile, or of facts given as a mapping. Raises ProfileError with every fault, and
        AuditError when it has to be recorded and cannot be."""
        profile = self.profile(facts, name=name, firm=firm)
        assessment = self._considered(profile)
        if self._log is not None:
            self._log.try_record(profile, assessment, self._knowledge, "library")
        return assessment

    def recorded(
        self, facts: Facts, *, name: str | None = None, firm: Facts | None = None
    ) -> tuple[Assessment, Receipt]:
        """As ``assess``, with the receipt of its record: the record's id and hash, to be kept elsewhere. Raises
        ProfileError with every fault, and AuditError when it is not recorded, as by an advisor without an audit."""
        if self._log is None:
            raise AuditError("this advisor records nothing; give it an audit: Advisor(audit=…)")
        profile = self.profile(facts, name=name, firm=firm)
        assessment = self._considered(profile)
        return assessment, self._log.record(profile, assessment, self._knowledge, "library")

    def assess_many(self, profiles: Iterable[Facts], *, firm: Facts | None = None) -> Iterator[Assessment]:
        """Assessments one by one, in the order of the profiles, none held longer than the caller holds it. The firm
        lies under each of them."""
        under = self._firm(firm)
        return (self.assess(each, firm=under) for each in profiles)

    def run(self, facts: Mapping[str, str]) -> Trace:
        """One run of the engine on checked facts: every firing and conclusion, without the assessment."""
        return self._engine.run(facts)

    def outlook(self, facts: Mapping[str, str], closed: Iterable[str] = ()) -> Outlook:
        """What the inputs that are still open can change; those in ``closed`` are answered "unknown"."""
        return self._relevance.open_to(facts, frozenset(closed))

    def urgency_bounds(self, facts: Mapping[str, str], closed: Iterable[str] = ()) -> dict[str, UrgencyBounds]:
        """What the urgency of each piece can still be, for pieces that can be to do; inputs in ``closed`` are answered
        "unknown", and others that checked ``facts`` do not name are open."""
        return self._rank_outlook.bounds(facts, frozenset(closed))

    def why(self, facts: Facts, subject: str, *, firm: Facts | None = None) -> Why:
        """The proof of a recommendation, tension, caveat or conclusion; ``subject`` is its id, a derived attribute,
        ``attribute=value`` or ``recommendation=state``, where ``first`` asks for the first place. In the place of an id
        may stand the rank of a piece in this case, a title or the beginning of one (the id's words for a caveat), and
        the label of a conclusion or of its value. Raises ProfileError, UnknownId when nothing is called so, and
        AmbiguousId when several things are."""
        from advisor.explain.why import why

        profile = self.profile(facts, firm=firm)
        outlook = self._relevance.open_to(profile.known)
        considered = self._considered(profile, outlook)
        return why(self._knowledge, considered, self._asked(subject, considered), outlook.hangs_on)

    def why_not(self, facts: Facts, subject: str, *, firm: Facts | None = None) -> WhyNot:
        """What kept a subject from coming out, and all smallest sets of answers that would bring it about. The subject
        is named as in ``why``. Raises ProfileError, UnknownId and AmbiguousId."""
        from advisor.explain.placing import Placing
        from advisor.explain.why_not import why_not

        considered = self._considered(self.profile(facts, firm=firm), NO_OUTLOOK)
        placing = Placing(self._first, self._rank_outlook)
        named = self._asked(subject, considered)
        return why_not(self._knowledge, self._rules, considered, named, self._engine.run, placing)

    def for_and_against(self, facts: Facts, subject: str, *, firm: Facts | None = None) -> ForAndAgainst:
        """What speaks for a piece of advice and what against it, in whatever state it is: answers, rules, findings and
        what hangs on it; tensions, caveats, doubts, and the answers that would take it away. ``subject`` is its id, its
        rank in this case, or its title or the beginning of it. Raises ProfileError, UnknownId and AmbiguousId."""
        from advisor.explain.for_and_against import for_and_against
        from advisor.explain.naming import ranks_in
        from advisor.explain.subject import advice_named

        profile = self.profile(facts, firm=firm)
        outlook = self._relevance.open_to(profile.known)
        considered = self._considered(profile, outlook)
        piece = advice_named(subject, self._knowledge, ranks_in(considered))
        run = self._engine.run
        return for_and_against(self._knowledge, self._rules, considered, piece, run, outlook.hangs_on)

    def _asked(self, subject: str, considered: Assessment) -> Subject:
        """The subject that a text names in a case."""
        from advisor.explain.naming import ranks_in
        from advisor.explain.subject import subject_of

        return subject_of(subject, self._knowledge, ranks_in(considered))

    def _first(self, facts: Mapping[str, str]) -> str | None:
        """What comes first in a case, without its assessment."""
        return next(iter(self._case_ranks.ranked(facts)), None)

    def what_if(self, facts: Facts, changes: Mapping[str, Any], *, firm: Facts | None = None) -> WhatIf:
        """What other answers would gain, lose and rank otherwise; ``unknown`` takes an answer back, whether the profile
        gave it or its firm. Questions and their values may be given by their labels, too. Raises ProfileError."""
        from advisor.explain.difference import what_if
        from advisor.explain.naming import answers_named

        profile = self.profile(facts, firm=firm)
        changes = answers_named(changes, self._knowledge)
        changed = self.profile({**profile.known, **changes}, name=profile.name)
        answers = {name: changed.facts.get(name, UNKNOWN) for name in self._knowledge.inputs if name in changes}
        return what_if(self._knowledge, self._rules, self._considered(profile), self._considered(changed), answers)

    def sensitivity(
        self, facts: Facts, *, firm: Facts | None = None, step: Callable[[int, int], None] | None = None
    ) -> Sensitivity:
        """How much hangs on each answer, and which advice hangs on questions still open. ``step`` is told how much of
        the search is done, and of how much. Raises ProfileError."""
        from advisor.explain.sensitivity import sensitivity

        assessment = self._considered(self.profile(facts, firm=firm))
        outlook = self._relevance.open_to(assessment.profile.facts)
        return sensitivity(self._knowledge, self._rules, assessment, self._engine.run, outlook, step=step)

    def compare(self, before: Facts, after: Facts, *, firm: Facts | None = None) -> Comparison:
        """What tells two profiles, or one at two times, apart, and what explains it; the firm lies under both. Raises
        ProfileError."""
        from advisor.explain.difference import compare

        one = self.profile(before, firm=firm)
        two = self.profile(after, firm=one.firm if firm is not None else None)
        return compare(self._knowledge, self._rules, self._considered(one), self._considered(two))

    def _considered(self, profile: Profile, outlook: Outlook | None = None) -> Assessment:
        """The assessment that an explanation starts from; nobody asked for it as such, so it is not recorded. Unless an
        outlook is given, that of the facts is made."""
        outlook = self._relevance.open_to(profile.known) if outlook is None else outlook
        return self._assessor.assess(profile, self._engine.run(profile.known), outlook)

    def next_question(self, facts: Facts, *, firm: Facts | None = None, quick: bool = False) -> NextQuestion:
        """What to ask next, and where an interview with these facts stands. An answer "unknown" is taken as given and
        not asked for again, and neither is what the firm has answered. ``quick`` asks what tells most about the three
        things first, whatever it is about. Raises ProfileError with every fault."""
        from advisor.interview.choose_question import next_question
        from advisor.interview.resume import unanswered

        profile = self.profile(facts, firm=firm)
        unknown = frozenset(profile.asked_unknown) - unanswered(profile)
        return next_question(self._knowledge, self._chooser, profile.known, unknown, quick=quick)

    def dialogue(self, *, ask_all: bool = False, quick: bool = False) -> Dialogue:
        """The course of an interview, without input or output; with ``ask_all`` nothing is left out, and ``quick`` asks
        few questions, those that tell most about the three things first."""
        from advisor.interview.dialogue import Dialogue

        return Dialogue(self._knowledge, self._run_once, self._chooser, self._relevance.outlook, ask_all, quick)

    @cached_property
    def _run_once(self) -> Callable[[Mapping[str, str]], Trace]:
        """The engine, for an interview: most of what it is run on it was run on a question before."""
        return remembered(self._engine.run, RUNS_KEPT)

    @cached_property
    def _chooser(self) -> Chooser:
        from advisor.interview.choose_question import Chooser

        ranks, settled = self._case_ranks, self._settled_places.settled
        ranked = remembered(ranks.ranked, RANKS_KEPT)
        could_move = self._rank_outlook.could_move
        return Chooser(self._knowledge, self._run_once, self._relevance, ranked, ranks.doubted, settled, could_move)

    def check(self) -> list[Issue]:
        """Everything that is wrong with the knowledge beyond what would have kept it from being loaded; empty for a
        knowledge base that was handed over without its files."""
        return knowledge_issues(self._loaded, self._rules, self._engine.run) if self._loaded is not None else []


def _log(audit: str | Path | AuditLog | None) -> AuditLog | None:
    if audit is None:
        return None
    if isinstance(audit, (str, Path)):
        from advisor.audit import open_log

        return open_log(audit)
    return audit
