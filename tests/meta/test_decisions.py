"""Every decision has a page with the same sections, and the index has every page under its title."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
SECTIONS = ["What was decided", "Why", "What was tried", "What it costs", "When to look again"]
PAGES = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")


def test_there_are_decisions() -> None:
    assert len(PAGES) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_sections_and_something_in_each(page: Path) -> None:
    title, *parts = re.split(r"^#{1,2} (.+)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(title.split()) > 4, "a title states the decision"
    _, *sections = parts
    assert sections[::2] == SECTIONS
    assert all(len(text.split()) > 10 for text in sections[1::2])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_read_in_a_few_minutes(page: Path) -> None:
    assert 30 <= len(page.read_text(encoding="utf-8").splitlines()) <= 60


def test_the_index_lists_every_page_under_its_title() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    titles = {page.name: page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for page in PAGES}
    assert {target: title for title, target in re.findall(r"^- \[(.+)\]\(([^)]+)\)$", index, re.MULTILINE)} == titles


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("*.md")), ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (DECISIONS / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_command_that_is_named_is_there(page: Path) -> None:
    for name in re.findall(r"python -m ([\w.]+)", page.read_text(encoding="utf-8")):
        assert (ROOT / f"{name.replace('.', '/')}.py").is_file(), name
