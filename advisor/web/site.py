"""The files of the interview without a server, made from the runtime, the packages, and the pages."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from advisor.advisor import Advisor
from advisor.pages import frame
from advisor.pages.exchange import Host, Page, Request
from advisor.pages.interview import Pages
from advisor.web.bytecode import bytecode, unzipped, with_bytecode
from advisor.web.host import BASE
from advisor.web.packages import member, packages, zipped
from advisor.web.runtime import RUNTIME, WHEELS, Pin

INDEX = "index.html"
CONTENTS = "contents.json"
"""What the files are made of and hash to. By it an earlier build is known."""

LOADER, MACHINE, WASM, LIBRARY = "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"
LOCK = "pyodide-lock.json"
"""What the pages need of the runtime."""

MADE_BY = "iot-advisor web build"

_PARTS = "files"
"""The folder of everything but the page, whose names say what is in the files."""


class Built:
    """What is the same in a folder and in one file: the runtime, the packages, and the page to begin with. ``compiled``
    says that what is loaded at the start is compiled already."""

    def __init__(self, advisor: Advisor, held: Mapping[Pin, bytes]):
        tar = held[RUNTIME]
        self.loader = _script(member(tar, LOADER))
        self.machine = _script(member(tar, MACHINE))
        # Not every server packs, and some tell a wrong type of these; so each is packed here and named by its bytes.
        self.wasm = gzip.compress(member(tar, WASM), mtime=0)
        library = member(tar, LIBRARY)
        sources = packages((held[pin] for pin in WHEELS), advisor.knowledge)
        runtime = {name: member(tar, name) for name in (LOADER, MACHINE, WASM, LIBRARY, LOCK)}
        compiled = bytecode(runtime, zipped(sources))
        self.compiled = compiled is not None
        if compiled is not None:
            sources = with_bytecode(sources, compiled[0])
            library = zipped(with_bytecode(unzipped(library), compiled[1]))
        self.library, self.packages = library, zipped(sources)
        # The lists of packages that the runtime could load from elsewhere are left out.
        self.lock = json.dumps({"info": json.loads(member(tar, LOCK))["info"], "packages": {}})
        self.start = _start_page(advisor)
        self.made_of = [
            {
                "name": pin.name,
                "version": pin.version,
                "license": pin.license,
                "address": pin.address,
                "sha256": pin.sha256,
            }
            for pin in held
        ]
        self.knowledge = advisor.knowledge.stamp.model_dump()


def folder(built: Built) -> dict[str, bytes]:
    """The files of a folder to be served, by their paths in it."""
    parts = {
        "loader": ("pyodide.js", built.loader),
        "machine": ("pyodide.asm.js", built.machine),
        "wasm": ("pyodide.asm.wasm.bin", built.wasm),
        "library": ("python_stdlib.zip", built.library),
        "packages": ("packages.zip", built.packages),
        "style": ("pages.css", _style().encode()),
        "pages": ("pages.js", frame.script().encode()),
        "host": ("host.js", _look("host.js").encode()),
    }
    named = {key: f"{_PARTS}/{_with_hash(name, data)}" for key, (name, data) in parts.items()}
    files = {named[key]: data for key, (_, data) in parts.items()}
    told = {key: {"address": named[key], "integrity": _integrity(data)} for key, (_, data) in parts.items()}
    page = _template("folder.html").render(
        policy=policy("'self'", "'self'", "'self'"),
        start=built.start,
        parts=told,
        setup=_data(
            {**{key: told[key] for key in ("wasm", "library", "packages", "loader", "machine")}, "lock": built.lock}
        ),
    )
    files[INDEX] = page.encode()
    contents = {
        "made_by": MADE_BY,
        "knowledge": built.knowledge,
        "made_of": built.made_of,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    return {**files, CONTENTS: (json.dumps(contents, indent=2, ensure_ascii=False) + "\n").encode()}


def single_file(built: Built) -> bytes:
    """One page with everything in it, that opens from a disk."""
    style = _style()
    scripts = {
        "pages": frame.script(),
        # A script of a page exports to nobody, so each hands over what the next one needs.
        "machine": built.machine.decode() + "\nglobalThis.pyodideMachine = _createPyodideModule;\n",
        "loader": built.loader.decode() + f"\nglobalThis.pyodideLoader = {_exported(built.loader.decode())};\n",
        "host": _look("host.js"),
    }
    data = {"wasm": built.wasm, "library": built.library, "packages": built.packages}
    page = _template("single_file.html").render(
        policy=policy(" ".join(map(_hash_source, scripts.values())), _hash_source(style), "'none'"),
        start=built.start,
        style=Markup(style),
        scripts={key: _inside(text) for key, text in scripts.items()},
        data={key: base64.b64encode(each).decode() for key, each in data.items()},
        setup=_data({**{key: {"element": f"part-{key}"} for key in data}, "lock": built.lock}),
    )
    return page.encode()


def policy(scripts: str, styles: str, connections: str) -> str:
    """The content policy of the page: what runs and what it looks like is its own, and nothing goes anywhere. Beside
    that it takes leave to run WebAssembly, and no more."""
    return (
        f"default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; style-src {styles}; connect-src {connections}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _start_page(advisor: Advisor) -> Page:
    """The first page as the browser will make it again: it can be read before Python is there."""
    response = Pages(advisor).answer(Request("GET", ""), None, Host(BASE, "browser")).response
    assert isinstance(response, Page)
    return response


@cache
def _style() -> str:
    return f"{frame.style()}\n{_look('host.css')}"


def _look(name: str) -> str:
    return (files("advisor.web") / "looks" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("advisor.web", "looks"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


def _script(text: bytes) -> bytes:
    """A script of the runtime, without the line that leads to a map of it, which is not there."""
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*\Z", b"\n", text)


def _inside(script: str) -> Markup:
    """A script as the content of an element. What a page would read otherwise than a file would run otherwise, too."""
    assert not re.search(r"</script|<!--|[\r\0]", script, re.IGNORECASE), "this script cannot stand in a page"
    return Markup(script)


def _exported(module: str) -> str:
    """The name that what the module exports as ``loadPyodide`` has inside it."""
    found = re.search(r"export\s*\{[^}]*?([\w$]+) as loadPyodide\b", module)
    assert found is not None
    return found[1]


def _with_hash(name: str, data: bytes) -> str:
    stem, dot, ending = name.partition(".")
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}{dot}{ending}"


def _integrity(data: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def _hash_source(text: str) -> str:
    return f"'{_integrity(text.encode())}'"


def _data(value: Any) -> Markup:
    """A value as JSON inside of a script element, which ends nowhere before its end."""
    return Markup(json.dumps(value).replace("<", "\\u003c"))
