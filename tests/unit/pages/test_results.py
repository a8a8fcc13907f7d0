"""The result, and what is done with it: other answers are looked into, advice is decided on, all is deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor import Advisor
from advisor.interview.reply import MAX_NOTE
from advisor.model.attribute import UNKNOWN
from advisor.model.record import BECAUSES, DECISIONS
from advisor.pages.exchange import Decided, Page, Request
from advisor.pages.forms import decision
from advisor.pages.interview import REPORTS, Pages
from advisor.pages.sitting import Verdict
from tests.scenarios.cases import PACKAGING
from tests.unit.pages.conftest import BROWSER, SERVER, Kept, Visitor

PROFILE = ("facts:\n" + "".join(f"  {name}: {value}\n" for name, value in PACKAGING.items())).encode()


@pytest.fixture(scope="module")
def finished(pages: Pages) -> Visitor:
    visitor = Visitor(pages)
    visitor.begin({"profile": PROFILE}, name="Packaging & more")
    visitor.get("answers")
    visitor.send("finish")
    assert visitor.page.path == "result"
    return visitor


@pytest.fixture
def result(finished: Visitor) -> Visitor:
    """A visitor before a result that is recorded."""
    kept = Kept(finished.kept.text, [*finished.kept.assessed])
    visitor = Visitor(finished.pages, kept=kept)
    visitor.page = finished.page
    return visitor


def test_the_result_is_what_the_interview_comes_back_to(result: Visitor) -> None:
    before = result.page.html
    for path in ("", "settled", "enough", "finish"):
        assert result.get(path).html == before


def test_the_receipt_of_its_record_is_shown(result: Visitor) -> None:
    assert "recorded, as number 1 of the audit" in result.page.main
    assert f"{1:064x}" in result.page.main


def test_finishing_twice_records_once(result: Visitor) -> None:
    result.post("finish", {"checked": "yes"})
    result.post("finish", {})
    assert result.page.path == "result"
    assert len(result.kept.assessed) == 1


def test_after_a_changed_answer_the_result_is_asked_for_and_recorded_anew(result: Visitor, advisor: Advisor) -> None:
    result.follow("Change answers")
    result.follow("Change Sales channel")
    result.answer("consulting_engineer")
    assert result.page.path == "answers"
    assert result.get("result").path != "result", "there is none of these answers yet"
    result.get("answers")
    result.send("finish")
    assert result.page.path == "result"
    (_, first), (profile, second) = result.kept.assessed
    assert profile.facts == {**PACKAGING, "sales_channel": "consulting_engineer"}
    assert second == advisor.assess(profile) != first


def test_an_answer_that_is_only_looked_at_leaves_the_result_as_it_is(result: Visitor) -> None:
    result.get("q/sales_channel/change")
    result.get("answers")
    result.get("q/data_trust")
    assert result.get().path == "result"
    assert len(result.kept.assessed) == 1


def test_the_result_can_be_had_in_every_format(result: Visitor) -> None:
    links = {each["href"].removeprefix(result.host.base) for each in result.page.top.every("a")}
    offered = {each for each in links if each.startswith(("report.", "profile."))}
    assert offered == {f"report{each.endings[0]}" for each in REPORTS} | {"profile.yaml"}
    for path in offered:
        file = result.download(path)
        assert file.name == f"packaging-more.{path.rpartition('.')[2]}"
        assert file.content
    assert result.download("report.html").content.startswith(b"<!doctype html>")


def test_before_the_end_only_the_profile_can_be_had(visitor: Visitor) -> None:
    visitor.begin()
    assert visitor.download("profile.yaml").name == "relationship.yaml"
    assert visitor.get("report.json").path.startswith("q/")


# What if


def test_another_answer_is_looked_into_then_more_and_none(result: Visitor, advisor: Advisor) -> None:
    before = result.sitting
    result.send("what-if", change="sales_channel=consulting_engineer")
    assert result.page.path == "what-if"
    assert result.page.main.count("What if") == 1
    assert "Sales channel: " in result.page.main
    more = result.page.forms[-1]
    result.post(more.path, more.filled({"change": "data_trust=low"}))
    assert dict(result.sitting.tried) == {"sales_channel": "consulting_engineer", "data_trust": "low"}
    more = result.page.forms[-1]
    result.post(more.path, more.filled({"change": f"data_trust={UNKNOWN}"}))
    assert dict(result.sitting.tried) == {"sales_channel": "consulting_engineer", "data_trust": UNKNOWN}
    assert "I don't know" in result.page.main
    result.go_on()
    assert result.page.path == "result"
    assert result.sitting == before, "no answer was changed by it"
    assert result.get("what-if").path == "result"
    assert len(result.kept.assessed) == 1


@pytest.mark.parametrize(
    "change", ["", "data_trust", "data_trust=", "data_trust=x", "=low", "nothing=low", "data_trust=low=low"]
)
def test_what_is_no_other_answer_is_told(result: Visitor, change: str) -> None:
    result.post("what-if", {"change": change})
    assert result.page.faults == [("change", "Choose another answer to look into.")]
    assert result.page.path == "what-if"


def test_before_the_end_nothing_is_looked_into(visitor: Visitor) -> None:
    visitor.begin()
    before = visitor.sitting
    assert visitor.post("what-if", {"change": "data_trust=low"}).path.startswith("q/")
    assert visitor.sitting == before


# Decisions


def piece_of(result: Visitor) -> str:
    (select,) = (each for each in result.page.top.every("select") if each["name"] == "piece")
    return next(each["value"] for each in select.every("option") if each["value"])


def test_advice_is_accepted(result: Visitor, advisor: Advisor) -> None:
    piece = piece_of(result)
    result.send("decide", piece=piece, verdict="accept", reason=" Agreed\tin the board ")
    assert result.kept.decided == [Decided(1, piece, "accept", None, "Agreed in the board")]
    assert result.page.path == "result"
    title = advisor.knowledge.recommendations[piece].title
    (listed,) = (each for each in result.page.top.every("li") if each.words.endswith("(Agreed in the board)"))
    assert title in listed.words
    (told,) = (each.words for each in result.page.top.every() if each["role"] == "status")
    assert told == "1 decision is recorded on this result. See it below"
    assert len(result.kept.assessed) == 1


def test_advice_is_put_off_or_rejected_for_a_reason(result: Visitor) -> None:
    piece = piece_of(result)
    result.send("decide", piece=piece, verdict="defer", because="not-now")
    result.send("decide", piece=piece, verdict="reject", because=BECAUSES[0], reason="We tried")
    assert result.kept.decided == [
        Decided(1, piece, "defer", "not-now", None),
        Decided(1, piece, "reject", BECAUSES[0], "We tried"),
    ]


@pytest.mark.parametrize("verdict", ["defer", "reject"])
@pytest.mark.parametrize("because", BECAUSES)
def test_every_reason_that_is_recorded_can_be_given(finished: Visitor, verdict: str, because: str) -> None:
    sent = finished.page.form("decide").filled({"piece": piece_of(finished), "verdict": verdict, "because": because})
    assert decision(sent, {sent["piece"]: ""}) == (sent["piece"], Verdict(verdict, because, None))  # type: ignore[arg-type]


def test_a_decision_that_is_sent_twice_is_recorded_once_and_another_one_again(result: Visitor) -> None:
    piece = piece_of(result)
    sent = {**result.page.form("decide").fields, "piece": piece, "verdict": "accept"}
    result.post("decide", sent)
    result.post("decide", sent)
    assert len(result.kept.decided) == 1
    result.post("decide", {**sent, "verdict": "reject", "because": BECAUSES[0]})
    result.post("decide", sent)
    assert [each.verdict for each in result.kept.decided] == ["accept", "reject", "accept"]
    assert [each.of for each in result.kept.decided] == [1, 1, 1]


@pytest.mark.parametrize(
    ("sent", "faulty"),
    [
        ({}, ["piece", "verdict-accept"]),
        ({"piece": "no such piece", "verdict": "perhaps"}, ["piece", "verdict-accept"]),
        ({"verdict": "accept", "because": "disagree"}, ["piece", "because"]),
        ({"verdict": "reject"}, ["piece", "because"]),
        ({"verdict": "defer", "because": "no such code"}, ["piece", "because"]),
        ({"verdict": "accept", "reason": "x" * (MAX_NOTE + 1)}, ["piece", "reason"]),
    ],
)
def test_what_is_wrong_with_a_decision_is_told(result: Visitor, sent: dict[str, str], faulty: list[str]) -> None:
    before = result.sitting
    result.post("decide", sent)
    assert [at for at, _ in result.page.faults] == faulty
    assert result.sitting == before
    assert not result.kept.decided
    form = result.page.form("decide")
    if sent.get("verdict") in DECISIONS:
        assert form.fields["verdict"] == sent["verdict"], "what was chosen is not lost"
    assert form.fields["reason"] == sent.get("reason", "")


def test_decisions_end_with_the_answers_that_they_are_on(result: Visitor) -> None:
    result.send("decide", piece=piece_of(result), verdict="accept")
    result.get("q/sales_channel/change")
    result.answer("consulting_engineer")
    result.send("finish")
    assert not result.sitting.decided
    result.send("decide", piece=piece_of(result), verdict="accept")
    assert [each.of for each in result.kept.decided] == [1, 3], "the second is on the second result"


@pytest.mark.parametrize("finished", [False, True])
def test_nothing_is_decided_where_nothing_is_recorded(pages: Pages, finished: bool) -> None:
    visitor = Visitor(pages, BROWSER)
    visitor.begin({"profile": PROFILE})
    if finished:
        visitor.get("answers")
        visitor.send("finish")
    visitor.post("decide", {"piece": "discuss-data-safety-openly", "verdict": "accept"})
    assert not visitor.kept.decided


# The end


def test_the_interview_is_deleted_for_good(result: Visitor) -> None:
    result.follow("Delete")
    assert "number 1 of the audit, stays" in result.page.main
    result.go_on()
    assert result.page.path == "result", "the way on is not to delete"
    result.follow("Delete")
    result.send("delete")
    assert result.kept.text is None
    assert result.page.heading == "The interview is deleted"
    assert "number 1 of the audit, stays" in result.page.main
    assert result.go_on().heading == "Begin an interview"


def test_how_to_come_back_is_told(pages: Pages, result: Visitor) -> None:
    result.follow("Come back later")
    (link,) = (each for each in result.page.top.every("input") if "readonly" in each.attributes)
    assert link["value"] == result.host.link
    assert "2026-12-27" in result.page.main
    browser = Visitor(pages, BROWSER)
    browser.begin()
    browser.follow("Come back later")
    assert "kept in this browser" in browser.page.main
    assert "link" not in browser.page.ids


@pytest.mark.parametrize("path", ["keep", "delete", "so-far", "what-if", "settled", "no such page"])
def test_a_page_without_a_question_has_its_way_on_as_its_first_form(result: Visitor, path: str) -> None:
    if path == "settled":
        result.post("rest", {})
        result.answer_all({})
        assert result.page.path == "settled"
    if path == "what-if":
        result.send("what-if", change="data_trust=low")
    result.get(path)
    result.go_on()
    assert result.page.path in ("result", "answers")
    assert result.kept.text is not None


def test_answers_that_do_not_fit_are_shown_and_kept(result: Visitor) -> None:
    before = result.sitting
    result.get("fit/governance_mode")
    assert result.page.heading.startswith("These answers do not fit together")
    result.go_on()
    assert result.page.path == "result"
    assert result.sitting == before


@pytest.mark.parametrize("way", ["full", "quick"])
def test_from_a_result_that_was_asked_for_early_the_questions_go_on(visitor: Visitor, way: str) -> None:
    visitor.begin(way=way)
    visitor.answer("provider")
    question = visitor.page.path
    visitor.get("answers")
    visitor.send("finish")
    assert "More questions" in visitor.page.main and "with a record of its own" in visitor.page.main
    visitor.send("rest")
    assert visitor.page.path == question
    assert (visitor.sitting.quick, visitor.sitting.finished) == (way == "quick", False)


def test_from_the_result_of_a_whole_quick_interview_the_rest_is_asked(visitor: Visitor) -> None:
    visitor.begin(way="quick")
    visitor.answer_all({})
    visitor.send("finish")
    assert visitor.page.path == "result" and "Ask the rest as well" in visitor.page.main
    visitor.send("rest")
    assert visitor.page.path.startswith("q/") and not visitor.sitting.quick


def test_where_no_question_could_change_the_result_none_is_offered(visitor: Visitor) -> None:
    visitor.begin()
    visitor.answer_all({})
    assert visitor.page.path == "settled"
    visitor.send("finish")
    assert "More questions" not in visitor.page.main


def test_another_interview_is_begun_from_the_result_where_the_host_says_where(result: Visitor) -> None:
    assert not result.page.links("Begin another interview")
    shown = result.pages.answer(Request("GET", "result", {}, {}), result.sitting, replace(SERVER, start="/interview/"))
    assert isinstance(shown.response, Page)
    assert '<a href="/interview/">Begin another interview</a>' in shown.response.body


def test_what_is_deleted_is_named(result: Visitor) -> None:
    assert "Packaging & more" in result.get("delete").main
