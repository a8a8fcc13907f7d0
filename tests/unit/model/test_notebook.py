"""What a notebook shows of a document: whole, well-formed and escaped."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from advisor import Advisor

FACTS = {"sales_channel": "wholesaler", "data_trust": "low", "customer_group": "university"}
HOSTILE = "<script>alert('x')</script>\" onload=\"&"
VOID = {"br"}


class Checker(HTMLParser):
    """Collects text, and fails on any element that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def checked(fragment: str) -> Checker:
    checker = Checker()
    checker.feed(fragment)
    checker.close()
    assert checker.open == []
    assert "script" not in checker.tags
    return checker


def test_assessment_is_shown_whole(advisor: Advisor) -> None:
    assessment = advisor.assess(FACTS, name="N")
    text = checked(assessment._repr_html_()).text
    for each in assessment.recommendations:
        assert each.title in text and each.action in text and each.grade in text
    for tension in assessment.tensions:
        assert tension.text in text
    for caveat in assessment.caveats:
        assert caveat.text in text
    for name, finding in assessment.findings.items():
        assert name in text and finding.caveat in text
    assert "inferred" in text


def test_names_cannot_add_markup(advisor: Advisor) -> None:
    shown = advisor.assess({}, name=HOSTILE)._repr_html_()
    assert "<script" not in shown
    assert HOSTILE in checked(shown).text


@pytest.mark.parametrize("facts", [{}, FACTS])
def test_explanations_are_shown(advisor: Advisor, facts: dict[str, str]) -> None:
    for explanation in (
        advisor.why(facts, "measure-data-trust"),
        advisor.why_not(facts, "T1"),
        advisor.for_and_against(facts, "measure-data-trust"),
        advisor.what_if(facts, {"data_trust": "high"}),
        advisor.sensitivity(facts),
        advisor.compare(facts, {"data_trust": "high"}),
    ):
        assert explanation.explanation in checked(explanation._repr_html_()).text


def test_what_the_firm_answered_is_marked(advisor: Advisor) -> None:
    firm = {"platform_model": "new", "market_growth": "high"}
    for document in (advisor.assess({"market_growth": "low"}, firm=firm), advisor.sensitivity({}, firm=firm)):
        assert "platform model: new (inherited)" in checked(document._repr_html_()).text
    shown = checked(advisor.assess({"market_growth": "low"}, firm=firm)._repr_html_()).text
    assert "market growth: low (overrules the firm's: high)" in shown
