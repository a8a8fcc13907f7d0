"""The page for a client: how long it is, what it says of a case, and what it does not hide."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Assessment
from advisor.model.base import SIDES
from advisor.model.knowledge import KnowledgeBase
from advisor.model.names import title_of
from advisor.reports.blocks import Steps
from advisor.reports.contents.page import FEW, FEWEST_LINES, MOST_LINES, half_a_year_after, lines_for, lines_of, page
from advisor.reports.contents.reasons import Reasons
from advisor.reports.formats import PAGE
from advisor.reports.formats.terminal import draw
from advisor.reports.words import mid_sentence
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING
from tests.scenarios.test_clients import CLIENTS
from tests.unit.reports.pages import flowing


def paged(advisor: Advisor, of: Assessment | dict[str, str], day: date | None = None, width: int = 80) -> str:
    assessment = of if isinstance(of, Assessment) else advisor.assess(of)
    return draw(page(assessment, advisor.knowledge, day), PAGE._replace(width=width))


@pytest.fixture(scope="module")
def assessments(advisor: Advisor, examples: list[Path]) -> dict[str, Assessment]:
    """Those of all examples and clients."""
    shown = {path.stem: advisor.assess(advisor.read_profile(path)) for path in examples}
    return shown | {name: advisor.assess(client.facts) for name, client in CLIENTS.items()}


def drawn(advisor: Advisor, answers: int, count: int) -> Iterator[Assessment]:
    pick = random.Random(answers)
    inputs = list(advisor.knowledge.inputs.values())
    for _ in range(count):
        yield advisor.assess({each.name: pick.choice(each.domain) for each in pick.sample(inputs, answers)})


def test_it_is_one_page_and_begins_with_advice(
    advisor: Advisor, assessments: dict[str, Assessment], examples: list[Path]
) -> None:
    shipped = {path.stem for path in examples}
    for name, assessment in assessments.items():
        lines = paged(advisor, assessment).splitlines()
        few = len(assessment.profile.facts) <= FEW
        # A client with eight answers and fifteen pieces to do takes some lines more.
        assert len(lines) <= (FEWEST_LINES + (0 if name in shipped else 6) if few else MOST_LINES), name
        first = next(number for number, line in enumerate(lines, 1) if line.startswith(" 1  "))
        assert first <= 20 and lines[first].strip().startswith(("Why: You answered that", "Why: Not known yet:")), name
        assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("answers", [4, 8, 15, 30])
def test_it_fits_its_lines_as_far_as_it_can(advisor: Advisor, answers: int) -> None:
    over = 0
    for assessment in drawn(advisor, answers, 25):
        blocks = list(page(assessment, advisor.knowledge))
        lines = draw(blocks, PAGE).count("\n")
        assert abs(lines_of(blocks) - lines) <= 2, "it knows how long it is"
        over += lines > lines_for(answers)
    assert over <= 1


def test_the_lines_grow_with_the_answers() -> None:
    assert [lines_for(each) for each in (0, 8, 9, 17, 18, 38)] == [60, 60, 63, 87, 90, 90]


def test_no_two_cases_share_a_reason(advisor: Advisor, assessments: dict[str, Assessment]) -> None:
    facts: dict[str, dict[str, str]] = {}
    for name, assessment in assessments.items():
        for block in page(assessment, advisor.knowledge):
            for card in block.cards if isinstance(block, Steps) else ():
                why = next(line.text for line in card.lines if line.label == "Why")
                if why.startswith("Not known yet"):
                    continue  # where it is an answer that is missing, no answer can tell two cases apart
                other = facts.setdefault(why, assessment.profile.facts)
                # The same words are for the same answer: one that both have given, and nothing else.
                shared = {key for key, value in other.items() if assessment.profile.facts.get(key) == value}
                assert other is assessment.profile.facts or shared, (name, why)
                said = Reasons(assessment, advisor.knowledge)
                assert any(said.clause(key) in why for key in assessment.profile.facts)


def test_it_says_what_the_three_cases_need(advisor: Advisor) -> None:
    trust = flowing(paged(advisor, PACKAGING))
    assert "Two answers do not fit the others: joint work with data and governance." in trust
    assert "both sides' data is integrated, but also that base systems are installed" in trust
    assert "governance rests on trust, but also that incentives are not aligned" in trust
    assert "Until it is clear (own): plan with data that serves to monitor" in trust
    assert "In place by your answers; keep: regular personal talks" in trust
    assert "none" not in trust.partition("No study tests trust before agreement")[1]

    water = flowing(paged(advisor, CITY_WATER))
    assert "You are the customer" in water and "you expect harm from the use of your data" in water
    assert "The other side's part; ask for it: The maker names one contact person" in water
    assert '"Customized" goes with high acceptance only where sold direct; here it is not.' in water
    assert "your steps are derived" in water and "Tension:" in water

    pumps = flowing(paged(advisor, DOSING))
    assert "Waits for 1: build the base systems" in pumps and "Four other pieces wait for this." in pumps
    assert "more than 30 %" in pumps and "higher is worse" in pumps


def test_it_names_every_tension_and_doubt(advisor: Advisor) -> None:
    for answers in (8, 20, 30):
        for assessment in drawn(advisor, answers, 15):
            text = flowing(paged(advisor, assessment))
            for tension in assessment.tensions:
                known = advisor.knowledge.tensions[tension.id]
                assert (
                    known.pulls[0].says.rstrip(".") in text or title_of(tension.title).casefold() in text.casefold()
                ), tension.id
            doubted = {name for each in assessment.caveats if each.kind == "contradiction" for name in each.doubts}
            for name in doubted:
                assert mid_sentence(advisor.knowledge.inputs[name].label) in text


def test_a_figure_on_somebody_else_is_left_out(advisor: Advisor) -> None:
    operator = {"customer_group": "operator_critical", "data_trust": "low"}
    indirect = flowing(paged(advisor, operator | {"sales_channel": "consulting_engineer"}))
    direct = flowing(paged(advisor, operator | {"sales_channel": "direct"}))
    assert "judged: an indirect supplier's" in indirect
    assert "A figure on this customer's group" in direct and "indirect" not in direct
    industrial = paged(advisor, {"customer_group": "industrial", "data_trust": "low"})
    assert "A figure on" not in industrial, "the sample is not industry as a whole"


def test_a_case_that_no_study_covers_is_told_so(advisor: Advisor) -> None:
    text = flowing(paged(advisor, {"relationship_history": "new", "data_trust": "low", "sales_channel": "direct"}))
    assert "the case lies outside the samples (see below)" in text
    assert (advisor.knowledge.caveats["outside-history"].in_short or "missing") in text
    inside = flowing(paged(advisor, {"relationship_history": "long_satisfied", "data_trust": "low"}))
    assert "outside the samples" not in inside


def test_an_unknown_answer_is_said_nowhere(advisor: Advisor) -> None:
    text = paged(advisor, {"data_trust": "low", "dedicated_staff": "unknown"})
    assert text == paged(advisor, {"data_trust": "low"})
    assert "staff" not in text.partition("BEFORE YOU ACT")[0]
    assert paged(advisor, {}).splitlines()[3] == "Nothing is known of this case yet."


def test_the_side_that_asks_is_spoken_to(advisor: Advisor) -> None:
    facts = {"data_trust": "low", "personal_contact": "none", "sales_channel": "wholesaler"}
    said = {side: flowing(paged(advisor, facts | {"focal_role": side})) for side in SIDES}
    assert "you expect harm from the use of your data" in said["customer"]
    assert "from your use of its data" in said["provider"]
    assert "the customer expects harm from the use of its data" in said["supplier"]
    assert "Your side is not given, so this speaks to the provider." in flowing(paged(advisor, facts))
    assert len(set(said.values())) == 3


def test_the_firm_is_told_apart(advisor: Advisor) -> None:
    assessment = advisor.assess({"data_trust": "low"}, firm={"platform_model": "new"})
    text = flowing(paged(advisor, assessment))
    assert "2 of 38 questions are answered, 1 of them inherited from the firm: platform model;" in text
    assert "Once for the firm:" in text or "(for the firm)" in text


def test_a_date_comes_only_from_the_caller(advisor: Advisor) -> None:
    facts = {"data_trust": "low"}
    assert "Look again in half a year (own practice)." in paged(advisor, facts)
    assert not re.search(r"\b20\d\d-", paged(advisor, facts))
    assert "Look again on 9999-12-31" in paged(advisor, facts, date(9999, 12, 1))
    text = paged(advisor, facts, date(2026, 8, 31))
    assert "Look again on 2027-02-28 (own practice)." in text and "2026-08-31" in text.splitlines()[1]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)))
def test_half_a_year_is_six_months(day: date) -> None:
    after = half_a_year_after(day)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == 6
    assert after.day == day.day or (after + timedelta(days=1)).month != after.month


def test_a_knowledge_without_short_texts_has_a_page_too(advisor: Advisor) -> None:
    base = without_short_texts(advisor.knowledge)
    assessment = Advisor.of(base).assess(CITY_WATER)
    text = flowing(draw(page(assessment, base), PAGE))
    assert 'the answer on "Trust in data handling" is "Low, expects harm"' in text
    assert "Decide on the machine link" in text and "First step:" in text


def without_short_texts(base: KnowledgeBase) -> KnowledgeBase:
    """As knowledge was before pages: nothing is said in short."""
    content = base.model_dump()
    lost = {"says", "says_to", "asks", "pulls", "in_short", "in_short_to", "bears_on", "short", "study"}
    lost |= {"step_in_short", "sign_in_short"}

    def stripped(part: object) -> object:
        if isinstance(part, dict):
            return {key: stripped(each) for key, each in part.items() if key not in lost}
        return [stripped(each) for each in part] if isinstance(part, (list, tuple)) else part

    plain = stripped(content)
    # What gives the weights their words is called "says" as well.
    assert isinstance(plain, dict)
    plain["weights"] = content["weights"]
    return KnowledgeBase.model_validate(plain)
