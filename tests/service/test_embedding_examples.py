"""Every example of embedding, run as its reader would run it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from advisor import Assessment, KnowledgeBase
from tests.service.conftest import Service

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "embedding"


def run(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_library() -> None:
    printed = run("library.py")
    assert "did you mean 'wholesaler'?" in printed
    assert "because of" in printed


def test_http_client(serve: Callable[..., Service]) -> None:
    printed = run("http_client.py", serve("serve", "--no-audit").url)
    assert "because of" in printed
    assert "/facts/sales_channel" in printed


def test_mcp_client() -> None:
    printed = run("mcp_client.py")
    assert "told to the assistant: facts.sales_channel" in printed


def test_form(knowledge: KnowledgeBase) -> None:
    class Form(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.offered: dict[str, list[str]] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if given.get("type") == "radio":
                self.offered.setdefault(str(given["name"]), []).append(str(given["value"]))

    form = Form()
    form.feed(run("form.py"))
    assert form.offered == {name: [*each.domain, "unknown"] for name, each in knowledge.inputs.items()}


def test_notebook() -> None:
    """Cell by cell, each showing the value of its last line."""
    notebook = json.loads((EXAMPLES / "notebook.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    shown = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            parts = ast.parse("".join(cell["source"])).body
            last = parts.pop() if isinstance(parts[-1], ast.Expr) else None
            exec(compile(ast.Module(parts, []), "cell", "exec"), names)
            if isinstance(last, ast.Expr):
                shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
    assert isinstance(shown[0], Assessment)
    assert len(shown[-1]) == 4
