"""The database of the sittings."""

from __future__ import annotations

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from advisor.errors import SittingsError
from advisor.service.interviews.sittings import DAY, Sittings, is_id
from tests.unit.service.interviews.conftest import Clock

SECRET_ANSWER = "Zanzibar Turbines keeps its data to itself"


@pytest.fixture
def sittings(tmp_path: Path, clock: Clock) -> Sittings:
    return Sittings(tmp_path / "below" / "sittings.db", keep_days=3, clock=clock)


def test_what_is_kept_is_found_by_its_id_alone(sittings: Sittings) -> None:
    one, other = sittings.begin("one"), sittings.begin("other")
    assert is_id(one) and one != other
    kept = sittings.get(one)
    assert kept is not None and (kept.text, kept.revision) == ("one", 1)
    assert sittings.get("A" * 32) is None
    assert sittings.location.file is not None
    assert one.encode() not in sittings.location.file.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_file_is_its_owners(sittings: Sittings) -> None:
    sittings.begin("")
    file = sittings.location.file
    assert file is not None
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700


def test_of_two_changes_of_one_state_the_second_is_none(sittings: Sittings) -> None:
    sitting = sittings.begin("first")
    kept = sittings.get(sitting)
    assert kept is not None
    assert sittings.replace(sitting, kept, "second")
    assert not sittings.replace(sitting, kept, "lost")
    found = sittings.get(sitting)
    assert found is not None and (found.text, found.revision) == ("second", 2)
    assert sittings.replace(sitting, found, "third")


def test_many_writers_lose_nothing(sittings: Sittings) -> None:
    many_writers_lose_nothing(sittings)


def many_writers_lose_nothing(sittings: Sittings) -> None:
    """Each of several writers adds a letter to what it finds, and begins anew where another was quicker."""
    sitting = sittings.begin("")

    def add(letter: str) -> None:
        while True:
            kept = sittings.get(sitting)
            assert kept is not None
            if sittings.replace(sitting, kept, kept.text + letter):
                return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, "abcdefghijklmnop"))
    kept = sittings.get(sitting)
    assert kept is not None and sorted(kept.text) == list("abcdefghijklmnop") and kept.revision == 17


def test_it_expires_some_days_after_its_last_change(sittings: Sittings, clock: Clock) -> None:
    sitting, other = sittings.begin("x"), sittings.begin("y")
    began = clock.now
    clock.now += 2 * DAY
    kept = sittings.get(sitting)
    assert kept is not None and kept.until == began + 3 * DAY
    sittings.replace(sitting, kept, "z")
    clock.now += 2 * DAY
    assert sittings.get(sitting) is not None
    assert sittings.get(other) is None  # though it was not deleted yet
    assert sittings.sweep() == 1
    clock.now += 2 * DAY
    assert sittings.get(sitting) is None
    assert (sittings.sweep(), sittings.sweep()) == (1, 0)


@pytest.mark.parametrize("how", ["delete", "sweep", "replace"])
def test_what_is_gone_is_gone_from_the_file(
    sittings: Sittings, clock: Clock, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    # Some systems build SQLite so that it does that by itself.
    monkeypatch.setattr(Sittings, "pragmas", ("secure_delete = OFF", *Sittings.pragmas))
    file = sittings.location.file
    assert file is not None
    sitting = sittings.begin("\n".join([SECRET_ANSWER] * 300))
    assert SECRET_ANSWER.encode() in file.read_bytes()
    if how == "delete":
        sittings.delete(sitting)
    elif how == "sweep":
        clock.now += 4 * DAY
        sittings.sweep()
    else:
        kept = sittings.get(sitting)
        assert kept is not None and sittings.replace(sitting, kept, "short")
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert SECRET_ANSWER.encode() not in file.read_bytes()


def test_the_secret_stays(sittings: Sittings) -> None:
    assert sittings.location.file is not None
    secret = sittings.secret()
    assert len(secret) == 32
    assert Sittings(sittings.location.file).secret() == secret


def test_tables_of_another_version_are_left_alone(sittings: Sittings) -> None:
    sittings.secret()
    assert sittings.location.file is not None
    with sqlite3.connect(sittings.location.file) as connection:
        connection.execute("UPDATE sitting_service SET version = 2")
    with pytest.raises(SittingsError, match=r"sittings\.db were kept by another version .* name another place"):
        sittings.secret()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("sqlite://", "in memory would be gone"),
        ("nothing://x/y", "no database URL"),
        ("mysql://x/y", "name a file, or a URL of PostgreSQL"),
        ("{}", "cannot be written: Is a directory|unable to open"),
    ],
)
def test_where_nothing_can_be_kept(tmp_path: Path, place: str, said: str) -> None:
    with pytest.raises(SittingsError, match=said):
        Sittings(place.format(tmp_path)).secret()


def test_the_usual_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert Sittings().location.file == tmp_path / "iot-relationship-advisor" / "sittings.db"


def test_any_text_is_kept(sittings: Sittings) -> None:
    text = 'a\0b\ud800c "ü" \U0001f600'
    kept = sittings.get(sittings.begin(text))
    assert kept is not None and kept.text == text
