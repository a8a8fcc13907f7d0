"""Where an interview's answers are kept while it runs, and what becomes of that file afterwards."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from advisor.model.profile import Profile
from advisor.whole_files import write_whole

APPLICATION = "iot-relationship-advisor"
UNFINISHED = "unfinished"
"""The directory, in that for interviews, of those that have not come to their end."""


def interviews_directory() -> Path:
    """The directory for interviews in the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False) / "interviews"


MOST_LETTERS = 60
"""How long a file's name after a client is, so that every file system takes it."""


def named_after(client: str | None) -> str | None:
    """The name of a file after a client, without an ending; None without a client whose name has letters."""
    letters = unicodedata.normalize("NFKD", client or "").encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters.casefold()))[:MOST_LETTERS].strip("-") or None


class Saved(NamedTuple):
    """What came of saving: the file, and what kept it from being written, None when all is well."""

    path: Path
    failure: str | None = None


class Keeper:
    """Keeps one interview in one file. ``write`` turns a profile into the text of a file of that name.

    ``path`` is the file; ``own`` says that it lies among the unfinished interviews in the user's data directory;
    ``written`` that it holds answers.
    """

    def __init__(self, path: Path | None, write: Callable[[Profile, Path], str]):
        self.path = path if path is not None else _own_path()
        self.own = self.path.absolute().parent == interviews_directory() / UNFINISHED
        self.written = False
        self._write = write

    def save(self, profile: Profile) -> Saved:
        """Save the answers. A file that cannot be written is no error: the interview goes on without it."""
        try:
            if self.own:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self.path, self._write(profile, self.path))
        except OSError as error:
            return Saved(self.path, error.strerror or str(error))
        self.written = True
        return Saved(self.path)

    def earlier(self) -> list[Path]:
        """The newest interview that was left unfinished in the user's data directory, if there is one."""
        if not self.own or not self.path.parent.is_dir():
            return []
        return sorted(each for each in self.path.parent.glob("*.yaml") if each.name < self.path.name)[-1:]

    def finish(self) -> None:
        """Have the file of a finished interview no longer count as unfinished."""
        if self.own and self.written:
            self.path = self.path.replace(self.path.parent.parent / self.path.name)

    def move(self, profile: Profile, path: Path) -> Saved:
        """Save to another file, and do away with the one in the data directory."""
        elsewhere = Keeper(path, self._write)
        saved = elsewhere.save(profile)
        if elsewhere.written:
            if self.own:
                self.path.unlink(missing_ok=True)
            self.own, self.path, self.written = False, path, True
        return saved


def _own_path() -> Path:
    # The process id keeps two interviews apart that begin in the same second.
    return interviews_directory() / UNFINISHED / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{os.getpid()}.yaml"


def write_private(path: Path, text: str) -> None:
    """Write a text so that a crash at any moment leaves the old file or the new one. Raises OSError."""
    write_whole(path, text.encode(), private=True)
