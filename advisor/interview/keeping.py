"""Where an interview's answers are kept while it runs, and what becomes of that file afterwards."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from advisor.interview.saving import write_private
from advisor.model.profile import Profile

APPLICATION = "iot-relationship-advisor"
UNFINISHED = "unfinished"
"""The directory, in that for interviews, of those that have not come to their end."""


def interviews_directory() -> Path:
    """The directory for interviews in the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False) / "interviews"


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

    def save(self, profile: Profile) -> str:
        """Save the answers; what came of it, in words that begin with "Saved" if all is well."""
        try:
            if self.own:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self.path, self._write(profile, self.path))
        except OSError as error:
            return f"NOT saved to {shown(self.path)}: {error.strerror or error}"
        self.written = True
        return f"Saved to {shown(self.path)}"

    def earlier(self) -> list[Path]:
        """The newest interview that was left unfinished in the user's data directory, if there is one."""
        if not self.own or not self.path.parent.is_dir():
            return []
        return sorted(each for each in self.path.parent.glob("*.yaml") if each.name < self.path.name)[-1:]

    def finish(self) -> None:
        """Have the file of a finished interview no longer count as unfinished."""
        if self.own and self.written:
            self.path = self.path.replace(self.path.parent.parent / self.path.name)

    def move(self, profile: Profile, path: Path) -> str:
        """Save to another file, and do away with the one in the data directory; what came of it, as ``save`` says."""
        elsewhere = Keeper(path, self._write)
        told = elsewhere.save(profile)
        if elsewhere.written:
            if self.own:
                self.path.unlink(missing_ok=True)
            self.own, self.path, self.written = False, path, True
        return told

    def farewell(self) -> list[str]:
        """Where the answers are, and how to go on with them."""
        if not self.written:
            return ["No answers are saved."]
        return ["The answers are saved.", "To take them up again:", how_to_resume(self.path)]


def how_to_resume(path: Path) -> str:
    """The call that takes up a saved interview; never broken over lines, so that it can be copied."""
    return f"  iot-advisor interview --resume {shown(path)}"


def shown(path: Path) -> str:
    """A path as a shell reads it, the home directory shortened."""
    with suppress(ValueError, RuntimeError):
        return f"~/{shlex.quote(str(path.relative_to(Path.home())))}"
    return shlex.quote(str(path))


def _own_path() -> Path:
    # The process id keeps two interviews apart that begin in the same second.
    return interviews_directory() / UNFINISHED / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{os.getpid()}.yaml"
