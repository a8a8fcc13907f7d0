"""The section on the phases: all of it, and once."""

from __future__ import annotations

from typing import Literal

import pytest

from advisor import Advisor
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING
from tests.unit.reports.pages import report

HEADING = "Where the relationship stands, and the next phase"
CASES = {
    "packaging": PACKAGING,
    "city": CITY_WATER,
    "dosing": DOSING,
    "intermediate": {"relationship_phase": "intermediate", "data_trust": "low", "terms_doubted": "yes"},
    "advanced": {"relationship_phase": "advanced", "asset_stage": "none"},
    "unknown": {"asset_stage": "none"},
    "there": {
        "relationship_phase": "foundational",
        "knowledge_routine": "optimising_structured",
        "relationship_history": "dissatisfied",
    },
    "dissatisfied": {"relationship_phase": "intermediate", "relationship_history": "dissatisfied"},
}


def section(advisor: Advisor, case: str, form: Literal["terminal", "markdown"]) -> str:
    page = report(advisor, CASES[case], form)
    heading = HEADING.upper() if form == "terminal" else HEADING
    assert page.count(heading) == 1
    rest = page[page.index(heading) :]
    return rest[: rest.upper().index("THE ADVICE IN FOUR STEPS")]


@pytest.mark.parametrize("case", CASES)
def test_what_it_tells_stands_nowhere_else(advisor: Advisor, case: str) -> None:
    page = report(advisor, CASES[case])
    assert not any(each in page for each in ("Position of", "expected in phase", "expected in the phase")), "said twice"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_everything_is_there(advisor: Advisor, case: str, form: Literal["terminal", "markdown"]) -> None:
    text = " ".join(section(advisor, case, form).replace("\\", "").split())
    found = advisor.assess(CASES[case]).next_phase
    assert found is not None
    for each in found.components:
        for need in (*each.lacks, *each.takes):
            assert need.text in text and all(name in text for name in need.citations)
        for picture in each.pictures:
            assert f"One case ({picture.case.lower()}): {picture.text}" in text
        for held in each.holds_back:
            assert held.text in text and all(rule in text for rule in held.rules)
    if found.then is not None:
        assert found.then.text in text and "combined from several papers" in text


def test_it_says_where_and_why(advisor: Advisor) -> None:
    text = " ".join(section(advisor, "packaging", "terminal").split())
    assert "Assets Base systems, as expected." in text
    assert "Routines Data brought together (in doubt), ahead; expected: monitoring, now and then." in text
    assert "Held back: " in text and 'First: "Name staff' in text and "One case (energy)" in text
    assert "phase is not known" in section(advisor, "unknown", "terminal")


@pytest.mark.parametrize("width", [40, 80])
def test_the_picture_says_where_each_component_is(advisor: Advisor, width: int) -> None:
    found = advisor.assess(CASES["packaging"])
    page = " ".join(report(advisor, found, width=width).split())
    assert "here, as expected" in page and "here, in doubt" in page and "expected" in page


def test_what_it_cites_has_its_place_among_the_sources(advisor: Advisor) -> None:
    page = report(advisor, {"relationship_phase": "foundational"})
    sources = page[page.index("WHAT IT STANDS ON") :]
    assert all(advisor.knowledge.findings[name].locator.split(",")[0] in sources for name in ("K14", "K16", "K21"))
