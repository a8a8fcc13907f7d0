"""The Python packages that run in the browser: the advisor with its knowledge, and what it needs."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path, PurePosixPath

from advisor.errors import RuntimeMissing
from advisor.model.knowledge import KnowledgeBase
from advisor.resources import PACKAGE
from advisor.web.host import KNOWLEDGE

OWN = "iot-relationship-advisor"

INSTALLED = ("experta", "frozendict", "Jinja2", "MarkupSafe", "PyYAML", "schema")
"""What is taken from here, as it is installed: Python alone, since compiled code of this machine runs nowhere else."""

LEFT_OUT = ("commands", "knowledge", "rules", "service")
"""Parts of the advisor that no page needs. What it knows goes along in one piece."""

_NO_SOURCE = (".pyd", ".dll", ".dylib", ".pyc", ".pyi", ".c", ".pyx", ".pxd")
_RECORDED = ("METADATA", "licenses", "license_files", "LICENSE", "LICENSE.txt", "LICENSE.rst", "COPYING", "AUTHORS")
"""What is taken of the papers that lie beside an installed package: who made it, and on which terms it may be passed
on."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The day of every file, so that the same files are the same archive."""


def packages(wheels: Iterable[bytes], knowledge: KnowledgeBase) -> dict[str, bytes]:
    """The files that go into the place of Python's packages, by their paths in it. Raises RuntimeMissing."""
    files: dict[str, bytes] = {}
    for wheel in wheels:
        files.update(_in_wheel(wheel))
    for name in INSTALLED:
        files.update(_in_distribution(name))
    files.update(_advisor())
    files[f"advisor/web/{KNOWLEDGE}"] = knowledge.model_dump_json().encode()
    return files


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip archive, in the order of their names and without a trace of the day or the machine: the same
    files are the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            made.writestr(entry, files[name])
    return held.getvalue()


def member(tar: bytes, name: str) -> bytes:
    """One file of a package of npm."""
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        file = opened.extractfile(f"package/{name}")
        assert file is not None
        return file.read()


def _in_wheel(wheel: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as opened:
        for name in opened.namelist():
            if not name.endswith("/") and _wanted(PurePosixPath(name), compiled=True):
                yield name, opened.read(name)


def _in_distribution(name: str) -> Iterator[tuple[str, bytes]]:
    """The files of an installed distribution, by its own record."""
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise RuntimeMissing(f"{name} is not installed; pip install '{name}'") from None
    found = 0
    for each in distribution.files or ():
        path = PurePosixPath(each.as_posix())
        if path.is_absolute() or ".." in path.parts or not _wanted(path, compiled=False):
            continue
        found += path.suffix == ".py"
        yield str(path), Path(str(distribution.locate_file(each))).read_bytes()
    if not found:
        raise RuntimeMissing(f"{name} is installed without a list of its files; pip install --force-reinstall '{name}'")


def _advisor() -> Iterator[tuple[str, bytes]]:
    """The advisor itself, and the terms on which it may be passed on."""
    for file in sorted(PACKAGE.rglob("*")):
        inside = PurePosixPath(file.relative_to(PACKAGE).as_posix())
        if file.is_file() and _runs_there(inside):
            yield f"advisor/{inside}", file.read_bytes()
    try:
        files = metadata.distribution(OWN).files or ()
    except metadata.PackageNotFoundError:  # a checkout that was never installed
        return
    for each in files:
        path = PurePosixPath(each.as_posix())
        if "licenses" in path.parts:
            yield str(path), Path(str(each.locate())).read_bytes()


def _runs_there(inside: PurePosixPath) -> bool:
    """Whether a file of the advisor has something to do in the browser; of the part that builds it is the host."""
    if inside.parts[0] == "web":
        return inside.name in ("__init__.py", "host.py")
    return inside.parts[0] not in LEFT_OUT and _wanted(inside, compiled=False)


def _wanted(path: PurePosixPath, *, compiled: bool) -> bool:
    top = path.parts[0]
    if top.endswith((".dist-info", ".egg-info")):
        return len(path.parts) > 1 and path.parts[1] in _RECORDED
    if path.suffix == ".so":
        return compiled
    return "__pycache__" not in path.parts and path.suffix not in _NO_SOURCE
