"""On paper: the wide pictures, light, none of them wider than a page, and nothing that nobody wants printed."""

from __future__ import annotations

import re

import pytest

from advisor.reports.drawing import SMALL
from tests.browser.conftest import OPEN, Opened
from tests.browser.pages import CASES, PAGES

MILLIMETRE = 96 / 25.4
ROOM = (210 - 2 * 16) * MILLIMETRE
"""What the margins leave of the width of A4."""

LEAST = 7 * 96 / 72 / SMALL
"""As large as this, the smallest type of a picture has seven points."""


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("window", [320, int(ROOM)])
def test_wide_pictures_are_printed_so_large_that_they_can_be_read(opened: Opened, name: str, window: int) -> None:
    page = opened(name, viewport={"width": window, "height": 900})
    page.emulate_media(media="print")
    page.evaluate(OPEN)
    shown = page.evaluate(
        """() => [...document.querySelectorAll('svg')].map(svg => ({
        wide: svg.classList.contains('wide'), shown: getComputedStyle(svg).display !== 'none',
        aside: svg.closest('details.aside') !== null,
        width: svg.getBoundingClientRect().width, drawn: svg.viewBox.baseVal.width}))"""
    )
    assert shown and all(each["shown"] == each["wide"] for each in shown)
    printed = [each for each in shown if each["wide"] and not each["aside"]]
    assert all(each["drawn"] <= ROOM for each in printed)
    if window != 320:
        assert all(each["width"] >= LEAST * each["drawn"] for each in printed)


@pytest.mark.parametrize("name", CASES)
def test_what_is_aside_is_not_printed_even_when_it_is_opened(opened: Opened, name: str) -> None:
    page = opened(name)
    page.evaluate(OPEN)
    heights = """() => [...document.querySelectorAll('details.aside')]
        .map(each => [...each.children].slice(1).map(child => child.getBoundingClientRect().height)).flat()"""
    assert all(page.evaluate(heights)), "on the screen it is there"
    page.emulate_media(media="print")
    printed = page.evaluate(heights)
    assert printed and set(printed) == {0}


@pytest.mark.parametrize("name", CASES)
def test_paper_is_light_whatever_the_screen_is(opened: Opened, name: str) -> None:
    colours = """() => ['body', 'svg text', 'svg rect', '.step'].map(each => document.querySelector(each))
        .filter(Boolean).map(getComputedStyle).map(style => [style.color, style.backgroundColor, style.fill])"""
    light, dark = (opened(name, color_scheme=scheme) for scheme in ("light", "dark"))
    assert light.evaluate(colours) != dark.evaluate(colours)
    for page in (light, dark):
        page.emulate_media(media="print")
    assert light.evaluate(colours) == dark.evaluate(colours)
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_becomes_a_pdf_of_a4(opened: Opened, name: str) -> None:
    pdf = opened(name).pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    for wide, high in boxes:
        assert (float(wide), float(high)) == pytest.approx((595.3, 841.9), abs=1.5), "A4 in points"
    assert boxes


@pytest.mark.parametrize("name", CASES)
def test_no_picture_is_higher_than_a_page(opened: Opened, name: str) -> None:
    """A higher one would be cut through its words."""
    page = opened(name, viewport={"width": int(ROOM), "height": 900})
    page.emulate_media(media="print")
    high = page.evaluate(
        """() => [...document.querySelectorAll('svg.wide')].map(svg => [svg.getBoundingClientRect().height,
        svg.querySelector('title').textContent])"""
    )
    room = (297 - 2 * 16) * MILLIMETRE
    assert not [each for each in high if each[0] > room]
