"""Files that are there whole or not at all, whatever happens while they are written; and what is no file stays it."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

MOST_LINKS = 40
"""How many links are followed one after the other, as Linux has it."""

_OPEN_FILES = re.compile(r"/dev/fd|/proc/[^/]+(/task/[^/]+)?/fd")
"""Directories whose entries are the open files of a process."""

ABANDONED = 3600.0
"""Seconds after which nobody writes a temporary file any more."""


def write_whole(path: Path, data: bytes, *, private: bool = False) -> str:
    """Write a file, and say what else there is to know: where a link led, or into what it was written. Mostly nothing.

    A file that was there is replaced at once by the whole new one, which keeps its mode and, where that is allowed, its
    owner; other names of the old file (hard links) keep the old one. A ``private`` file can be read by its owner alone.
    A link stays a link: what it leads to is written, also where that is not there yet. Into a device or a pipe it is
    written, and there nothing can be promised. Raises OSError, and then the file is as it was.
    """
    at = _followed(path)
    said = f"{path} is a link; written to {at}" if at != _unlinked(path) else ""
    try:
        kind = at.stat().st_mode
    except FileNotFoundError:
        kind = stat.S_IFREG
    # What somebody has open may be a file that is written on from where it stands, and may have no name.
    if not stat.S_ISREG(kind) or _OPEN_FILES.fullmatch(str(at.parent)):
        _write_into(at, data)
        return f"{path} is {_called(kind)}: written into, not replaced"
    _replace(at, data, private)
    return said


def write_all(handle: int, data: bytes) -> None:
    """Write all of it to an open file: the system may take less than it is given, and says so only in a number."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _unlinked(path: Path) -> Path:
    return Path(os.path.realpath(path.parent)) / path.name


def _followed(path: Path) -> Path:
    """Where a path leads, up to the entry for an open file."""
    for _ in range(MOST_LINKS):
        path = _unlinked(path)
        if _OPEN_FILES.fullmatch(str(path.parent)) or not path.is_symlink():
            return path
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def _called(kind: int) -> str:
    for test, name in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device")):
        if test(kind):
            return name
    return "an open file"


def _write_into(path: Path, data: bytes) -> None:
    handle = _opened(path)
    try:
        write_all(handle, data)
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    """What is written into, open for it. What this process has open already, as ``/dev/stdout``, is written on where it
    stands."""
    if str(path.parent) in ("/dev/fd", os.path.realpath("/proc/self/fd")):
        return os.dup(int(path.name))
    # A pipe that nobody reads would have its writer wait for ever, unless it is opened so.
    flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(error.errno, "nobody reads from it", str(path)) from error
        raise
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    return handle


def _replace(path: Path, data: bytes, private: bool) -> None:
    """Put a new file in the place of the one that is there, if there is one.

    Where the system has files without a name, the data is in one until it is whole: whatever ends the program, nothing
    stays. It gets its name by a link; only where another file has that name it gets a temporary one for a moment, since
    a link replaces nothing. A kill in that moment leaves a whole file, which the next write to the path does away with.
    """
    before = None
    with suppress(FileNotFoundError):
        before = path.stat()
    mode = 0o600 if private else 0o666  # less what the umask takes
    handle = _nameless(path.parent, mode)
    temporary = None if handle is not None else path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if handle is None:
            _sweep(path)
            assert temporary is not None
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            handle = os.open(temporary, flags, mode)
        try:
            if before is not None:
                _made_alike(handle, before, private)
            write_all(handle, data)
            os.fsync(handle)
            if temporary is None:
                _named(handle, path)
        finally:
            os.close(handle)
        if temporary is not None:
            temporary.replace(path)
    except BaseException:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
        raise
    _keep_entry(path.parent)


def _nameless(directory: Path, mode: int) -> int | None:
    """An open file without a name; None where the system or the directory has none, or could not name it later."""
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        handle = os.open(directory, os.O_TMPFILE | os.O_WRONLY, mode)
    except OSError:  # what else is wrong will come up again
        return None
    if Path(f"/proc/self/fd/{handle}").exists():
        return handle
    os.close(handle)
    return None


def _named(handle: int, path: Path) -> None:
    """Give an open file its name, which another file may have."""
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        try:
            _link(handle, path.name, directory)
            return
        except FileExistsError:
            pass
        temporary = f".{path.name}.part"  # the same each time: what was left behind under it is whole, and replaced
        while True:
            try:
                _link(handle, temporary, directory)
            except FileExistsError:
                with suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=directory)
                continue
            # Another that writes to the same path may have taken it away meanwhile.
            with suppress(FileNotFoundError):
                os.replace(temporary, path.name, src_dir_fd=directory, dst_dir_fd=directory)
                return
    finally:
        os.close(directory)


def _link(handle: int, name: str, directory: int) -> None:
    os.link(f"/proc/self/fd/{handle}", name, dst_dir_fd=directory, follow_symlinks=True)


def _made_alike(handle: int, before: os.stat_result, private: bool) -> None:
    """Give a new file the owner and, unless it is private, the mode of the one that it replaces."""
    made = os.fstat(handle)
    if (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid) and hasattr(os, "fchown"):
        with suppress(OSError):  # as a rule only root may give files away
            os.fchown(handle, before.st_uid, before.st_gid)
    if not private and hasattr(os, "fchmod"):
        os.fchmod(handle, before.st_mode & 0o777)


def _sweep(path: Path) -> None:
    """Do away with what a program left behind that was killed while it wrote to the path."""
    with suppress(OSError):
        for each in path.parent.iterdir():
            if each.name.startswith(f".{path.name}.") and each.suffix == ".part":
                with suppress(OSError):
                    if time.time() - each.stat().st_mtime > ABANDONED:
                        each.unlink()


def _keep_entry(directory: Path) -> None:
    """Have the directory's own entry for the file reach the disk, where directories can be opened for that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
