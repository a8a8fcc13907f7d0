"""On paper: the wide pictures, light, none of them wider than a page, and nothing that nobody wants printed."""

from __future__ import annotations

import re

import pytest

from advisor.reports.drawing import SMALL
from tests.browser.conftest import OPEN, Opened
from tests.browser.pages import CASES, FEW, FULLEST

MILLIMETRE = 96 / 25.4
ROOM = (210 - 2 * 16) * MILLIMETRE
"""What the margins leave of the width of A4."""

LEAST = 7 * 96 / 72 / SMALL
"""As large as this, the smallest type of a picture has seven points."""


ROOM_BELOW = (297 - 2 * 16) * MILLIMETRE
PICTURES = """() => [...document.querySelectorAll('svg')].map(svg => ({
  title: svg.getAttribute('aria-label'), wide: svg.classList.contains('wide'),
  shown: getComputedStyle(svg).display !== 'none', aside: svg.closest('details.aside') !== null,
  width: svg.getBoundingClientRect().width, height: svg.getBoundingClientRect().height,
  drawn: svg.viewBox.baseVal.width}))"""


@pytest.mark.parametrize("name", CASES)
def test_pictures_fit_a_page_and_can_be_read(opened: Opened, name: str) -> None:
    page = opened(name, viewport={"width": int(ROOM), "height": 900})
    page.emulate_media(media="print")
    page.evaluate(OPEN)
    printed = [each for each in page.evaluate(PICTURES) if each["wide"] and not each["aside"]]
    assert name == "empty" or len(printed) > 1
    for each in printed:
        assert LEAST * each["drawn"] <= each["width"] <= ROOM, each["title"]
        assert each["height"] <= ROOM_BELOW, f"{each['title']}: it would be cut through its words"


@pytest.mark.parametrize("window", [320, 1280])
def test_the_wide_ones_are_printed_from_any_window(opened: Opened, window: int) -> None:
    page = opened(FULLEST, viewport={"width": window, "height": 900})
    page.emulate_media(media="print")
    pictures = page.evaluate(PICTURES)
    assert pictures and all(each["shown"] == each["wide"] for each in pictures)


@pytest.mark.parametrize("name", FEW)
def test_what_is_aside_is_not_printed_even_when_it_is_opened(opened: Opened, name: str) -> None:
    page = opened(name)
    page.evaluate(OPEN)
    heights = """() => [...document.querySelectorAll('details.aside')]
        .map(each => [...each.children].slice(1).map(child => child.getBoundingClientRect().height)).flat()"""
    assert all(page.evaluate(heights)), "on the screen it is there"
    page.emulate_media(media="print")
    printed = page.evaluate(heights)
    assert printed and set(printed) == {0}


def test_paper_is_light_whatever_the_screen_is(opened: Opened) -> None:
    colours = """() => ['body', 'svg text', 'svg rect', '.step'].map(each => document.querySelector(each))
        .map(getComputedStyle).map(style => [style.color, style.backgroundColor, style.fill])"""
    light, dark = (opened(FULLEST, color_scheme=scheme) for scheme in ("light", "dark"))
    assert light.evaluate(colours) != dark.evaluate(colours)
    for page in (light, dark):
        page.emulate_media(media="print")
    assert light.evaluate(colours) == dark.evaluate(colours)
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", [*FEW, "empty", "sources"])
def test_a_page_becomes_a_pdf_of_a4(opened: Opened, name: str) -> None:
    pdf = opened(name).pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    for wide, high in boxes:
        assert (float(wide), float(high)) == pytest.approx((595.3, 841.9), abs=1.5), "A4 in points"
    assert boxes
