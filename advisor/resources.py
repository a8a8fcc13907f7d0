"""Finds the shipped knowledge: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped_root() -> Path:
    """The directory that holds the shipped ``rules`` and ``knowledge``."""
    return PACKAGE if (PACKAGE / "knowledge").is_dir() else PACKAGE.parent
