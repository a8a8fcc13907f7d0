"""The pictures of the interview's pages that the documents show: ``python -m tests.browser.screenshots``.

A browser of another version draws letters otherwise, so no test holds the files against what it would draw today.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from advisor import Advisor
from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.interview_pages import written

DIRECTORY = Path(__file__).parents[2] / "docs" / "screenshots"
Scheme = Literal["light", "dark"]
SHOWN: dict[str, tuple[str, int, Scheme]] = {
    "question": ("question with news", 1000, "light"),
    "answers": ("answers", 1000, "light"),
    "narrow": ("question under way", 360, "dark"),
}
"""The pictures: the kind of page, the width of its window in pixels, and its colours."""


def main() -> None:
    """Draw them anew."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, NAMES)), None)
    advisor = Advisor()
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, (kind, width, scheme) in SHOWN.items():
            tab = browser.new_page(viewport={"width": width, "height": 760}, color_scheme=scheme)
            tab.goto(written(advisor, kind, Path(directory)).as_uri())
            tab.screenshot(path=DIRECTORY / f"{name}.png")
            tab.close()


if __name__ == "__main__":
    main()
