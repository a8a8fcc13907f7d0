"""Fragments in a page that somebody else makes, such as a notebook: two of them, and what stands around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Advisor
from advisor.reports.formats.html import fragment
from tests.browser.conftest import OPEN, Opened
from tests.browser.pages import FULLEST, PAGES

AROUND = '<h1>Theirs</h1><p class="quiet card">theirs <a href="#x">link</a></p><table><tr><td>1</td></tr></table>'


@pytest.fixture
def notebook(advisor: Advisor, tmp_path: Path) -> Path:
    """Two cases, with somebody else's texts around them."""
    cases = [PAGES[name](advisor).part("sheet") for name in (FULLEST, "answers that do not fit")]
    drawn = [fragment(each()) for each in cases if each is not None]
    assert len(drawn) == 2
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>x</title>{AROUND}{AROUND.join(drawn)}", encoding="utf-8")
    return path


def test_two_cases_have_no_id_in_common(opened: Opened, notebook: Path) -> None:
    page = opened(notebook)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids)) > 1
    filled = page.evaluate(
        """() => [...document.querySelectorAll('[fill^="url("]')].map(each =>
        document.querySelector(each.getAttribute('fill').slice(4, -1)).closest('svg') === each.closest('svg'))"""
    )
    assert filled and all(filled)


def test_what_stands_around_them_keeps_its_looks(opened: Opened, notebook: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.html"
    alone.write_text(f"<!doctype html><title>x</title>{AROUND}", encoding="utf-8")
    # What depends on how much stands below is left out.
    looks = """() => [...document.querySelectorAll('*')]
        .filter(each => !each.closest('.iot-advisor') && !each.closest('head')).slice(0, 9)
        .map(each => each.tagName + [...getComputedStyle(each)]
        .filter(name => !/block-size|height|origin|perspective/.test(name))
        .map(name => `${name}: ${getComputedStyle(each).getPropertyValue(name)}`).join('\\n'))"""
    for scheme in ("light", "dark"):
        before, after = (opened(path, color_scheme=scheme).evaluate(looks) for path in (alone, notebook))
        assert before == after and len(before) == 9


def test_a_fragment_is_no_wider_than_a_small_window(opened: Opened, notebook: Path) -> None:
    page = opened(notebook, viewport={"width": 320, "height": 640})
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
