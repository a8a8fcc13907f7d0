"""The interview on a real service, as people go through it in a browser, with scripts and without."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from tests.browser.conftest import Opened, heard
from tests.scenarios.cases import PACKAGING
from tests.service.conftest import Service

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST = 60
"""More pages than any interview has."""

Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts services that serve interviews, all on the same data."""
    running: list[Service] = []

    def started(*arguments: str, **environment: str) -> Service:
        data = {"XDG_DATA_HOME": str(tmp_path), **environment}
        service = Service("serve", "--interview", *arguments, environment=data)
        running.append(service)
        return service

    yield started
    for each in running:
        each.stop(signal.SIGKILL)


def begun(page: Page, service: Service, way: str = "full", name: str = "City Water") -> None:
    """An interview begun in a tab."""
    page.goto(f"{service.url}/interview")
    page.get_by_label("What to call the relationship").fill(name)
    page.locator(f"#way-{way}").check()
    page.get_by_role("button", name="Begin").click()


def question(page: Page) -> str:
    """The attribute that the page asks for; empty where it asks for none."""
    found = re.search(r"/q/([a-z0-9_]+)", page.url)
    return found[1] if found else ""


def answer(page: Page, value: str) -> None:
    """Choose an answer and send it."""
    page.locator(f'input[name=answer][value="{value}"]').check()
    page.get_by_role("button", name="Continue").click()


def to_the_end(page: Page, facts: dict[str, str]) -> list[str]:
    """From a question to the result, answering "I don't know" to what the facts leave open; which questions there were
    on the way."""
    asked = []
    for _ in range(MOST):
        if name := question(page):
            asked.append(name)
            answer(page, facts.get(name, "unknown"))
        elif page.url.endswith("/result"):
            return asked
        else:
            page.locator("main form button").first.click()
    raise AssertionError(f"no end after {asked}")


def saved(page: Page, link: str) -> bytes:
    """What a link of the page saves."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_page_to_the_saved_report(opened: Opened, start: Start, tmp_path: Path, scripts: bool) -> None:
    service = start()
    page = opened(None, java_script_enabled=scripts, accept_downloads=True)
    happened = heard(page)
    begun(page, service)
    questions = to_the_end(page, PACKAGING)
    assert len(questions) > 15 and len(questions) == len({*questions})
    assert page.locator("h1").inner_text() == "City Water"
    page.get_by_text("recorded, as number 1").wait_for()
    report, data = saved(page, "(HTML)"), saved(page, "(JSON)")
    profile = tmp_path / "saved.yaml"
    profile.write_bytes(saved(page, "profile (YAML)"))
    assert b"<h1" in report and b"City Water" in report
    terminal = [sys.executable, "-m", "advisor", "assess", str(profile), "--format", "json", "--no-audit"]
    assert data == subprocess.run(terminal, capture_output=True, check=True).stdout
    asked = yaml.safe_load(profile.read_text(encoding="utf-8"))
    over_http = httpx.post(f"{service.url}/v1/assess", json=asked, timeout=30).raise_for_status().json()
    assert data.decode() == json.dumps(over_http, ensure_ascii=False, indent=2) + "\n"
    assert all(each.startswith(service.url) for each in happened), happened
    service.stop()
    told = json.dumps(service.log)
    identity = re.search(r"/interview/([^/]+)/", page.url)
    assert identity and identity[1] not in told and "City Water" not in told


def test_back_reload_change_and_unknown(opened: Opened, start: Start) -> None:
    page = opened(None)
    begun(page, start())
    first = question(page)
    answer(page, "customer")
    second = question(page)
    answer(page, "unknown")
    third = question(page)
    page.go_back()
    assert question(page) == second
    assert page.locator("input[name=answer]:checked").get_attribute("value") == "unknown"
    page.go_back()
    assert question(page) == first
    assert page.locator("input[name=answer]:checked").get_attribute("value") == "customer"
    page.get_by_role("button", name="Continue").click()
    assert question(page) == third
    page.reload()
    assert question(page) == third
    page.get_by_role("link", name="Back", exact=True).click()
    assert question(page) == second
    page.get_by_role("link", name="Answers", exact=True).click()
    page.get_by_role("link", name="Change Your side").click()
    answer(page, "provider")
    assert page.url.endswith("/answers")
    assert "Your side: Provider" in page.locator("main").inner_text()


def test_a_killed_service_has_lost_no_answer(opened: Opened, start: Start) -> None:
    service = start()
    page = opened(None)
    begun(page, service)
    answer(page, "provider")
    link = re.sub("q/.*", "", page.url)
    service.stop(signal.SIGKILL)
    again = start()
    page.goto(link.replace(service.url, again.url) + "answers")
    assert "Your side: Provider" in page.locator("main").inner_text()


def test_two_tabs_lose_no_answer(opened: Opened, start: Start) -> None:
    one = opened(None)
    begun(one, start())
    two = one.context.new_page()
    two.goto(one.url)
    answer(one, "provider")
    answer(two, "customer")
    assert two.locator("h1").inner_text() == "This question was answered meanwhile"
    two.get_by_role("button", name="Keep that answer").click()
    question_of_one = question(one)
    assert question(two) == question_of_one
    base = re.sub("q/.*", "", one.url)
    two.goto(f"{base}q/data_trust")
    answer(one, "unknown")
    answer(two, "low")
    two.goto(f"{base}answers")
    text = two.locator("main").inner_text()
    assert "Your side: Provider" in text and "Trust in data handling: Low" in text and "I don't know" in text


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_answers_once(opened: Opened, start: Start, scripts: bool) -> None:
    page = opened(None, java_script_enabled=scripts)
    begun(page, start())
    page.locator("input[name=answer][value=provider]").check()
    page.get_by_role("button", name="Continue").dblclick()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Answers", exact=True).click()
    assert "1 answered" in page.locator("aside").inner_text()


def test_what_was_stopped_on_its_way_can_be_sent_again(opened: Opened, start: Start) -> None:
    """As when somebody waits for too long, and presses the browser's stop."""
    page = opened(None)
    begun(page, start())
    page.wait_for_url(re.compile("/q/"))
    asked = page.url
    page.route(asked, lambda route: route.abort("aborted"), times=1)  # the browser stays where it is
    page.locator("input[name=answer][value=provider]").check()
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Continue").click(no_wait_after=True)
    page.wait_for_timeout(2000)
    assert page.url == asked
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda url: url != asked)


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Serves a page of another site."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages["page"])

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serving(page: str) -> str:
        pages["page"] = page.encode()
        return f"http://localhost:{server.server_address[1]}/"

    yield serving
    server.shutdown()


def test_a_page_of_another_site_can_answer_nothing(
    opened: Opened, start: Start, elsewhere: Callable[[str], str]
) -> None:
    page = opened(None)
    begun(page, start())
    token = page.locator("input[name=token]").first.get_attribute("value")
    base = re.sub("q/.*", "", page.url)
    page.goto(
        elsewhere(
            f'<form method="post" action="{base}q/focal_role"><input name="answer" value="provider">'
            f'<input name="token" value="{token}"><button>Win a prize</button></form>'
        )
    )
    with page.expect_response(lambda response: response.request.method == "POST") as sent:
        page.get_by_role("button").click()
    assert sent.value.status == 403
    page.goto(f"{base}answers")
    assert "No answers yet." in page.locator("main").inner_text()


def test_what_if_decisions_and_deleting(opened: Opened, start: Start) -> None:
    page = opened(None)
    begun(page, start(), "quick")
    to_the_end(page, PACKAGING)
    page.get_by_label("Another answer").select_option(index=5)
    page.get_by_role("button", name="See what changes").click()
    assert page.locator("h1").inner_text() == "What if"
    page.get_by_role("button", name="Back to the result").click()
    page.get_by_label("Piece of advice").select_option(index=1)
    page.get_by_label("Defer").check()
    page.get_by_label("Why it is not followed").select_option("not-now")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("deferred, not now").wait_for()
    link = page.url
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete it for good").click()
    assert "stays" in page.locator("main").inner_text()
    response = page.goto(link)
    assert response is not None and response.status == 410


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_on_what_the_service_says_itself(
    opened: Opened, start: Start, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    service = start(IOT_ADVISOR_API_KEY="a key of this test")
    page = opened(None, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})

    def looked_at(heading: str) -> None:
        assert page.locator("h1").inner_text() == heading
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert not [(each["id"], node["html"]) for each in found for node in each["nodes"]], heading
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{service.url}/interview")
    looked_at("Sign in")
    page.locator("input[name=key]").fill("another key")
    page.locator("main button").click()
    page.locator("[role=alert]").wait_for()
    looked_at("Sign in")
    page.locator("input[name=key]").fill("a key of this test")
    page.locator("main button").click()
    looked_at("Begin an interview")
    page.goto(f"{service.url}/interview/{'x' * 32}/")
    looked_at("This interview is not here")
    page.goto(f"{service.url}/interview")
    page.context.clear_cookies(name=re.compile("visitor"))
    page.get_by_role("button", name="Begin").click()
    looked_at("This form was not taken")
