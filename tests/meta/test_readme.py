"""The README's commands and links name what is there."""

from __future__ import annotations

import re

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown(marker: str) -> str:
    """The text of the fenced block behind a marker."""
    found = re.search(rf"<!-- {re.escape(marker)} -->\n```\w+\n(.*?)\n?```\n<!-- end -->", README, re.DOTALL)
    assert found, marker
    return found.group(1)


def test_commands_name_a_shipped_example() -> None:
    (example,) = re.findall(r"examples/\S+\.yaml", shown("try command"))
    assert (ROOT / example).is_file()


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
