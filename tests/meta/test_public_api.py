"""The promise of docs/library.md: public names, signatures and fields stay as ``public_api.txt`` writes them down.

Adding is fine, and ``python -m tests.regenerate`` writes it down. A line that goes away or changes breaks somebody's
program, and needs a new major version.
"""

from __future__ import annotations

from pathlib import Path

from tests.generated.surface import surface

WRITTEN = Path(__file__).with_name("public_api.txt")


def test_what_was_promised_is_there() -> None:
    promised = WRITTEN.read_text(encoding="utf-8").splitlines()
    assert [line for line in promised if line not in surface()] == []
