"""The service's own pages in a browser: nothing is loaded, nothing runs, and axe finds nothing to object to."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from advisor import Advisor
from advisor.service.http import create_app
from tests.browser.conftest import OPEN, Opened, heard

BASE = "http://localhost"
FEW = """document.querySelectorAll('main > details').forEach(each => {
  const title = each.querySelector('summary').textContent
  if (title.includes(' /') && !/next-question|findings/.test(title)) each.remove()
  if (/Answers|Facts|Values|Condition/.test(title)) each.remove()
})"""
"""Leaves of operations and vocabulary a few: all of it is thousands of cells that are alike."""


@pytest.fixture(scope="module")
def service(advisor: Advisor) -> TestClient:
    return TestClient(create_app(advisor, key="s3cret"), base_url=BASE)


def shown(opened: Opened, service: TestClient, path: str, **options: Any) -> tuple[Any, list[str]]:
    """A tab with a page of the service, and what happens in it. All that it asks for is asked in this process."""
    page = opened(None, **options)

    def answered(route: Any) -> None:
        answer = service.get(route.request.url, follow_redirects=False)
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    page.route("**/*", answered)
    happened = heard(page)
    page.goto(BASE + path)
    return page, happened


@pytest.mark.parametrize(
    ("path", "scheme", "width"),
    [("/", "light", 1280), ("/", "dark", 320), ("/docs", "dark", 1280), ("/docs", "light", 320)],
)
def test_axe_finds_nothing(opened: Opened, service: TestClient, path: str, scheme: str, width: int) -> None:
    # axe is a script, which the page's own policy would forbid.
    page, _ = shown(
        opened, service, path, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page.evaluate(FEW)
    page.evaluate(OPEN)
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(each["id"], node["html"], node["failureSummary"]) for each in found for node in each["nodes"]]


@pytest.mark.parametrize("path", ["/", "/docs"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_is_asked_for_and_nothing_too_wide(opened: Opened, service: TestClient, path: str, width: int) -> None:
    page, happened = shown(opened, service, path, viewport={"width": width, "height": 800})
    page.evaluate(OPEN)
    page.wait_for_load_state("networkidle")
    assert happened == [BASE + path]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "704px", "the style is applied"


def test_all_of_it_works_without_scripts(opened: Opened, service: TestClient) -> None:
    page, happened = shown(opened, service, "/", java_script_enabled=False)
    page.get_by_role("link", name="HTTP reference").click()
    assert page.url == f"{BASE}/docs"
    example = page.get_by_text("curl -s http://localhost/v1/next-question")
    assert not example.is_visible()
    page.get_by_text("POST /v1/next-question").click()
    assert example.is_visible()
    page.get_by_role("link", name="What this service is").click()
    assert page.url == f"{BASE}/"
    assert happened == [f"{BASE}/", f"{BASE}/docs", f"{BASE}/"]


def test_the_keyboard_alone_opens_an_operation(opened: Opened, service: TestClient) -> None:
    page, _ = shown(opened, service, "/docs")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_text("curl -s http://localhost/v1/assess").is_visible()
