"""What no file of the project may be called, and what none may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("advisor", "rules", "knowledge", "tests", "docs", "examples", "benchmarks", ".ci")
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc", "stuff", "tools"}
MACHINE_PATH = re.compile(r"(?<![\w.~:/])/(?:home|Users|root|work|mnt|tmp/dev)/[\w.]|[A-Z]:\\\\?Users")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

if not (ROOT / "pyproject.toml").is_file():
    pytest.skip("these are about the checkout", allow_module_level=True)


def files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_names_say_what_is_in_a_file() -> None:
    names = {path.relative_to(ROOT).as_posix(): {path.stem, path.parent.name} for path in files()}
    assert len(names) > 100
    assert [name for name, parts in names.items() if parts & SAYS_NOTHING] == []


def test_no_file_knows_a_machine() -> None:
    found = [f"{name}: {match.group()}" for name, text in texts() for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    found = [name for name, text in texts() if UNFINISHED.search(text)]
    assert found == []


@pytest.mark.parametrize("path", ["/home", "in /work", '"/Users', "(/root", "/tmp/dev"])
def test_machine_paths_would_be_seen(path: str) -> None:
    assert MACHINE_PATH.search(path + "/someone")


@pytest.mark.parametrize("text", ["tests/home/x", "https://example.org/home/x", "framework/work/x", "and/or"])
def test_other_slashes_are_fine(text: str) -> None:
    assert not MACHINE_PATH.search(text)
