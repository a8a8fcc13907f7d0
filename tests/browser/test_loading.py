"""A page is one file: it asks for nothing, runs nothing, and its own policy lets its style through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import OPEN, Opened, heard
from tests.browser.pages import DRAWINGS, FULLEST, PAGES


@pytest.mark.parametrize("name", [*PAGES, *DRAWINGS])
def test_nothing_is_asked_for_and_nothing_complained_about(
    opened: Opened, files: Callable[[str], Path], name: str
) -> None:
    page = opened(None)
    happened = heard(page)
    page.goto(files(name).as_uri())
    page.evaluate(OPEN)
    page.wait_for_load_state("networkidle")
    assert happened == [files(name).as_uri()]


@pytest.mark.parametrize("name", [FULLEST, "sources"])
def test_the_style_is_applied(opened: Opened, name: str) -> None:
    page = opened(name, viewport={"width": 1280, "height": 800})
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "704px"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_picture_of_its_own_has_its_colours(opened: Opened, name: str) -> None:
    seen = {
        scheme: opened(name, color_scheme=scheme).evaluate("getComputedStyle(document.querySelector('.ground')).fill")
        for scheme in ("light", "dark")
    }
    assert seen["light"] == "rgb(255, 255, 255)" and seen["dark"] not in ("rgb(0, 0, 0)", seen["light"])


def test_what_the_policy_forbids_would_be_seen(opened: Opened, files: Callable[[str], Path], tmp_path: Path) -> None:
    text = files("empty").read_text(encoding="utf-8")
    spoiled = tmp_path / "spoiled.html"
    spoiled.write_text(
        text.replace("<h1", '<img src="a.png"><script>document.title = "ran"</script><h1 style="color: red"'),
        encoding="utf-8",
    )
    page = opened(None)
    happened = heard(page)
    page.goto(spoiled.as_uri())
    page.wait_for_load_state("networkidle")
    (own, *said) = happened
    assert own == spoiled.as_uri() and sum("violates" in each for each in said) >= 3, "image, script, style"
    assert page.title() == "Assessment"
