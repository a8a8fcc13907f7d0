"""What goes along to the browser, and what does not."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from importlib import metadata
from types import SimpleNamespace

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.errors import RuntimeMissing
from advisor.web import packages as module
from advisor.web.packages import INSTALLED, packages, zipped
from advisor.web.runtime import WHEELS, Pin


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


@pytest.fixture(scope="module")
def made(advisor: Advisor, held: dict[Pin, bytes]) -> bytes:
    return zipped(packages((held[pin] for pin in WHEELS), advisor.knowledge))


def test_the_same_packages_are_the_same_bytes(made: bytes, advisor: Advisor, held: dict[Pin, bytes]) -> None:
    assert zipped(packages([held[pin] for pin in WHEELS], advisor.knowledge)) == made
    days = {each.date_time for each in zipfile.ZipFile(io.BytesIO(made)).infolist()}
    assert days == {(1980, 1, 1, 0, 0, 0)}
    assert names(made) == sorted(names(made))


def test_it_holds_what_the_pages_need_and_nothing_else(made: bytes) -> None:
    inside = names(made)
    assert {"advisor/web/host.py", "advisor/pages/interview.py", "experta/__init__.py"} <= {*inside}
    assert {"yaml/__init__.py", "markupsafe/_native.py", "pydantic/_compiled.cpython-314-wasm32-emscripten.so"} <= {
        *inside
    }
    assert any(name.startswith("advisor/pages/templates/") for name in inside)
    assert any("licenses/LICENSE" in name for name in inside)
    compiled = [name for name in inside if name.endswith((".so", ".pyd", ".pyc", ".pyi"))]
    assert compiled == [f"{pin.name}/_compiled.cpython-314-wasm32-emscripten.so" for pin in sorted(WHEELS)]
    unwanted = (
        "advisor/commands",
        "advisor/service",
        "advisor/rules",
        "advisor/knowledge",
        "click",
        "rich",
        "sqlalchemy",
    )
    assert [name for name in inside if name.startswith(unwanted)] == []
    assert {name for name in inside if name.startswith("advisor/web/")} == {
        "advisor/web/__init__.py",
        "advisor/web/host.py",
        "advisor/web/knowledge.json",
    }


def test_the_knowledge_is_the_same_once_it_is_read_again(made: bytes, advisor: Advisor) -> None:
    text = zipfile.ZipFile(io.BytesIO(made)).read("advisor/web/knowledge.json")
    base = KnowledgeBase.model_validate_json(text)
    assert base == advisor.knowledge and base.stamp == advisor.knowledge.stamp


INTERVIEW = """
import json, sys
from advisor import Advisor
from advisor.web.host import BrowserHost
host = BrowserHost(Advisor())
kept = None
def ask(method, path, **form):
    global kept
    told = json.loads(host.answer(json.dumps(
        {"method": method, "path": path, "within": "#/x/", "kept": kept, "form": form})))
    kept = told["kept"]
    return told
ask("POST", "begin", way="full", name="One")
ask("POST", "q/sales_channel", answer="direct")
for path in ("answers", "keep", "delete", "so-far"):
    ask("GET", path)
ask("POST", "finish", checked="")
page = ask("GET", "result")
import re
for path in ["profile.yaml", *sorted(set(re.findall(r'href="#/x/(report[^"]+)"', page["body"])))]:
    assert ask("GET", path)["kind"] == "download", path
from advisor.engine import experta_shim
print(json.dumps(sorted({name.partition(".")[0] for name, module in sys.modules.items()
    if "site-packages" in (getattr(module, "__file__", None) or "")})))
"""


def test_nothing_else_is_loaded_by_an_interview() -> None:
    done = subprocess.run([sys.executable, "-c", INTERVIEW], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {*json.loads(done.stdout)}
    of = metadata.packages_distributions() if sys.version_info >= (3, 10) else {}
    known = {each.casefold().replace("_", "-") for each in (*INSTALLED, *(pin.name for pin in WHEELS), module.OWN)}
    others = {
        name: of[name]
        for name in loaded
        if name in of and not {each.casefold().replace("_", "-") for each in of[name]} & known
    }
    installers = {"_distutils_hack", "editables"}  # what makes a checkout look like a package
    assert {name for name in others if name not in installers} == set()


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch, advisor: Advisor) -> None:
    monkeypatch.setattr(module, "INSTALLED", ("nowhere-to-be-had",))
    with pytest.raises(RuntimeMissing, match="nowhere-to-be-had is not installed; pip install"):
        packages((), advisor.knowledge)


def test_a_package_without_a_list_of_its_files_is_told(monkeypatch: pytest.MonkeyPatch, advisor: Advisor) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda name: SimpleNamespace(files=None))
    with pytest.raises(RuntimeMissing, match="experta is installed without a list of its files"):
        packages((), advisor.knowledge)
