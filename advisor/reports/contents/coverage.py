"""What each finding is used for: rules, advice, and the tests that would notice if it were lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from advisor.model.finding import Finding
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.reports.blocks import Block, Card, Heading, Line, Paragraph, Title
from advisor.reports.words import counted, joined


class Use(NamedTuple):
    """Where a finding is used.

    ``rules`` cite it; ``advice``, ``tensions``, ``caveats`` and ``conclusions`` are what these rules bring; ``shown``
    are the published figures that cite it. ``examples`` counts the profiles in these rules that must fire them or must
    not, all of which are tests; ``tests`` are the files of a directory of tests that name the finding.
    """

    finding: Finding
    rules: tuple[str, ...]
    conclusions: tuple[str, ...]
    advice: tuple[str, ...]
    tensions: tuple[str, ...]
    caveats: tuple[str, ...]
    shown: tuple[str, ...]
    examples: int
    tests: tuple[str, ...]

    @property
    def unexplained(self) -> bool:
        """Whether nothing uses the finding and no reason is given for that."""
        return not self.rules and self.finding.context is None

    @property
    def data(self) -> dict[str, Any]:
        """As plain data."""
        read = self.finding.last_read
        return {
            "finding": self.finding.id,
            **{name: value for name, value in self._asdict().items() if name != "finding"},
            "context": self.finding.context,
            "last_read": read.model_dump() if read else None,
        }


def uses(knowledge: KnowledgeBase, tests: Mapping[str, frozenset[str]] | None = None) -> list[Use]:
    """The use of every finding, in the catalogue's order. ``tests`` has the ids that each file of tests names."""
    found = []
    for finding in knowledge.findings.values():
        rules = knowledge.citing[finding.id]

        def brought(part: str, rules: tuple[Rule, ...] = rules) -> tuple[str, ...]:
            return tuple(dict.fromkeys(each for rule in rules for each in getattr(rule.then, part)))

        found.append(
            Use(
                finding=finding,
                rules=tuple(rule.id for rule in rules),
                conclusions=brought("conclude"),
                advice=brought("recommend"),
                tensions=brought("tensions"),
                caveats=brought("caveats"),
                shown=tuple(key for key, each in knowledge.benchmarks.items() if finding.id in each.citations),
                examples=sum(len(rule.examples.fires) + len(rule.examples.misses) for rule in rules),
                tests=tuple(name for name, ids in (tests or {}).items() if finding.id in ids),
            )
        )
    return found


def coverage(found: list[Use], knowledge: KnowledgeBase) -> Iterator[Block]:
    """Every finding with what it is used for and when it was last read against its source."""
    used = sum(bool(each.rules) for each in found)
    explained = sum(not each.rules and not each.unexplained for each in found)
    yield Title("What each finding is used for", f"Knowledge {knowledge.version}, {counted(len(found), 'finding')}")
    yield Paragraph(
        f"{used} are cited by rules, {explained} are context with a reason, {len(found) - used - explained} are used "
        "nowhere and say no reason."
    )
    for key, source in knowledge.sources.items():
        yield Heading(f"{key} ({source.letter})")
        for each in found:
            if each.finding.source == key:
                yield Card(each.finding.id, each.finding.locator, tuple(_lines(each)))


def _lines(use: Use) -> Iterator[Line]:
    for label, names in (
        ("Rules", use.rules),
        ("Conclusions", use.conclusions),
        ("Advice", use.advice),
        ("Tensions", use.tensions),
        ("Caveats", use.caveats),
        ("Figures", use.shown),
    ):
        if names:
            yield Line(label, joined(names))
    if not use.rules:
        yield Line("Used by no rule", use.finding.context or "and no reason is given")
    tested = ([counted(use.examples, "example") + " in its rules"] if use.examples else []) + list(use.tests)
    yield Line("Tests", joined(tested) or "none", "quiet")
    read = use.finding.last_read
    yield Line("Last read", f"{read.day}, knowledge {read.knowledge}" if read else "not noted", "quiet")
