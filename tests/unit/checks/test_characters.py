"""Characters that would steer a reader are found in house knowledge, each in its place and by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.checks.characters import character_issues
from advisor.errors import Issue
from advisor.loading.entries import Entry
from advisor.loading.knowledge import LoadedKnowledge, load_knowledge
from advisor.loading.yaml_text import parse_yaml
from advisor.model.knowledge import KnowledgeBase
from advisor.resources import shipped_root
from tests.copies import overlay

NO_BASE = KnowledgeBase.unvalidated()
"""The check reads entries alone."""

TOPIC = """title: House
about: For the test.
rules:
  - id: low-trust-recommends
    title: {title}
    when: {{data_trust: low}}
    then: {{recommend: [discuss-data-safety-openly]}}
    because: {because}
    cites: [F40]
    grade: derived
    examples: {{fires: [{{data_trust: low}}], misses: [{{}}]}}
"""


def found(title: str = "A rule", because: str = "For the test.") -> list[Issue]:
    document = parse_yaml(TOPIC.format(title=title, because=because), "house/rules/house.yaml")
    assert not document.issues
    rule = Entry(document.data["rules"][0], document, ("rules", 0), "house", "house")
    topic = Entry(document.data, document, (), "house", "house")
    return list(character_issues(LoadedKnowledge(NO_BASE, {("topic", "house"): topic, ("rule", "low"): rule})))


def test_the_shipped_knowledge_and_a_plain_house_have_none(tmp_path: Path) -> None:
    assert list(character_issues(load_knowledge(shipped_root()))) == []
    assert found(title="עברית, 日本語, 👩\u200d🚀", because='"two\\nlines,\\ta tab"') == []


@pytest.mark.parametrize(
    ("written", "named"),
    [
        (r"\e[2J", "U+001B ESCAPE"),
        (r"\b", "U+0008 BACKSPACE"),
        (r"\r", "U+000D CARRIAGE RETURN"),
        (r"\x7f", "U+007F DELETE"),
        (r"\x9b2J", "U+009B CONTROL CHARACTER"),
        (r"\u2028", "U+2028 LINE SEPARATOR"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("\u061c", "U+061C ARABIC LETTER MARK"),
    ],
)
def test_each_is_told_by_its_name_and_place(written: str, named: str) -> None:
    (issue,) = found(because=f'"For {written} it"')
    assert (issue.file, issue.line, issue.column) == ("house/rules/house.yaml", 8, 14)
    assert (issue.path, issue.code) == ("rules[0].because", "control-character")
    assert issue.what == f"this text holds {named}" and issue.expected and issue.hint


def test_a_text_is_told_once_with_all_that_it_holds() -> None:
    issues = found(title=r'"a\eb\ec\u202e"', because=r'"\a"')
    assert [(each.line, each.what) for each in issues] == [
        (5, "this text holds U+001B ESCAPE, U+202E RIGHT-TO-LEFT OVERRIDE"),
        (8, "this text holds U+0007 BELL"),
    ]


def test_a_key_is_told_as_well() -> None:
    document = parse_yaml('trust:\n  values: {"lo\\u202ew": {label: Low}}\n', "house/knowledge/vocabulary.yaml")
    entry = Entry(document.data["trust"], document, ("trust",), "house", "vocabulary")
    (issue,) = character_issues(LoadedKnowledge(NO_BASE, {("attribute", "trust"): entry}))
    assert (issue.line, issue.what) == (2, "this key holds U+202E RIGHT-TO-LEFT OVERRIDE")
    assert "\u202e" not in str(issue) and r"lo\u202ew" in str(issue)


def test_rules_check_tells_them(tmp_path: Path) -> None:
    from advisor import Advisor

    files = {"rules/house.yaml": TOPIC.format(title=r'"\e[2J"', because="For the test.")}
    assert "control-character" in {each.code for each in Advisor(overlay(tmp_path, files)).check()}
