"""The start page: names, ways, and files that were saved elsewhere, with all that can be wrong with them."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from advisor import Advisor
from advisor.errors import ProfileError
from advisor.interview.dialogue import QUICK
from advisor.loading.profile_writing import profile_as_json, profile_as_yaml
from advisor.model.profile import LONGEST_NAME, Profile
from advisor.pages.interview import Pages
from advisor.pages.sitting import read, written
from tests.conftest import ROOT
from tests.scenarios.cases import DOSING
from tests.unit.pages.conftest import BROWSER, Visitor


@pytest.fixture(scope="module")
def saved(pages: Pages) -> Profile:
    """An interview that was left after five questions, as a terminal saves it."""
    visitor = Visitor(pages)
    visitor.begin(name="Waterworks")
    visitor.answer_all(DOSING, most=5)
    visitor.follow("Back")
    visitor.go_on(note="Two\tlines", rests_on="observed")
    content = visitor.download("profile.yaml").content.decode()
    profile, _ = pages.advisor.interview_in(content, "profile.yaml")
    assert content == profile_as_yaml(profile), "the file is as a terminal writes it"
    return profile


@pytest.mark.parametrize("write", [profile_as_yaml, profile_as_json])
def test_a_saved_interview_is_taken_up(visitor: Visitor, saved: Profile, write: object) -> None:
    assert callable(write)
    name = "saved.json" if write is profile_as_json else "saved.yaml"
    visitor.begin({"profile": (name, write(saved).encode())})
    session = visitor.sitting.session
    assert session.name == "Waterworks"
    assert list(session.given) == list(session.trail) == list(saved.answers)
    assert {each.source for each in session.given.values()} == {"asked"}
    assert [*session.given.values()][-1].note == "Two lines"
    asked = visitor.answer_all(DOSING)
    assert not {*asked} & {*saved.answers}
    visitor.get(f"q/{asked[0]}")
    visitor.follow("Back")
    assert visitor.page.path == f"q/{session.trail[-1]}", "back leads into what was answered then"


def test_a_name_that_is_given_takes_the_place_of_the_one_in_the_file(visitor: Visitor, saved: Profile) -> None:
    visitor.begin({"profile": profile_as_yaml(saved).encode()}, name="Another")
    assert visitor.sitting.session.name == "Another"


def test_a_file_that_was_written_by_hand_is_taken_up(visitor: Visitor) -> None:
    content = (ROOT / "examples" / "customized-direct.yaml").read_bytes()
    visitor.begin({"profile": content})
    assert visitor.page.path.startswith("q/")
    assert visitor.sitting.session.facts["sales_channel"] == "direct"
    assert visitor.sitting.session.trail == ()
    visitor.get("answers")
    assert "Sales channel: Direct (from the file)" in visitor.page.main


def test_a_quick_interview_goes_on_from_a_file(visitor: Visitor, saved: Profile) -> None:
    visitor.begin({"profile": profile_as_yaml(saved).encode()}, way="quick")
    asked = visitor.answer_all({})
    assert len(asked) <= QUICK - len(saved.answers)


def test_an_interview_of_an_older_vocabulary_is_taken_up_and_what_is_different_told(
    visitor: Visitor, saved: Profile
) -> None:
    data = json.loads(profile_as_json(saved))
    data["knowledge"]["sha256"] = "0" * 64
    data["facts"] |= {"no_such_question": "yes", "data_trust": "no such value"}
    data["answers"]["focal_role"]["question"] = "as it was"
    del data["facts"]["market_growth"]
    visitor.begin({"profile": json.dumps(data).encode()})
    assert visitor.page.path == "q/focal_role", "a question that has changed is put again"
    assert "New questions since this was saved: Market growth" in visitor.page.main
    assert "Changed questions since this was saved" in visitor.page.main
    assert "no place for any more: data_trust: no such value; no_such_question: yes" in visitor.page.main


def test_what_is_different_is_told_also_where_nothing_is_left_to_ask(visitor: Visitor, saved: Profile) -> None:
    before = Visitor(visitor.pages)
    before.begin({"profile": profile_as_yaml(saved).encode()})
    before.answer_all(DOSING)
    assert before.page.path == "settled"
    data = json.loads(
        profile_as_json(before.pages.advisor.interview_in(before.download("profile.yaml").content.decode(), "p")[0])
    )
    data["knowledge"]["sha256"] = "0" * 64
    data["facts"]["no_such_question"] = "yes"
    visitor.begin({"profile": json.dumps(data).encode()})
    assert visitor.page.path == "settled"
    assert "no_such_question: yes" in visitor.page.main


def test_every_fault_of_every_file_is_told_with_its_place(visitor: Visitor) -> None:
    visitor.begin(
        {
            "profile": (
                "C:\\fakepath\\a relationship.yaml",
                b"name: A\nfacts:\n  data_trust: hgih\n  datatrust: low\n",
            ),
            "firm": ("firm.yaml", b"facts:\n  platform_model: nwe\n"),
        },
        way="quick",
    )
    assert visitor.kept.text is None
    assert visitor.page.status == 422
    assert [at for at, _ in visitor.page.faults] == ["profile", "profile", "firm"]
    first, second, third = (words for _, words in visitor.page.faults)
    assert first.startswith("a relationship.yaml:3:15: ")
    assert "hgih" in first
    assert "high" in first, "what was likely meant"
    assert second.startswith("a relationship.yaml:4:3: ")
    assert third.startswith("firm.yaml:2:19: ")
    form = visitor.page.form("begin")
    assert form.fields["way"] == "quick", "what was chosen is not lost"
    (files,) = form.element.every("details")
    assert "open" in files.attributes
    assert "A file has to be chosen again" in files.words


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"\xff\xfe\xfa",
        b"facts: [",
        b"- a list",
        b"{}}",
        b"a: &a [*a]",
        b"facts:\n  data_trust: low\n  data_trust: high\n",
        b"<html>",
        b"\x89PNG\r\n\x1a\n",
        b"facts: {data_trust: {}}",
        b"answers: {data_trust: {note: 3, question: []}}\nfacts: 3",
        "facts: {data_trust: niedrig}".encode("utf-16"),
    ],
)
@pytest.mark.parametrize("field", ["profile", "firm"])
def test_what_is_no_profile_is_told_on_the_page(visitor: Visitor, field: str, content: bytes) -> None:
    visitor.begin({field: content})
    assert visitor.page.status == 422
    assert visitor.page.heading == "Begin an interview"
    assert all(at == field and words.startswith(f"{field}.yaml") for at, words in visitor.page.faults)


def test_of_very_many_faults_the_rest_is_counted(visitor: Visitor) -> None:
    visitor.begin({"profile": b"facts:\n" + b"".join(b"  wrong_%d: low\n" % each for each in range(400))})
    assert len(visitor.page.faults) < 300
    assert "more faults" in visitor.page.faults[-1][1]


def test_an_answer_about_one_relationship_is_none_of_a_firm(visitor: Visitor) -> None:
    visitor.begin({"firm": b"facts:\n  data_trust: low\n"})
    assert [at for at, _ in visitor.page.faults] == ["firm"]


def test_a_name_that_is_too_long_is_told_and_stays_to_be_shortened(visitor: Visitor) -> None:
    name = "x" * (LONGEST_NAME + 1)
    visitor.begin(name=name)
    assert [at for at, _ in visitor.page.faults] == ["name"]
    assert visitor.page.form("begin").fields["name"] == name
    visitor.go_on(name=name[1:])
    assert visitor.page.path.startswith("q/")
    assert visitor.sitting.session.name == name[1:]


def test_a_form_that_is_sent_again_begins_no_second_interview(visitor: Visitor) -> None:
    visitor.begin(name="One")
    visitor.answer_all(DOSING, most=2)
    before = visitor.sitting
    page = visitor.post("begin", {"name": "Two", "way": "full"})
    assert visitor.sitting == before
    assert page.path.startswith("q/")


def test_an_interview_begins_with_no_form_at_all(visitor: Visitor) -> None:
    visitor.post("begin", {})
    assert visitor.page.path.startswith("q/")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "3", '{"format": 0}', "not JSON", '{"format": "1"}'])
def test_a_text_that_is_no_sitting_is_a_value_error(advisor: Advisor, text: str) -> None:
    with pytest.raises(ValueError):
        read(text, advisor.knowledge)


@pytest.mark.parametrize("wrong", [None, 3, "text", [["x"]], {"x": 3}])
def test_a_damaged_sitting_is_read_or_refused(visitor: Visitor, advisor: Advisor, wrong: object) -> None:
    visitor.begin()
    visitor.answer_all({}, most=1)
    data = json.loads(written(visitor.sitting, advisor.knowledge))
    for name in data.keys() - {"format"}:
        with pytest.raises(ValueError, match="this is no whole interview"):
            read(json.dumps({each: value for each, value in data.items() if each != name}), advisor.knowledge)
        with suppress(ValueError, ProfileError):
            read(json.dumps({**data, name: wrong}), advisor.knowledge)


def test_a_sitting_of_another_knowledge_is_taken_up_like_a_saved_interview(visitor: Visitor, advisor: Advisor) -> None:
    visitor.begin({"firm": b"facts:\n  platform_model: new\n"}, name="Old")
    visitor.answer_all(DOSING, most=5)
    visitor.get("answers")
    visitor.send("finish")
    data = json.loads(written(visitor.sitting, advisor.knowledge))
    data["profile"]["knowledge"]["sha256"] = "0" * 64
    data["profile"]["facts"] |= {"sales_channel": "by telegraph", "gone": "yes"}
    data["firm"]["facts"]["gone_too"] = "yes"
    visitor.kept.text = json.dumps(data)
    page = visitor.get()
    assert page.path == "q/sales_channel", "the result has to be asked for anew"
    assert "sales_channel: by telegraph; gone: yes; gone_too: yes" in page.main
    assert visitor.sitting.session.name == "Old"
    assert "sales_channel" not in visitor.sitting.session.given
    visitor.answer_all(DOSING)
    assert visitor.page.path == "settled"


def test_the_start_page_says_where_answers_lie(pages: Pages, visitor: Visitor) -> None:
    assert "kept on this service" in visitor.get().words
    assert "2026-12-27" in visitor.page.words
    assert "recorded in the service's audit" in visitor.page.words
    browser = Visitor(pages, BROWSER)
    assert "Your answers stay in it" in browser.get().words
    assert "service" not in browser.page.main
