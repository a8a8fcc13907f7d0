from __future__ import annotations

from pathlib import Path

import pytest

from advisor.audit import open_log
from advisor.audit.place import find_place


def test_the_default_is_a_file_in_the_users_data_directory(tmp_path: Path) -> None:
    place = find_place()
    assert place is not None and place.file is not None
    assert place.file.name == "audit.db"
    assert place.file.parent.name == "iot-relationship-advisor"
    assert place.file.is_relative_to(tmp_path)
    assert place.salt == place.file.with_name("audit.db.salt")


def test_the_environment_names_another_place_and_an_argument_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", str(tmp_path / "a.db"))
    place, other = find_place(), find_place(tmp_path / "b.db")
    assert place is not None and place.file == tmp_path / "a.db"
    assert other is not None and other.file == tmp_path / "b.db"


@pytest.mark.parametrize("word", ["off", "OFF"])
def test_off_is_no_place(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert open_log(word) is None
    monkeypatch.setenv("IOT_ADVISOR_AUDIT", word)
    assert open_log() is None


def test_an_sqlite_url_names_its_file(tmp_path: Path) -> None:
    place = find_place(f"sqlite:///{tmp_path}/c.db?timeout=1")
    assert place is not None
    assert (place.file, place.salt) == (tmp_path / "c.db", tmp_path / "c.db.salt")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_is_shown_without_its_password(scheme: str) -> None:
    place = find_place(f"{scheme}://ann:secret@host/base?sslkey=k")
    assert place is not None and place.file is None
    assert place.url == "postgresql+psycopg://ann:secret@host/base?sslkey=k"
    assert place.shown == "postgresql+psycopg://host/base"


def test_opening_a_log_makes_no_file(file: Path) -> None:
    assert open_log(file) is not None
    assert not file.exists()
