"""The table of formats: what it promises can be written, and file names find their format in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from advisor import Advisor
from advisor.errors import UnknownId
from advisor.reports import renderer
from advisor.reports.explanations import render
from advisor.reports.formats import FORMATS, Use, endings, format_of, formats
from advisor.reports.graphs.drawing import GRAPHS

USES: tuple[Use, ...] = get_args(Use)


@pytest.mark.parametrize("use", USES)
def test_every_use_has_formats_with_endings_of_their_own(use: Use) -> None:
    assert formats(use)
    fitting = Counter(ending for each in FORMATS if use in each.uses for ending in each.endings)
    assert set(fitting.values()) == {1}
    for name, ending in zip(formats(use), endings(use), strict=True):
        assert format_of(Path(f"x{ending}"), use) == name


def test_every_format_for_assessments_renders_and_no_two_alike(advisor: Advisor) -> None:
    assert set(formats("assessment")) == {"terminal", "json", "markdown"}
    texts = [
        renderer(name)([advisor.assess({})], advisor.knowledge, full=True, width=60, color=False)
        for name in formats("assessment")
    ]
    assert all(text.strip() for text in texts)
    assert len(set(texts)) == len(texts)


def test_every_format_for_explanations_renders_and_no_two_alike(advisor: Advisor) -> None:
    facts: dict[str, str] = {"data_trust": "low"}
    proof = advisor.why(facts, "discuss-data-safety-openly")
    other = advisor.what_if(facts, {"data_trust": "high"})
    assert len({render(proof, advisor.knowledge, name) for name in formats("proof")}) == len(formats("proof")) == 5
    names = formats("explanation")
    assert len({render(other, advisor.knowledge, name) for name in names}) == len(names) == 3
    with pytest.raises(UnknownId, match="'mermaid'"):
        render(other, advisor.knowledge, "mermaid")


def test_every_format_for_graphs_is_drawn() -> None:
    assert tuple(GRAPHS) == formats("graph")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownId, match="did you mean 'markdown'"):
        renderer("markdwn")
    with pytest.raises(UnknownId):
        renderer("clips")


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("report", "terminal"),
        ("report.txt", "terminal"),
        ("my.dir/report", "terminal"),
        ("report.MD", "markdown"),
        ("report.markdown", "markdown"),
        ("report.json", "json"),
        ("report.csv", None),
        ("report.md.bak", None),
        ("report.dot", None),
    ],
)
def test_a_file_s_name_says_its_format(name: str, format_: str | None) -> None:
    assert format_of(Path(name), "assessment") == format_
