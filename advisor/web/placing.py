"""Putting the files of a build into a folder, in an order in which nobody meets half of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from advisor.errors import listed
from advisor.web.site import CONTENTS, INDEX, MADE_BY
from advisor.whole_files import write_whole


class NoPlace(ValueError):
    """The folder holds what is none of a build, or is no folder."""


def check_place(directory: Path) -> None:
    """Raise NoPlace unless the folder is not there yet, is empty, or holds an earlier build and nothing else."""
    if not directory.exists():
        if not directory.absolute().parent.is_dir():
            raise NoPlace(f"{directory} cannot be made: there is no directory {directory.parent}")
        return
    if not directory.is_dir():
        raise NoPlace(f"{directory} is no directory; a page for --single-file is one file, all else is a folder")
    others = sorted({*_inside(directory)} - {*_built(directory)})
    if others:
        raise NoPlace(
            f"{directory} holds what no build put there ({listed(others, 3)}); name an empty folder, or one of an "
            "earlier build"
        )


def put(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a build into a folder, which is made where it is missing, and do away with those of an earlier
    build. The page comes after all that it asks for, and leads to nothing that is not there, whenever the work is cut
    short. What fails leaves the folder as it was. Raises NoPlace, and OSError when a file cannot be written."""
    check_place(directory)
    there = {name: (directory / name).read_bytes() for name in (INDEX, CONTENTS) if (directory / name).is_file()}
    old = {*_inside(directory)}
    made: list[Path] = []
    try:
        # What is told first are the files before and after, so that an end half-way is known as a build as well.
        both = json.loads(files[CONTENTS])
        both["files"] |= dict.fromkeys(sorted(old - {CONTENTS, *both["files"]}), "")
        parts = {name: data for name, data in files.items() if name not in (INDEX, CONTENTS)}
        for name, data in ((CONTENTS, json.dumps(both).encode()), *parts.items(), (INDEX, files[INDEX])):
            path = directory / name
            if not path.parent.is_dir():
                path.parent.mkdir()
                made.append(path.parent)
            if name not in old:
                made.append(path)
            write_whole(path, data)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        with suppress(OSError):
            for name, data in there.items():
                write_whole(directory / name, data)
        raise
    for name in old - files.keys():
        (directory / name).unlink(missing_ok=True)
    write_whole(directory / CONTENTS, files[CONTENTS])


def _inside(directory: Path) -> Iterator[str]:
    """The files in the folder; folders that hold none are not in the way of anything."""
    for path in directory.rglob("*"):
        if not path.is_dir() or path.is_symlink():
            yield path.relative_to(directory).as_posix()


def _built(directory: Path) -> Iterator[str]:
    """The files that an earlier build put there, by its own list."""
    try:
        contents = json.loads((directory / CONTENTS).read_bytes())
        if contents["made_by"] == MADE_BY:
            yield CONTENTS
            yield from map(str, contents["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return
