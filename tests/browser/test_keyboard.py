"""Without a mouse: Tab reaches all that opens or scrolls, in the page's order, and one sees where it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import OPEN, Opened
from tests.browser.pages import FEW, FULLEST

NUMBERED = """() => {
  const all = [...document.querySelectorAll('summary, a[href], [tabindex="0"]')]
  all.forEach((each, number) => { each.dataset.number = number })
  return all.length
}"""
FOCUSED = """() => {
  const each = document.activeElement, style = getComputedStyle(each)
  return each === document.body ? null : {number: Number(each.dataset.number), outline: style.outlineStyle,
    width: parseFloat(style.outlineWidth), color: style.outlineColor, height: each.getBoundingClientRect().height,
    accent: getComputedStyle(document.querySelector('.iot-advisor')).getPropertyValue('--accent').trim()}
}"""


def _tabbed(page: Any, most: int) -> list[dict[str, Any]]:
    reached: list[dict[str, Any]] = []
    for _ in range(most + 1):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        reached.append(focused)
    return reached


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in FEW), (FULLEST, "dark")])
def test_tab_reaches_all_that_can_be_opened_or_scrolled(opened: Opened, name: str, scheme: str) -> None:
    page = opened(name, color_scheme=scheme)
    page.evaluate(OPEN)
    count = page.evaluate(NUMBERED)
    reached = _tabbed(page, count)
    assert [each["number"] for each in reached] == [*range(count)] and count > 5
    for each in reached:
        assert each["outline"] == "solid" and each["width"] >= 2
        assert each["color"] == _rgb(each["accent"])
        assert each["height"] >= 24, "large enough for a finger"


def test_a_key_opens_and_closes(opened: Opened) -> None:
    page = opened(FULLEST)
    assert page.evaluate("document.querySelectorAll('details[open]').length") == 0
    page.focus("summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")
    page.keyboard.press("Space")
    assert not page.evaluate("document.querySelector('details').open")


def _rgb(color: str) -> str:
    return f"rgb({', '.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"
