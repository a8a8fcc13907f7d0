"""The report for a terminal: what must be in it, and that it fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.model.assessment import Assessment
from advisor.reports.contents.blocks import Bar, Card, Chart, Heading, Item, Line, Paragraph, Title
from advisor.reports.contents.words import GRADE
from advisor.reports.terminal import cells, draw, render, wrapped

WASTEWATER = {
    "customer_group": "operator_noncritical",
    "operator_plant": "wastewater",
    "sales_channel": "consulting_engineer",
    "data_trust": "low",
    "customer_iot_knowledge": "low",
}


def page(
    advisor: Advisor, facts: Mapping[str, str], *, full: bool = False, width: int = 80, color: bool = False
) -> str:
    return render([advisor.assess(facts)], advisor.knowledge, full=full, width=width, color=color)


def flowing(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("full", [False, True])
def test_every_line_of_every_example_fits(advisor: Advisor, examples: list[Path], width: int, full: bool) -> None:
    assessments = [advisor.assess(advisor.read_profile(path)) for path in examples]
    text = render(assessments, advisor.knowledge, full=full, width=width)
    assert max(map(cells, text.splitlines())) <= width


def test_every_recommendation_stands_with_what_it_needs(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        assessment = advisor.assess(advisor.read_profile(path))
        text = flowing(render([assessment], advisor.knowledge, width=80))
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
    text = page(advisor, facts)
    advice = text.index(assessment.recommendations[0].action.split(".")[0][:40])
    for each in assessment.tensions:
        assert flowing(each.text) in flowing(text[:advice]) and flowing(each.handling) in flowing(text[:advice])
    for caveat in assessment.caveats:
        told = caveat.text if caveat.kind == "contradiction" else caveat.text.partition(". ")[0]
        assert flowing(told) in flowing(text[:advice])


def test_in_full_every_caveat_stands_whole_before_the_advice(advisor: Advisor) -> None:
    assessment = advisor.assess(WASTEWATER)
    text = page(advisor, WASTEWATER, full=True)
    advice = text.index(assessment.recommendations[0].action.split(".")[0][:40])
    for caveat in assessment.caveats:
        assert flowing(caveat.text) in flowing(text[:advice])


def test_the_headline_counts_and_says_where_to_start(advisor: Advisor) -> None:
    assessment = advisor.assess(WASTEWATER)
    opening = flowing(page(advisor, WASTEWATER)).partition("THE CASE")[0]
    assert f"{len(assessment.recommendations)} recommendations" in opening
    assert f"Start with: {assessment.recommendations[0].title}." in opening
    assert f"{len(assessment.open_questions)} open questions" in opening


def test_steps_say_whose_they_are(advisor: Advisor) -> None:
    for full in (False, True):
        text = flowing(page(advisor, WASTEWATER, full=full))
        steps = text.partition("THE ADVICE IN FOUR STEPS")[2].partition("WHAT IT STANDS ON")[0]
        for step in advisor.knowledge.steps:
            stated = step.provenance == "stated"
            origin = "its theme alone is stated in a paper" if stated else "this project's own reading"
            assert f"{step.number} {step.title} ({origin})" in steps
            assert not full or flowing(step.provenance_note) in steps


def test_figures_name_direction_sample_and_object(advisor: Advisor) -> None:
    text = flowing(page(advisor, WASTEWATER))
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
    text = page(advisor, {"customer_group": "university"})
    doubt = text.partition("Doubt of credibility with customer data")[2].partition("\n\n")[0]
    drawn = [line for line in doubt.splitlines() if "#" in line]
    assert len(drawn) == 2 and not any("5.90" in line for line in drawn)
    assert "Others judged the indirect supplier's credibility" in flowing(doubt) and "5.90" in doubt


def test_a_missing_mean_is_said(advisor: Advisor) -> None:
    assert "(mean not given in the text)" in flowing(page(advisor, {"customer_group": "operator_critical"}))


def test_groups_without_a_number_and_their_reasons_are_told(advisor: Advisor) -> None:
    text = flowing(page(advisor, {"customer_group": "university"}))
    assert "Industrial customers (no share for industrial customers in the" in text
    assert "Public plant operators, critical infrastructure (mean not given in the text)" in text
    assert "10-point scale, cut-off not given." in text
    reason = "The text names no scale for Figure 1; ends of the scale not given in the text."
    facts = {"customer_group": "operator_critical"}
    assert reason in flowing(page(advisor, facts, full=True)) and reason not in flowing(page(advisor, facts))


def test_without_figures_there_is_no_chart(advisor: Advisor) -> None:
    assert "PUBLISHED FIGURES" not in page(advisor, {"data_trust": "low"})


def test_full_tells_findings_with_their_caveats_and_every_firing(advisor: Advisor) -> None:
    assessment = advisor.assess(WASTEWATER)
    text = flowing(page(advisor, WASTEWATER, full=True)).replace("...", "…")
    for finding in assessment.findings.values():
        assert flowing(finding.paraphrase) in text and flowing(f"Caveat: {finding.caveat}") in text
        assert flowing(finding.locator) in text
    for firing in assessment.firings:
        assert f"{firing.seq} {firing.rule}: " in text


def test_plain_text_has_no_escapes_and_ascii_decoration(advisor: Advisor) -> None:
    text = page(advisor, WASTEWATER)
    assert "\x1b" not in text
    assert set(re.findall(r"[^\x00-\x7f]", text)) <= set("ö")


def test_colour_changes_no_word(advisor: Advisor) -> None:
    colored = page(advisor, WASTEWATER, color=True)
    assert "\x1b[" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line for line in bare.splitlines() if "\x1b" in line] == []
    assert "Make direct personal talk" in bare


def test_a_name_cannot_steer_the_terminal(advisor: Advisor) -> None:
    profile = advisor.profile({}, name="evil\x1b[2J\x07\u202ename\nsecond line")
    text = render([advisor.assess(profile)], advisor.knowledge)
    assert text.splitlines()[0] == "evil [2J name second line"


def test_overridden_knowledge_is_said(advisor: Advisor) -> None:
    assessment = advisor.assess({})
    changed = assessment.knowledge.model_copy(update={"overrides": ("rule my-rule added",)})
    text = render([assessment.model_copy(update={"knowledge": changed})], advisor.knowledge)
    assert "Not the shipped knowledge alone" in text and "rule my-rule added" in text


def test_nothing_known_still_makes_a_page(advisor: Advisor) -> None:
    text = page(advisor, {})
    assert "Nothing is known yet." in text and "STILL UNKNOWN" in text


def test_several_assessments_make_one_page_each(advisor: Advisor) -> None:
    pages: list[Assessment] = [advisor.assess({}, name="First"), advisor.assess({}, name="Second")]
    text = render(pages, advisor.knowledge)
    assert text.count("THE CASE") == 2 and text.index("First") < text.index("Second")


def test_wrapping_counts_columns_and_cuts_long_words() -> None:
    assert list(wrapped("one two three", 7)) == ["one two", "three"]
    assert list(wrapped("abcdefghij k", 4)) == ["abcd", "efgh", "ij k"]
    assert list(wrapped("日本語 日本", 6)) == ["日本語", "日本"]
    assert list(wrapped("", 10)) == []


def test_blocks_are_drawn_apart_and_lists_together() -> None:
    text = draw(
        [
            Title("Name", "below"),
            Heading("Head"),
            Item("one"),
            Item("two", tone="warning"),
            Paragraph("text"),
            Card("7", "entry", (Line("Label", "said"),)),
            Chart("measure", "about", (Bar("own", 2.0, "2.00", True), Bar("none", None, "(absent)", False)), 4.0, ()),
        ],
        width=80,
    )
    assert text.splitlines()[3:11] == ["", "HEAD", "- one", "! two", "", "text", "", " 7  entry"]
    assert "    Label: said" in text
    assert re.search(r"^  > own +#+ 2\.00$", text, re.MULTILINE)
    assert re.search(r"^    none +\(absent\)$", text, re.MULTILINE)


def test_an_answer_in_doubt_is_named_once_with_all_that_it_does_not_fit(advisor: Advisor) -> None:
    facts = {"knowledge_routine": "integrated", "systems_integrated": "no", "relationship_phase": "foundational"}
    text = flowing(page(advisor, facts))
    assert text.count("In doubt: Knowledge routine: Integrated") == 1
    for caveat in ("integrated-across-separate-systems", "integrated-in-the-first-phase"):
        told = advisor.knowledge.caveats[caveat]
        assert told.text in text and (told.who_can_tell or "") in text and (told.until_then or "") in text


def test_a_tension_says_that_it_hangs_on_an_answer_in_doubt(advisor: Advisor) -> None:
    mind = "Mind: this hangs on an answer that is in doubt (governance)"
    assert mind in flowing(page(advisor, {"governance_mode": "relational", "relationship_phase": "foundational"}))
    assert mind not in flowing(page(advisor, {"governance_mode": "relational", "relationship_phase": "intermediate"}))


@pytest.mark.parametrize("full", [True, False])
def test_every_report_says_once_that_the_grade_is_the_titles(advisor: Advisor, full: bool) -> None:
    text = flowing(page(advisor, WASTEWATER, full=full))
    assert text.count("The grade of a piece of advice is that of its title.") == 1
    assert text.count("the first step, who takes it and the sign that it worked are this project's own practice.") == 1


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
        assert flowing(line) in flowing(render([less], advisor.knowledge, width=80))


def test_in_full_the_other_sides_part_tells_who_begins_there(advisor: Advisor) -> None:
    facts = {**WASTEWATER, "focal_role": "customer"}
    theirs = [each for each in advisor.assess(facts).recommendations if each.state == "theirs"]
    text, brief = (flowing(page(advisor, facts, full=full)) for full in (True, False))
    assert theirs
    for each in theirs:
        assert each.who is not None
        line = flowing(f"First step: {each.who.function}: {each.first_step}")
        assert line in text and line not in brief


def test_figures_of_a_sample_that_is_not_the_customers_group_are_not_marked_as_its_own(advisor: Advisor) -> None:
    text = page(advisor, {"customer_group": "industrial"})
    figures = text.partition("BESIDE THE PUBLISHED FIGURES")[2].partition("THE ADVICE IN FOUR STEPS")[0]
    assert "Not this customer's own group" in flowing(figures)
    assert "> Industrial customers" not in figures
    assert "> Universities" in page(advisor, {"customer_group": "university"})
    assert "The machine manufacturer's customers were not asked." in flowing(figures), "the note stands with the figure"
