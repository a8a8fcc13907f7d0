"""Where results go: a file's name says its format, and a name that says none, or another, is refused before anything
is done; on standard output, the terminal says how wide, in which signs and in which colours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from advisor.reports.formats import FORMATS, format_of
from tests.conftest import ROOT
from tests.unit.commands.test_formats import CALLS, called, offered

if TYPE_CHECKING:
    import pexpect
else:
    pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")

Run = Callable[..., Any]
OFFERED = {**{name: offered(name) for name in CALLS}, "schema": ("json",)}
"""The formats that each command can write to a file; a schema is JSON alone and has no --format."""
COMMANDS = {**CALLS, "schema": "schema profile"}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text("name: A case\nfacts: {sales_channel: direct, data_trust: low}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_gets_the_format_that_its_name_says(name: str, run: Run, profile: Path, tmp_path: Path) -> None:
    call = called(COMMANDS[name], profile)
    for form in (each for each in FORMATS if each.name in OFFERED[name]):
        asked = ("--format", form.name) if name != "schema" else ()
        told = run(*call, *asked).out
        for ending in form.endings:
            target = tmp_path / f"result{ending}"
            assert run(*call, "-o", target).code == 0
            assert target.read_text(encoding="utf-8") == told
        assert run(*call, *asked, "-o", target).code == 0, "to say it twice is no contradiction"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_name_that_says_none_of_its_formats_is_refused_before_anything(
    name: str, run: Run, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "audit.db"
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", str(log))
    monkeypatch.setattr("advisor.commands.options.Advisor", _never)
    foreign = [each.endings[0] for each in FORMATS if each.name not in OFFERED[name]]
    for ending in (".csv", ".md.bak", *foreign):
        target = tmp_path / f"result{ending}"
        outcome = run(*called(COMMANDS[name], profile), "-o", target)
        assert (outcome.code, outcome.out) == (2, "")
        told = outcome.err.partition("expected ")[2].partition(". ")[0].rstrip(".\n")
        listed = re.findall(r"\.\w+", told)
        assert [format_of(Path(f"x{each}")) for each in listed] == list(OFFERED[name])
        assert ("--format" in outcome.err.partition("expected")[2]) == (len(OFFERED[name]) > 1)
    assert sorted(tmp_path.iterdir()) == [profile]


@pytest.mark.parametrize("name", CALLS)
def test_a_format_beside_a_name_that_says_another_is_refused(
    name: str, run: Run, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.commands.options.Advisor", _never)
    for form in OFFERED[name]:
        for other in (each for each in FORMATS if each.name != form):
            target = tmp_path / f"result{other.endings[0]}"
            outcome = run(*called(CALLS[name], profile), "--format", form, "-o", target)
            assert (outcome.code, outcome.out) == (2, "")
            assert f"{target} is the name of a {other.name} file" in outcome.err and f"asks for {form}" in outcome.err
    assert sorted(tmp_path.iterdir()) == [profile]


@pytest.mark.parametrize("name", CALLS)
def test_a_format_chooses_for_a_name_that_says_none(name: str, run: Run, profile: Path, tmp_path: Path) -> None:
    form = OFFERED[name][-1]
    for target in (tmp_path / "result.csv", tmp_path / "result"):
        assert run(*called(CALLS[name], profile), "--format", form, "-o", target).code == 0
        assert target.read_text(encoding="utf-8") == run(*called(CALLS[name], profile), "--format", form).out


def test_a_file_that_has_no_place_is_refused_before_anything(
    run: Run, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.commands.options.Advisor", _never)
    outcome = run("assess", profile, "-o", tmp_path / "none" / "report.md")
    assert outcome.code == 2 and "there is no directory" in outcome.err and "report.md" in outcome.err


def _never(*_: object, **__: object) -> None:
    raise AssertionError("nothing is to be read for a call that is refused")


@pytest.mark.skipif(sys.platform == "win32", reason="makes a pipe with a name")
def test_a_link_stays_a_link_and_a_pipe_a_pipe(run: Run, profile: Path, tmp_path: Path) -> None:
    kept, link, pipe = tmp_path / "kept.md", tmp_path / "link.md", tmp_path / "pipe"
    kept.write_text("old", encoding="utf-8")
    link.symlink_to(kept)
    outcome = run("assess", profile, "-o", link)
    assert (outcome.code, outcome.err) == (0, f"{link} is a link; written to {kept}\n")
    assert link.is_symlink() and kept.read_text(encoding="utf-8").startswith("# A case\n")
    os.mkfifo(pipe)
    alone = run("assess", profile, "-o", pipe)
    assert alone.code == 2 and alone.err.endswith(f"{pipe} cannot be written: nobody reads from it\n")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        outcome = run("assess", profile, "-o", pipe)
        assert (outcome.code, outcome.err) == (0, f"{pipe} is a pipe: written into, not replaced\n")
        assert os.read(reader, 100).startswith(b"A case\n") and pipe.is_fifo()
    finally:
        os.close(reader)


GRAPHIC = re.compile("[─│├└█]")
COLOR = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(profile: Path, columns: int, variables: dict[str, str]) -> str:
    """What a terminal of so many columns is shown."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    child: pexpect.spawn[str] = pexpect.spawn(
        sys.executable,
        ["-m", "advisor", "explain", str(profile), "why", "discuss-data-safety-openly"],
        dimensions=(50, columns),
        env={**kept, "TERM": "xterm", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables},
        encoding="utf-8",
        timeout=30,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return str(child.before)


@pytest.mark.parametrize(
    ("variables", "frames", "color"),
    [
        ({}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({"PYTHONIOENCODING": "ascii"}, False, True),
    ],
    ids=str,
)
def test_a_terminal_gets_what_it_can_show(profile: Path, variables: dict[str, str], frames: bool, color: bool) -> None:
    shown = on_terminal(profile, 70, variables)
    assert bool(GRAPHIC.search(shown)) == frames and ("\x1b" in shown) == color
    lengths = [len(COLOR.sub("", line)) for line in shown.splitlines()]
    assert 60 < max(lengths) <= 70, "it takes the terminal's width"


def test_a_pipe_gets_plain_text_as_wide_as_columns_says(profile: Path) -> None:
    command = [sys.executable, "-m", "advisor", "explain", str(profile), "why", "discuss-data-safety-openly"]
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    for columns, width in (({"COLUMNS": "40"}, 40), ({}, 80)):
        variables = {**kept, "TERM": "xterm", "FORCE_COLOR": "1", "PYTHONPATH": str(ROOT), **columns}
        shown = subprocess.run(command, env=variables, capture_output=True, encoding="utf-8", timeout=60).stdout
        assert not GRAPHIC.search(shown) and "\x1b" not in shown
        assert width - 10 < max(map(len, shown.splitlines())) <= width
