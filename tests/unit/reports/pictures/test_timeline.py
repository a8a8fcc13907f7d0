"""A relationship over time as a picture: every word in it is a record's."""

from __future__ import annotations

import re

import pytest

from advisor import KnowledgeBase
from advisor.audit.timeline import Followed, Moment, Timeline
from advisor.model.profile import KnowledgeStamp
from advisor.model.states import STATES, State
from advisor.reports.blocks import Item
from advisor.reports.drawing import Box, Drawing, Words, length
from advisor.reports.lexicon import lexicon
from advisor.reports.pictures.timeline import LAST, timeline_picture
from advisor.reports.sheet import NARROW, WIDE, Picture

HOSTILE = "<script>]]>&\u202e"


def moment(number: int, state: dict[str, str | None], stood: dict[str, State], at: str = "") -> Moment:
    places = {each: tuple(name for name, where in stood.items() if where == each) for each in STATES}
    return Moment(
        id=number,
        at=at or f"2026-03-{number:02}T12:00:00.000000Z",
        knowledge=KnowledgeStamp(version="1", sha256="0" * 64),
        state=state,
        recommendations=places["to_do"],
        waits=places["waits"],
        theirs=places["theirs"],
        in_place=places["in_place"],
        moved=(),
    )


def followed(name: str) -> Followed:
    return Followed(id=name, first=1, last=1, state="open", verdict=None, reason=None, because=None)


def picture(*moments: Moment, knowledge: KnowledgeBase | None = None) -> Picture:
    pieces = dict.fromkeys(
        name for each in moments for name in (*each.recommendations, *each.waits, *each.theirs, *each.in_place)
    )
    found = Timeline(name="N", moments=moments, advice=tuple(map(followed, pieces)))
    return timeline_picture(found, lexicon(knowledge))


def told(drawn: Picture) -> dict[str, str]:
    return {each.label: each.text for each in drawn.words if isinstance(each, Item)}


def words(drawing: Drawing) -> list[Words]:
    return [each for each in drawing.shapes if isinstance(each, Words)]


def test_rows_say_when_it_stood_how_and_what_stays_once() -> None:
    drawn = picture(
        moment(1, {"phase": None}, {"a": "to_do", "b": "theirs"}),
        moment(2, {"phase": "x"}, {"a": "to_do", "b": "waits"}),
        moment(3, {"phase": "x"}, {"b": "in_place"}),
    )
    assert told(drawn) == {
        "phase": "2026-03-01: unknown; 2026-03-02 to 2026-03-03: x.",
        "a": "2026-03-01 to 2026-03-02: to do; 2026-03-03: not listed.",
        "b": "2026-03-01: the other side's; 2026-03-02: waiting; 2026-03-03: in place.",
    }
    assert drawn.said.startswith("3 assessments, times in UTC.")


def test_ids_are_told_in_the_words_of_the_knowledge(knowledge: KnowledgeBase) -> None:
    drawn = picture(moment(1, {"relationship_phase": "advanced"}, {"measure-data-trust": "to_do"}), knowledge=knowledge)
    assert told(drawn) == {
        "Digital relationship phase": "2026-03-01: Advanced.",
        knowledge.recommendations["measure-data-trust"].title: "2026-03-01: to do.",
    }
    shown = {line for each in words(drawn.drawn(WIDE)) for line in each.lines}
    assert {"2026-03-01", "record 1", "Advanced", "to do"} <= shown


def test_two_of_one_day_are_told_apart_by_their_times() -> None:
    drawn = picture(
        moment(1, {}, {"a": "to_do"}, "2026-03-01T08:00:00.000000Z"),
        moment(2, {}, {"a": "waits"}, "2026-03-01T09:30:00.000000Z"),
    )
    assert told(drawn)["a"] == "2026-03-01 08:00: to do; 2026-03-01 09:30: waiting."


def test_of_many_the_last_are_drawn_and_it_is_said() -> None:
    moments = [
        moment(number, {}, {"early" if number < 3 else "late": "to_do", "ever": "waits"}) for number in range(1, 13)
    ]
    drawn = picture(*moments)
    assert drawn.said.startswith(f"The last {LAST} of 12 assessments")
    assert "1 piece of advice that none of these lists is left out." in drawn.said
    assert set(told(drawn)) == {"late", "ever"}
    assert told(drawn)["ever"] == "2026-03-08 to 2026-03-12: waiting."
    shown = {line for each in words(drawn.drawn(WIDE)) for line in each.lines}
    assert {f"record {number}" for number in range(8, 13)} <= shown and "record 7" not in shown


def test_what_became_otherwise_is_bold() -> None:
    drawn = picture(moment(1, {}, {"a": "to_do"}), moment(2, {}, {"a": "waits"}), moment(3, {}, {"a": "waits"}))
    bold = [each.bold for each in words(drawn.drawn(WIDE)) if each.lines in (("to do",), ("waiting",))]
    assert bold == [False, True, False]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_all_stays_inside_and_every_cell_is_drawn(knowledge: KnowledgeBase, width: float) -> None:
    names = list(knowledge.recommendations)
    state = dict.fromkeys(("relationship_phase", "data_trust"), "intermediate")
    moments = [
        moment(number, {**state}, {name: STATES[(at + number) % 4] for at, name in enumerate(names)})
        for number in range(1, LAST + 1)
    ]
    drawing = picture(*moments, knowledge=knowledge).drawn(width)
    assert drawing.width == width
    for each in words(drawing):
        assert (
            all(each.x + length(line, each.size, each.bold) <= width + 0.1 for line in each.lines)
            and each.y <= drawing.height
        )
    boxes = [each for each in drawing.shapes if isinstance(each, Box)]
    assert len(boxes) == LAST * (len(names) + 2)
    assert all(each.x >= 0 and each.x + each.width <= width and each.height > 0 for each in boxes)
    text = " ".join(line for each in words(drawing) for line in each.lines)
    assert all(knowledge.recommendations[name].title.split()[0] in text for name in names)


@pytest.mark.parametrize("phase", ["Foundational", "Intermediate", "Advanced"])
def test_the_names_of_phases_are_not_broken(knowledge: KnowledgeBase, phase: str) -> None:
    moments = [
        moment(number, {"relationship_phase": phase.lower() if number == LAST else None}, {})
        for number in range(1, LAST + 1)
    ]
    drawing = picture(*moments, knowledge=knowledge).drawn(WIDE)
    assert [each.bold for each in words(drawing) if each.lines == (phase,)] == [True]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_hostile_words_of_another_s_knowledge_are_words(width: float) -> None:
    drawn = picture(moment(1, {HOSTILE: HOSTILE}, {HOSTILE: "to_do"}))
    text = "".join(line for each in words(drawn.drawn(width)) for line in each.lines)
    assert "\u202e" not in text and re.search("<script>", text)


def test_an_assessment_that_says_nothing_is_a_picture_all_the_same() -> None:
    for width in (WIDE, NARROW):
        assert picture(moment(1, {}, {})).drawn(width).height >= 1
