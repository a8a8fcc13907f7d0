"""Whatever a name or a note is, it is text: nothing comes out of it, and it turns no other text around.

The page's own policy is set aside, so that escaping alone has to hold.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from advisor import Advisor
from advisor.reports.formats import written
from advisor.reports.words import clean
from tests.browser.conftest import OPEN, Opened, heard
from tests.browser.pages import HOSTILE, named

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = "[...document.querySelectorAll('*')].map(each => [each.tagName, ...each.getAttributeNames().sort()].join(' '))"
STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def shown(opened: Opened, advisor: Advisor, tmp_path: Path) -> Any:
    """Opens a case of a name, and tells what came of it beside the page."""

    def shown(name: str) -> tuple[Page, list[str]]:
        path = tmp_path / f"case-{len([*tmp_path.iterdir()])}.html"
        path.write_text(written(named(advisor, name), "html"), encoding="utf-8")
        page = opened(None, bypass_csp=True)
        happened = heard(page)
        page.goto(path.as_uri())
        page.evaluate(OPEN)
        page.mouse.move(100, 100)
        page.wait_for_load_state("networkidle")
        return page, happened[1:]

    return shown


def test_no_element_comes_out_of_a_text(shown: Any) -> None:
    for name in (" ".join(HOSTILE), "".join(reversed(HOSTILE))):
        # How much fits on the page depends on how long the texts are.
        plain, _ = shown(re.sub(r"\S", "x", clean(name)))
        elements = plain.evaluate(TAGS)
        assert not {"SCRIPT", "IMG", "IFRAME", "OBJECT"} & {each.split()[0] for each in elements}
        page, happened = shown(name)
        assert happened == [], name
        assert page.evaluate(TAGS) == elements, name
        assert page.evaluate("document.querySelector('h1').textContent") == clean(name)
        assert page.title() == clean(name)
        text = page.evaluate("document.body.textContent")
        assert text.count(clean(name)) > 10, "in the notes, too"
        assert not STEERING.search(text)


def test_what_takes_effect_would_be_seen(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "spoiled.html"
    path.write_text('<!doctype html><title>x</title><img src="" onerror="alert(1)">', encoding="utf-8")
    page = opened(None)
    happened = heard(page)
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    assert "dialog: 1" in happened


def test_a_title_from_right_to_left_turns_nothing_else_around(shown: Any) -> None:
    name = "שם הלקוח 1"
    page, _ = shown(name)
    assert page.evaluate("document.querySelector('h1').dir") == "auto"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).unicodeBidi") in ("isolate", "plaintext")
