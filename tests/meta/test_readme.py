"""The README shows what the program really prints, and its commands name what is there."""

from __future__ import annotations

import re

from advisor import Advisor
from advisor.reports import renderer
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def shown(marker: str) -> str:
    """The text of the fenced block behind a marker."""
    found = re.search(rf"<!-- {re.escape(marker)} -->\n```\w+\n(.*?)\n?```\n<!-- end -->", README, re.DOTALL)
    assert found, marker
    return found.group(1)


def test_the_output_shown_is_how_the_real_one_begins(advisor: Advisor) -> None:
    excerpt = shown("output of: iot-advisor assess examples/telecom.yaml")
    assessment = advisor.assess(advisor.read_profile(ROOT / "examples" / "telecom.yaml"))
    printed = renderer("terminal")([assessment], advisor.knowledge, width=80)
    assert len(excerpt.splitlines()) > 20
    assert without_hash(printed).startswith(without_hash(excerpt))


def without_hash(text: str) -> str:
    """The text without the knowledge's hash, which every change of a rule changes and nobody reads in a README."""
    return re.sub(r"\([0-9a-f]{12}\)", "(hash)", text)


def test_commands_name_a_shipped_example() -> None:
    (example,) = re.findall(r"examples/\S+\.yaml", shown("try command"))
    assert (ROOT / example).is_file()


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
