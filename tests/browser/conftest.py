"""A browser for the tests of this package, all of which are skipped where there is none."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from advisor import Advisor
from advisor.reports.document import Document
from advisor.reports.formats import written
from tests.browser.pages import DRAWINGS, PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""It asks for nothing on its own, and starts in a container."""

Opened = Callable[..., "Page"]
"""Opens the page of a name or a path, or a bare tab; what else is given goes to the browser's context."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here. It ends with the last of them, since it keeps an event loop of its own running,
    and other tests have theirs."""
    missing = [each for each in ("playwright", "axe_playwright_python") if importlib.util.find_spec(each) is None]
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing.append("Chromium")
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def files(advisor: Advisor, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The file of a page or a drawing, which is written when it is first asked for."""
    directory = tmp_path_factory.mktemp("pages")

    def file(name: str) -> Path:
        ending = "svg" if name in DRAWINGS else "html"
        path = directory / f"{name}.{ending}"
        if not path.exists():
            graph = DRAWINGS.get(name)
            shown = PAGES[name](advisor) if graph is None else Document(graph=lambda: graph(advisor))
            path.write_text(written(shown, ending), encoding="utf-8")
        return path

    return file


@pytest.fixture
def opened(browser: Browser, files: Callable[[str], Path]) -> Iterator[Opened]:
    """Opens pages, each in a profile of its own."""
    contexts = []

    def opened(page: str | Path | None, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        tab = context.new_page()
        if page is not None:
            tab.goto((page if isinstance(page, Path) else files(page)).as_uri())
        return tab

    yield opened
    for each in contexts:
        each.close()


def heard(page: Page) -> list[str]:
    """What happens in a tab from now on beside what it shows: requests, messages, errors and dialogs, as they come."""
    happened: list[str] = []

    def dismissed(dialog: Any) -> None:
        happened.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("request", lambda request: happened.append(request.url))
    page.on("console", lambda message: happened.append(message.text))
    page.on("pageerror", lambda error: happened.append(str(error)))
    return happened


OPEN = "document.querySelectorAll('details').forEach(each => { each.open = true })"
"""Opens all that is folded."""
