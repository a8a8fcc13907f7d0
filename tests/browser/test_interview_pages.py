"""Every kind of page of the interview, as a browser draws it, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from advisor import Advisor
from tests.browser.conftest import OPEN, Opened, heard
from tests.browser.interview_pages import KINDS, written

Scheme = Literal["light", "dark"]
WAYS: list[tuple[Scheme, int]] = [("light", 1280), ("dark", 320)]
HARD = ("question", "start with faults", "result")
"""Those that are looked at in the light and in the dark, wide and narrow."""

CROSSED: list[tuple[Scheme, int]] = [("light", 320), ("dark", 1280)]

TARGETS = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(each => each.checkVisibility())
  .map(each => [each, each.getBoundingClientRect()])
  .filter(([each, {width, height}]) => (width < 24 || height < 24) && !each.matches('main :is(p, li) a, .skip'))
  .map(([each]) => each.outerHTML)
"""


@pytest.fixture(scope="module")
def page_files(advisor: Advisor, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The file of a page, which is written when it is first asked for."""
    directory = tmp_path_factory.mktemp("interview")
    return lambda name: written(advisor, name, directory)


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [(name, *way) for name in KINDS for way in (WAYS + CROSSED if name in HARD else WAYS)],
)
def test_axe_finds_nothing(
    opened: Opened, page_files: Callable[[str], Path], name: str, scheme: Scheme, width: int
) -> None:
    page = opened(page_files(name), color_scheme=scheme, viewport={"width": width, "height": 800})
    page.evaluate(OPEN)
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(each["id"], node["html"], node["failureSummary"]) for each in found for node in each["nodes"]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(TARGETS) == []


@pytest.mark.parametrize("name", KINDS)
def test_nothing_else_is_asked_for_and_nothing_complained_about(
    opened: Opened, page_files: Callable[[str], Path], name: str
) -> None:
    page = opened(None)
    happened = heard(page)
    page.goto(page_files(name).as_uri())
    page.evaluate(OPEN)
    page.wait_for_load_state("networkidle")
    beside = {(page_files(name).parent / each).as_uri() for each in ("pages.css", "pages.js")}
    assert sorted(happened) == sorted({page_files(name).as_uri(), *beside})


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_wrong_has_the_focus(opened: Opened, page_files: Callable[[str], Path], scripts: bool) -> None:
    page = opened(page_files("question without an answer"), java_script_enabled=scripts)
    # Where no script runs in the page, the browser still tells by its own selector.
    assert page.locator("#faults:focus").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#answer-1").count() == 1


def _checked(page: Any) -> list[str]:
    return [each.get_attribute("value") or "" for each in page.locator("input[type=radio]:checked").all()]


def test_without_a_mouse_an_answer_is_chosen_by_its_number_and_by_arrows(
    opened: Opened, page_files: Callable[[str], Path]
) -> None:
    page = opened(page_files("question"))
    page.keyboard.press("1")
    assert _checked(page) == []  # a digit counts only among the answers
    page.locator("#answer-1").focus()
    page.keyboard.press("2")
    values = [each.get_attribute("value") for each in page.locator("input[type=radio]").all()]
    assert _checked(page) == [values[1]]
    page.keyboard.press("ArrowDown")
    assert _checked(page) == [values[2]]


def test_of_the_result_only_what_is_part_of_it_is_printed(opened: Opened, page_files: Callable[[str], Path]) -> None:
    page = opened(page_files("result"), viewport={"width": 800, "height": 900})
    page.emulate_media(media="print")
    printed = [each.inner_text() for each in page.locator("h1, h2").all() if each.is_visible()]
    assert printed[0] == "City Water" and "Then" in printed
    assert not {"Save", "What if", "Decide", "More questions"} & {*printed}
    assert page.locator("main").evaluate("each => each.clientWidth") > 700, "all of the paper's width"
