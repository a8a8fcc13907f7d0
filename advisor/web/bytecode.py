"""Compiling what the browser loads at the start, which is half of the time that it would take there.

Only the Python that runs in the browser can compile for itself. Node.js runs it here, where there is one.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

TIMEOUT = 300.0
"""Seconds in which it has to be done, which takes a few."""


def node() -> str | None:
    """The program that runs scripts here, None where there is none."""
    return shutil.which("node")


def bytecode(runtime: Mapping[str, bytes], packages: bytes) -> tuple[dict[str, bytes], dict[str, bytes]] | None:
    """The compiled modules that a start loads, by the names of their sources: those of the packages, and those of the
    library. The same input gives the same bytes. None where it cannot be done here."""
    program = node()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for file, data in {**runtime, "packages.zip": packages}.items():
            (place / file).write_bytes(data)
        (place / "compile.mjs").write_bytes((files("advisor.web") / "looks" / "compile.mjs").read_bytes())
        try:
            subprocess.run([program, "compile.mjs"], cwd=place, check=True, capture_output=True, timeout=TIMEOUT)
            return unzipped((place / "packages.out").read_bytes()), unzipped((place / "library.out").read_bytes())
        except (OSError, subprocess.SubprocessError, zipfile.BadZipFile):
            return None  # one that is too old, say: everything runs all the same


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip archive by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def with_bytecode(sources: Mapping[str, bytes], compiled: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with compiled modules in the place of their sources."""
    kept = {name: data for name, data in sources.items() if name not in compiled}
    return kept | {f"{name}c": data for name, data in compiled.items()}
