"""``iot-advisor web build``: what it makes, what it refuses, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.errors import RuntimeMissing
from advisor.web.runtime import PINS
from tests.unit.commands.conftest import Outcome
from tests.unit.web.small_runtime import held

Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.web.runtime.from_registries", lambda cache, step: held())
    monkeypatch.setattr("advisor.web.bytecode.node", lambda: None)


def test_a_folder_is_made_and_made_again(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "site"
    outcome = run("web", "build", "-o", place)
    assert (outcome.code, outcome.out) == (0, "")
    assert str(place) in outcome.err and "MB" in outcome.err
    first = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert place / "index.html" in first
    assert run("web", "build", "-o", place).code == 0
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == first


def test_one_page_is_made(run: Run, tmp_path: Path) -> None:
    assert run("web", "build", "--single-file", "-o", tmp_path / "advisor.html").code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["advisor.html"]


@pytest.mark.parametrize("name", ["advisor", "advisor.txt", "."])
def test_one_page_has_the_name_of_one(run: Run, tmp_path: Path, name: str) -> None:
    outcome = run("web", "build", "--single-file", "-o", tmp_path / name)
    assert outcome.code == 2 and "ends in .html" in outcome.err


def test_a_folder_of_somebody_is_refused_before_anything_is_loaded(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("advisor.web.runtime.from_registries", None)
    (tmp_path / "mine.txt").write_text("")
    outcome = run("web", "build", "-o", tmp_path)
    assert outcome.code == 2 and "mine.txt" in outcome.err and len(outcome.err.strip().splitlines()[-1]) < 400


def test_faulty_knowledge_is_told_before_anything_is_written(run: Run, tmp_path: Path) -> None:
    overlay = tmp_path / "own"
    (overlay / "rules").mkdir(parents=True)
    (overlay / "rules" / "own.yaml").write_text("rules: [{id: X1}]\n")
    outcome = run("web", "build", "-o", tmp_path / "site", "--knowledge", overlay)
    assert outcome.code == 2 and "own.yaml" in outcome.err
    assert not (tmp_path / "site").exists()


def test_knowledge_of_ones_own_is_built_in(run: Run, tmp_path: Path, advisor: Advisor) -> None:
    overlay = tmp_path / "own"
    (overlay / "knowledge").mkdir(parents=True)
    key = next(iter(advisor.knowledge.sources))
    (overlay / "knowledge" / "sources.yaml").write_text(f"{key}:\n  title: Another title\n")
    assert run("web", "build", "-o", tmp_path / "site", "--knowledge", overlay).code == 0
    stamp = json.loads((tmp_path / "site" / "contents.json").read_text())["knowledge"]
    assert stamp == Advisor(overlay).knowledge.stamp.model_dump() != advisor.knowledge.stamp.model_dump()


def test_a_folder_of_the_runtime_that_lacks_files_is_told_all_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "runtime").mkdir()
    outcome = run("web", "build", "-o", tmp_path / "site", "--runtime", tmp_path / "runtime")
    assert outcome.code == 3
    assert [each.address for each in PINS if each.address not in outcome.err] == []
    assert len(outcome.err.splitlines()) == len(PINS)
    assert not (tmp_path / "site").exists()


def test_without_a_network_it_says_what_to_do(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(cache: Path, step: object) -> None:
        raise RuntimeMissing("https://x cannot be loaded: no way\n--runtime DIR takes these files from a folder")

    monkeypatch.setattr("advisor.web.runtime.from_registries", fails)
    outcome = run("web", "build", "-o", tmp_path / "site")
    assert outcome.code == 3 and outcome.err.count("\n") == 2 and not (tmp_path / "site").exists()
