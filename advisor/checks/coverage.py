"""Knowledge that leads nowhere, and advice that nothing leads to."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.condition import tests


def coverage_issues(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Each entry that no rule uses or reaches."""
    base = loaded.base
    rules = base.rules.values()
    tested = {test.attribute for rule in rules for test in tests(rule.when)}
    concluded = {name for rule in rules for name in rule.then.conclude}
    for name, attribute in base.attributes.items():
        if attribute.derived and name not in concluded:
            yield loaded.issue(
                "attribute",
                name,
                (),
                "no rule concludes this",
                "a rule, or no such attribute",
                code="never-concluded",
                of_key=True,
            )
        if name not in tested and not attribute.informative:
            what = "no rule uses this conclusion" if attribute.derived else "no rule tests this attribute"
            yield loaded.issue(
                "attribute",
                name,
                (),
                what,
                "a rule that tests it",
                "informative: true if it is there for the reader alone" if attribute.derived else "",
                code="never-tested",
                of_key=True,
            )
    brought = {
        "recommendation": {each for rule in rules for each in rule.then.recommend},
        "tension": {each for rule in rules for each in rule.then.tensions},
        "caveat": {each for rule in rules for each in rule.then.caveats},
    }
    for word, known in (("recommendation", base.recommendations), ("tension", base.tensions), ("caveat", base.caveats)):
        for key in known:
            if key not in brought[word]:
                yield loaded.issue(
                    word,
                    key,
                    (),
                    f"no rule reaches this {word}",
                    "a rule that brings it",
                    code="never-reached",
                    of_key=True,
                )
    named = {rule.urgent for rule in rules}
    for key, weight in base.weights.items():
        if weight.counts is None and key not in named:
            yield loaded.issue(
                "weight",
                key,
                (),
                "no rule names this reason",
                f"urgent: {key} in a rule, or no such reason",
                code="never-named",
                of_key=True,
            )
    yield from _contradictions(loaded)
    cited = {each for rule in rules for each in rule.cites}
    for key, finding in base.findings.items():
        if key not in cited and finding.context is None:
            yield loaded.issue(
                "finding",
                key,
                (),
                "no rule cites this finding",
                "a rule that cites it",
                "context: with the reason why none does",
                code="never-cited",
                of_key=True,
            )
        elif key in cited and finding.context is not None:
            yield loaded.issue(
                "finding",
                key,
                ("context",),
                "this finding is marked as context, and rules cite it",
                "one of the two",
                code="context",
            )


def _contradictions(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Answers that do not fit one another and that a reader could not settle: nobody who can tell, no way to read on
    until then, or no rule that says which of them is in doubt."""
    base = loaded.base
    doubting = {
        caveat
        for rule in base.rules.values()
        if any(base.attributes[name].doubts for name in rule.then.conclude)
        for caveat in rule.then.caveats
    }
    for key, caveat in base.caveats.items():
        if caveat.kind != "contradiction":
            continue
        for field in ("who_can_tell", "until_then"):
            if getattr(caveat, field) is None:
                what = f"this contradiction has no {field}"
                yield loaded.issue("caveat", key, (), what, f"{field}: …", code="contradiction", of_key=True)
        if key not in doubting:
            yield loaded.issue(
                "caveat",
                key,
                (),
                "no rule that brings this contradiction says which answer it doubts",
                "then: {conclude: {…_in_doubt: yes}}",
                "a conclusion with doubts: and the name of an input",
                code="contradiction",
                of_key=True,
            )
