"""Runs the command line inside the test's process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from advisor import Advisor
from advisor.commands import main


class Outcome(NamedTuple):
    """What a run of the command line left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def one_advisor_for_all(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of calls are made on the shipped knowledge, and half of the time of most would go into loading it. A
    directory of one's own is loaded each time; programs that are started load everything."""

    def advisor_on(directory: Path | None) -> Advisor:
        return advisor if directory is None else Advisor(directory)

    monkeypatch.setattr("advisor.commands.options.Advisor", advisor_on)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """The command line with these arguments; nothing is recorded unless the test asks for it."""
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", "off")
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        code = ended.value.code
        assert isinstance(code, int)
        return Outcome(code, *capsys.readouterr())

    return call
