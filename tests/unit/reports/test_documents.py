"""Documentation that shows the knowledge agrees with it."""

from __future__ import annotations

import re
from pathlib import Path

from advisor import Advisor, KnowledgeBase
from advisor.loading.conditions import parse_condition
from advisor.loading.yaml_text import parse_yaml
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.condition import STATES
from advisor.model.forms import FORMS, IS
from advisor.model.states import SAYS
from advisor.reports.words import GRADE, SUPPORT

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_page_on_the_rule_language_shows_every_form_and_state() -> None:
    text = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^\| `\w+: \{(\w+): (?:(\w+)\}|\W*\w)", text, re.MULTILINE))
    assert {form for form, _ in shown} == set(FORMS)
    assert {state for form, state in shown if form == IS.name} == set(STATES)


def test_the_example_of_the_rule_language_holds(tmp_path: Path) -> None:
    text = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    topic = re.findall(r"```yaml\n(title:.*?)```", text, re.DOTALL)[0]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "first_meetings.yaml").write_text(topic, encoding="utf-8")
    assert Advisor(tmp_path).check() == []


def test_the_page_on_the_rule_language_shows_a_rule_of_each_state(knowledge: KnowledgeBase) -> None:
    text = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(- when:.*?)```", text, re.DOTALL)
    # A document is a mapping, and so the rules get a key.
    document = parse_yaml("rules:\n" + shown, "rule-language.md")
    issues = [*document.issues]
    for index, rule in enumerate(document.data["rules"]):
        parse_condition(rule["when"], knowledge.reasoned, document.issue, issues, ("rules", index, "when"))
        assert all(piece in knowledge.recommendations for pieces in rule["then"].values() for piece in pieces)
    assert issues == []
    assert {part for rule in document.data["rules"] for part in rule["then"]} == set(SAYS)


def test_the_provenance_page_names_every_grade_and_support() -> None:
    text = (DOCS / "provenance.md").read_text(encoding="utf-8")
    for grade in GRADES:
        assert f"| `{grade}` | {GRADE[grade]} |" in text
    for support in SUPPORTS:
        assert f"| `{support}` | {SUPPORT[support]} |" in text
