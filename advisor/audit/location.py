"""Where the audit lies: a file in the user's data directory, another file, a database, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

APPLICATION = "iot-relationship-advisor"
VARIABLE = "IOT_ADVISOR_AUDIT"
"""The environment variable that names another place, or ``off``."""
OFF = "off"
REQUIRED = "required"
"""The word, alone or in front of a place, by which no advice is given that cannot be recorded."""


class Location(NamedTuple):
    """``url`` as SQLAlchemy reads it; ``file`` when it is an SQLite file; ``salt`` the file of the salt for hashed
    names: beside the database file, or in the user's data directory for a database server."""

    url: str
    file: Path | None
    salt: Path

    @property
    def shown(self) -> str:
        """For messages: the file, or the address without user, password and parameters."""
        if self.file is not None:
            return str(self.file)
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def find_location(where: str | Path | None = None) -> Location | None:
    """The place that is asked for, or else the environment's, or else the default; None when recording is off.

    ``where`` is a database URL, the path of a file, or ``off``; ``required`` may stand in front of it, or for it.
    """
    asked = _place(where) or _place(os.environ.get(VARIABLE))
    if asked.casefold() == OFF:
        return None
    return location_of(asked, "audit.db")


def location_of(asked: str, usual: str) -> Location:
    """The place of a database that is named by its URL or as the path of a file; where it is empty, the file with the
    ``usual`` name in the user's data directory."""
    if not asked:
        return _of_file(_data_directory() / usual)
    scheme, colon, rest = asked.partition("://")
    if not colon:
        return _of_file(Path(asked).expanduser())
    if scheme.startswith("sqlite") and not rest.startswith("/file:"):
        path = rest.partition("?")[0][1:]
        memory = path in ("", ":memory:")
        return Location(
            asked, None if memory else Path(path), _data_directory() / "audit.salt" if memory else _salt(path)
        )
    if scheme in ("postgresql", "postgres"):
        asked = f"postgresql+psycopg://{rest}"
    return Location(asked, None, _data_directory() / "audit.salt")


def is_off(where: str | Path | None) -> bool:
    """Whether this itself, and not the environment, says that nothing is recorded, and nothing else."""
    return str(where or "").casefold() == OFF


def is_required(where: str | Path | None = None) -> bool:
    """Whether no advice is to be given that cannot be recorded: the place that is asked for says so, or the
    environment's, which no other place takes back."""
    return any(_split(each)[0] for each in (where, os.environ.get(VARIABLE)))


def _place(where: str | Path | None) -> str:
    return _split(where)[1]


def _split(where: str | Path | None) -> tuple[bool, str]:
    """Whether recording is required, and the place."""
    text = str(where or "")
    word, _, place = text.strip().partition(":")
    # A file of settings is easily left with a space behind the word.
    if isinstance(where, Path) or word.strip().casefold() != REQUIRED:
        return False, text
    place = place.strip()
    return True, "" if place.casefold() == REQUIRED else place


def _of_file(path: Path) -> Location:
    absolute = path.absolute()
    return Location(f"sqlite:///{absolute}", absolute, _salt(absolute))


def _salt(path: str | Path) -> Path:
    return Path(f"{path}.salt")


def _data_directory() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir(APPLICATION))
