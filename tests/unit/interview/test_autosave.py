"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.interview.autosave import Keeper, interviews_directory, write_private
from advisor.model.profile import Profile


def text_of(profile: Profile, path: Path) -> str:
    return f"name: {profile.name}\n"


def test_a_file_is_written_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new\n")
    assert path.read_text() == "new\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    write_private(tmp_path / "link.yaml", "new\n")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "new\n"


def test_what_fails_before_the_end_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "profile.yaml"
    write_private(path, "old\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(path, "new\n")
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_and_its_directory_reach_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_mode)
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    write_private(tmp_path / "profile.yaml", "text\n")
    assert [mode >> 12 for mode in synced] == [0o10, 0o4]  # a file, then a directory


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def test_an_interview_without_a_name_is_kept_in_the_users_data_directory(home: Path) -> None:
    keeper = Keeper(None, text_of)
    assert not keeper.written and not keeper.path.exists()
    assert keeper.save(Profile(name="a")) == (keeper.path, None)
    assert keeper.path.parent == interviews_directory() / "unfinished"
    assert home in keeper.path.parents
    assert keeper.path.parent.stat().st_mode & 0o077 == 0
    later = Keeper(keeper.path.with_name("9999.yaml"), text_of)
    assert later.own and later.earlier() == [keeper.path]
    assert keeper.earlier() == []


def test_a_finished_interview_is_no_longer_unfinished(home: Path) -> None:
    keeper = Keeper(None, text_of)
    keeper.save(Profile(name="a"))
    keeper.finish()
    assert keeper.path.read_text() == "name: a\n"
    assert keeper.path.parent == interviews_directory()
    assert Keeper(None, text_of).earlier() == []


def test_a_profile_that_is_moved_leaves_nothing_behind(home: Path) -> None:
    keeper = Keeper(None, text_of)
    keeper.save(Profile(name="a"))
    first = keeper.path
    assert keeper.move(Profile(name="a"), home / "mine.yaml").failure is None
    assert not first.exists()
    assert keeper.path == home / "mine.yaml"


def test_what_cannot_be_saved_is_said_and_kept_where_it_was(home: Path) -> None:
    keeper = Keeper(home / "nowhere" / "profile.yaml", text_of)
    assert keeper.save(Profile(name="a")) == (keeper.path, "No such file or directory")
    assert not keeper.written
    kept = Keeper(None, text_of)
    kept.save(Profile(name="a"))
    assert kept.move(Profile(name="a"), home / "nowhere" / "b.yaml").failure
    assert kept.path.exists()
