"""Files are there whole or not at all, and what is no file stays what it is."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from advisor import whole_files
from advisor.whole_files import write_all, write_whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has modes, links and pipes as POSIX has them")


def _has_nameless_files() -> bool:
    handle = whole_files._nameless(Path(tempfile.gettempdir()), 0o600)
    if handle is not None:
        os.close(handle)
    return handle is not None


NAMELESS = _has_nameless_files()
KILLED = """
import os, signal, sys
from pathlib import Path
from advisor import whole_files

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "named":
    del os.O_TMPFILE
setattr(os, sys.argv[1], killed)
whole_files.write_whole(Path(sys.argv[3]), b"new")
"""


@pytest.fixture(
    params=[
        pytest.param("nameless", marks=pytest.mark.skipif(not NAMELESS, reason="this file system has none")),
        "named",
    ]
)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to write a file: without a name until it is whole, and under another name."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return str(request.param)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_a_file_that_is_replaced_keeps_its_mode(way: str, mode: int, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("old")
    path.chmod(mode)
    assert write_whole(path, b"new") == ""
    assert path.read_text() == "new" and stat.S_IMODE(path.stat().st_mode) == mode
    write_whole(path, b"mine", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [path]


def test_a_new_file_has_the_mode_that_files_have_here(way: str, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    write_whole(tmp_path / "report.md", b"new")
    assert (tmp_path / "report.md").stat().st_mode == (tmp_path / "other").stat().st_mode
    write_whole(tmp_path / "private", b"new", private=True)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_a_file_that_is_replaced_keeps_its_owner(way: str, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("old")
    os.chown(path, 12345, 23456)
    write_whole(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_the_other_name_of_a_file_keeps_the_old_one(way: str, tmp_path: Path) -> None:
    path, other = tmp_path / "report.md", tmp_path / "other.md"
    path.write_text("old")
    other.hardlink_to(path)
    write_whole(path, b"new")
    assert (path.read_text(), other.read_text()) == ("new", "old")


def test_a_link_stays_a_link_and_its_target_is_told(way: str, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link, further = tmp_path / "far" / "report.md", tmp_path / "link.md", tmp_path / "further.md"
    link.symlink_to("far/report.md")
    further.symlink_to(link)
    for existing in (False, True):
        assert target.exists() == existing, "what a link leads to is made where it is not there"
        assert write_whole(further, b"new") == f"{further} is a link; written to {target}"
        assert link.is_symlink() and further.is_symlink() and target.read_bytes() == b"new"
    assert [*target.parent.iterdir()] == [target]


@pytest.mark.parametrize("leads_to", ["itself", "none/report.md"])
def test_a_link_that_leads_nowhere_is_refused(leads_to: str, tmp_path: Path) -> None:
    link = tmp_path / "itself"
    link.symlink_to(leads_to)
    with pytest.raises(OSError):
        write_whole(link, b"new")
    assert [*tmp_path.iterdir()] == [link] and link.is_symlink()


def test_a_pipe_is_written_into_and_one_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="nobody reads from it"):
        write_whole(pipe, b"new")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert write_whole(pipe, b"new") == f"{pipe} is a pipe: written into, not replaced"
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo() and [*tmp_path.iterdir()] == [pipe]


def test_a_device_is_written_into(tmp_path: Path) -> None:
    link = tmp_path / "nothing.txt"
    link.symlink_to(os.devnull)
    assert write_whole(link, b"new") == f"{link} is a device: written into, not replaced"
    assert Path(os.devnull).is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_that_takes_nothing_is_told() -> None:
    with pytest.raises(OSError, match="No space"):
        write_whole(Path("/dev/full"), b"new")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_a_file_that_is_open_is_written_on_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with path.open("ab") as file:
        for text in (b"one\n", b"two\n"):
            said = write_whole(Path(f"/dev/fd/{file.fileno()}"), text)
            assert said.endswith(" is an open file: written into, not replaced")
    assert path.read_bytes() == b"one\ntwo\n"


def test_what_the_system_does_not_take_at_once_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    with (tmp_path / "file").open("wb") as file:
        write_all(file.fileno(), b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def killed(at: str, way: str, path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, at, way, str(path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(not NAMELESS, reason="this file system has none")
@pytest.mark.parametrize("at", ["write", "fsync", "link"])
@pytest.mark.parametrize("existing", [False, True])
def test_nothing_stays_after_a_kill_while_it_is_written(at: str, existing: bool, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    if existing:
        path.write_text("old")
    killed(at, "nameless", path)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("report.md", "old")] * existing


@pytest.mark.skipif(not NAMELESS, reason="this file system has none")
def test_what_a_kill_leaves_in_the_last_moment_is_whole_and_goes_with_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("old")
    killed("replace", "nameless", path)
    assert path.read_text() == "old"
    assert [each.read_text() for each in tmp_path.iterdir() if each != path] == ["new"]
    write_whole(path, b"newest")
    assert path.read_text() == "newest" and [*tmp_path.iterdir()] == [path]


def test_without_nameless_files_what_a_kill_left_goes_with_a_later_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.md"
    killed("fsync", "named", path)
    (left,) = tmp_path.iterdir()
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    write_whole(path, b"new")
    assert left.exists(), "it may be of another that writes just now"
    monkeypatch.setattr(whole_files, "ABANDONED", -1)
    write_whole(path, b"newest")
    assert path.read_text() == "newest" and [*tmp_path.iterdir()] == [path]
