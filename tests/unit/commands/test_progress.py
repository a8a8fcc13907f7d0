"""Progress on long work: seen on a terminal alone, only when the work takes long, and gone afterwards."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.advisor import Advisor
from advisor.audit.location import find_location
from advisor.audit.log import AuditLog
from advisor.audit.query import PAGE
from advisor.audit.verify import verify
from advisor.commands import main
from advisor.commands import progress as module
from advisor.commands.progress import progress


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


Open = Callable[[], Screen]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """A terminal on standard error. A test has to open it itself: pytest puts its own there when the test begins."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(module, "PATIENCE", 0.01)

    def terminal() -> Screen:
        monkeypatch.setattr(sys, "stderr", found := Screen())
        return found

    return terminal


def long_work(screen: io.StringIO, *, beside_output: bool = False) -> str:
    """What is on the screen after a while of work, and at its end."""
    with progress("Records verified", beside_output=beside_output) as step:
        for done in range(1, 200):
            step(done, 400)
            time.sleep(0.01)
            if "Records verified" in screen.getvalue():
                break
    return screen.getvalue()


def test_long_work_is_seen_and_leaves_nothing(opened: Open, capsys: pytest.CaptureFixture[str]) -> None:
    screen = opened()
    shown = long_work(screen)
    assert "Records verified" in shown and " of 400" in shown
    # Whatever was drawn is taken back: the line is erased last, and the cursor can be seen again.
    assert shown.rstrip("\r\n").endswith("\x1b[2K") and shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1
    assert capsys.readouterr().out == ""


def test_without_steps_a_sign_of_life_is_enough(opened: Open) -> None:
    screen = opened()
    with progress("Searching for answers"):
        until = time.monotonic() + 5
        while "Searching" not in screen.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
    assert "Searching for answers" in screen.getvalue() and " of " not in screen.getvalue()


def test_short_work_shows_nothing(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = opened()
    monkeypatch.setattr(module, "PATIENCE", 60)
    with progress("Records verified") as step:
        step(1, 2)
    assert screen.getvalue() == ""


@pytest.mark.parametrize("where", ["pipe", "dumb", "results"])
def test_nobody_else_gets_to_see_it(opened: Open, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    screen = opened()
    stream: io.StringIO = screen
    if where == "pipe":
        monkeypatch.setattr(sys, "stderr", stream := io.StringIO())
    elif where == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    else:
        monkeypatch.setattr(sys, "stdout", Screen())
    with progress("Records written", beside_output=True) as step:
        for done in range(10):
            step(done)
            time.sleep(0.02)
    assert stream.getvalue() == ""


def test_no_color_is_respected(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = opened()
    assert "\x1b[3" in long_work(screen) or "\x1b[1" in screen.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stderr", plain := Screen())
    shown = long_work(plain)
    assert "Records verified" in shown and not any(f"\x1b[{code}" in shown for code in ("3", "9", "1;3", "38"))


def test_a_failure_takes_it_away_too(opened: Open) -> None:
    screen = opened()
    with pytest.raises(KeyboardInterrupt), progress("Records verified"):
        until = time.monotonic() + 5
        while "Records" not in screen.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert screen.getvalue().rstrip("\r\n").endswith("\x1b[2K") and "\x1b[?25h" in screen.getvalue()


def test_verification_tells_how_far_it_is(tmp_path: Path, advisor: Advisor) -> None:
    place = find_location(tmp_path / "audit.db")
    assert place is not None
    log = AuditLog(place)
    profile = advisor.profile({"data_trust": "low"}, name="A")
    assessment = advisor.assess(profile)
    for _ in range(PAGE + 1):
        log.record(profile, assessment, advisor.knowledge, "library")
    told: list[tuple[int, int | None]] = []
    assert verify(log.store, step=lambda done, total: told.append((done, total))).holds
    assert told == [(PAGE, PAGE + 1), (PAGE + 1, PAGE + 1)]


def test_the_search_for_what_advice_hangs_on_tells_how_far_it_is(advisor: Advisor) -> None:
    told: list[tuple[int, int]] = []
    facts = {"sales_channel": "direct", "data_trust": "low"}
    assert advisor.sensitivity(facts, step=lambda *how: told.append(how)) == advisor.sensitivity(facts)
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1)) and len({total for _, total in told}) == 1


@pytest.mark.parametrize("question", [["sensitivity"], ["why-not", "distrust_risk"]])
def test_explanations_that_search_show_it(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: list[str]
) -> None:
    screen = opened()
    monkeypatch.setattr(module, "PATIENCE", 0)
    profile = tmp_path / "profile.yaml"
    profile.write_text("facts:\n  sales_channel: direct\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["explain", str(profile), *question])
    assert "Searching" in screen.getvalue()
