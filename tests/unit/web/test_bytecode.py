"""Modules that are compiled beforehand take the place of their sources; without a way to do it, nothing is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advisor.web import bytecode as module
from advisor.web.bytecode import bytecode, unzipped, with_bytecode
from advisor.web.packages import zipped


def test_compiled_modules_stand_in_the_place_of_their_sources() -> None:
    sources = {"a/__init__.py": b"1", "a/b.py": b"2", "a/c.html": b"3"}
    assert with_bytecode(sources, {"a/b.py": b"x"}) == {"a/__init__.py": b"1", "a/b.pyc": b"x", "a/c.html": b"3"}
    assert unzipped(zipped(sources)) == sources


def test_without_node_nothing_is_compiled() -> None:
    assert bytecode({}, b"") is None


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script of a shell")
@pytest.mark.parametrize("script", ["exit 3", "true"])
def test_a_node_that_fails_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "node"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(module, "node", lambda: str(program))
    assert bytecode({}, b"") is None
