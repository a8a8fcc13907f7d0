"""A runtime and packages that are nothing but a few bytes, which take the place of those that a build loads."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping

from advisor.web.runtime import RUNTIME, WHEELS, Pin
from advisor.web.site import LIBRARY, LOADER, MACHINE, WASM

RUNTIME_FILES = {
    LOADER: b"async function dt() {}\nexport{dt as loadPyodide,U as version};\n//# sourceMappingURL=pyodide.mjs.map\n",
    MACHINE: b"async function _createPyodideModule() {}\nexport default _createPyodideModule;\n",
    WASM: b"\0asm" * 100,
    LIBRARY: b"PK",
    "pyodide-lock.json": json.dumps({"info": {"python": "3.14.2"}, "packages": {"numpy": {}}}).encode(),
}


def tar(files: Mapping[str, bytes]) -> bytes:
    """A package as npm has it."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as made:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))
    return held.getvalue()


def wheel(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(f"{name}/__init__.py", "")
        made.writestr(f"{name}/_compiled.cpython-314-wasm32-emscripten.so", "\0asm")
        made.writestr(f"{name}/__init__.pyi", "")
        made.writestr(f"{name}-1.dist-info/RECORD", "")
        made.writestr(f"{name}-1.dist-info/licenses/LICENSE", "as you like")
    return held.getvalue()


def held() -> dict[Pin, bytes]:
    """What a build is made of, in small."""
    return {RUNTIME: tar(RUNTIME_FILES), **{pin: wheel(pin.name) for pin in WHEELS}}
