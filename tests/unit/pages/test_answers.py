"""Answering: back, again, from the list, with notes, from two windows, and with what no page offers."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from advisor.interview.reply import MAX_NOTE
from advisor.interview.session import Given
from advisor.model.attribute import UNKNOWN
from advisor.model.profile import LONGEST_NAME, LONGEST_NOTE
from advisor.pages.interview import Pages
from tests.scenarios.cases import DOSING
from tests.unit.pages.conftest import Visitor


def given(visitor: Visitor) -> Mapping[str, Given]:
    return visitor.sitting.session.given


def chosen(visitor: Visitor) -> str | None:
    return visitor.page.forms[0].fields.get("answer")


@pytest.fixture
def three(visitor: Visitor) -> list[str]:
    """Three questions are answered, and the fourth is shown."""
    visitor.begin()
    return visitor.answer_all(DOSING, most=3)


# Back and forth


def test_back_leads_through_the_questions_before_with_their_answers(visitor: Visitor, three: list[str]) -> None:
    last = visitor.page.path
    before = visitor.sitting
    for name in reversed(three):
        visitor.follow("Back")
        assert visitor.page.path == f"q/{name}"
        assert chosen(visitor) == DOSING[name]
    assert not visitor.page.links("Back"), "nothing stands before the first question"
    assert visitor.sitting == before
    assert visitor.get().path == last


def test_an_earlier_question_is_confirmed_and_the_interview_goes_on_where_it_was(
    visitor: Visitor, three: list[str]
) -> None:
    last, before = visitor.page.path, visitor.sitting
    visitor.get(f"q/{three[0]}")
    visitor.go_on()
    assert visitor.page.path == last
    assert visitor.sitting == before


def test_an_earlier_answer_is_changed(visitor: Visitor, three: list[str]) -> None:
    visitor.get(f"q/{three[1]}")
    visitor.answer("direct")
    assert given(visitor)["sales_channel"].value == "direct"
    assert [*given(visitor)] == three, "nothing else is lost"


def test_a_question_that_is_still_to_come_can_be_answered_first(visitor: Visitor, three: list[str]) -> None:
    visitor.get("q/platform_model")
    visitor.answer("new")
    assert [*given(visitor)] == [*three, "platform_model"]


def test_from_the_list_of_answers_the_way_leads_back_to_it(visitor: Visitor, three: list[str]) -> None:
    visitor.get("answers")
    visitor.follow("Change Sales channel")
    assert visitor.page.path == "q/sales_channel/change"
    visitor.follow("Back to the answers")
    assert visitor.page.path == "answers"
    visitor.follow("Change Sales channel")
    visitor.go_on()
    assert visitor.page.path == "answers"
    visitor.follow("Change Sales channel")
    visitor.answer("direct")
    assert visitor.page.path == "answers"
    assert "Sales channel: Direct" in visitor.page.main
    visitor.follow("Go on with the questions")
    assert visitor.page.path.startswith("q/")


def test_also_by_way_of_answers_that_do_not_fit(visitor: Visitor) -> None:
    visitor.begin()
    visitor.get("q/relationship_history/change")
    visitor.answer("new")
    visitor.get("q/relationship_phase/change")
    visitor.answer("advanced")
    assert visitor.page.path == "fit/relationship_phase/change"
    visitor.go_on()
    assert visitor.page.path == "answers"
    assert "Worth a second look" in visitor.page.main
    visitor.get("fit/relationship_phase/change")
    (change,) = {each["href"] for each in visitor.page.top.every("a") if "relationship_history" in each["href"]}
    visitor.get(change.removeprefix(visitor.host.base))
    visitor.answer("long_satisfied")
    assert visitor.page.path == "answers"
    assert "Worth a second look" not in visitor.page.main
    assert visitor.get("fit/relationship_phase/change").path == "answers", "nothing does not fit any more"


def test_not_known_is_an_answer(visitor: Visitor, three: list[str]) -> None:
    name = visitor.page.path.removeprefix("q/")
    visitor.answer(UNKNOWN)
    assert visitor.page.path != f"q/{name}"
    assert given(visitor)[name].value == UNKNOWN
    visitor.follow("Back")
    assert chosen(visitor) == UNKNOWN
    visitor.get("answers")
    assert "I don't know" in visitor.page.main


def test_nothing_is_chosen_before_somebody_chooses(visitor: Visitor, three: list[str]) -> None:
    assert chosen(visitor) is None


@pytest.mark.parametrize("value", ["", "no such value", "High", "<b>"])
def test_without_an_answer_the_question_is_shown_again(visitor: Visitor, three: list[str], value: str) -> None:
    form, path = visitor.page.forms[0], visitor.page.path
    visitor.post(form.path, {**form.fields, "answer": value, "note": "Said at the fair", "rests_on": "said"})
    assert visitor.page.path == path
    assert visitor.page.status == 422
    assert visitor.page.faults == [("answer-1", "Choose one of the answers, or \u201cI don't know\u201d.")]
    assert [*given(visitor)] == three
    assert visitor.page.forms[0].fields["note"] == "Said at the fair", "what was typed is not lost"
    assert visitor.page.forms[0].fields["rests_on"] == "said"


def test_an_empty_form_is_sent_as_well(visitor: Visitor, three: list[str]) -> None:
    visitor.go_on()
    assert visitor.page.status == 422
    visitor.post(visitor.page.path, {})
    assert visitor.page.status == 422


# Notes, and what an answer rests on


def test_a_note_and_what_it_rests_on_are_kept_changed_and_taken_away(visitor: Visitor, three: list[str]) -> None:
    name = three[0]
    visitor.get(f"q/{name}")
    visitor.go_on(note="Said so\r\nat the fair", rests_on="said")
    assert (given(visitor)[name].note, given(visitor)[name].rests_on) == ("Said so at the fair", "said")
    visitor.get(f"q/{name}")
    assert visitor.page.forms[0].fields["note"] == "Said so at the fair"
    visitor.go_on(note="In the contract", rests_on="documented")
    assert (given(visitor)[name].note, given(visitor)[name].rests_on) == ("In the contract", "documented")
    visitor.get(f"q/{name}")
    visitor.go_on(note=" ", rests_on="")
    assert (given(visitor)[name].note, given(visitor)[name].rests_on) == (None, None)
    assert given(visitor)[name].value == DOSING[name]


def test_a_note_that_is_too_long_is_told_with_its_length(visitor: Visitor, three: list[str]) -> None:
    form = visitor.page.forms[0]
    note = "x" * (MAX_NOTE + 1)
    visitor.post(form.path, {**form.fields, "answer": "unknown", "note": note})
    assert visitor.page.faults == [("note", f"The note has {MAX_NOTE + 1} characters; it may have {MAX_NOTE}.")]
    assert visitor.page.forms[0].fields["note"] == note
    assert "open" in next(each for each in visitor.page.top.every("details")).attributes
    visitor.go_on(note=note[1:])
    assert given(visitor)[form.path.removeprefix("q/")].note == note[1:]


@pytest.mark.parametrize(
    "note",
    [
        "In three lines\n\n  one of them\tindented\n\nand a last one",
        "x" * LONGEST_NOTE,
        "\nbegins with a line that is empty",
        "turned \u202e round \u2066apart\u2069, next\u2028line",
        "a soft\u00adhyphen, a zero\u200bwidth space, a \u00a0 wide one",
    ],
    ids=["lines", "long", "empty line", "steering", "odd spaces"],
)
def test_a_note_of_a_file_stays_as_it_was_when_its_answer_is_only_confirmed(pages: Pages, note: str) -> None:
    import json

    profile = {"facts": {"data_trust": "low"}, "answers": {"data_trust": {"note": note, "rests_on": "said"}}}
    visitor = Visitor(pages)
    visitor.begin({"profile": ("p.json", json.dumps(profile).encode())})
    assert given(visitor)["data_trust"].note == note
    visitor.get("q/data_trust")
    visitor.go_on()
    assert given(visitor)["data_trust"].note == note
    visitor.get("q/data_trust")
    visitor.answer("high")
    assert given(visitor)["data_trust"].note == note
    visitor.get("q/data_trust")
    visitor.go_on(note="another")
    assert given(visitor)["data_trust"].note == "another"


# Two windows, and a form that is sent twice


def test_a_form_that_is_sent_twice_answers_once(visitor: Visitor, three: list[str]) -> None:
    form = visitor.page.forms[0]
    sent = {**form.fields, "answer": UNKNOWN, "note": "once"}
    visitor.post(form.path, sent)
    after, page = visitor.sitting, visitor.page
    visitor.post(form.path, sent)
    assert visitor.sitting == after
    assert visitor.page.html == page.html


def test_a_form_answers_its_own_question_alone(visitor: Visitor, three: list[str]) -> None:
    """Though the interview is elsewhere by now."""
    other = visitor.another_window()
    other.get()
    name = other.page.path.removeprefix("q/")
    visitor.answer_all(DOSING, most=3)
    before = given(visitor)
    other.answer(DOSING[name])
    assert given(other) == before
    assert visitor.get().path == other.page.path


@pytest.mark.parametrize("way", ["", "/change"])
def test_of_two_windows_neither_overwrites_the_other_unasked(visitor: Visitor, three: list[str], way: str) -> None:
    name = visitor.page.path.removeprefix("q/")
    other = visitor.another_window()
    other.get(f"q/{name}{way}")
    visitor.answer(DOSING[name], note="first", rests_on="said")
    before = visitor.sitting

    other.answer(UNKNOWN, note="second", rests_on="assumed")
    assert other.page.status == 409
    assert other.page.heading == "This question was answered meanwhile"
    assert "first" in other.page.main
    assert "second" in other.page.main
    assert visitor.sitting == before, "nothing is lost"
    keep, take = other.page.forms
    other.post(keep.path, keep.fields)
    assert visitor.sitting == before
    assert other.page.path == ("answers" if way else visitor.page.path)
    other.post(take.path, take.fields)
    assert given(visitor)[name] == Given(UNKNOWN, "asked", "second", before.session.given[name].question, "assumed")


def test_an_answer_given_meanwhile_is_not_overwritten_after_a_fault_either(visitor: Visitor, three: list[str]) -> None:
    name = visitor.page.path.removeprefix("q/")
    other = visitor.another_window()
    other.get()
    visitor.answer(DOSING[name])
    other.go_on()
    assert other.page.status == 422
    other.answer(UNKNOWN)
    assert other.page.status == 409
    assert given(visitor)[name].value == DOSING[name]


def test_what_two_answers_rest_on_tells_them_apart(visitor: Visitor, three: list[str]) -> None:
    other = visitor.another_window()
    other.get()
    visitor.answer(UNKNOWN, rests_on="said")
    other.answer(UNKNOWN, rests_on="documented")
    assert "It says now: I don't know, resting on what somebody said" in other.page.main
    assert "You said: I don't know, resting on a document" in other.page.main


def test_the_same_answer_from_two_windows_is_no_matter(visitor: Visitor, three: list[str]) -> None:
    name = visitor.page.path.removeprefix("q/")
    other = visitor.another_window()
    other.get()
    visitor.answer(DOSING[name])
    other.answer(DOSING[name])
    assert other.page.path == visitor.page.path


# The list of answers, and the name


def test_answers_to_look_at_once_more_stand_first_and_hold_the_end_up(visitor: Visitor, three: list[str]) -> None:
    visitor.get(f"q/{three[2]}")
    visitor.go_on(rests_on="assumed")
    visitor.post("finish", {})
    assert visitor.page.path == "answers"
    headings = [each.words for each in visitor.page.top.only("main").every("h2")]
    assert headings == ["Worth a second look", "All answers", "Name"]
    assert visitor.page.by_class("doubtful")[0].words.count("assumed") == 1
    visitor.send("finish")
    assert visitor.page.path == "result"


def test_each_answer_is_listed_with_its_note_and_what_it_rests_on(visitor: Visitor, three: list[str]) -> None:
    visitor.get(f"q/{three[1]}")
    visitor.go_on(note="Asked #1 of <them>", rests_on="observed")
    visitor.get("answers")
    line = "Sales channel: Consulting engineer It rests on what somebody observed. Note: Asked #1 of <them>"
    assert line in [each.words.removesuffix(" Change Sales channel") for each in visitor.page.top.every("li")]
    assert "questions could still change the advice" in visitor.page.main


def test_the_name_is_changed_and_taken_away(visitor: Visitor, three: list[str]) -> None:
    visitor.get("answers")
    visitor.send("name", name="  City\tWater ")
    assert visitor.page.path == "answers"
    assert visitor.sitting.session.name == "City Water"
    assert visitor.page.form("name").fields["name"] == "City Water"
    visitor.post("name", {"name": "x" * (LONGEST_NAME + 1)})
    assert [at for at, _ in visitor.page.faults] == ["name"]
    assert visitor.page.form("name").fields["name"] == "x" * (LONGEST_NAME + 1)
    assert visitor.sitting.session.name == "City Water"
    visitor.send("name", name="")
    assert visitor.sitting.session.name is None


def test_a_name_of_a_file_stays_as_it_was_when_the_form_is_sent_unchanged(pages: Pages) -> None:
    visitor = Visitor(pages)
    visitor.begin({"profile": b'name: "turned \\u202e round"\nfacts: {data_trust: low}\n'})
    visitor.get("answers")
    visitor.send("name")
    assert visitor.sitting.session.name == "turned \u202e round"


# Paths


def test_the_page_so_far_comes_after_four_answers(visitor: Visitor, three: list[str]) -> None:
    assert not visitor.page.links("Advice so far")
    visitor.get("so-far")
    assert "so far there are 3" in visitor.page.main
    visitor.go_on()
    visitor.answer_all(DOSING, most=1)
    visitor.follow("Advice so far")
    assert "A rough page, on 4 answers" in visitor.page.main
    visitor.go_on()
    assert visitor.page.path.startswith("q/")


@pytest.mark.parametrize(
    "path", ["", "settled", "enough", "result", "what-if", "report.html", "finish", "rest", "name", "decide", "begin"]
)
def test_what_there_is_not_yet_and_what_is_only_posted_to_lead_to_the_question(
    visitor: Visitor, three: list[str], path: str
) -> None:
    at = visitor.page.path
    assert visitor.get(path).path == at


@pytest.mark.parametrize(
    "path",
    [
        "nowhere",
        "q",
        "q/",
        "q/no_such",
        "q/data_trust/change/x",
        "fit/no_such",
        "fit",
        "report.pdf.exe",
        "../answers",
        "Q/data_trust",
        "answers/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_elsewhere_there_is_nothing(visitor: Visitor, three: list[str], path: str, method: str) -> None:
    before = visitor.sitting
    page = visitor.get(path) if method == "get" else visitor.post(path, {"answer": "low"})
    assert page.status == 404
    assert page.heading == "There is nothing here"
    assert visitor.sitting == before
    assert visitor.go_on().path.startswith("q/"), "the way on is the first form"


def test_without_an_interview_there_is_only_its_beginning(visitor: Visitor) -> None:
    assert visitor.get("begin").heading == "Begin an interview"
    for path in ("answers", "q/data_trust", "result", "delete"):
        assert visitor.get(path).status == 404
        assert visitor.post(path, {}).status == 404
    assert visitor.kept.text is None


def test_how_many_answers_are_not_known_is_told(visitor: Visitor, three: list[str]) -> None:
    assert "I don't know" not in visitor.page.by_class("sides")[0].words.partition("The advice so far")[2]
    visitor.answer(UNKNOWN)
    assert "4 answered, 1 of them with “I don't know”; at most" in visitor.page.words


def test_how_far_it_is_stands_above_the_question_as_well(visitor: Visitor, three: list[str]) -> None:
    assert re.search(r"\(at most \d+ to go\)", visitor.page.by_class("where")[0].words)


def test_that_what_comes_first_is_settled_is_said_with_the_question(visitor: Visitor) -> None:
    visitor.begin()
    said = []
    while visitor.page.path.startswith("q/"):
        said.append("The three things first can no longer change. You can go on" in visitor.page.main)
        visitor.answer(UNKNOWN)
    assert not said[0] and said[-1]
