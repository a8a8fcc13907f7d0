"""What is generated was generated from what is here now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor import Advisor
from tests.generated import COMMAND, ROOT, pages
from tests.scenarios.test_clients import CLIENTS

NAMES = (
    "README.md",
    "docs/commands.md",
    "docs/evidence.md",
    "docs/provenance.md",
    "docs/reference.md",
    "tests/meta/public_api.txt",
)


def without_hash(text: str) -> str:
    """The text without the knowledge's hash, which every change of a rule changes and nobody reads in a README."""
    return re.sub(r"\([0-9a-f]{12}\)", "(hash)", text)


@pytest.fixture(scope="module")
def generated(advisor: Advisor) -> dict[str, str]:
    return pages(advisor)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_current(name: str, generated: dict[str, str]) -> None:
    present = (ROOT / name).read_text(encoding="utf-8")
    assert without_hash(present) == without_hash(generated[name]), f"{name} is out of date; run: {COMMAND}"


def test_the_gallery_is_current(generated: dict[str, str]) -> None:
    """Each page, and no page of what is not there any more."""
    gallery = {name: text for name, text in generated.items() if name.startswith("docs/gallery/")}
    present = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "docs" / "gallery").iterdir()}
    assert (
        present.keys() == gallery.keys() and len(gallery) == len(CLIENTS) + len(list(ROOT.glob("examples/*.yaml"))) + 1
    )
    for name, path in present.items():
        assert without_hash(path.read_text(encoding="utf-8")) == without_hash(gallery[name]), f"{name}; run: {COMMAND}"


def test_the_pictures_are_current(generated: dict[str, str]) -> None:
    """Each picture that a document shows, and no other."""
    pictures = {name: text for name, text in generated.items() if name.startswith("docs/pictures/")}
    present = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "docs" / "pictures").iterdir()}
    assert present.keys() == pictures.keys()
    for name, path in present.items():
        assert path.read_text(encoding="utf-8") == pictures[name], f"{name}; run: {COMMAND}"
    shown = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/reports.md"))
    assert all(Path(name).name in shown for name in pictures)


def test_each_screenshot_is_shown() -> None:
    """They are drawn anew by ``python -m tests.browser.screenshots``."""
    shown = {*re.findall(r"\(screenshots/([^)]+)\)", (ROOT / "docs" / "interview.md").read_text(encoding="utf-8"))}
    assert shown == {path.name for path in (ROOT / "docs" / "screenshots").iterdir()}


def test_nothing_generated_is_left_out(generated: dict[str, str]) -> None:
    elsewhere = ("docs/gallery/", "docs/pictures/")
    assert {name for name in generated if not name.startswith(elsewhere)} == set(NAMES)
