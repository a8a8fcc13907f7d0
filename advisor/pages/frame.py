"""What stands around a page in every host: the style sheet, and the little of a script that makes pages better."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from advisor.reports.formats import html


@cache
def style() -> str:
    """The style sheet of pages and of the reports in them. Their elements stand in ``class="iot-advisor pages"``."""
    return html.style() + _kept("pages.css")


@cache
def script() -> str:
    """The script of pages. They work without it."""
    return _kept("pages.js")


def _kept(name: str) -> str:
    return (files("advisor.pages") / "looks" / name).read_text(encoding="utf-8")
