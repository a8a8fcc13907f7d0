"""Copies of the shipped knowledge to spoil, directories to lay over it, and every fault that is found in them."""

from __future__ import annotations

import shutil
from pathlib import Path

from advisor.checks import integrity_issues, knowledge_issues
from advisor.engine import Engine
from advisor.errors import Issue
from advisor.loading.knowledge import load_knowledge
from advisor.reasoning.compiled import CompiledRules
from advisor.resources import shipped_root


def copy_of_shipped(directory: Path) -> Path:
    for folder in ("rules", "knowledge"):
        shutil.copytree(shipped_root() / folder, directory / folder)
    return directory


def replace(root: Path, file: str, old: str, new: str) -> tuple[int, int]:
    """Replace the one place in a file where ``old`` stands; returns line and column of where ``new`` starts."""
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    at = text.index(old)
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def append(root: Path, file: str, text: str) -> int:
    """Add a text at the end of a file; returns the line where it starts."""
    before = (root / file).read_text(encoding="utf-8")
    assert before.endswith("\n")
    (root / file).write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


def overlay(directory: Path, files: dict[str, str]) -> Path:
    """A directory named ``house`` with these files in it."""
    root = directory / "house"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def faults(root: Path, over: Path | None = None) -> list[Issue]:
    """What ``rules check`` would tell."""
    loaded = load_knowledge(root, over)
    issues = integrity_issues(loaded)
    if issues:
        return issues
    rules = CompiledRules(loaded.base.rules, loaded.base.attributes)
    return knowledge_issues(loaded, rules, Engine(rules).run)
