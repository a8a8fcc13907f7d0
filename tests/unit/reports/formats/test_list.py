"""The list of formats: what it promises can be written, and file names find their format in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor
from advisor.errors import UnknownId
from advisor.reports import formats as package
from advisor.reports.blocks import Block
from advisor.reports.contents.assessment import document
from advisor.reports.contents.explanation import document as explained
from advisor.reports.document import Document
from advisor.reports.formats import FORMATS, Canvas, Part, endings, format_of, formats, written
from tests.unit.reports.drawn_blocks import STRATEGIES

PARTS: tuple[Part, ...] = get_args(Part)


def test_each_format_is_a_module_with_endings_of_its_own() -> None:
    modules = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__", "labels"}
    assert {each.name for each in FORMATS} == modules
    assert set(Counter(ending for each in FORMATS for ending in each.endings).values()) == {1}
    for each in FORMATS:
        assert endings(each.name) == each.endings[:1] and format_of(Path(f"x{each.endings[0]}")) == each.name


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_drawn(part: Part) -> None:
    assert formats(part)


def test_every_format_writes_what_it_is_for_and_no_two_alike(advisor: Advisor) -> None:
    proof = advisor.why({"data_trust": "low"}, "discuss-data-safety-openly")
    for shown, names in (
        (document(advisor.assess({}), advisor.knowledge), formats("blocks", "data")),
        (explained(proof, advisor.knowledge), formats("blocks", "data", "graph")),
        (explained(advisor.sensitivity({}), advisor.knowledge), formats("blocks", "data")),
        (Document(program=lambda: "(defrule a)\n"), formats("program")),
    ):
        texts = [written(shown, name) for name in names]
        assert all(text.strip() and text.endswith("\n") for text in texts)
        assert len(set(texts)) == len(names)
        for other in {each.name for each in FORMATS} - set(names):
            with pytest.raises(UnknownId, match=f"'{other}'"):
                written(shown, other)


def test_a_misspelled_format_is_refused_with_a_hint(advisor: Advisor) -> None:
    with pytest.raises(UnknownId, match="did you mean 'markdown'"):
        written(document(advisor.assess({}), advisor.knowledge), "markdwn")


def test_every_kind_of_block_is_drawn_at_random() -> None:
    assert set(STRATEGIES) == set(get_args(Block))


@pytest.mark.parametrize("name", formats("blocks"))
@pytest.mark.parametrize("kind", get_args(Block), ids=lambda kind: kind.__name__)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_kind_of_block_is_drawn_by_every_format_and_the_same_twice(name: str, kind: type[Any], data: Any) -> None:
    block = data.draw(STRATEGIES[kind])
    shown = Document(blocks=lambda: [block, block])
    canvas = Canvas(data.draw(st.integers(1, 200)), data.draw(st.booleans()), data.draw(st.booleans()))
    text = written(shown, name, canvas)
    assert text.endswith("\n") and text == written(shown, name, canvas)


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("report", "terminal"),
        ("report.txt", "terminal"),
        ("my.dir/report", "terminal"),
        ("report.MD", "markdown"),
        ("report.markdown", "markdown"),
        ("report.json", "json"),
        ("report.gv", "dot"),
        ("report.csv", None),
        ("report.md.bak", None),
    ],
)
def test_a_file_s_name_says_its_format(name: str, format_: str | None) -> None:
    assert format_of(Path(name)) == format_
