"""The files of a build: each known by its hash, none that asks for anything elsewhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from advisor import Advisor
from advisor.web.runtime import PINS, Pin
from advisor.web.site import CONTENTS, INDEX, Built, folder, single_file
from tests.unit.web.small_runtime import RUNTIME_FILES


class Page(HTMLParser):
    """What an HTML page is made of, as far as it loads or runs something."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=False)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self._held = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._open, self._held = (tag, dict(attrs)), ""

    def handle_data(self, data: str) -> None:
        self._held += data

    def handle_endtag(self, tag: str) -> None:
        if self._open is not None and tag == self._open[0]:
            self.texts.append((*self._open, self._held))
            self._open = None

    @property
    def policy(self) -> dict[str, list[str]]:
        (text,) = [a["content"] for tag, a in self.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert text is not None
        return {words[0]: words[1:] for words in (part.split() for part in text.split(";"))}


def integrity(data: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


@pytest.fixture(scope="module")
def built(advisor: Advisor, held: dict[Pin, bytes]) -> Built:
    return Built(advisor, held)


@pytest.fixture(scope="module")
def files(built: Built) -> dict[str, bytes]:
    return folder(built)


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Page:
    return Page(files[INDEX].decode())


def test_every_file_is_named_with_its_hash(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        if name not in (INDEX, CONTENTS):
            found = re.fullmatch(r"files/[\w.]+-([0-9a-f]{12})\.[\w.]+", name)
            assert found is not None and hashlib.sha256(data).hexdigest().startswith(found[1]), name


def test_the_page_asks_for_files_of_the_folder_alone_and_knows_their_hashes(
    files: dict[str, bytes], page: Page
) -> None:
    setup = next(json.loads(text) for tag, given, text in page.texts if given.get("id") == "setup")
    asked = {
        str(given.get("src") or given.get("href")): given.get("integrity")
        for tag, given in page.elements
        if (tag == "script" and "src" in given) or (tag == "link" and given["rel"] != "icon")
    }
    asked |= {part["address"]: part["integrity"] for part in setup.values() if isinstance(part, dict)}
    assert asked.keys() == files.keys() - {INDEX, CONTENTS}
    assert asked == {name: integrity(files[name]) for name in asked}


def test_the_list_says_what_everything_is_and_is_made_of(files: dict[str, bytes], advisor: Advisor) -> None:
    contents = json.loads(files[CONTENTS])
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != CONTENTS}
    assert contents["files"] == hashes
    assert contents["knowledge"] == advisor.knowledge.stamp.model_dump()
    assert [(each["name"], each["sha256"]) for each in contents["made_of"]] == [(pin.name, pin.sha256) for pin in PINS]


def test_the_first_page_can_be_read_before_anything_runs(files: dict[str, bytes]) -> None:
    text = files[INDEX].decode()
    assert "<h1>Begin an interview</h1>" in text and 'action="#/begin"' in text
    assert "<title>Begin an interview</title>" in text


def test_the_policy_lets_nothing_in_or_out(page: Page) -> None:
    assert page.policy == {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    head = [given for tag, given in page.elements if tag in ("meta", "link", "script", "style")]
    assert [given.get("http-equiv") for given in head][:2] == [None, "Content-Security-Policy"]


def test_the_same_input_is_the_same_bytes(advisor: Advisor, held: dict[Pin, bytes], files: dict[str, bytes]) -> None:
    assert folder(Built(advisor, held)) == files


def test_the_webassembly_is_packed_whatever_the_server_does(files: dict[str, bytes]) -> None:
    (packed,) = [data for name, data in files.items() if name.endswith(".wasm.bin")]
    assert gzip.decompress(packed) == RUNTIME_FILES["pyodide.asm.wasm"]


def test_one_page_holds_everything_and_runs_what_its_policy_names(built: Built) -> None:
    page = Page(single_file(built).decode())
    run = [text for tag, given, text in page.texts if tag == "script" and given.get("type") in (None, "module")]
    assert page.policy["script-src"] == [*(f"'{integrity(each.encode())}'" for each in run), "'wasm-unsafe-eval'"]
    (style,) = [text for tag, _, text in page.texts if tag == "style"]
    assert page.policy["style-src"] == [f"'{integrity(style.encode())}'"]
    assert page.policy["connect-src"] == ["'none'"]
    assert [given for _, given in page.elements if "src" in given] == []
    assert [given["rel"] for tag, given in page.elements if tag == "link"] == ["icon"]
    held = {given["id"]: text for _, given, text in page.texts if given.get("type") == "text/plain"}
    assert gzip.decompress(base64.b64decode(held["part-wasm"])) == RUNTIME_FILES["pyodide.asm.wasm"]
    assert base64.b64decode(held["part-library"]) == b"PK"
    assert "globalThis.pyodideLoader = dt;" in run[2]


def test_a_script_that_would_end_its_element_is_no_page(advisor: Advisor, built: Built) -> None:
    spoiled = Built.__new__(Built)
    spoiled.__dict__.update(built.__dict__, machine=b"'</script>'")
    with pytest.raises(AssertionError, match="cannot stand in a page"):
        single_file(spoiled)
