"""What a browser needs to run Python, and the packages that have to be made for it: where each file is had, and what it
has to hash to."""

from __future__ import annotations

import hashlib
import http.client
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from advisor.errors import RuntimeMissing
from advisor.whole_files import write_whole

Step = Callable[[int, int], None]
"""Is told how many bytes are there, and of how many."""

TIMEOUT = 60.0
"""Seconds in which something has to come from a registry."""

BLOCK = 65_536


class Pin(NamedTuple):
    """One file of a registry: what it is called, which version and licence it has, its size in bytes, its SHA-256 and
    its address."""

    name: str
    version: str
    license: str
    size: int
    sha256: str
    address: str

    @property
    def file(self) -> str:
        """The name of the file, in the cache and in a folder of one's own."""
        return self.address.rpartition("/")[2]


RUNTIME = Pin(
    "pyodide",
    "314.0.7",
    "MPL-2.0; the Python in it PSF-2.0",
    6_488_647,
    "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0",
    "https://registry.npmjs.org/pyodide/-/pyodide-314.0.7.tgz",
)
"""Python for browsers. Its packages of compiled code have to be made for this very version."""

_PYPI = "https://files.pythonhosted.org/packages"

WHEELS = (
    Pin(
        "pydantic",
        "2.14.4",
        "MIT",
        494_865,
        "653a2ad9f6d8858529c77c72717d0ea991d6c6837fe683246b2f4b2bbfc3fadc",
        f"{_PYPI}/8a/8c/824a686c4ba815ddb0722f9e66272088bccd4e1ae1d2f7015375e4a4fc7f/pydantic-2.14.4-py3-none-any.whl",
    ),
    Pin(
        "pydantic_core",
        "2.50.5",
        "MIT",
        1_496_394,
        "b2910ec0fa5aeb9bef70156f2b79f4783978fdcfaa7b2f1b5d1814458d2e79a1",
        f"{_PYPI}/83/47/375ab34f3907a0f40cebe2c3cea3e2c25dcf58e0f591991b85604b7258fc/"
        "pydantic_core-2.50.5-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
    ),
    Pin(
        "annotated-types",
        "0.8.0",
        "MIT",
        13_427,
        "f072f4d804ea359e4eaf198b1af7a8b0943881a87f31bb764f8bf219bb9419e0",
        f"{_PYPI}/99/91/8acff4f5e50511b911bbccb72b8628a49c68ce14148cd9f6431094859a90/"
        "annotated_types-0.8.0-py3-none-any.whl",
    ),
    Pin(
        "typing-extensions",
        "4.16.0",
        "PSF-2.0",
        45_571,
        "481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8",
        f"{_PYPI}/49/d3/b8441a820a491ddfc024b0b0cf0393375b75ea13866d9c66727e54c2fc80/"
        "typing_extensions-4.16.0-py3-none-any.whl",
    ),
    Pin(
        "typing-inspection",
        "0.4.5",
        "MIT",
        14_874,
        "bc210535442b39e1bf2805e0c7a17dfd6a4ace760c84c7f7d16245d23a6b1c39",
        f"{_PYPI}/de/0c/ea2544850a7c135e15033a5c7a8e7211136184b7ae63e2239d557c2b3019/"
        "typing_inspection-0.4.5-py3-none-any.whl",
    ),
)
"""Pydantic, whose compiled half is made for the runtime, and which takes no other version of it: so all that goes with
it is pinned as well, whatever is installed here."""

PINS = (RUNTIME, *WHEELS)


def _nothing(done: int, total: int) -> None:
    """Nobody is there to be told."""


def from_folder(folder: Path, pins: tuple[Pin, ...] = PINS) -> dict[Pin, bytes]:
    """The files in a folder. Raises RuntimeMissing with all that are not there, or are others."""
    held: dict[Pin, bytes] = {}
    wrong: list[str] = []
    for pin in pins:
        try:
            data = (folder / pin.file).read_bytes()
        except FileNotFoundError:
            wrong.append(f"{folder / pin.file}: there is no such file; it is had from {pin.address}")
            continue
        except OSError as error:
            wrong.append(f"{folder / pin.file} cannot be read: {error.strerror}")
            continue
        found = hashlib.sha256(data).hexdigest()
        if found != pin.sha256:
            wrong.append(
                f"{folder / pin.file}: its SHA-256 is {found}, expected {pin.sha256}; it is had from {pin.address}"
            )
        held[pin] = data
    if wrong:
        raise RuntimeMissing("\n".join(wrong))
    return held


def from_registries(cache: Path, step: Step = _nothing, pins: tuple[Pin, ...] = PINS) -> dict[Pin, bytes]:
    """The files in the cache, once those that it lacks are loaded from where they are had. Each is held against its
    hash every time. Raises RuntimeMissing, with every file that could not be had."""
    held = {pin: data for pin in pins if (data := _cached(cache / pin.file, pin)) is not None}
    lacking = [pin for pin in pins if pin not in held]
    total, done = sum(pin.size for pin in lacking), dict.fromkeys(lacking, 0)

    def load(pin: Pin) -> bytes | str:
        def more(size: int) -> None:
            done[pin] = size
            step(sum(done.values()), total)

        try:
            return _loaded(pin, more)
        except (OSError, http.client.HTTPException) as error:
            return f"{pin.address} cannot be loaded: {_reason(error)}"

    with ThreadPoolExecutor(4) as loaders:
        answers = dict(zip(lacking, loaders.map(load, lacking), strict=True))
    for pin, answer in answers.items():
        if isinstance(answer, bytes):
            held[pin] = answer
            with suppress(OSError):  # without a place to keep it, it is loaded again the next time
                cache.mkdir(parents=True, exist_ok=True)
                write_whole(cache / pin.file, answer)
    wrong = [each for each in answers.values() if isinstance(each, str)]
    if wrong:
        raise RuntimeMissing("\n".join([*wrong, "--runtime DIR takes these files from a folder"]))
    return held


def _cached(path: Path, pin: Pin) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == pin.sha256 else None


def _loaded(pin: Pin, more: Callable[[int], None]) -> bytes:
    """The file from its address. Raises OSError when it cannot be had or is another one."""
    data = bytearray()
    with urllib.request.urlopen(pin.address, timeout=TIMEOUT) as answer:
        # One byte beyond its size is enough to see that it is another one.
        while len(data) <= pin.size and (block := answer.read(min(BLOCK, pin.size + 1 - len(data)))):
            data += block
            more(len(data))
    found = hashlib.sha256(data).hexdigest()
    if found != pin.sha256:
        raise OSError(f"what came has the SHA-256 {found}, expected {pin.sha256}")
    return bytes(data)


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", None) or error
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
