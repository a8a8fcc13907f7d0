"""Whatever a person types, posts or asks for is text on the page, and raises nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.characters import STEERING
from advisor.model.attribute import UNKNOWN
from advisor.model.record import BECAUSES
from advisor.pages.exchange import Page, Redirect, Request, Turn, Upload
from advisor.pages.interview import Pages
from advisor.pages.sitting import Sitting, read, written
from tests.browser.pages import HOSTILE
from tests.unit.pages.conftest import SERVER, Shown, Visitor, look_over

TOGETHER = " ".join(HOSTILE)

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def harmless(page: Shown) -> None:
    """Beyond what holds of every page: nothing steers its reader."""
    assert not STEERING.search(page.title)
    assert not STEERING.search(page.html)


@pytest.mark.parametrize("text", HOSTILE)
def test_it_can_be_a_name_and_a_note(visitor: Visitor, text: str) -> None:
    visitor.begin(name=text)
    name = visitor.sitting.session.name
    assert name is not None
    assert name.isprintable()
    assert name in visitor.page.words
    harmless(visitor.page)
    visitor.answer(UNKNOWN, note=text)
    visitor.follow("Back")
    assert visitor.page.forms[0].fields["note"] == name, "as it was typed, but for signs that do not print"
    harmless(visitor.page)
    visitor.get("answers")
    assert visitor.page.form("name").fields["name"] == name
    assert visitor.page.main.count(name) >= 1
    harmless(visitor.page)


def test_it_can_stand_in_a_file_and_be_its_name(pages: Pages) -> None:
    data = {
        "name": TOGETHER[:200],
        "notes": TOGETHER,
        "facts": {"data_trust": "low", "sales_channel": "direct", "personal_contact": "none"},
        "answers": {"data_trust": {"note": TOGETHER, "rests_on": "assumed"}},
    }
    visitor = Visitor(pages)
    visitor.begin({"profile": (f"{TOGETHER}.json", json.dumps(data).encode())})
    for path in ("q/data_trust", "fit/sales_channel", "answers"):
        harmless(visitor.get(path))
    visitor.get("answers")
    visitor.send("finish")
    harmless(visitor.page)
    (piece,) = list(next(each for each in visitor.page.top.every("select") if each["name"] == "piece").every("option"))[
        1:2
    ]
    visitor.send("decide", piece=piece["value"], verdict="reject", because=BECAUSES[0], reason=TOGETHER)
    assert visitor.kept.decided
    harmless(visitor.page)
    assert "<script>alert(1)</script>" in visitor.page.main
    for path in ("report.html", "report.md", "report.json", "profile.yaml"):
        name = visitor.download(path).name
        assert name.isascii()
        assert name.isprintable()
        assert not {*name} & {*"/\\\"'<>;"}


@pytest.mark.parametrize("text", HOSTILE)
def test_it_can_stand_in_what_is_wrong(visitor: Visitor, text: str) -> None:
    content = json.dumps({"name": text, "facts": {text: "low", "data_trust": text}}).encode()
    visitor.begin({"profile": (text, content), "firm": (f"../{text}", text.encode())})
    assert visitor.page.status == 422
    harmless(visitor.page)


def test_an_answer_from_two_windows_can_have_it_as_a_note(visitor: Visitor) -> None:
    visitor.begin()
    other = visitor.another_window()
    other.get()
    visitor.answer("supplier", note=TOGETHER)
    other.answer("customer", note=TOGETHER[::-1])
    assert other.page.status == 409
    harmless(other.page)
    other.post(other.page.forms[1].path, other.page.forms[1].fields)
    after = next(iter(visitor.sitting.session.given.values()))
    assert after.note is not None
    assert after.value == "customer"
    assert "".join(after.note.split()) == "".join(
        "".join(each for each in TOGETHER[::-1] if each.isprintable()).split()
    )


# Anything at all

TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.sampled_from(["", "low", "unknown", "yes", "x" * 600])
)
FORMS = st.dictionaries(
    st.sampled_from(
        [
            "answer",
            "was",
            "note",
            "rests_on",
            "name",
            "way",
            "change",
            "clear",
            "checked",
            "piece",
            "verdict",
            "because",
            "reason",
            "token",
            "nothing",
        ]
    ),
    TEXTS
    | st.sampled_from(["data_trust=high", "accept", "reject", "assumed", BECAUSES[0], "discuss-data-safety-openly"]),
)
PATHS = st.one_of(
    st.sampled_from(
        [
            "answers",
            "begin",
            "decide",
            "delete",
            "enough",
            "finish",
            "keep",
            "name",
            "profile.yaml",
            "report.json",
            "rest",
            "result",
            "settled",
            "so-far",
            "what-if",
            "q/data_trust",
            "q/data_trust/change",
            "fit/data_trust",
        ]
    ),
    st.text(max_size=20),
    st.just(""),
    st.sampled_from(HOSTILE).map(lambda text: f"q/{text}"),
)
FILES = st.dictionaries(
    st.sampled_from(["profile", "firm", "other"]),
    st.builds(Upload, TEXTS, st.binary(max_size=40) | TEXTS.map(lambda text: text.encode("utf-8", "replace"))),
    max_size=2,
)
REQUESTS = st.builds(Request, st.sampled_from(["GET", "POST"]), PATHS, FORMS, FILES)


@pytest.fixture(scope="module")
def sittings(pages: Pages) -> list[Sitting | None]:
    """None, one that has begun, one that has gone on, and one with its result."""
    visitor = Visitor(pages)
    visitor.begin()
    begun = visitor.sitting
    visitor.answer_all({"data_trust": "low"}, most=4)
    visitor.get("q/data_trust")
    visitor.answer("low", note="a note")
    gone_on = visitor.sitting
    visitor.get("answers")
    visitor.send("finish")
    return [None, begun, gone_on, visitor.sitting]


@given(st.data())
@FEW
def test_whatever_is_asked_for_has_an_answer(pages: Pages, sittings: list[Sitting | None], data: st.DataObject) -> None:
    sitting = data.draw(st.sampled_from(sittings))
    for request in data.draw(st.lists(REQUESTS, min_size=1, max_size=2)):
        turn = pages.answer(request, sitting, SERVER)
        assert isinstance(turn, Turn)
        if isinstance(turn.response, Page):
            shown = Shown(turn.response, request.path, SERVER.base)
            look_over(shown, SERVER)
            harmless(shown)
        elif isinstance(turn.response, Redirect):
            again = pages.answer(Request("GET", turn.response.path), turn.sitting, SERVER)
            assert not isinstance(again.response, Page) or again.response.status == 200
        sitting = turn.sitting
        if sitting is not None:
            assert read(written(sitting, pages.knowledge), pages.knowledge) == sitting
