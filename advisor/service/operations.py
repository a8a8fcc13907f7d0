"""What a program can ask the advisor, whatever protocol it asks by: plain data in, models out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from advisor.advisor import Advisor
from advisor.errors import Issue, Nearest, ProfileError, attempted, listed, shown
from advisor.loading.profile import profile_from_data
from advisor.model.assessment import Assessment
from advisor.model.base import Model
from advisor.model.profile import LONGEST_NAME, Profile

Channel = Literal["http", "mcp"]


@dataclass(frozen=True)
class Outcome:
    """What came out, and the profile and assessment that are to be recorded; None where nothing is."""

    value: Model
    assessed: tuple[Profile, Assessment] | None = None


class AdvisorService:
    """An advisor, asked with plain data."""

    def __init__(self, advisor: Advisor):
        self.advisor = advisor
        self.knowledge = advisor.knowledge

    def assess(self, data: Mapping[str, Any]) -> Outcome:
        """The assessment of a profile. Raises ProfileError."""
        issues: list[Issue] = []
        relationship = {key: each for key, each in data.items() if key != "firm"}
        given = attempted(lambda: profile_from_data(relationship, self.knowledge), issues)
        profile = self._over_the_firm(given, data, issues)
        assessment = self.advisor.assess(profile)
        return Outcome(assessment, (profile, assessment))

    def why(self, data: Mapping[str, Any]) -> Outcome:
        """The proof of ``id`` on ``facts``. Raises ProfileError and UnknownId."""
        return Outcome(self.advisor.why(self._facts(data, "id"), _text(data, "id")))

    def why_not(self, data: Mapping[str, Any]) -> Outcome:
        """What kept ``id`` away on ``facts``. Raises ProfileError and UnknownId."""
        return Outcome(self.advisor.why_not(self._facts(data, "id"), _text(data, "id")))

    def for_and_against(self, data: Mapping[str, Any]) -> Outcome:
        """What speaks for ``id`` and against it on ``facts``. Raises ProfileError and UnknownId."""
        return Outcome(self.advisor.for_and_against(self._facts(data, "id"), _text(data, "id")))

    def what_if(self, data: Mapping[str, Any]) -> Outcome:
        """What ``changes`` to ``facts`` would change. Raises ProfileError."""
        profile = self._facts(data, "changes")
        return Outcome(self.advisor.what_if(profile, _answers(self._profile(data, "changes"))))

    def sensitivity(self, data: Mapping[str, Any]) -> Outcome:
        """What hangs on the answers in ``facts``, and on those left out. Raises ProfileError."""
        return Outcome(self.advisor.sensitivity(self._facts(data)))

    def compare(self, data: Mapping[str, Any]) -> Outcome:
        """What tells ``facts`` and ``other`` apart. Raises ProfileError."""
        before, after = self._facts(data, "other"), self._profile(data, "other")
        return Outcome(self.advisor.compare(before, after, firm=before.firm))

    def next_question(self, data: Mapping[str, Any]) -> Outcome:
        """What to ask after ``facts``. Raises ProfileError."""
        return Outcome(self.advisor.next_question(self._facts(data)))

    def _facts(self, data: Mapping[str, Any], *more: str) -> Profile:
        """The profile in a request that holds ``facts`` and the keys named, over the firm's if there is one. Raises
        ProfileError for any other key."""
        wanted = ("facts", *more)
        known = (*wanted, "firm")
        issues = [
            _issue("", f"the key {key!r} is missing", listed(wanted), "missing-key")
            for key in wanted
            if key not in data
        ]
        issues += [
            _issue(key, f"unknown key {shown(key)}", listed(known), "unknown-key", Nearest(key, known))
            for key in data
            if key not in known
        ]
        if issues:
            raise ProfileError(issues)
        return self._over_the_firm(attempted(lambda: self._profile(data, "facts"), issues), data, issues)

    def _over_the_firm(self, profile: Profile | None, data: Mapping[str, Any], issues: list[Issue]) -> Profile:
        """The profile over the one that the request has under ``firm``. Raises ProfileError with the faults of both."""
        firm = None
        if data.get("firm") is not None:
            firm = attempted(lambda: profile_from_data(data["firm"], self.knowledge, firm=True), issues)
        if issues or profile is None:
            raise ProfileError(issues)
        return self.advisor.profile(profile, firm=firm)

    def _profile(self, data: Mapping[str, Any], key: str) -> Profile:
        """The facts under a key as a profile; what is wrong with them is reported below that key."""
        try:
            return profile_from_data({"facts": data[key]}, self.knowledge)
        except ProfileError as error:
            raise ProfileError(issue.moved(key + issue.path.removeprefix("facts")) for issue in error.every) from None


def _answers(profile: Profile) -> dict[str, str]:
    return {**profile.facts, **dict.fromkeys(profile.asked_unknown, "unknown")}


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise ProfileError([_issue(key, f"{key} is no text", "an id", "shape")])
    if len(value) > LONGEST_NAME:
        what = f"{key} has {len(value):,} characters"
        raise ProfileError([_issue(key, what, f"at most {LONGEST_NAME}", "too-long")])
    return value


def _issue(path: str, what: str, expected: str, code: str, hint: str | Nearest = "") -> Issue:
    return Issue.of("", 0, 0, path, what, expected, hint, code)


@dataclass(frozen=True)
class Operation:
    """Something that can be asked: an HTTP path and a tool. ``takes`` and ``gives`` name its schemas; ``searches`` says
    that it may take many times as long as an assessment."""

    name: str
    path: str
    title: str
    about: str
    takes: str
    gives: str
    run: Callable[[AdvisorService, Mapping[str, Any]], Outcome]
    searches: bool = False


OPERATIONS = (
    Operation(
        "assess",
        "/v1/assess",
        "Assess a relationship",
        "Facts about a firm and one of its customer relationships in; out come recommendations in order of urgency, "
        "tensions, caveats and benchmarks, each with its grade and the findings it cites. A benchmark is a published "
        "figure that can be drawn from its entry alone; not_given says why a number is missing.",
        "Profile",
        "Assessment",
        AdvisorService.assess,
    ),
    Operation(
        "why",
        "/v1/explain/why",
        "Why a piece of advice came",
        "The proof of a recommendation, tension, caveat or conclusion: rules, the facts they matched, the findings "
        "they cite, and the weakest link. It may be named by its id, its rank in this case, a title or the beginning "
        "of one.",
        "AboutAdvice",
        "Why",
        AdvisorService.why,
    ),
    Operation(
        "why_not",
        "/v1/explain/why-not",
        "Why a piece of advice did not come",
        "The rules that could give it, what holds them back, and the smallest sets of answers that would bring it "
        "about. It may be named as for why.",
        "AboutAdvice",
        "WhyNot",
        AdvisorService.why_not,
        searches=True,
    ),
    Operation(
        "for_and_against",
        "/v1/explain/for-and-against",
        "What speaks for a piece of advice, and what against it",
        "Of a piece that is listed, in whatever state: answers, rules, findings and what hangs on it; tensions, "
        "caveats, doubts, and the answers that would take it away. It may be named by its id, its rank in this case, "
        "its title or the beginning of it.",
        "AboutPiece",
        "ForAndAgainst",
        AdvisorService.for_and_against,
        searches=True,
    ),
    Operation(
        "what_if",
        "/v1/explain/what-if",
        "What other answers would change",
        "Advice gained, lost and ranked otherwise if some answers were different, and the rules that make the "
        "difference.",
        "Changes",
        "WhatIf",
        AdvisorService.what_if,
    ),
    Operation(
        "sensitivity",
        "/v1/explain/sensitivity",
        "Which answers the advice hangs on",
        "Each given answer varied over its other values, and each piece of advice held against the open questions.",
        "OnlyFacts",
        "Sensitivity",
        AdvisorService.sensitivity,
        searches=True,
    ),
    Operation(
        "compare",
        "/v1/explain/compare",
        "Compare two relationships",
        "Which facts and which advice differ between two profiles, and which rules explain the difference.",
        "TwoFacts",
        "Comparison",
        AdvisorService.compare,
    ),
    Operation(
        "next_question",
        "/v1/next-question",
        "The question to ask next",
        "The question that comes next by topic and place, how far the interview is, and whether the three things first "
        "are settled. An answer of 'unknown' counts as asked. No question means that nothing open can change the "
        "advice.",
        "OnlyFacts",
        "NextQuestion",
        AdvisorService.next_question,
    ),
)
