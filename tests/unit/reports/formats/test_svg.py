"""Drawings as SVG: well-formed XML in which each shape is one element and each text is only text."""

from __future__ import annotations

import re
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import KnowledgeBase
from advisor.reports.contents.rule_graph import chapters, leading_to
from advisor.reports.document import Document
from advisor.reports.drawing import Box, Dot, Drawing, Group, Shape, Stroke, Words
from advisor.reports.formats import formats, written
from advisor.reports.formats.svg import alone, inside, look
from advisor.reports.graph import Graph, Node
from advisor.reports.words import clean
from tests.unit.reports.drawn_blocks import SHAPES, drawings, texts
from tests.unit.reports.markup import Read

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {Box: "rect", Words: "text", Stroke: "path", Dot: "circle", Group: "g"}
NUMBER = r"-?\d+(?:\.\d)?"


def read(drawing: Drawing, title: str = "title") -> ElementTree.Element:
    return ElementTree.fromstring(alone(drawing, title))


def said(text: ElementTree.Element) -> str:
    """All lines of a text."""
    return "".join(text.itertext())


def test_no_kind_of_shape_is_left_out() -> None:
    assert set(TAGS) == set(SHAPES) == set(get_args(Shape))


@pytest.mark.parametrize("kind", TAGS, ids=lambda kind: kind.__name__)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_kind_of_shape_is_an_element_of_its_own(kind: type[Any], data: Any) -> None:
    shape = data.draw(SHAPES[kind])
    _, _, _, *drawn = read(Drawing(100, 100, (shape,)))
    drawn = [each for each in drawn if each.tag != f"{SVG}defs"]
    expected = [TAGS[kind], *(["path"] if isinstance(shape, Stroke) and shape.head else [])]
    assert [each.tag for each in drawn] == [f"{SVG}{tag}" for tag in expected]
    if isinstance(shape, Group):
        assert [each.tag for each in drawn[0]] == [f"{SVG}{TAGS[type(each)]}" for each in (shape.box, *shape.inside)]
    if isinstance(shape, Words):
        assert said(drawn[0]) == " ".join(map(clean, shape.lines))
        assert len(drawn[0]) == len(shape.lines) - 1, "a line below the first is an element in it"
        assert {*drawn[0].attrib.get("class", "").split()} <= {shape.look, "small", "bold", "middle", "end"}


@settings(max_examples=100, deadline=None)
@given(drawings, texts)
def test_it_is_well_formed_and_nothing_comes_out_of_a_text(drawing: Drawing, title: str) -> None:
    text = alone(drawing, title)
    assert text == alone(drawing, title)
    root = ElementTree.fromstring(text)
    tags = [each.tag.removeprefix(SVG) for each in root.iter()]
    assert set(tags) <= {"svg", "title", "style", "defs", "pattern", "tspan", *TAGS.values()}
    assert tags.count("style") == tags.count("title") == 1
    assert root.findtext(f"{SVG}title") == clean(title)
    for each in root.iter():
        assert not any(name == "style" or name.startswith("on") or "href" in name for name in each.attrib)
        for name in ("x", "y", "width", "height", "rx", "cx", "cy", "r", "font-size"):
            assert re.fullmatch(NUMBER, each.attrib.get(name, "0"))
    words = [said(each) for each in root.iter(f"{SVG}text")]
    shapes = [each for shape in drawing.shapes for each in (shape.inside if isinstance(shape, Group) else (shape,))]
    assert words == [" ".join(map(clean, each.lines)) for each in shapes if isinstance(each, Words)]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x7f", "\u202e", "\ufffe", "\uffff"])
def test_signs_that_xml_cannot_hold_are_shown(sign: str) -> None:
    root = read(Drawing(9, 9, (Words(0, 0, (f"a{sign}b",)),)), f"a{sign}b")
    assert {root[0].text, root[-1].text} == {clean(f"a{sign}b")} and clean(f"a{sign}b").isprintable()


@settings(max_examples=50, deadline=None)
@given(drawings, texts)
def test_inside_a_page_it_has_a_name_and_ids_of_its_own(drawing: Drawing, title: str) -> None:
    page = Read(inside(drawing, title, "p7", "wide"))
    (svg,) = page.tags("svg")
    assert svg.attributes["class"] == "wide" and svg.attributes["aria-label"] == clean(title)
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids)) and all(each.startswith("p7-") for each in ids)
    filled = [each.attributes["fill"] for each in page.elements if "fill" in each.attributes]
    assert all(each[5:-1] in ids for each in filled)
    assert not page.tags("style")


def test_a_hatched_box_in_a_group_has_its_hatches() -> None:
    box = Box(0, 0, 10, 10, "unknown")
    for shapes in ((box,), (Group(box, ()),)):
        root = read(Drawing(10, 10, shapes))
        (pattern,) = root.iter(f"{SVG}pattern")
        assert f"url(#{pattern.attrib['id']})" in {each.attrib.get("fill") for each in root.iter(f"{SVG}rect")}


def test_an_arrow_ends_in_a_head_at_its_last_point() -> None:
    line, head = [
        each.attrib["d"] for each in read(Drawing(9, 9, (Stroke(((0, 0), (8.04, 0)), "arrow", head=True),)))[3:]
    ]
    assert line == "M0 0L8 0" and head.startswith("M8 0L") and head.endswith("Z")
    (curve,) = read(Drawing(9, 9, (Stroke(((0, 0), (1, 0), (2, 5), (3, 5)), "arrow", curved=True),)))[3:]
    assert curve.attrib["d"] == "M0 0C1 0 2 5 3 5"


def test_no_number_has_a_sign_that_another_machine_could_round_away() -> None:
    text = inside(Drawing(10, 10, (Box(-0.01, 0.04999, 1.25, 2, "card"),)), "t", "p")
    assert '<rect x="0" y="0" width="1.2" height="2"' in text


def test_a_graph_is_a_file_of_its_own_with_the_colours_in_it(knowledge: KnowledgeBase) -> None:
    for graph in (chapters(knowledge), leading_to("open-direct-contact", knowledge)):
        text = written(Document(graph=lambda graph=graph: graph), "svg")  # type: ignore[misc]
        root = ElementTree.fromstring(text)
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        assert (root.attrib["width"], root.attrib["height"]) == tuple(root.attrib["viewBox"].split()[2:])
        for each in root.iter(f"{SVG}text"):
            assert left <= float(each.attrib["x"]) <= left + width and top <= float(each.attrib["y"]) <= top + height
        assert root.findtext(f"{SVG}style") == look("colors") + look("pictures")
        seen = " ".join(map(said, root.iter(f"{SVG}text")))
        assert all(node.label.split()[0] in seen for node in graph.nodes.values())


@settings(max_examples=50, deadline=None)
@given(texts, texts)
def test_every_label_of_a_graph_is_in_it(label: str, arrow: str) -> None:
    graph = Graph({"a": Node("rule", label), "b": Node("input", "plain")}, {("b", "a"): arrow})
    assert "svg" in formats("graph")
    root = ElementTree.fromstring(written(Document(graph=lambda: graph), "svg"))
    seen = "".join(map(said, root.iter(f"{SVG}text")))
    assert "".join(clean(label).split()) in "".join(seen.split())
