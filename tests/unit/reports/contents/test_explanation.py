"""Explanations as people and programs see them: they fit, they lose nothing, and nothing in them breaks a format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from advisor import Advisor, UnknownId
from advisor.model.explanation import Comparison, Explanation, ForAndAgainst, Sensitivity, WhatIf, Why, WhyNot
from advisor.reports.blocks import Heading, Paragraph, Title
from advisor.reports.contents.explanation import LONG, document
from advisor.reports.contents.proof_graph import graph_of
from advisor.reports.contents.why_not import grouped
from advisor.reports.formats import Canvas, written
from advisor.reports.sheet import Fold, Picture, Piece
from tests.unit.explain.bases import subjects


@pytest.fixture(scope="module")
def explanations(advisor: Advisor, examples: list[Path]) -> list[Explanation]:
    return list(explained(advisor, examples))


def explained(advisor: Advisor, examples: list[Path]) -> Iterator[Explanation]:
    everything = subjects(advisor.knowledge)
    for number, path in enumerate(examples):
        profile = advisor.read_profile(path)
        for subject in everything[number :: len(examples)]:
            yield advisor.why(profile, subject)
            yield advisor.why_not(profile, subject)
        for rank in ("1", "2"):
            yield advisor.for_and_against(profile, rank)
        yield advisor.for_and_against(profile, list(advisor.knowledge.recommendations)[number])
        yield advisor.sensitivity(profile)
        yield advisor.what_if(profile, {"data_trust": "low", "sales_channel": "unknown"})
        yield advisor.compare(profile, advisor.read_profile(examples[number - 1]))


def drawn(
    advisor: Advisor, explanation: Explanation, name: str = "terminal", full: bool = False, width: int = 80
) -> str:
    return written(document(explanation, advisor.knowledge, full), name, Canvas(width))


@pytest.mark.parametrize(("width", "full"), [(80, False), (40, True)])
def test_every_explanation_fits_and_ends_with_one_newline(
    advisor: Advisor, explanations: list[Explanation], width: int, full: bool
) -> None:
    for explanation in explanations:
        text = drawn(advisor, explanation, full=full, width=width)
        assert max(len(line) for line in text.splitlines()) <= width
        assert text.endswith("\n") and not text.endswith("\n\n")


def test_json_holds_the_whole_explanation(advisor: Advisor, explanations: list[Explanation]) -> None:
    kinds: dict[str, type[Explanation]] = {
        "why": Why,
        "why-not": WhyNot,
        "for-and-against": ForAndAgainst,
        "what-if": WhatIf,
        "compare": Comparison,
        "sensitivity": Sensitivity,
    }
    for explanation in explanations:
        text = drawn(advisor, explanation, "json")
        data = json.loads(text)
        assert data["format"] == 1
        assert kinds[data["explanation"]].model_validate(data) == explanation


def test_markdown_has_no_stray_markup(advisor: Advisor, explanations: list[Explanation]) -> None:
    for explanation in explanations:
        for line in drawn(advisor, explanation, "markdown", full=True).splitlines():
            assert not re.search(r"(?<!\\)[<`]", line)


def test_a_full_explanation_leaves_nothing_out(advisor: Advisor, explanations: list[Explanation]) -> None:
    for explanation in explanations:
        text = drawn(advisor, explanation, full=True)
        assert "--full" not in text
        flat = " ".join(re.sub(r"^[|` -]+", "", line) for line in text.splitlines())
        if isinstance(explanation, Why):
            assert all(step.rule in flat for step in explanation.steps)
        if isinstance(explanation, WhyNot) and not explanation.holds:
            assert all(state.rule in flat for state in explanation.rules)


def test_groups_stand_for_exactly_the_ways(explanations: list[Explanation]) -> None:
    for explanation in explanations:
        if isinstance(explanation, WhyNot):
            stood_for = [
                frozenset(zip(group.values, values, strict=True))
                for group in grouped(explanation.ways)
                for values in product(*group.values.values())
            ]
            assert len(stood_for) == len(set(stood_for))
            assert set(stood_for) == {frozenset(way.answers.items()) for way in explanation.ways}


def test_graphs_are_whole(advisor: Advisor, explanations: list[Explanation]) -> None:
    for explanation in explanations:
        if isinstance(explanation, Why):
            graph = graph_of(explanation, advisor.knowledge)
            assert {end for arrow in graph.arrows for end in arrow} <= graph.nodes.keys()
            kinds = [node.kind for node in graph.nodes.values()]
            assert kinds.count("rule") == len({each.rule for each in (*explanation.steps, *explanation.state_steps)})
            assert kinds.count("finding") == len(explanation.findings)
            starts = {start for start, _ in graph.arrows}
            (top,) = graph.nodes.keys() - starts
            assert top.partition(":")[2].partition("=")[0] == explanation.subject.id


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_hostile_texts_do_not_break_a_graph(advisor: Advisor, form: str) -> None:
    proof = advisor.why({"data_trust": "low"}, "discuss-data-safety-openly")
    rule = proof.steps[0].model_copy(update={"title": 'a"];b <script> \\'})
    hostile = proof.model_copy(update={"steps": (rule, *proof.steps[1:])})
    line = next(line for line in drawn(advisor, hostile, form).splitlines() if "script" in line)
    assert len(re.findall(r'(?<!\\)"', line)) == 2


def test_a_conclusion_shared_by_rules_is_shown_once(advisor: Advisor, explanations: list[Explanation]) -> None:
    for explanation in explanations:
        if isinstance(explanation, Why) and explanation.holds:
            text = drawn(advisor, explanation, width=100)
            for step in explanation.steps:
                heads = re.findall(rf"Rule {step.seq}: ", text)
                assert len(heads) == 1


@pytest.mark.parametrize("form", ["mermaid", "svg"])
def test_a_format_that_is_not_there(advisor: Advisor, form: str) -> None:
    with pytest.raises(UnknownId, match="output format"):
        drawn(advisor, advisor.sensitivity({}), form)


def sheet_of(advisor: Advisor, explanation: Explanation) -> list[Piece]:
    made = document(explanation, advisor.knowledge).part("sheet")
    assert made is not None
    return list(made())


def test_a_proof_has_its_picture_right_below_the_verdict(advisor: Advisor) -> None:
    proof = advisor.why({"data_trust": "low"}, "discuss-data-safety-openly")
    title, verdict, heading, picture, *others = sheet_of(advisor, proof)
    assert isinstance(title, Title) and isinstance(verdict, Paragraph) and isinstance(heading, Heading)
    assert isinstance(picture, Picture) and proof.steps[0].title in str(picture.words)
    assert [each.title for each in others if isinstance(each, Fold)] == ["Proof", "Findings behind it"]
    assert "Where it is weakest" in [each.text for each in others if isinstance(each, Heading)]


def test_what_did_not_come_out_has_no_picture(advisor: Advisor) -> None:
    missing = advisor.why({}, "T1")
    assert not missing.holds and not any(isinstance(each, Picture) for each in sheet_of(advisor, missing))


def test_a_sheet_says_all_that_the_blocks_say(advisor: Advisor, explanations: list[Explanation]) -> None:
    """Only the folding is another, and of a proof the picture comes on top."""
    folds = set()
    for explanation in explanations:
        made = document(explanation, advisor.knowledge)
        assert made.blocks is not None
        unfolded: list[object] = []
        for piece in sheet_of(advisor, explanation):
            if isinstance(piece, Fold):
                folds.add((type(explanation), piece.title))
                unfolded += [Heading(piece.title), *piece.inside]
            elif not isinstance(piece, Picture) and piece != Heading("In a picture"):
                unfolded.append(piece)
        assert unfolded == list(made.blocks())
    never: set[tuple[type[Explanation], str]] = {
        (kind, title) for kind, titles in LONG.items() for title in titles
    } - folds
    rare = {"On other grounds"}
    assert {title for _, title in never} <= rare, "each heading is one of today's"


def test_a_hostile_profile_and_rule_stay_words_in_html(advisor: Advisor) -> None:
    hostile = "<script>alert(1)</script> ]]> & \u202eend"
    proof = advisor.why(advisor.profile({"data_trust": "low"}, name=hostile), "discuss-data-safety-openly")
    rule = proof.steps[0].model_copy(update={"title": hostile})
    page = drawn(advisor, proof.model_copy(update={"steps": (rule, *proof.steps[1:])}), "html")
    assert "<script" not in page and "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp; \\u202eend" in page
