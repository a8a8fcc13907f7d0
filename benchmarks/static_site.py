"""How fast the interview without a server starts and answers, in headless Chromium from a server on this machine.

    python -m benchmarks.static_site [--starts 5] [--turns 40]

Each cold start is in a browser that was begun for it, with nothing kept of an earlier one. A turn is the time from the
press of a button until the next page stands there, measured in the page. Chromium has to be installed, and Playwright;
the runtime is loaded once and kept.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from advisor import Advisor
from advisor.commands.web import cache
from advisor.web.placing import put
from advisor.web.runtime import from_registries
from advisor.web.site import Built, folder, single_file

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

TURN = """() => {
  const chosen = document.querySelector("main input[name=answer][value=unknown]");
  const form = chosen.form;
  chosen.checked = true;
  const heading = document.querySelector("main h1");
  const began = performance.now();
  return new Promise((done) => {
    const look = () => document.contains(heading) ? requestAnimationFrame(look) : done(performance.now() - began);
    form.requestSubmit(form.querySelector("button"));
    look();
  });
}"""
"""Answers a question with "I don't know" and gives the milliseconds until the next page is there."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def started(tab: Page, address: str) -> float:
    """Seconds from the address to the program that runs."""
    began = time.perf_counter()
    tab.goto(address)
    tab.wait_for_selector("#host.running", state="attached", timeout=300_000)
    return time.perf_counter() - began


def turns(tab: Page, count: int) -> list[float]:
    """Milliseconds of so many answers, as many interviews as that takes."""
    took: list[float] = []
    while len(took) < count:
        if tab.locator("main input[name=answer]").count() == 0:
            tab.evaluate("location.hash = '#/'")
            tab.get_by_role("button", name="Begin").click()
            tab.wait_for_selector("main input[name=answer]")
        took.append(tab.evaluate(TURN))
    return took


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--turns", type=int, default=40)
    given = parser.parse_args()
    program = next(filter(None, map(shutil.which, NAMES)), None)
    held = from_registries(cache())
    began = time.perf_counter()
    built = Built(Advisor(), held)
    files, page = folder(built), single_file(built)
    print(f"built in {time.perf_counter() - began:.1f} s; {os.cpu_count()} cores")
    print(f"folder {sum(map(len, files.values())) / 1e6:.1f} MB, one page {len(page) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        put(Path(directory) / "site", files)
        (Path(directory) / "advisor.html").write_bytes(page)
        handler = functools.partial(Quiet, directory=str(Path(directory) / "site"))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            places = {
                "from a folder, served": f"http://127.0.0.1:{server.server_port}/",
                "from one page on disk": (Path(directory) / "advisor.html").as_uri(),
            }
            for label, address in places.items():
                cold, warm, took = [], [], []
                for _ in range(given.starts):
                    browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
                    tab = browser.new_page()
                    cold.append(started(tab, address))
                    took += turns(tab, given.turns)
                    tab.goto("about:blank")
                    warm.append(started(tab, address))
                    browser.close()
                took.sort()
                print(
                    f"{label:24} cold start {statistics.median(cold):5.2f} s, again {statistics.median(warm):5.2f} s "
                    f"(medians of {given.starts}); a turn: median {statistics.median(took):5.1f}, "
                    f"p95 {took[int(len(took) * 0.95)]:5.1f} ms",
                    flush=True,
                )
            server.shutdown()


if __name__ == "__main__":
    main()
