"""axe finds nothing to object to, in the light and in the dark, wide and narrow, closed and opened."""

from __future__ import annotations

from itertools import product
from typing import Literal, get_args

import pytest

from tests.browser.conftest import OPEN, Opened
from tests.browser.pages import CASES, FULLEST, PAGES

Scheme = Literal["light", "dark"]
Way = tuple[Scheme, int, bool]
ALL: list[Way] = [*product(get_args(Scheme), (1280, 320), (False, True))]
PAIRS: list[Way] = [("light", 1280, False), ("light", 320, True), ("dark", 1280, True), ("dark", 320, False)]
"""Every two of these together; all three only for one case, since axe takes its time."""

HARDEST: Way = ("dark", 320, True)
"""For what has neither pictures nor folds."""

EACH_WAY = {**dict.fromkeys(CASES, PAIRS), FULLEST: ALL}


@pytest.mark.parametrize(
    ("name", "scheme", "width", "opens"),
    [(name, *way) for name in PAGES for way in EACH_WAY.get(name, [HARDEST])],
)
def test_axe_finds_nothing(opened: Opened, name: str, scheme: Scheme, width: int, opens: bool) -> None:
    # axe is a script, which the page's own policy would forbid.
    page = opened(name, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    if opens:
        page.evaluate(OPEN)
    from axe_playwright_python.sync_playwright import Axe

    # Most of its time goes into contrast, and what is seen while all is closed is seen as well when it is opened.
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": opens}}}
    found = Axe().run(page, options=options).response["violations"]
    assert not [(each["id"], node["html"], node["failureSummary"]) for each in found for node in each["nodes"]]
