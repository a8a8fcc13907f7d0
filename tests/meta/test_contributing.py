"""CONTRIBUTING.md leads to what is there: each path, each name in it, and the layers as they are held."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACE = re.compile(r"`([\w.-]+(?:/[\w.-]*)+)(?::(\w+))?`")
QUESTIONS = [
    (question.strip(), answer)
    for question, answer in re.findall(r"^\| (.+\?) \| (.+) \|$", TEXT.partition("## Questions")[2], re.MULTILINE)
]


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 30
    assert len({question for question, _ in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize(("question", "answer"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_an_answer_leads_to_a_place(question: str, answer: str) -> None:
    assert PLACE.findall(answer)


@pytest.mark.parametrize(("path", "name"), sorted(set(PLACE.findall(TEXT))))
def test_a_place_is_there(path: str, name: str) -> None:
    assert (ROOT / path).exists(), f"{path} is not there"
    if name:
        text = (ROOT / path).read_text(encoding="utf-8")
        made = rf"^\s*(?:def|class) {name}\b|^{name}\b.*="
        assert re.search(made, text, re.MULTILINE), f"{path} defines no {name}"


def test_the_layers_are_those_that_are_held() -> None:
    if not (ROOT / ".importlinter").is_file():
        pytest.skip("the contracts stand in the checkout")
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")
    held = contract.partition("layers =\n")[2].partition("exhaustive")[0].split("\n")
    told = " ".join(TEXT.partition("Layers: ")[2].partition(". An upper")[0].split())
    layers = [each.strip("`").replace("advisor.advisor", "advisor") for each in told.split(" → ")]
    assert layers == [each.strip() for each in held if each.strip()]
