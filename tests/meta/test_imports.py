"""The layers hold, and importing the program leaves the host program as it was."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import advisor

ROOT = Path(__file__).resolve().parent.parent.parent
WHERE = Path(advisor.__file__).resolve().parent.parent


def ran(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=WHERE, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_import_contracts() -> None:
    pytest.importorskip("importlinter")
    if not (ROOT / ".importlinter").is_file():
        pytest.skip("the contracts stand in the checkout")
    command = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run([sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


NO_TRACE = """
import collections, logging, sys, warnings
warnings.simplefilter("error")
root = logging.getLogger()
before = (dict(vars(collections)), root.handlers[:], root.level, sys.getrecursionlimit(), sys.path[:], sys.excepthook)
from advisor import Advisor
advisor = Advisor()
advisor.assess({"sales_channel": "direct"})
after = (dict(vars(collections)), root.handlers[:], root.level, sys.getrecursionlimit(), sys.path[:], sys.excepthook)
assert not hasattr(collections, "Mapping"), "a name was left in collections"
assert before[0].keys() == after[0].keys(), before[0].keys() ^ after[0].keys()
assert after[1:] == before[1:], after[1:]
"""


def test_the_import_leaves_no_trace() -> None:
    assert ran(NO_TRACE) == ""


OWN_LOGGING = """
import io, logging
logging.basicConfig(stream=io.StringIO(), level=logging.DEBUG)
handlers = logging.getLogger().handlers[:]
from advisor import Advisor
Advisor().assess({"sales_channel": "direct"})
assert logging.getLogger().handlers == handlers
assert logging.getLogger().level == logging.DEBUG
"""


def test_the_logging_of_the_host_stays_its_own() -> None:
    assert ran(OWN_LOGGING) == ""


LIGHT = """
import sys
import advisor
advisor.Advisor().assess({})
heavy = {"click", "rich", "sqlalchemy", "fastapi", "uvicorn", "mcp", "asyncio", "http.server"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_the_library_does_not_load_what_only_commands_and_services_need() -> None:
    assert ran(LIGHT).split() == []


RICH = {"advisor/reports/formats/terminal.py", "advisor/commands/progress.py"}
"""What draws on a terminal."""


def test_nothing_but_what_draws_on_a_terminal_imports_rich() -> None:
    importing = {
        path.relative_to(WHERE).as_posix()
        for path in (WHERE / "advisor").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in [getattr(node, "module", None) or "", *(each.name for each in node.names)]
        if name.partition(".")[0] == "rich"
    }
    assert importing and importing <= RICH


JSON = """
import sys
from advisor.commands import main
try:
    main(sys.argv[1:])
except SystemExit as left:
    assert left.code == 0, left.code
print(*sorted({"rich", "pygments", "sqlalchemy"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "call",
    [
        "assess FILE --no-audit",
        "assess FILE --full --no-audit",
        "explain FILE why settle-answers",
        "explain FILE why-not T1",
        "rules list",
        "rules check",
        "sources list",
        "interview --accept-unknown --no-audit",
    ],
)
def test_json_is_written_without_what_draws_on_a_terminal(call: str, examples: list[Path]) -> None:
    words = [str(examples[0]) if each == "FILE" else each for each in call.split()]
    command = [sys.executable, "-c", JSON, *words, "--format", "json"]
    done = subprocess.run(command, cwd=WHERE, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) is not None
    assert done.stderr.splitlines()[-1] == "", done.stderr


def test_every_benchmark_can_be_imported() -> None:
    modules = [f"benchmarks.{path.stem}" for path in sorted((ROOT / "benchmarks").glob("*.py"))]
    assert len(modules) > 5
    program = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
    done = subprocess.run([sys.executable, "-c", program, *modules], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
