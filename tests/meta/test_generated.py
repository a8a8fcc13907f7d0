"""What is generated was generated from what is here now."""

from __future__ import annotations

import re

import pytest

from advisor import Advisor
from tests.generated import COMMAND, ROOT, pages

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


def test_nothing_generated_is_left_out(generated: dict[str, str]) -> None:
    assert tuple(generated) == NAMES
