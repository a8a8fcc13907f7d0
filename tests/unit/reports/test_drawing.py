"""Words are broken so that they fit, and none of them is lost; a card is as high as what stands in it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reports.drawing import (
    BODY,
    LEADING,
    PADDING,
    SMALL,
    Box,
    Drawing,
    Stroke,
    Text,
    Words,
    bands,
    bottom,
    broken,
    card,
    length,
    written,
)
from advisor.reports.words import clean
from tests.unit.reports.drawn_blocks import texts

anything = texts | st.text(st.characters(codec="utf-8"), max_size=80)
sizes = st.sampled_from((SMALL, BODY))
widths = st.floats(30, 640)


@settings(max_examples=200, deadline=None)
@given(anything, widths, sizes, st.booleans())
def test_no_line_is_longer_than_there_is_room(text: str, width: float, size: float, bold: bool) -> None:
    for line in broken(text, width, size, bold):
        assert line == line.strip() != ""
        assert length(line, size, bold) <= width + 1e-6


@settings(max_examples=200, deadline=None)
@given(anything, st.floats(1, 640), sizes, st.booleans())
def test_no_letter_is_lost_and_none_changes_places(text: str, width: float, size: float, bold: bool) -> None:
    lines = broken(text, width, size, bold)
    assert "".join("".join(lines).split()) == "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("abcimw", min_size=1, max_size=8), max_size=12), st.floats(120, 300), sizes)
def test_a_line_ends_only_where_the_next_word_does_not_fit(words: list[str], width: float, size: float) -> None:
    lines = broken(" ".join(words), width, size)
    for line, following in pairwise(lines):
        assert length(f"{line} {following.split()[0]}", size) > width - 1e-6


def test_a_word_that_is_too_long_is_broken_and_a_letter_never() -> None:
    assert broken("a " + "m" * 6 + " b", 40, 10) == ["a", "mmmm", "mm b"]
    assert broken("mm", 1, 10) == ["m", "m"]
    assert broken(" \n ", 100, 10) == []


@settings(max_examples=100, deadline=None)
@given(anything, anything, sizes, st.booleans())
def test_lengths_add_up_and_bold_is_no_shorter(text: str, other: str, size: float, bold: bool) -> None:
    whole = length(text + other, size, bold)
    assert abs(whole - length(text, size, bold) - length(other, size, bold)) < 1e-6
    assert 0 <= length(text, size) <= length(text, size, True) + 1e-9


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.builds(Text, anything, st.just("ink"), st.sampled_from((BODY, SMALL)), st.booleans()), max_size=4),
    widths,
)
def test_texts_stand_below_one_another_as_high_as_they_say(held: list[Text], width: float) -> None:
    words, end = written(held, 7, 11, width)
    assert abs(end - 11 - sum(len(each.lines(width)) * LEADING[each.size] for each in held)) < 1e-6
    assert [each.y for each in words] == sorted(each.y for each in words)
    assert all(each.x == 7 and 11 < each.y < end for each in words)
    assert "".join(line for each in words for line in each.lines).replace(" ", "") == "".join(
        "".join(clean(each.text).split()) for each in held
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(Text, anything, st.just("ink"), st.sampled_from((BODY, SMALL)), st.booleans()), min_size=1, max_size=4
    ),
    st.floats(80, 640),
    st.sampled_from(("", "1", "12")),
    st.floats(0, 200),
)
def test_a_card_holds_its_texts_and_its_number(held: list[Text], width: float, mark: str, least: float) -> None:
    group = card(3, 5, width, held, mark=mark, least=least)
    assert group.box.height >= least and bottom(group) == group.box.y + group.box.height
    words = [each for each in group.inside if isinstance(each, Words)]
    assert ((mark,) in [each.lines for each in words]) or not mark
    for each in words:
        long = max(length(line, each.size, each.bold) for line in each.lines)
        last = each.y + (len(each.lines) - 1) * LEADING[each.size]
        start = each.x - {"start": 0, "middle": long / 2, "end": long}[each.anchor]
        assert group.box.x <= start and start + long <= group.box.x + width + 1e-6
        room = 0.0 if each.anchor == "middle" else PADDING - 1e-6
        assert group.box.y + room <= each.y - 0.9 * each.size and last + 0.3 * each.size + room <= bottom(group)
    assert not mark or all(each.x > 3 + PADDING + 22 for each in words if each.anchor == "start")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(20, 120)), min_size=1, max_size=30), st.integers(100, 900))
def test_bands_cut_no_card_and_lose_none(places: list[tuple[int, int]], most: int) -> None:
    """Cards anywhere, on a ground, with a line from the first to the last."""
    cards = tuple(card(0, y, 90, [Text(f"{number}")], least=high) for number, (y, high) in enumerate(places))
    height = max(map(bottom, cards))
    ground, line = Box(0, 0, 100, height, "soft"), Stroke(((5, 0), (5, height)), "arrow", head=True)
    curve = Stroke(((5, 0), (9, 0), (9, height), (5, height)), "arrow", curved=True, head=True)
    parts = bands(Drawing(100, height, (ground, line, curve, *cards)), most)
    assert [each.top for each in parts] == [0, *(each.bottom for each in parts[:-1])] and parts[-1].bottom == height
    assert sorted(each for part in parts for each in part.shapes if each in cards) == sorted(cards)
    for part in parts:
        for shape in part.shapes:
            if shape in cards:
                assert part.top <= shape.box.y and bottom(shape) <= part.bottom
            elif isinstance(shape, Stroke) and shape.curved:
                assert shape.points == curve.points and shape.head == (part is parts[-1])
            elif isinstance(shape, Stroke):
                assert {y for _, y in shape.points} == {max(part.top, 0), part.bottom}
                assert shape.head == (part is parts[-1]), "an arrow has one head"
        if part.bottom - part.top > most:
            middle = [(part.top + at) for at in range(1, int(part.bottom - part.top))]
            free = [at for at in middle if not any(each.box.y <= at <= bottom(each) for each in cards)]
            first = min((each.box.y for each in cards if each.box.y >= part.top), default=0)
            last = max(bottom(each) for each in cards if bottom(each) <= part.bottom)
            assert not [at for at in free if first < at < last], "it could not be cut"


def test_what_is_low_enough_is_not_cut() -> None:
    drawing = Drawing(10, 50, (Words(0, 10, ("a",)), Words(0, 40, ("b",))))
    (whole,) = bands(drawing, 50)
    assert whole.shapes == drawing.shapes and (whole.top, whole.bottom) == (0, 50)
    assert [each.shapes for each in bands(drawing, 30)] == [drawing.shapes[:1], drawing.shapes[1:]]
