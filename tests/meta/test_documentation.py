"""The examples in the documentation for programmers do what they say."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.service.http import create_app
from advisor.service.operations import OPERATIONS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(name: str, language: str) -> list[str]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_library_page_runs() -> None:
    session = "\n".join(blocks("library.md", "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, "library.md", None, 0)
    assert len(test.examples) > 15
    told: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert results.failed == 0, "".join(told)


def test_library_page_names_every_method() -> None:
    page = (DOCS / "library.md").read_text(encoding="utf-8")
    promised = (Path(__file__).parent / "public_api.txt").read_text(encoding="utf-8")
    for name in set(re.findall(r"^advisor\.Advisor\.(\w+)", promised, re.MULTILINE)) - {"of"}:
        assert f"`.{name}" in page, name


def test_embedding_page_names_every_path(advisor: Advisor) -> None:
    page = (DOCS / "embedding.md").read_text(encoding="utf-8")
    for path in create_app(advisor).openapi()["paths"]:
        assert f"{path}`" in page, path
    for operation in OPERATIONS:
        assert f"`{operation.name}`" in page, operation.name


@pytest.mark.parametrize("text", blocks("embedding.md", "json"))
def test_embedding_page_s_json_is_json(text: str) -> None:
    json.loads(text)
