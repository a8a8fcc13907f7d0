"""What is drawn stays in its place: nothing is wider than a small window, and each text is inside its card."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import OPEN, Opened
from tests.browser.pages import CASES, DRAWINGS, FULLEST, PAGES

OUT_OF_PLACE = """
() => {
  const tolerance = 0.5, found = []
  const said = each => each.textContent.slice(0, 60)
  const edges = each => {
    const {x, y, width, height} = each.getBBox()
    return {left: x, top: y, right: x + width, bottom: y + height}
  }
  const inside = (a, b) => a.left >= b.left - tolerance && a.right <= b.right + tolerance
    && a.top >= b.top - tolerance && a.bottom <= b.bottom + tolerance
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > tolerance
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > tolerance
  let texts = 0, groups = 0
  for (const svg of document.querySelectorAll('svg')) {
    svg.style.setProperty('display', 'block', 'important')
    const title = svg.getAttribute('aria-label') || (svg.querySelector('title, text') || svg).textContent
    const name = `${title} (${svg.getAttribute('class')})`
    const view = svg.viewBox.baseVal
    const ground = {left: view.x, top: view.y, right: view.x + view.width, bottom: view.y + view.height}
    const written = [...svg.querySelectorAll('text')].map(each => [each, edges(each)])
    const cards = [...svg.querySelectorAll('g')].map(each => [each, edges(each.querySelector('rect'))])
    const dots = [...svg.querySelectorAll('circle')].map(each => [each, edges(each)])
    texts += written.length
    groups += cards.length
    for (const each of svg.querySelectorAll('text, rect, circle, path')) {
      const curved = each.closest('.tall') && /C/.test(each.getAttribute('d'))  // in both parts, and clipped
      if (!each.closest('defs') && !curved && !inside(edges(each), ground)) {
        found.push(`${name}: outside the picture: ${each.tagName} ${said(each)} ${JSON.stringify(edges(each))}`)
      }
    }
    for (const [card, box] of cards) {
      for (const each of card.querySelectorAll('text, circle')) {
        if (!inside(edges(each), box)) found.push(`${name}: outside its card: ${said(each)}`)
      }
      for (const [text, where] of written) {
        if (!card.contains(text) && overlap(where, box)) found.push(`${name}: on another's card: ${said(text)}`)
      }
      for (const [other, where] of cards) {
        if (card !== other && overlap(where, box)) found.push(`${name}: cards overlap: ${said(card)} | ${said(other)}`)
      }
    }
    written.forEach(([text, where], number) => {
      if (where.right - where.left === 0) found.push(`${name}: not shown: ${said(text)}`)
      for (const [other, there] of written.slice(number + 1)) {
        if (overlap(where, there)) found.push(`${name}: overlap: ${said(text)} | ${said(other)}`)
      }
      for (const [dot, there] of dots) {
        if (dot.parentNode !== text.parentNode || !dot.closest('g')) {
          if (overlap(where, there)) found.push(`${name}: a dot on: ${said(text)}`)
        }
      }
    })
  }
  return {found, texts, groups}
}
"""
"""All drawings shown, what is not in its place, and how much was looked at. In units of the picture."""


def _seen(opened: Opened, name: str) -> dict[str, Any]:
    page = opened(name, viewport={"width": 1280, "height": 800})
    page.evaluate(OPEN)
    seen: dict[str, Any] = page.evaluate(OUT_OF_PLACE)
    return seen


@pytest.mark.parametrize("name", CASES)
def test_every_text_is_inside_its_card(opened: Opened, name: str) -> None:
    seen = _seen(opened, name)
    assert seen["found"] == []
    assert name == "empty" or (seen["texts"] > 100 and seen["groups"] > 20)


@pytest.mark.parametrize("name", DRAWINGS)
def test_so_it_is_in_a_picture_of_its_own(opened: Opened, name: str) -> None:
    seen = _seen(opened, name)
    assert seen["found"] == [] and seen["texts"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_a_small_window(opened: Opened, name: str) -> None:
    page = opened(name, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(OPEN)
    wider = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('main *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5 && !each.closest('.scrolled, pre'))
        .map(each => each.outerHTML.slice(0, 120))"""
    )
    assert wider == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1280, "wide", "narrow"), (320, "narrow", "wide")])
def test_of_both_drawings_the_one_that_fits_is_shown(opened: Opened, width: int, shown: str, hidden: str) -> None:
    page = opened(FULLEST, viewport={"width": width, "height": 800})
    page.evaluate(OPEN)
    seen = page.evaluate(
        """() => ['wide', 'narrow'].map(each => [each, [...document.querySelectorAll(`svg.${each}`)]
        .map(svg => svg.getBoundingClientRect().width)])"""
    )
    widths = dict(seen)
    assert set(widths[hidden]) == {0} and min(widths[shown]) >= 240
    assert len(widths["wide"]) == len(widths["narrow"]) > 3
