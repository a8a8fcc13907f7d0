"""``iot-advisor serve`` up to the point where it would listen, and what it says then."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from advisor.commands import main
from advisor.commands.serve import kept_interviews
from advisor.service import running


@pytest.mark.parametrize("option", [["--sittings", "x.db"], ["--keep-days", "5"]])
def test_options_of_interviews_that_are_not_served(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve", *option])
    assert end.value.code == 2
    assert f"{option[0]} is for the interviews that --interview serves, which is left out" in capsys.readouterr().err


def test_where_interviews_cannot_be_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(running.REHEARSAL, "1")
    with pytest.raises(SystemExit) as end:
        main(["serve", "--interview", "--no-audit", "--sittings", str(tmp_path)])
    assert end.value.code == 1
    assert f"the interviews at {tmp_path} cannot be written" in capsys.readouterr().err


def test_the_place_and_the_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOT_ADVISOR_SITTINGS", str(tmp_path / "a.db"))
    assert kept_interviews(None, None).location.file == tmp_path / "a.db"
    asked = kept_interviews(str(tmp_path / "b.db"), 7)
    assert (asked.location.file, asked.keep_days) == (tmp_path / "b.db", 7)
    assert kept_interviews(None, None).keep_days == 30
    shown = kept_interviews("postgresql://ann:secret@db/base", None).location
    assert shown.url == "postgresql+psycopg://ann:secret@db/base" and shown.shown == "postgresql+psycopg://db/base"


def test_in_a_terminal_it_says_where_the_interview_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.isatty", lambda _: True)

    async def app(scope: object, receive: object, send: object) -> None: ...

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = running.Server(app, [listener], "/interview")
        server.should_exit = True
        server.run([listener.dup()])
        port = listener.getsockname()[1] if listener.fileno() != -1 else ""
    assert f"The interview is at http://127.0.0.1:{port}" in capsys.readouterr().err
