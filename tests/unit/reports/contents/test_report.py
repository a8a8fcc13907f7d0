"""The full report: what must be in it, and in which order."""

from __future__ import annotations

import json
from pathlib import Path

from advisor import Advisor
from advisor.reports.contents.assessment import document
from advisor.reports.document import together
from advisor.reports.formats import written
from advisor.reports.words import GRADE
from tests.unit.reports.pages import flowing, report

WASTEWATER = {
    "customer_group": "operator_noncritical",
    "operator_plant": "wastewater",
    "sales_channel": "consulting_engineer",
    "data_trust": "low",
    "customer_iot_knowledge": "low",
}


def test_every_recommendation_stands_with_what_it_needs(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        text = flowing(report(advisor, assessment))
        for each in assessment.recommendations:
            if each.state_because is None:
                assert each.who is not None
                first = f"First step: {each.who.function}: {each.first_step}"
                why = f"{each.title} Why here: {each.rank_because}"
                assert flowing(f"{each.rank} {why} {each.action} {first} Worked if: {each.indicator}") in text
                assert GRADE[each.grade] in text.lower()
                assert f"{', '.join(each.citations)} ({each.id})" in text
            else:
                assert flowing(f"{each.title} Why: {' Why: '.join(each.state_because.because)}") in text
                assert f"{', '.join(each.state_because.citations)} ({each.id})" in text


def test_tensions_caveats_and_contradictions_stand_before_the_advice(advisor: Advisor) -> None:
    facts = {"relationship_phase": "advanced", "data_trust": "low", "governance_mode": "relational"}
    assessment = advisor.assess(facts)
    assert assessment.tensions and any(each.kind == "contradiction" for each in assessment.caveats)
    text = report(advisor, facts)
    advice = text.index(assessment.recommendations[0].action.split(".")[0][:40])
    for each in assessment.tensions:
        assert flowing(each.text) in flowing(text[:advice]) and flowing(each.handling) in flowing(text[:advice])
    for caveat in assessment.caveats:
        assert flowing(caveat.text) in flowing(text[:advice])


def test_the_headline_counts_and_says_where_to_start(advisor: Advisor) -> None:
    assessment = advisor.assess(WASTEWATER)
    opening = flowing(report(advisor, WASTEWATER)).partition("THE CASE")[0]
    assert f"{len(assessment.recommendations)} recommendations" in opening
    assert f"Start with: {assessment.recommendations[0].title}." in opening
    assert f"{len(assessment.open_questions)} open questions" in opening


def test_steps_say_whose_they_are(advisor: Advisor) -> None:
    text = flowing(report(advisor, WASTEWATER))
    steps = text.partition("THE ADVICE IN FOUR STEPS")[2].partition("WHAT IT STANDS ON")[0]
    for step in advisor.knowledge.steps:
        stated = step.provenance == "stated"
        origin = "its theme alone is stated in a paper" if stated else "this project's own reading"
        assert f"{step.number} {step.title} ({origin})" in steps
        assert flowing(step.provenance_note) in steps


def test_figures_name_direction_sample_and_object(advisor: Advisor) -> None:
    text = flowing(report(advisor, WASTEWATER))
    figures = text.partition("BESIDE THE PUBLISHED FIGURES")[2].partition("THE ADVICE IN FOUR STEPS")[0]
    for expected in (
        "Higher is worse (inferred)",
        "4.47 (SD 2.66, n 78)",
        "5.90 (SD 2.70, n not given)",
        "6.12 (SD 2.70",
        "more than 30 %",
        "45 of 165",
        "(no figure for plant operators in the text)",
    ):
        assert expected in figures


def test_groups_that_judged_something_else_get_no_bar(advisor: Advisor) -> None:
    text = report(advisor, {"customer_group": "university"})
    doubt = text.partition("Doubt of credibility with customer data")[2].partition("\n\n")[0]
    drawn = [line for line in doubt.splitlines() if "#" in line]
    assert len(drawn) == 2 and not any("5.90" in line for line in drawn)
    assert "Others judged the indirect supplier's credibility" in flowing(doubt) and "5.90" in doubt


def test_a_missing_mean_is_said(advisor: Advisor) -> None:
    assert "(mean not given in the text)" in flowing(report(advisor, {"customer_group": "operator_critical"}))


def test_groups_without_a_number_and_their_reasons_are_told(advisor: Advisor) -> None:
    text = flowing(report(advisor, {"customer_group": "university"}))
    assert "Industrial customers (no share for industrial customers in the" in text
    assert "Public plant operators, critical infrastructure (mean not given in the text)" in text
    assert "10-point scale, cut-off not given." in text
    reason = "The text names no scale for Figure 1; ends of the scale not given in the text."
    facts = {"customer_group": "operator_critical"}
    assert reason in flowing(report(advisor, facts))


def test_without_figures_there_is_no_chart(advisor: Advisor) -> None:
    assert "PUBLISHED FIGURES" not in report(advisor, {"data_trust": "low"})


def test_full_tells_findings_with_their_caveats_and_every_firing(advisor: Advisor) -> None:
    assessment = advisor.assess(WASTEWATER)
    text = flowing(report(advisor, WASTEWATER))
    for finding in assessment.findings.values():
        assert flowing(finding.paraphrase) in text and flowing(f"Caveat: {finding.caveat}") in text
        assert flowing(finding.locator) in text
    for firing in assessment.firings:
        assert f"{firing.seq} {firing.rule}: " in text


def test_a_name_cannot_steer_the_terminal(advisor: Advisor) -> None:
    profile = advisor.profile({}, name="evil\x1b[2J\x07\u202ename\nsecond line")
    text = report(advisor, profile)
    assert text.splitlines()[0] == r"evil\x1b[2J\x07\u202ename second line"


def test_overridden_knowledge_is_said(advisor: Advisor) -> None:
    assessment = advisor.assess({})
    changed = assessment.knowledge.model_copy(update={"overrides": ("rule my-rule added",)})
    text = report(advisor, assessment.model_copy(update={"knowledge": changed}))
    assert "Not the shipped knowledge alone" in text and "rule my-rule added" in text


def test_nothing_known_still_makes_a_page(advisor: Advisor) -> None:
    text = report(advisor, {})
    assert "Nothing is known yet." in text and "STILL UNKNOWN" in text


def test_an_answer_in_doubt_is_named_once_with_all_that_it_does_not_fit(advisor: Advisor) -> None:
    facts = {"knowledge_routine": "integrated", "systems_integrated": "no", "relationship_phase": "foundational"}
    text = flowing(report(advisor, facts))
    assert text.count("In doubt: Joint work with data: Data brought together") == 1
    for caveat in ("integrated-across-separate-systems", "integrated-in-the-first-phase"):
        told = advisor.knowledge.caveats[caveat]
        assert told.text in text and (told.who_can_tell or "") in text and (told.until_then or "") in text


def test_a_tension_says_that_it_hangs_on_an_answer_in_doubt(advisor: Advisor) -> None:
    mind = "Mind: this hangs on an answer that is in doubt (governance)"
    assert mind in flowing(report(advisor, {"governance_mode": "relational", "relationship_phase": "foundational"}))
    assert mind not in flowing(report(advisor, {"governance_mode": "relational", "relationship_phase": "intermediate"}))


def test_a_piece_is_told_with_as_much_of_its_first_step_as_is_known(advisor: Advisor) -> None:
    assessment = advisor.assess(WASTEWATER)
    one = assessment.recommendations[0]
    assert one.who is not None and one.first_step is not None
    for who, first_step, line in (
        (None, one.first_step, f"First step: {one.first_step} Worked if:"),
        (one.who, None, f"First step: {one.who.function} Worked if:"),
        (None, None, f"{one.action} Worked if:"),
    ):
        less = assessment.model_copy(
            update={"recommendations": (one.model_copy(update={"who": who, "first_step": first_step}),)}
        )
        assert flowing(line) in flowing(report(advisor, less))


def test_figures_of_a_sample_that_is_not_the_customers_group_are_not_marked_as_its_own(advisor: Advisor) -> None:
    text = report(advisor, {"customer_group": "industrial"})
    figures = text.partition("BESIDE THE PUBLISHED FIGURES")[2].partition("THE ADVICE IN FOUR STEPS")[0]
    assert "Not this customer's own group" in flowing(figures)
    assert "> Industrial customers" not in figures
    assert "> Universities" in report(advisor, {"customer_group": "university"})
    assert "The machine manufacturer's customers were not asked." in flowing(figures), "the note stands with the figure"


def test_several_assessments_make_one_page_each_and_one_array(advisor: Advisor) -> None:
    two = [advisor.assess({}, name="First"), advisor.assess({}, name="Second")]
    pages = together([document(each, advisor.knowledge, full=True) for each in two])
    text = written(pages, "terminal")
    assert text.count("THE CASE") == 2 and text.index("First") < text.index("Second")
    text = written(pages, "markdown")
    assert text.count("\n---\n") == 1 and text.startswith("# First\n") and "\n# Second\n" in text
    assert json.loads(written(pages, "json")) == [json.loads(each.to_json()) for each in two]


def test_it_says_once_that_the_grade_is_the_titles(advisor: Advisor) -> None:
    text = flowing(report(advisor, WASTEWATER))
    assert text.count("The grade of a piece of advice is that of its title.") == 1
    assert text.count("the first step, who takes it and the sign that it worked are this project's own practice.") == 1


def test_the_other_sides_part_tells_who_begins_there(advisor: Advisor) -> None:
    facts = {**WASTEWATER, "focal_role": "customer"}
    theirs = [each for each in advisor.assess(facts).recommendations if each.state == "theirs"]
    text = flowing(report(advisor, facts))
    assert theirs
    for each in theirs:
        assert each.who is not None
        assert flowing(f"First step: {each.who.function}: {each.first_step}") in text
