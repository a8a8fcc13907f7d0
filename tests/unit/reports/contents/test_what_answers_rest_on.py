"""How page, report and record tell what answers rest on, and the notes on them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from markdown_it import MarkdownIt

from advisor import Advisor, Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Answer, RestsOn
from advisor.model.record import AssessmentRecord
from advisor.reports.contents.audit_records import page as record_page
from advisor.reports.contents.page import FEWEST_LINES, MOST_LINES, lines_of, page
from advisor.reports.contents.reasons import Reasons
from advisor.reports.formats import PAGE
from advisor.reports.formats.markdown import draw as markdown
from advisor.reports.formats.terminal import draw
from advisor.reports.lexicon import lexicon
from tests.scenarios.test_clients import CLIENTS
from tests.unit.model.test_notebook import checked
from tests.unit.reports.pages import flowing, report

FACTS = {"product_customization": "customized", "sales_channel": "direct", "data_trust": "low"}
HOSTILE = "\x1b[31m # <script>alert(1)</script> `rm` | *x*\n- \u202ey " + "long " * 200


def noted(advisor: Advisor, facts: Mapping[str, str], answers: Mapping[str, Answer]) -> Assessment:
    return advisor.assess(advisor.profile(facts, name="A").model_copy(update={"answers": dict(answers)}))


def all_on(advisor: Advisor, facts: Mapping[str, str], ground: RestsOn) -> Assessment:
    return noted(advisor, facts, dict.fromkeys(facts, Answer(rests_on=ground)))


def cards(assessment: Assessment, knowledge: KnowledgeBase) -> list[str]:
    """The three first things of the page, each as one line."""
    text = draw(page(assessment, knowledge), PAGE)
    first = text[text.index("DO FIRST") : text.index("Owner and date")]
    return [flowing(each) for each in first.replace("\n 2  ", "\n 1  ").replace("\n 3  ", "\n 1  ").split("\n 1  ")[1:]]


def test_the_page_names_in_each_of_the_first_things_what_is_only_assumed(advisor: Advisor) -> None:
    """One answer at a time is assumed, so that every card can be held against what it rests on. Where room is short
    and there is no other answer, the reason above has named it."""
    knowledge, told = advisor.knowledge, set()
    for client in CLIENTS.values():
        for name in client.facts:
            assessment = noted(advisor, client.facts, {name: Answer(note="in May", rests_on="assumed")})
            clause = Reasons(assessment, knowledge).clause(name)
            first = [each for each in assessment.recommendations if each.rank and each.rank <= 3]
            for piece, card in zip(first, cards(assessment, knowledge), strict=True):
                named = f"All that it rests on is only assumed: {clause}. Check it before you act." in card
                alone = named or "All that it rests on is only assumed. Check it before you act." in card
                beside = f"Only assumed: {clause}. Check it first." in card
                assert (alone, beside) == (set(piece.facts) == {name}, name in piece.facts and len(piece.facts) > 1)
                told.add((alone, beside, named))
            text = flowing(draw(page(assessment, knowledge), PAGE))
            assert "1 of them only assumed" in text and "in May" not in text, "ordinary notes are for the full report"
    assert told == {(True, False, True), (True, False, False), (False, True, False), (False, False, False)}


@pytest.mark.parametrize("ground", ["documented", "observed", "said"])
def test_of_what_rests_on_more_the_page_says_nothing(advisor: Advisor, ground: RestsOn) -> None:
    assert "assumed" not in draw(page(all_on(advisor, FACTS, ground), advisor.knowledge), PAGE)


@pytest.mark.parametrize("client", CLIENTS)
def test_the_page_stays_one_page_when_all_is_assumed(advisor: Advisor, client: str) -> None:
    facts = CLIENTS[client].facts
    assessment = all_on(advisor, facts, "assumed")
    blocks = list(page(assessment, advisor.knowledge))
    text = draw(blocks, PAGE)
    assert abs(lines_of(blocks) - text.count("\n")) <= 2 and max(map(len, text.splitlines())) <= 80
    assert text.count("\n") <= (MOST_LINES if len(facts) > 8 else FEWEST_LINES + 9)
    for card in cards(assessment, advisor.knowledge):
        assert ("All that it rests on is only assumed" in card) == ("You answered that" in card), card


def test_the_full_report_has_notes_and_grounds_below_the_answers(advisor: Advisor) -> None:
    assessment = noted(
        advisor,
        FACTS,
        {"data_trust": Answer(note="heard at the fair", rests_on="assumed"), "sales_channel": Answer(rests_on="said")},
    )
    text = flowing(report(advisor, assessment))
    assert (
        "- Sales channel: Direct - Rests on: said - Trust in data handling: Low, expects harm - Rests on: assumed"
        in (text)
    )
    assert "Rests on: assumed - Note: heard at the fair" in text
    assert "> Note" not in report(advisor, assessment, "markdown")
    assert "**Note:** heard at the fair" in report(advisor, assessment, "markdown")
    assert json.loads(report(advisor, assessment, "json"))["profile"]["answers"] == {
        "sales_channel": {"note": None, "rests_on": "said"},
        "data_trust": {"note": "heard at the fair", "rests_on": "assumed"},
    }
    shown = flowing(checked(assessment._repr_html_()).text)
    assert "Low, expects harm Rests on: assumed Note: heard at the fair" in shown


def test_a_note_on_what_is_not_known_stands_below_the_open_question(advisor: Advisor) -> None:
    """Who was asked, or is to be, is worth most where there is no answer. An unknown one rests on nothing."""
    answers = {"customer_group": Answer(note="ask Ms A"), "data_trust": Answer(note="ask Mr B", rests_on="assumed")}
    assessment = noted(advisor, {**FACTS, "customer_group": "unknown", "data_trust": "unknown"}, answers)
    assert not assessment.profile.assumed and list(assessment.profile.answers) == ["data_trust", "customer_group"]
    text = report(advisor, assessment)
    below = text[text.index("STILL UNKNOWN") :]
    for name, note in (("customer_group", "ask Ms A"), ("data_trust", "ask Mr B")):
        asked = flowing(below).split(str(advisor.knowledge.inputs[name].question))[1]
        assert asked.split(". - ")[1].startswith(f"Note: {note}")
    assert "Rests on: assumed" not in text


def record_of(advisor: Advisor, assessment: Assessment) -> AssessmentRecord:
    return AssessmentRecord(
        seq=1,
        at="2026-03-01T12:00:00.000000Z",
        entry="library",
        program="0",
        redaction="none",
        knowledge=advisor.knowledge.stamp,
        previous="0" * 64,
        request_id=None,
        profile={},
        assessment=json.loads(assessment.to_json()),
        document="0" * 64,
    )


def test_a_record_shows_them_too(advisor: Advisor) -> None:
    assessment = noted(advisor, FACTS, {"data_trust": Answer(note="heard at the fair", rests_on="assumed")})
    record, words = record_of(advisor, assessment), lexicon(advisor.knowledge)
    text = flowing(draw(record_page(record, "0" * 64, (), words), PAGE))
    assert "Low, expects harm - Rests on: assumed - Note: heard at the fair" in text
    del record.assessment["profile"]["answers"]
    assert "Note" not in draw(record_page(record, "0" * 64, (), words), PAGE), "as records had it before"


def test_a_hostile_note_stays_text(advisor: Advisor) -> None:
    assessment = noted(advisor, FACTS, {"data_trust": Answer(note=HOSTILE), "sales_channel": Answer(note="\x1b\x07")})
    knowledge = advisor.knowledge
    recorded = list(record_page(record_of(advisor, assessment), "0" * 64, (), lexicon(knowledge)))
    for text in (report(advisor, assessment), draw(recorded, PAGE)):
        assert not {"\x1b", "\u202e", "\x07"} & set(text) and max(map(len, text.splitlines())) <= 80
        assert r"<script>alert(1)</script> `rm` | *x* - \u202ey long long" in flowing(text)
        assert text.count("Note:") == 2 and r"Note: \x1b\x07" in text
    for text in (report(advisor, assessment, "markdown"), markdown(recorded, PAGE)):
        assert not {"\x1b", "\u202e", "\x07"} & set(text)
        tokens = MarkdownIt("commonmark").parse(text)
        inner = {child.type for token in tokens for child in token.children or ()}
        assert "html_block" not in {token.type for token in tokens} and not {"html_inline", "code_inline"} & inner
    assert json.loads(assessment.to_json())["profile"]["answers"]["data_trust"]["note"] == HOSTILE
    html = checked(assessment._repr_html_())
    assert "script" not in html.tags and "<script>alert(1)</script>" in html.text
