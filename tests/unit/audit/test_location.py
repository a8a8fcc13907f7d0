from __future__ import annotations

from pathlib import Path

import pytest

from advisor.audit import open_log
from advisor.audit.location import find_location


def test_the_default_is_a_file_in_the_users_data_directory(tmp_path: Path) -> None:
    location = find_location()
    assert location is not None and location.file is not None
    assert location.file.name == "audit.db"
    assert location.file.parent.name == "iot-relationship-advisor"
    assert location.file.is_relative_to(tmp_path)
    assert location.salt == location.file.with_name("audit.db.salt")


def test_the_environment_names_another_place_and_an_argument_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", str(tmp_path / "a.db"))
    location, other = find_location(), find_location(tmp_path / "b.db")
    assert location is not None and location.file == tmp_path / "a.db"
    assert other is not None and other.file == tmp_path / "b.db"


@pytest.mark.parametrize("word", ["off", "OFF"])
def test_off_is_no_place(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert open_log(word) is None
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", word)
    assert open_log() is None


def test_an_sqlite_url_names_its_file(tmp_path: Path) -> None:
    location = find_location(f"sqlite:///{tmp_path}/c.db?timeout=1")
    assert location is not None
    assert (location.file, location.salt) == (tmp_path / "c.db", tmp_path / "c.db.salt")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_is_shown_without_its_password(scheme: str) -> None:
    location = find_location(f"{scheme}://ann:secret@host/base?sslkey=k")
    assert location is not None and location.file is None
    assert location.url == "postgresql+psycopg://ann:secret@host/base?sslkey=k"
    assert location.shown == "postgresql+psycopg://host/base"


def test_opening_a_log_makes_no_file(file: Path) -> None:
    assert open_log(file) is not None
    assert not file.exists()
