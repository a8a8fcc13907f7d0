"""Putting a build into a folder: whole, or as it was; and nothing that somebody else put there is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.web import placing
from advisor.web.placing import NoPlace, check_place, put
from advisor.web.site import CONTENTS, INDEX, MADE_BY
from advisor.whole_files import write_whole


def build(**parts: str) -> dict[str, bytes]:
    files = {f"files/{name}.js": text.encode() for name, text in parts.items()} | {INDEX: str(parts).encode()}
    return {**files, CONTENTS: json.dumps({"made_by": MADE_BY, "files": dict.fromkeys(files, "")}).encode()}


def read(directory: Path) -> dict[str, bytes]:
    return {
        each.relative_to(directory).as_posix(): each.read_bytes() for each in directory.rglob("*") if each.is_file()
    }


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_is_new_or_empty_is_filled(tmp_path: Path, there: bool) -> None:
    directory = tmp_path / "site"
    if there:
        directory.mkdir()
    put(directory, build(a="1"))
    assert read(directory) == build(a="1")


def test_an_earlier_build_is_replaced(tmp_path: Path) -> None:
    put(tmp_path, build(a="1", b="2"))
    put(tmp_path, build(a="3", c="4"))
    assert read(tmp_path) == build(a="3", c="4")


@pytest.mark.parametrize("name", ["notes.txt", "files/mine.js", ".git/HEAD"])
@pytest.mark.parametrize("built", [False, True])
def test_what_no_build_put_there_is_never_touched(tmp_path: Path, name: str, built: bool) -> None:
    if built:
        put(tmp_path, build(a="1"))
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    before = read(tmp_path)
    with pytest.raises(NoPlace, match=name):
        put(tmp_path, build(b="2"))
    assert read(tmp_path) == before and path.exists()


@pytest.mark.parametrize("contents", ["", "[]", "{}", '{"made_by": "somebody", "files": {"index.html": ""}}'])
def test_a_list_of_somebody_else_is_none_of_a_build(tmp_path: Path, contents: str) -> None:
    (tmp_path / CONTENTS).write_text(contents)
    with pytest.raises(NoPlace):
        check_place(tmp_path)


def test_a_file_or_a_place_that_is_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoPlace, match="is no directory"):
        check_place(tmp_path / "file")
    with pytest.raises(NoPlace, match="there is no directory"):
        check_place(tmp_path / "nowhere" / "site")


class Fails:
    """Writes files, all but one; ``for_good``, none after that, either."""

    def __init__(self, number: int, for_good: bool = False):
        self.left = number
        self.for_good = for_good
        self.write = write_whole

    def __call__(self, path: Path, data: bytes) -> str:
        self.left -= 1
        if self.left == 0 or (self.left < 0 and self.for_good):
            raise OSError(28, "No space left on device", str(path))
        return self.write(path, data)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("earlier", [False, True])
def test_what_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, earlier: bool
) -> None:
    directory = tmp_path / "site"
    if earlier:
        put(directory, build(a="1", b="2"))
    before = read(tmp_path)
    monkeypatch.setattr(placing, "write_whole", Fails(number))
    with pytest.raises(OSError, match="No space left"):
        put(directory, build(c="3", d="4"))
    assert read(tmp_path) == before
    assert directory.exists() == earlier


@pytest.mark.parametrize("earlier", [False, True])
def test_what_was_cut_short_is_known_as_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bool) -> None:
    """A program that is killed cleans nothing up; the next build does."""
    if earlier:
        put(tmp_path, build(a="1"))
    new = build(b="2", c="3")
    for number in range(1, 5):
        with monkeypatch.context() as patch, pytest.raises(OSError):
            patch.setattr(placing, "write_whole", Fails(number, for_good=True))
            patch.setattr(Path, "unlink", lambda self, missing_ok=False: None)
            patch.setattr(Path, "rmdir", lambda self: None)
            put(tmp_path, new)
        check_place(tmp_path)
    put(tmp_path, new)
    assert read(tmp_path) == new
