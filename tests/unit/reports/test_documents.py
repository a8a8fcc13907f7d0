"""Documentation that shows the knowledge agrees with it."""

from __future__ import annotations

import re
from pathlib import Path

from advisor import Advisor
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.condition import STATES
from advisor.model.forms import FORMS, IS
from advisor.reports.contents.words import GRADE, SUPPORT

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


def test_the_provenance_page_names_every_grade_and_support() -> None:
    text = (DOCS / "provenance.md").read_text(encoding="utf-8")
    for grade in GRADES:
        assert f"| `{grade}` | {GRADE[grade]} |" in text
    for support in SUPPORTS:
        assert f"| `{support}` | {SUPPORT[support]} |" in text
