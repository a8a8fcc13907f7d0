"""The pages of all examples and of the clients in ``tests/scenarios``, as a consultant would print them."""

from __future__ import annotations

from pathlib import Path

from advisor import Advisor, Assessment
from advisor.reports.contents.assessment import document
from advisor.reports.formats import written
from tests.scenarios.test_clients import CLIENTS

HEAD = """\
# Gallery

The page that each shipped example gives, and each of the ten clients in `tests/scenarios/test_clients.py`, 80 columns
wide. `python -m tests.regenerate` writes them, and a test compares them: what a change does to the pages can be read in
its difference.

| page | answers | lines | first to do |
|-|-|-|-|
"""


def gallery(advisor: Advisor, root: Path) -> dict[str, str]:
    """The text of each page, and of the list of them, by its path from the project's root."""
    shown: dict[str, Assessment] = {}
    for path in sorted((root / "examples").glob("*.yaml")):
        shown[path.stem] = advisor.assess(advisor.read_profile(path))
    for name, client in CLIENTS.items():
        shown[f"client-{name.replace(' ', '-')}"] = advisor.assess(client.facts, name=name.capitalize())
    pages = {
        f"docs/gallery/{name}.txt": written(document(each, advisor.knowledge), "terminal")
        for name, each in shown.items()
    }
    rows = [
        f"| [{name}]({name}.txt) | {len(each.profile.facts)} | {text.count(chr(10))} | {_first(each)} |"
        for (name, each), text in zip(shown.items(), pages.values(), strict=True)
    ]
    return {"docs/gallery/README.md": HEAD + "\n".join(rows) + "\n", **pages}


def _first(assessment: Assessment) -> str:
    return next((each.title for each in assessment.recommendations if each.rank == 1), "nothing")
