"""The same profile and knowledge give the same bytes: in any process, with any hash seed, on any Python at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import advisor as package
from advisor import Advisor

WHERE = Path(package.__file__).resolve().parent.parent
OTHERS = "ADVISOR_OTHER_PYTHONS"
"""May hold further interpreters with the program's dependencies, as a search path does."""

ASSESS_ALL = """
import sys
from advisor import Advisor
advisor = Advisor(matcher=sys.argv[1])
for path in sys.argv[2:]:
    sys.stdout.buffer.write(advisor.assess(advisor.read_profile(path)).to_json().encode())
"""


def other_pythons() -> list[str]:
    """The other supported Pythons of this machine."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = [each for each in os.environ.get(OTHERS, "").split(os.pathsep) if each]
    for version in ("3.10", "3.11", "3.12", "3.13"):
        if version != own:
            installed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
            found += [str(each) for each in installed[-1:]] or [shutil.which(f"python{version}") or ""]
    return [each for each in found if each]


def bytes_from(python: str, paths: list[Path], matcher: str = "indexed", **environment: str) -> bytes:
    command = [python, "-c", ASSESS_ALL, matcher, *map(str, paths)]
    variables = {**os.environ, "PYTHONPATH": str(WHERE), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    done = subprocess.run(command, capture_output=True, env=variables)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def expected(advisor: Advisor, examples: list[Path]) -> bytes:
    text = "".join(advisor.assess(advisor.read_profile(path)).to_json() for path in examples)
    assert len(text) > 10_000
    return text.encode()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4294967295"},
        {"PYTHONHASHSEED": "random", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Asia/Tokyo"},
        {"PYTHONOPTIMIZE": "2", "HOME": "/nonexistent"},
    ],
    ids=str,
)
def test_in_other_processes(environment: dict[str, str], expected: bytes, examples: list[Path]) -> None:
    assert bytes_from(sys.executable, examples, **environment) == expected


def test_with_experta_s_own_matcher(expected: bytes, examples: list[Path]) -> None:
    assert bytes_from(sys.executable, examples, "rete", PYTHONHASHSEED="7") == expected


@pytest.mark.parametrize("python", other_pythons())
def test_on_other_pythons(python: str, expected: bytes, examples: list[Path]) -> None:
    needed = [python, "-c", "import pydantic, yaml, schema, typing_extensions"]
    if subprocess.run(needed, capture_output=True).returncode:
        pytest.skip("the program's dependencies are not installed there")
    assert bytes_from(python, examples) == expected
