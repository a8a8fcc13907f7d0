"""The documentation does what it says, and leaves nothing out that a user can call, set or import."""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import pytest

from advisor import Advisor
from advisor.service.http import create_app
from advisor.service.operations import OPERATIONS
from tests.generated.command_help import commands
from tests.generated.reference import documentation
from tests.generated.surface import promised, public_members

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
VARIABLE = re.compile(r"\bIOT_ADVISOR_[A-Z_]+\b")
PATH = re.compile(r"`((?:advisor|benchmarks|docs|examples|knowledge|rules|tests)/[\w./-]*\w/?)`")


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
    for name, _ in public_members("advisor.Advisor", Advisor):
        assert re.search(rf"\.{name}[(`]", page), name


@pytest.mark.parametrize("context", list(commands()), ids=lambda context: context.command_path)
def test_every_command_and_option_has_its_help_on_the_page(context: click.Context) -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    section = page.partition(f"## {context.command_path}\n")[2].partition("\n## ")[0]
    assert section, "there is no section on it"
    assert context.command.help, "it has no help"
    for parameter in context.command.get_params(context):
        if isinstance(parameter, click.Option):
            assert all(name in section for name in parameter.opts)
            assert parameter.help, f"{parameter.opts[0]} has no help"


def test_every_environment_variable_is_documented_and_no_other() -> None:
    def named(paths: Iterable[Path]) -> set[str]:
        return {name for path in paths for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}

    used = named(ROOT.joinpath("advisor").rglob("*.py"))
    assert len(used) >= 3
    assert named([DOCS / "commands.md"]) == used
    assert named([*DOCS.glob("*.md"), ROOT / "README.md"]) == used


@pytest.mark.parametrize(("name", "thing"), list(promised()), ids=lambda each: each if isinstance(each, str) else "")
def test_every_public_name_is_documented(name: str, thing: Any) -> None:
    module, _, own = name.rpartition(".")
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    section = page.partition(f"## `{module}`\n")[2].partition(f"\n### `{own}`\n")[2].partition("\n##")[0]
    assert section, "it is not on the page"
    if isinstance(thing, type):
        assert documentation(thing), "it has no docstring"
        for field in getattr(thing, "model_fields", ()):
            assert f"- `{field}`: " in section
        for member, value in public_members(name, thing):
            assert f"- `.{member}" in section
            assert documentation(value), f"{member} has no docstring"
    elif callable(thing):
        assert documentation(thing), "it has no docstring"


def test_every_path_that_is_named_is_there() -> None:
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for path in PATH.findall(page.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{page.name} names {path}"


KEEPS_FROM_LOADING = ("integrity.py", "figures.py", "framework.py", "questions.py")
"""The checks whose faults make knowledge unusable, which the page tells in words and not by code."""


def test_rule_language_page_names_every_code_of_rules_check() -> None:
    files = [path for path in ROOT.glob("advisor/checks/*.py") if path.name not in KEEPS_FROM_LOADING]
    codes = {code for path in files for code in re.findall(r'\bcode="([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert len(codes) > 10
    table = (DOCS / "rule-language.md").read_text(encoding="utf-8").partition("## What the checks find")[2]
    told = {
        code for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for code in re.findall(r"`([\w-]+)`", row)
    }
    assert told == codes


def test_embedding_page_names_every_path(advisor: Advisor) -> None:
    page = (DOCS / "embedding.md").read_text(encoding="utf-8")
    for path in create_app(advisor).openapi()["paths"]:
        assert f"{path}`" in page, path
    for operation in OPERATIONS:
        assert f"`{operation.name}`" in page, operation.name


@pytest.mark.parametrize("text", blocks("embedding.md", "json"))
def test_embedding_page_s_json_is_json(text: str) -> None:
    json.loads(text)
