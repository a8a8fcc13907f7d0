"""The commands by which the documentation signs a head and checks it, as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from advisor import Advisor
from tests.audit.conftest import FACTS, log_at
from tests.conftest import ROOT

SECTION = "### A head, kept or signed"

pytestmark = [
    pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH's ssh-keygen is not installed"),
    pytest.mark.skipif(shutil.which("sh") is None, reason="the commands are for a POSIX shell"),
]


def commands() -> list[str]:
    text = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    section = text.partition(SECTION)[2].partition("\n### ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path, advisor: Advisor) -> Path:
    """A directory to work in, with a log, and the program on the path."""
    program = tmp_path / "bin" / "iot-advisor"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from advisor.commands import main; main()" "$@"\n')
    program.chmod(0o755)
    profile = advisor.profile(FACTS)
    log_at(tmp_path / "audit.db").record(profile, advisor.assess(profile), advisor.knowledge, "library")
    return tmp_path


def run(place: Path, script: str) -> subprocess.CompletedProcess[str]:
    surroundings = {
        **os.environ,
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "IOT_ADVISOR_AUDIT": str(place / "audit.db"),
    }
    return subprocess.run(
        ["sh", "-e"], input=script, cwd=place, env=surroundings, capture_output=True, text=True, timeout=120
    )


def test_a_head_is_signed_and_checked(place: Path) -> None:
    make, sign, check = commands()
    for script in (make, sign, check):
        done = run(place, script)
        assert done.returncode == 0, done.stderr
    assert 'Good "iot-advisor-audit" signature for auditor@example.com' in done.stdout
    assert "The hash given is that of record 1" in done.stdout

    signature, _ = check.splitlines()
    head = place / "head.txt"
    head.write_text(head.read_text().replace("records: 1", "records: 2"))
    assert run(place, signature).returncode != 0, "another head than the one that was signed"
