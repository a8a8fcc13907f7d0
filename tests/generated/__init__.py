"""What is generated: each file, and the text that should stand in it. ``python -m tests.regenerate`` writes it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from advisor import Advisor
from advisor.assessment.order import ORDER
from advisor.reports import renderer
from advisor.reports.contents.bibliography import source_list
from advisor.reports.contents.words import sentence
from advisor.reports.markdown import draw
from tests.generated.command_help import command_help
from tests.generated.reference import reference
from tests.generated.surface import surface

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python -m tests.regenerate"
EXAMPLE = "examples/telecom.yaml"
LAST_SHOWN = "TENSIONS IN THIS CASE"
"""The heading in the report of the example with whose first entry the README's excerpt ends."""


def pages(advisor: Advisor) -> dict[str, str]:
    """The text of every generated file, by its path from the project's root."""
    return {
        "README.md": _with_block("README.md", f"output of: iot-advisor assess {EXAMPLE}", _excerpt(advisor)),
        "docs/commands.md": _with_block("docs/commands.md", "generated: the help of every command", command_help()),
        "docs/evidence.md": draw(source_list(advisor.knowledge, full=True)),
        "docs/provenance.md": _with_block("docs/provenance.md", "generated: the order of recommendations", _order()),
        "docs/reference.md": reference(),
        "tests/meta/public_api.txt": "".join(f"{line}\n" for line in surface()),
    }


def _with_block(page: str, marker: str, block: str) -> str:
    """The page as it stands, with a block put between a marker and its end."""
    text = (ROOT / page).read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- {re.escape(marker)} -->\n).*?(<!-- end -->)", re.DOTALL)
    assert len(place.findall(text)) == 1, f"{page} has no place marked {marker!r}, or several"
    return place.sub(lambda found: f"{found[1]}{block}{found[2]}", text)


def _order() -> str:
    """The criteria of the order of advice as a numbered list."""
    lines = (f"{number}. **{sentence(each.name)}**: {each.words}" for number, each in enumerate(ORDER, 1))
    return "".join(f"{textwrap.fill(line, 119, subsequent_indent='   ')}\n" for line in lines)


def _excerpt(advisor: Advisor) -> str:
    """How the report of the example begins, up to the first tension."""
    assessment = advisor.assess(advisor.read_profile(ROOT / EXAMPLE))
    printed = renderer("terminal")([assessment], advisor.knowledge, width=80)
    paragraphs = printed.split("\n\n")
    last = next(place for place, each in enumerate(paragraphs) if each.startswith(LAST_SHOWN))
    return "```text\n" + "\n\n".join(paragraphs[: last + 1]) + "\n```\n"
