"""Writes anew everything that is generated: ``python -m tests.regenerate``. Look at the difference before committing.

A line that goes away from tests/meta/public_api.txt, or changes there, breaks somebody's program.
"""

from __future__ import annotations

from advisor import Advisor
from tests.generated import ROOT, pages

if __name__ == "__main__":
    for name, text in pages(Advisor()).items():
        before = (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else ""
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{'written anew' if text != before else 'as it was'}: {name}")
