"""A caller's program, checked as strictly as type checkers can, sees the library's types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CALLER = """\
from collections.abc import Iterator

from advisor import Advisor, Assessment, Profile, ProfileError
from advisor.schemas import json_schema


def grades(facts: dict[str, str]) -> dict[str, str]:
    return {each.id: each.grade for each in Advisor(matcher="rete").assess(facts).recommendations}


def named(advisor: Advisor) -> Iterator[str | None]:
    profile: Profile = advisor.profile({"data_trust": "low"}, name="N")
    many: Iterator[Assessment] = advisor.assess_many([profile, {"data_trust": "high"}])
    return (each.profile.name for each in many)


def explained(advisor: Advisor) -> list[str]:
    try:
        why = advisor.why({"data_trust": "low"}, "measure-data-trust")
    except ProfileError as error:
        return [issue.what for issue in error.issues]
    held: bool = why.holds
    ways = advisor.why_not({}, "T1").ways
    asked = advisor.next_question({}).attribute
    return [str(held), *(way.answers.get("data_trust", "") for way in ways), asked or "", *json_schema("rule")]
"""
MISUSED = """\
from advisor import Advisor

Advisor(matcher="other")
Advisor().assess(1)
Advisor().assess({}).recommendation
"""


@pytest.fixture
def caller(tmp_path: Path) -> Path:
    (tmp_path / "caller.py").write_text(CALLER, encoding="utf-8")
    (tmp_path / "misused.py").write_text(MISUSED, encoding="utf-8")
    return tmp_path


def check(directory: Path, *command: str) -> tuple[int, str]:
    # An editable install is found by a hook that type checkers do not run, so they are told where the package is.
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_mypy(caller: Path) -> None:
    strict = ("mypy", "--strict", "--follow-imports", "silent", "--cache-dir", str(ROOT / ".mypy_cache"))
    code, said = check(caller, *strict, "caller.py")
    assert code == 0, said
    code, said = check(caller, *strict, "misused.py")
    assert said.count("error:") == 3, said


def test_pyright(caller: Path) -> None:
    pytest.importorskip("pyright")
    (caller / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "extraPaths": [str(ROOT)]}), encoding="utf-8"
    )
    command = ("pyright", "--pythonpath", sys.executable)
    code, said = check(caller, *command, "caller.py")
    assert code == 0, said
    code, said = check(caller, *command, "misused.py")
    assert said.count("error:") >= 3, said
