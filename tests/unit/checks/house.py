"""A house with pieces of advice of its own, laid over the shipped knowledge to hold the checks against."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Issue
from advisor.resources import shipped_root
from tests.copies import faults, overlay

PIECE = """{name}:
  code: own
  title: A piece of the test
  action: Test it.
  who: {{side: own, function: Tester}}
  first_step: Begin to test it.
  indicator: It is tested.
  horizon: next
  step: 1
{more}"""
RULE = """  - id: {name}
    title: A rule of the test
    when: {when}
    then: {then}
    because: For the test.
    cites: [F40]
    grade: derived
    examples: {{fires: [{fires}], misses: [{{}}]}}
"""

Rules = dict[str, tuple[str, str, str]]
"""By id: the condition, what follows, and an example."""

SOUND: Rules = {
    "low-trust-recommends": ("{data_trust: low}", "{recommend: [first-thing, second-thing]}", "{data_trust: low}"),
    "medium-trust-recommends": ("{data_trust: medium}", "{recommend: [third-thing]}", "{data_trust: medium}"),
    "high-trust-shows": (
        "{data_trust: high}",
        "{in_place: [first-thing, second-thing, third-thing]}",
        "{data_trust: high}",
    ),
}
"""Three pieces, of which the first two are open together and the third never with them."""


def told(
    tmp_path: Path, rules: Rules | None = None, pieces: dict[str, str] | None = None, more: str = ""
) -> list[Issue]:
    """What the checks tell of the house with these rules beside the sound ones, or in their place, these lines in its
    pieces, and more conclusions."""
    lines = dict.fromkeys(("first-thing", "second-thing", "third-thing"), "") | (pieces or {})
    text = "".join(
        RULE.format(name=name, when=when, then=then, fires=fires)
        for name, (when, then, fires) in {**SOUND, **(rules or {})}.items()
    )
    files = {
        "knowledge/recommendations.yaml": "".join(PIECE.format(name=name, more=each) for name, each in lines.items()),
        "rules/house.yaml": f"title: House\nabout: For the test.\nrules:\n{text}",
    }
    if more:
        files["knowledge/conclusions.yaml"] = more
    issues = faults(shipped_root(), overlay(tmp_path, files))
    return [issue for issue in issues if issue.file.startswith("house/")]


def places(issues: list[Issue]) -> list[tuple[str, str]]:
    """Path and code of each."""
    return [(issue.path, issue.code) for issue in issues]
