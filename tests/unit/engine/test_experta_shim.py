"""Importing the engine leaves the host program as it was."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import advisor

HOST_WITH_EXPERTA = """
import collections, collections.abc
collections.Mapping = collections.abc.Mapping
import experta
del collections.Mapping
"""


def said_by(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_no_trace_in_collections_and_no_handler() -> None:
    program = """
import collections, logging
before = set(vars(collections))
import advisor.engine
print(set(vars(collections)) - before - {"abc"}, logging.getLogger().handlers, logging.getLogger().level)
"""
    assert said_by(program) == "set() [] 30"


def test_a_handler_of_the_host_stays() -> None:
    program = """
import logging
logging.basicConfig(level=logging.INFO)
before = list(logging.getLogger().handlers)
import advisor.engine
print(logging.getLogger().handlers == before, len(before))
"""
    assert said_by(program) == "True 1"


def test_a_host_that_set_the_old_name_keeps_it() -> None:
    program = """
import collections, collections.abc
collections.Mapping = collections.abc.Mapping
import advisor.engine
print(collections.Mapping is collections.abc.Mapping)
"""
    assert said_by(program) == "True"


def test_a_host_that_imported_experta_before() -> None:
    program = f"""{HOST_WITH_EXPERTA}
import logging
before = list(logging.getLogger().handlers)
import advisor.engine, advisor.engine.experta_shim
print(advisor.engine.experta_shim.Fact is experta.Fact, logging.getLogger().handlers == before)
"""
    assert said_by(program) == "True True"


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the old name was still there")
def test_a_host_whose_own_import_failed_before() -> None:
    program = """
try:
    import experta
except AttributeError:
    pass
import advisor.engine.experta_shim
print(advisor.engine.experta_shim.Fact.__name__)
"""
    assert said_by(program) == "Fact"


def test_one_module_alone_imports_experta() -> None:
    package = Path(advisor.__file__).parent
    importing = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] == "experta" for name in names):
                importing.add(path.relative_to(package).as_posix())
    assert importing == {"engine/experta_shim.py"}
