"""The section on the phases: short in brief, all of it in full, and nothing of it said twice."""

from __future__ import annotations

from typing import Literal

import pytest

from advisor import Advisor
from advisor.reports import renderer
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING

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


def section(advisor: Advisor, case: str, form: Literal["terminal", "markdown"], full: bool) -> str:
    page = renderer(form)([advisor.assess(CASES[case])], advisor.knowledge, full=full)
    heading = HEADING.upper() if form == "terminal" else HEADING
    assert page.count(heading) == 1
    rest = page[page.index(heading) :]
    return rest[: rest.upper().index("THE ADVICE IN FOUR STEPS")]


@pytest.mark.parametrize("case", CASES)
def test_in_brief_it_is_short(advisor: Advisor, case: str) -> None:
    page = renderer("terminal")([advisor.assess(CASES[case])], advisor.knowledge, width=80)
    rest = page[page.index(HEADING.upper()) :]
    assert len(rest[: rest.index("THE ADVICE IN FOUR STEPS")].rstrip().splitlines()) <= 20
    assert not any(each in page for each in ("Position of", "expected in phase", "expected in the phase")), "said twice"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_in_full_everything_is_there(advisor: Advisor, case: str, form: Literal["terminal", "markdown"]) -> None:
    text = " ".join(section(advisor, case, form, True).replace("\\", "").split())
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


def test_in_brief_it_says_where_and_why(advisor: Advisor) -> None:
    text = " ".join(section(advisor, "packaging", "terminal", False).split())
    assert (
        "Assets: Base systems, as expected. Lacking: staff named for the digital systems and services (K13). Next:"
        in text
    )
    assert "Routines: Integrated (in doubt), ahead; expected: monitoring, ad hoc." in text
    assert "Held back: assets, until this is done: Name staff" in text and "One case (energy)" in text
    assert "Next: all of it is there." in " ".join(section(advisor, "there", "terminal", False).split())
    assert "phase is not known" in section(advisor, "unknown", "terminal", False)
    assert "Held back: governance: " in section(advisor, "dissatisfied", "terminal", False)


@pytest.mark.parametrize("full", [False, True])
def test_what_it_cites_has_its_place_among_the_sources(advisor: Advisor, full: bool) -> None:
    page = renderer("terminal")([advisor.assess({"relationship_phase": "foundational"})], advisor.knowledge, full=full)
    sources = page[page.index("WHAT IT STANDS ON") :]
    assert all(advisor.knowledge.findings[name].locator.split(",")[0] in sources for name in ("K14", "K16", "K21"))
