"""The interview without a server: the whole advisor in the browser, from a folder that is served, and from one page."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from advisor import Advisor
from advisor.commands.web import cache
from advisor.errors import RuntimeMissing
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written
from advisor.web.placing import put
from advisor.web.runtime import from_registries
from advisor.web.site import Built, folder, single_file
from tests.browser.conftest import Opened, heard
from tests.scenarios.cases import PACKAGING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 120_000
"""Milliseconds until the program has to run: it takes a few seconds, and machines of tests are busy."""

RUNNING = "#host.running"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files as the simplest of servers does, and knows no type of its own for any."""

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


class Site(NamedTuple):
    """A build: the folder, where it is served, and the one page."""

    directory: Path
    address: str
    page: Path


@pytest.fixture(scope="module")
def site(browser: Browser, advisor: Advisor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Both builds, made once, and skipped where the runtime is neither here nor can be loaded."""
    try:
        held = from_registries(cache())
    except RuntimeMissing as error:
        pytest.skip(f"the runtime cannot be had: {str(error).splitlines()[0]}")
    place = tmp_path_factory.mktemp("web")
    built = Built(advisor, held)
    put(place / "site", folder(built))
    (place / "advisor.html").write_bytes(single_file(built))
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(place / "site"))
    ) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield Site(place / "site", f"http://127.0.0.1:{server.server_port}/", place / "advisor.html")
        server.shutdown()


class Started(NamedTuple):
    """A tab in which the program runs, and what happened in it since it was opened."""

    tab: Page
    happened: list[str]


@pytest.fixture(scope="module")
def started(browser: Browser, site: Site) -> Iterator[Started]:
    """One tab for most tests, since a start is most of the time: each begins an interview of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    happened = heard(tab)
    tab.goto(site.address)
    running(tab)
    yield Started(tab, happened)
    context.close()


@pytest.fixture
def tab(started: Started) -> Page:
    return started.tab


def running(tab: Page) -> None:
    tab.wait_for_selector(RUNNING, state="attached", timeout=PATIENCE)


def begin(tab: Page, name: str = "", way: str = "full", **files: Path) -> str:
    """Begin an interview, and give the address of it."""
    tab.evaluate("history.pushState(null, '', '#/')")
    tab.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    tab.fill("#name", name)
    tab.check(f"#way-{way}")
    for field, path in files.items():
        tab.evaluate("document.querySelector('main details').open = true")
        tab.set_input_files(f"#{field}", path)
    tab.get_by_role("button", name="Begin").click()
    tab.wait_for_url(re.compile(r"#/[0-9a-f]{12}/"))
    return re.sub(r"(#/[0-9a-f]{12}/).*", r"\1", tab.url)


def asked(tab: Page) -> str:
    """The attribute that the page asks for."""
    found = re.search(r"/q/([a-z_]+)", tab.url)
    assert found is not None, tab.url
    return found[1]


def answer(tab: Page, value: str) -> None:
    tab.check(f"main input[name=answer][value={value}]")
    before = tab.url
    tab.locator("main form", has=tab.locator("input[name=answer]")).locator("button").first.click()
    tab.wait_for_url(lambda url: url != before)


def to_the_end(tab: Page, facts: dict[str, str]) -> None:
    """Answer every question that comes, and finish."""
    for _ in range(60):
        if "/q/" in tab.url:
            answer(tab, facts.get(asked(tab), "unknown"))
        elif "/fit/" in tab.url:
            tab.locator("main form button").first.click()
            tab.wait_for_url(lambda url: "/fit/" not in url)
        elif tab.url.endswith("/enough"):
            tab.goto(re.sub("enough$", "answers", tab.url))
        else:
            break
    if not tab.url.endswith("/answers"):
        tab.goto(re.sub(r"(#/[0-9a-f]{12}/).*", r"\1answers", tab.url))
    tab.wait_for_selector("main form[action$=finish]")
    tab.locator("main form[action$=finish] button").first.click()
    tab.wait_for_url(re.compile("/result$"))


def saved(tab: Page, name: str) -> bytes:
    """The download behind a link of that path."""
    with tab.expect_download() as waiting:
        tab.locator(f"main a[href$='/{name}']").first.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_whole_interview_gives_what_the_library_gives(started: Started, advisor: Advisor, tmp_path: Path) -> None:
    tab = started.tab
    begin(tab, "A client & Søn")
    to_the_end(tab, PACKAGING)
    assert tab.title() and tab.locator("main h1").count() == 1
    profile = tmp_path / "profile.yaml"
    profile.write_bytes(saved(tab, "profile.yaml"))
    answers = advisor.read_profile(profile)
    assert answers.name == "A client & Søn" and len(answers.facts) > 5
    assert answers.facts.items() <= PACKAGING.items()
    expected = document(advisor.assess(answers), advisor.knowledge)
    assert saved(tab, "report.json").decode() == written(expected, "json")
    assert b"A client &amp; S\xc3\xb8n" in saved(tab, "report.html")
    assert [
        each for each in started.happened if not each.startswith(("http://127.0.0.1", "blob:http://127.0.0.1"))
    ] == []


def test_nothing_is_asked_for_but_the_folder(started: Started, site: Site) -> None:
    begin(started.tab)
    answer(started.tab, "unknown")
    names = {path.relative_to(site.directory).as_posix() for path in site.directory.rglob("*") if path.is_file()}
    requests = [each.removeprefix(site.address) for each in started.happened if each.startswith(site.address)]
    assert "index.html" not in requests and {*requests} <= {"", *names} and len(requests) >= 8
    elsewhere = [each for each in started.happened if not each.startswith((site.address, f"blob:{site.address}"))]
    assert elsewhere == []


def test_the_way_back_loses_nothing(tab: Page) -> None:
    base = begin(tab)
    first = asked(tab)
    answer(tab, "unknown")
    second = asked(tab)
    tab.go_back()
    tab.wait_for_url(f"{base}q/{first}")
    assert tab.is_checked("main input[value=unknown]")
    tab.go_forward()
    tab.wait_for_url(f"{base}q/{second}")
    assert not tab.locator("main input[name=answer]:checked").count()
    tab.goto(f"{base}answers")
    tab.locator(f"main a[href*='q/{first}']").first.click()
    tab.wait_for_url(re.compile(f"q/{first}"))
    value = tab.locator("main input[name=answer]").first.get_attribute("value")
    assert value is not None
    answer(tab, value)
    assert tab.url.endswith("/answers")


def test_the_heading_or_what_is_wrong_takes_the_focus(tab: Page) -> None:
    begin(tab)
    focused = "document.activeElement.matches('main h1')"
    assert tab.evaluate(focused)
    assert tab.text_content("#told") == tab.title()
    tab.locator("main form button").first.click()
    tab.wait_for_selector("main [role=alert]")
    assert tab.evaluate("document.activeElement.matches('main [role=alert]')")
    address = tab.url
    tab.locator("main [role=alert] a").first.click()
    assert tab.url == address and tab.evaluate("document.activeElement.matches('input[name=answer]')")
    assert tab.evaluate("document.activeElement.tabIndex") == 0


def test_a_double_click_answers_one_question(tab: Page) -> None:
    begin(tab)
    tab.check("main input[value=unknown]")
    tab.locator("main form", has=tab.locator("input[name=answer]")).locator("button").first.dblclick()
    tab.wait_for_selector("main h1")
    assert tab.locator("main [role=alert]").count() == 0
    tab.goto(re.sub("q/.*", "answers", tab.url))
    assert kept(tab)[0]["answered"] == 1


def kept(tab: Page) -> list[dict[str, Any]]:
    """What the browser keeps, the one that was changed last first."""
    found = tab.evaluate("Object.entries(localStorage).map(([key, text]) => ({key, ...JSON.parse(text)}))")
    return sorted(found, key=lambda each: str(each["changed"]), reverse=True)


def test_interviews_are_listed_taken_up_and_deleted(tab: Page) -> None:
    base = begin(tab, "First of two")
    answer(tab, "unknown")
    stands = asked(tab)
    begin(tab, "Second of two")
    tab.get_by_role("link", name="All interviews").click()
    listed = tab.locator(".kept-here li")
    assert "Second of two" in listed.nth(0).inner_text() and "First of two" in listed.nth(1).inner_text()
    tab.get_by_role("link", name="First of two", exact=True).click()
    tab.wait_for_url(f"{base}q/{stands}")
    tab.get_by_role("link", name="All interviews").click()
    tab.get_by_role("link", name="Delete First of two").click()
    tab.wait_for_url(f"{base}delete")
    tab.locator("main form[action$=delete] button").click()
    tab.wait_for_url(re.compile("#/$"))
    assert "First of two" not in [each.get("name") for each in kept(tab)]
    tab.goto(f"{base}answers")
    tab.wait_for_selector("main h1:has-text('This interview is not here')")


def test_a_saved_profile_is_taken_up(tab: Page, tmp_path: Path) -> None:
    file = tmp_path / "saved.yaml"
    file.write_text("format: 1\nname: From a file\nfacts: {sales_channel: direct}\n", encoding="utf-8")
    base = begin(tab, profile=file)
    assert kept(tab)[0]["answered"] == 1
    tab.goto(f"{base}keep")
    assert b"sales_channel: direct" in saved(tab, "profile.yaml")


def test_two_tabs_answer_in_one_interview(started: Started, site: Site) -> None:
    tab = started.tab
    base = begin(tab)
    first = asked(tab)
    other = tab.context.new_page()
    other.goto(base)
    running(other)
    other.wait_for_url(f"{base}q/{first}")
    answer(other, "unknown")
    second = asked(other)
    tab.goto(f"{base}q/{second}")
    tab.wait_for_selector("main input[name=answer]")
    answer(tab, "unknown")
    other.goto(f"{base}answers")
    other.wait_for_selector("main .answers")
    assert kept(tab)[0]["answered"] == 2
    # And after a reload it goes on where it stands.
    address = tab.url
    other.close()
    tab.reload()
    running(tab)
    tab.wait_for_selector("main input[name=answer]")
    assert tab.url == address


def test_one_page_opens_from_a_disk(opened: Opened, site: Site, advisor: Advisor, tmp_path: Path) -> None:
    tab = opened(None)
    happened = heard(tab)
    tab.goto(site.page.as_uri())
    # What is sent before the program runs, waits for it.
    tab.fill("#name", "Early")
    tab.get_by_role("button", name="Begin").click()
    tab.wait_for_url(re.compile("/q/"), timeout=PATIENCE)
    to_the_end(tab, PACKAGING)
    profile = tmp_path / "profile.yaml"
    profile.write_bytes(saved(tab, "profile.yaml"))
    expected = document(advisor.assess(advisor.read_profile(profile)), advisor.knowledge)
    assert saved(tab, "report.json").decode() == written(expected, "json")
    assert [each for each in happened if not each.startswith((site.page.as_uri(), "blob:", "data:,"))] == []


@pytest.mark.parametrize("spoiled", ["missing", "another"])
def test_a_file_that_is_missing_or_another_is_told(opened: Opened, site: Site, spoiled: str) -> None:
    tab = opened(None)
    if spoiled == "missing":
        tab.route(re.compile("packages-"), lambda route: route.fulfill(status=404))
    else:
        tab.route(re.compile("packages-"), lambda route: route.fulfill(body=b"PK"))
    tab.goto(site.address)
    running(tab)
    assert re.search(r"could not be started: files/packages-\w+\.zip cannot be loaded", tab.inner_text("#notice"))
    assert tab.is_visible("main h1")


def test_a_browser_without_webassembly_is_told(opened: Opened, site: Site) -> None:
    tab = opened(None)
    tab.add_init_script("delete globalThis.WebAssembly")
    tab.goto(site.address)
    running(tab)
    assert "no WebAssembly" in tab.inner_text("#notice")


def test_a_browser_that_keeps_nothing_is_told(opened: Opened, site: Site) -> None:
    tab = opened(None)
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    tab.goto(site.address)
    running(tab)
    tab.get_by_role("button", name="Begin").click()
    tab.wait_for_url(re.compile("/q/"))
    answer(tab, "unknown")
    assert "lost when this page is closed" in tab.inner_text("#notice")
    tab.goto(re.sub("q/.*", "keep", tab.url))
    assert b"format" in saved(tab, "profile.yaml")


def test_without_javascript_the_page_says_what_it_takes(opened: Opened, site: Site) -> None:
    tab = opened(None, java_script_enabled=False)
    tab.goto(site.address)
    assert "It takes JavaScript" in tab.inner_text("#told")
    assert tab.inner_text("main h1") == "Begin an interview"


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_nothing_in_what_stands_around_the_pages(opened: Opened, site: Site, scheme: str, width: int) -> None:
    """The list of what is kept, and what is told: a program that cannot start is told at once."""
    # axe is a script, which the page's own policy would forbid.
    tab = opened(None, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    tab.add_init_script(
        "delete globalThis.WebAssembly; localStorage.setItem('iot-advisor / 0123456789ab', "
        """'{"text": "{}", "name": "A client", "answered": 1, "changed": "2026-01-02T03:04:05Z"}')"""
    )
    tab.goto(site.address)
    running(tab)
    assert "A client" in tab.inner_text(".kept-here") and tab.is_visible("#notice")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(each["id"], node["html"], node["failureSummary"]) for each in found for node in each["nodes"]]
