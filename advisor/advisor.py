"""The facade: the one place that wires knowledge, engine and assessment together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from advisor.assessment import Assessor
from advisor.checks import integrity_issues, knowledge_issues
from advisor.engine import Engine
from advisor.errors import Issue, KnowledgeError
from advisor.loading.knowledge import LoadedKnowledge, load_knowledge
from advisor.loading.profile import profile_from_facts, read_profile
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.model.trace import Trace
from advisor.reasoning.compiled import CompiledRules
from advisor.reasoning.relevance import NO_OUTLOOK, Outlook, Relevance
from advisor.resources import shipped_root

if TYPE_CHECKING:  # the log and explanations are loaded only where they are asked for
    from advisor.audit.log import AuditLog
    from advisor.interview.choose_question import Chooser
    from advisor.interview.dialogue import Dialogue
    from advisor.model.explanation import Comparison, Sensitivity, WhatIf, Why, WhyNot
    from advisor.model.question import NextQuestion


class Advisor:
    """An expert on IoT and customer relationships: facts in, cited advice out.

    ``knowledge`` is a directory of the user's own rules and knowledge, laid over the shipped ones. ``matcher`` chooses
    how Experta matches facts against rules: ``indexed`` is this project's own matcher, ``rete`` Experta's stock one;
    both give the same results. An Advisor may be used from several threads.

    ``audit`` is a log, or the database URL or file of one, in which every assessment is recorded; a failure to record
    is a warning of the logger ``advisor.audit`` and never keeps the assessment back. Without ``audit`` nothing is
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
            raise KnowledgeError(issues)
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
        self._rules = CompiledRules(knowledge.rules, knowledge.attributes)
        self._engine = Engine(self._rules, matcher)
        self._relevance = Relevance(knowledge, self._rules)
        self._assessor = Assessor(knowledge)

    @property
    def knowledge(self) -> KnowledgeBase:
        """Everything this advisor knows."""
        return self._knowledge

    def read_profile(self, path: str | Path) -> Profile:
        """The profile in a YAML or JSON file, or on standard input for ``-``. Raises ProfileError with every fault."""
        return read_profile(path, self._knowledge)

    def profile(self, facts: Mapping[str, Any], *, name: str | None = None) -> Profile:
        """Facts as a checked profile. Raises ProfileError with every fault."""
        return profile_from_facts(facts, self._knowledge, name)

    def assess(self, facts: Mapping[str, Any] | Profile, *, name: str | None = None) -> Assessment:
        """The assessment of a profile, or of facts given as a mapping. Raises ProfileError with every fault."""
        profile = facts if isinstance(facts, Profile) else self.profile(facts, name=name)
        assessment = self._considered(profile)
        if self._log is not None:
            self._log.try_record(profile, assessment, self._knowledge, "library")
        return assessment

    def assess_many(self, profiles: Iterable[Mapping[str, Any] | Profile]) -> Iterator[Assessment]:
        """Assessments one by one, in the order of the profiles, none held longer than the caller holds it."""
        return (self.assess(each) for each in profiles)

    def run(self, facts: Mapping[str, str]) -> Trace:
        """One run of the engine on checked facts: every firing and conclusion, without the assessment."""
        return self._engine.run(facts)

    def outlook(self, facts: Mapping[str, str], closed: Iterable[str] = ()) -> Outlook:
        """What the inputs that are still open can change; those in ``closed`` are answered "unknown"."""
        return self._relevance.open_to(facts, frozenset(closed))

    def why(self, facts: Mapping[str, Any] | Profile, subject: str) -> Why:
        """The proof of a recommendation, tension, caveat or conclusion; ``subject`` is its id, a derived attribute, or
        ``attribute=value``. Raises ProfileError, and UnknownId when there is nothing of that id."""
        from advisor.explain.subject import subject_of
        from advisor.explain.why import why

        named = subject_of(subject, self._knowledge)
        profile = facts if isinstance(facts, Profile) else self.profile(facts)
        outlook = self._relevance.open_to(profile.facts)
        return why(self._knowledge, self._considered(profile, outlook), named, outlook.hangs_on)

    def why_not(self, facts: Mapping[str, Any] | Profile, subject: str) -> WhyNot:
        """What kept a subject from coming out, and all smallest sets of answers that would bring it about. Raises
        ProfileError, and UnknownId when there is nothing of that id."""
        from advisor.explain.subject import subject_of
        from advisor.explain.why_not import why_not

        named = subject_of(subject, self._knowledge)
        considered = self._considered(facts, NO_OUTLOOK)
        return why_not(self._knowledge, self._rules, considered, named, self._engine.run)

    def what_if(self, facts: Mapping[str, Any] | Profile, changes: Mapping[str, Any]) -> WhatIf:
        """What other answers would gain, lose and rank otherwise; ``unknown`` takes an answer back. Raises
        ProfileError."""
        from advisor.explain.difference import what_if

        profile = facts if isinstance(facts, Profile) else self.profile(facts)
        changed = self.profile({**profile.facts, **changes}, name=profile.name)
        answers = {name: changed.facts.get(name, UNKNOWN) for name in self._knowledge.inputs if name in changes}
        return what_if(self._knowledge, self._rules, self._considered(profile), self._considered(changed), answers)

    def sensitivity(self, facts: Mapping[str, Any] | Profile) -> Sensitivity:
        """How much hangs on each answer, and which advice hangs on questions still open. Raises ProfileError."""
        from advisor.explain.sensitivity import sensitivity

        assessment = self._considered(facts)
        outlook = self._relevance.open_to(assessment.profile.facts)
        return sensitivity(self._knowledge, self._rules, assessment, self._engine.run, outlook)

    def compare(self, before: Mapping[str, Any] | Profile, after: Mapping[str, Any] | Profile) -> Comparison:
        """What tells two profiles, or one at two times, apart, and what explains it. Raises ProfileError."""
        from advisor.explain.difference import compare

        return compare(self._knowledge, self._rules, self._considered(before), self._considered(after))

    def _considered(self, facts: Mapping[str, Any] | Profile, outlook: Outlook | None = None) -> Assessment:
        """The assessment that an explanation starts from; nobody asked for it as such, so it is not recorded. Unless an
        outlook is given, that of the facts is made."""
        profile = facts if isinstance(facts, Profile) else self.profile(facts)
        outlook = self._relevance.open_to(profile.facts) if outlook is None else outlook
        return self._assessor.assess(profile, self._engine.run(profile.facts), outlook)

    def next_question(self, facts: Mapping[str, Any] | Profile) -> NextQuestion:
        """What to ask next, and where an interview with these facts stands. An answer "unknown" is taken as given and
        not asked for again. Raises ProfileError with every fault."""
        from advisor.interview.choose_question import next_question
        from advisor.interview.resume import unanswered

        profile = facts if isinstance(facts, Profile) else self.profile(facts)
        unknown = frozenset(profile.asked_unknown) - unanswered(profile)
        return next_question(self._knowledge, self._chooser(), profile.facts, unknown)

    def dialogue(self, *, ask_all: bool = False) -> Dialogue:
        """The course of an interview, without input or output; with ``ask_all`` nothing is left out."""
        from advisor.interview.dialogue import Dialogue

        return Dialogue(self._knowledge, self._engine.run, self._chooser(), self._relevance.outlook, ask_all)

    def _chooser(self) -> Chooser:
        from advisor.interview.choose_question import Chooser

        return Chooser(self._knowledge, self._engine.run, self._relevance)

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
