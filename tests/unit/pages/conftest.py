"""A person at a browser, without one: forms are filled in and sent as a browser does it, and every page that comes is
looked over.

The sitting is kept as text between two requests, as every host keeps it. What has to hold of each page, each redirect
and each sitting, whatever is on it, is held here, so that every test tries it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from advisor import Advisor
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.profile import Profile
from advisor.model.record import Receipt
from advisor.pages.exchange import Decided, Download, Host, Page, Redirect, Request, Turn, Upload
from advisor.pages.interview import Pages
from advisor.pages.sitting import Sitting, read, written

BASE = "/interview/a-link/"
TOKEN = "a-token-of-this-host"

SERVER = Host(BASE, "server", token=TOKEN, link="http://here/interview/a-link", until="2026-12-27", records=True)
BROWSER = Host("./", "browser")

VOID = {"br", "hr", "img", "input", "link", "meta"}
ALLOWED_PATH = re.compile(
    r"((q|fit)/[a-z0-9_]+(/change)?|answers|begin|decide|delete|enough|finish|keep|name|profile\.yaml|report\.[a-z]+"
    r"|rest|result|settled|so-far|what-if)?"
)
"""No path says what was answered."""


class Node:
    """An element, with its attributes and what is inside it."""

    def __init__(self, name: str, attributes: Mapping[str, str], parent: Node | None):
        self.name, self.attributes, self.parent = name, attributes, parent
        self.inside: list[Node | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    def every(self, *names: str) -> Iterator[Node]:
        """The elements of these names inside it, in their order; all where none is named."""
        for each in self.inside:
            if isinstance(each, Node):
                if not names or each.name in names:
                    yield each
                yield from each.every(*names)

    def only(self, name: str) -> Node:
        (found,) = self.every(name)
        return found

    def within(self, *names: str) -> bool:
        return self.parent is not None and (self.parent.name in names or self.parent.within(*names))

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)

    @property
    def words(self) -> str:
        """The text, its spaces as a browser shows them."""
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    """Reads a page and takes nothing that a browser would have to put right."""

    def __init__(self) -> None:
        super().__init__()
        self.top = self._at = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {self.get_starttag_text()}"
        node = Node(tag, {name: value if value is not None else "" for name, value in attrs}, self._at)
        self._at.inside.append(node)
        if tag not in VOID:
            self._at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._at.name == tag, f"</{tag}> closes <{self._at.name}>"
        assert self._at.parent is not None
        self._at = self._at.parent

    def handle_data(self, data: str) -> None:
        self._at.inside.append(data)

    def ended(self) -> Node:
        self.close()
        assert self._at is self.top, f"<{self._at.name}> is never closed"
        return self.top


def read_html(text: str) -> Node:
    reader = _Reader()
    reader.feed(text)
    return reader.ended()


class Form:
    """A form of a page, and what a browser sends of it when nothing is changed."""

    def __init__(self, element: Node, base: str):
        self.element = element
        self.method = element["method"].upper()
        assert element["action"].startswith(base)
        self.path = element["action"][len(base) :]
        self.fields: dict[str, str] = {}
        self.offered: dict[str, set[str]] = {}
        self.files: set[str] = set()
        for each in element.every("input", "textarea", "select"):
            self._take(each)

    def _take(self, each: Node) -> None:
        name, kind = each["name"], each["type"] or "text"
        if each.name == "select":
            options = [option["value"] for option in each.every("option")]
            chosen = [option["value"] for option in each.every("option") if "selected" in option.attributes]
            assert len(chosen) < 2
            self.offered[name] = {*options}
            self.fields[name] = (chosen or options)[0]
        elif each.name == "textarea":
            self.fields[name] = each.text.removeprefix("\n").replace("\n", "\r\n")
        elif kind == "radio":
            self.offered.setdefault(name, set()).add(each["value"])
            if "checked" in each.attributes:
                assert name not in self.fields, f"two answers are chosen for {name}"
                self.fields[name] = each["value"]
        elif kind == "file":
            self.files.add(name)
        elif name:
            assert kind in ("hidden", "text")
            self.fields[name] = each["value"]

    def filled(self, changes: Mapping[str, str]) -> dict[str, str]:
        """What is sent when a person has changed these fields."""
        for name, value in changes.items():
            assert name in {*self.fields, *self.offered}, f"the form has no field {name}"
            assert value in self.offered.get(name, {value}), f"{name} does not offer {value}"
        return {**self.fields, **changes}


class Shown:
    """What is in the window."""

    def __init__(self, page: Page, path: str, base: str):
        self.path, self.status, self.title, self.html = path, page.status, page.title, page.body
        self.top = read_html(page.body)
        self.forms = [Form(each, base) for each in self.top.every("form")]
        self.ids = {each["id"]: each for each in self.top.every() if each["id"]}

    @property
    def heading(self) -> str:
        return self.top.only("h1").words

    @property
    def words(self) -> str:
        return self.top.words

    @property
    def main(self) -> str:
        return self.top.only("main").words

    def form(self, path: str) -> Form:
        (found,) = (each for each in self.forms if each.path == path and each.method == "POST")
        return found

    def links(self, words: str) -> list[str]:
        """Where the links of these words lead."""
        return [each["href"] for each in self.top.every("a") if each.words == words]

    def by_class(self, name: str) -> list[Node]:
        return [each for each in self.top.every() if name in each["class"].split()]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What the summary at the top says is wrong: where each entry leads, and its words."""
        return [
            (each["href"].removeprefix("#"), each.words) for box in self.by_class("faults") for each in box.every("a")
        ]


@dataclass
class Kept:
    """What a host keeps of one sitting, and what it was given to record."""

    text: str | None = None
    assessed: list[tuple[Profile, Assessment]] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)


class Visitor:
    """A person in one window. Two of them with the same ``kept`` are two windows on one interview."""

    page: Shown

    def __init__(self, pages: Pages, host: Host = SERVER, kept: Kept | None = None, refused: str = ""):
        self.pages, self.host, self.kept = pages, host, kept or Kept()
        self.refused = refused
        """Why nothing can be recorded, empty where it can."""

    def another_window(self) -> Visitor:
        return Visitor(self.pages, self.host, self.kept, self.refused)

    @property
    def sitting(self) -> Sitting:
        assert self.kept.text is not None
        return read(self.kept.text, self.pages.knowledge)

    # What a browser does

    def get(self, path: str = "") -> Shown:
        """Go to a path, and on to where it leads."""
        return self._shown(self._turn(Request("GET", path)), path)

    def download(self, path: str) -> Download:
        response = self._turn(Request("GET", path)).response
        assert isinstance(response, Download)
        return response

    def post(self, path: str, form: Mapping[str, str], files: Mapping[str, bytes] | None = None) -> Shown:
        """Send what is given, whatever the page is that it is sent from."""
        sent = {name: Upload(f"{name}.yaml", content) for name, content in (files or {}).items()}
        return self._shown(self._turn(Request("POST", path, form, sent)), path)

    def send(self, path: str, **changes: str) -> Shown:
        """Fill in the form of this page that is posted there, and send it."""
        return self._send(self.page.form(path), changes)

    def go_on(self, **changes: str) -> Shown:
        """Send the first form of the page, as Enter does."""
        return self._send(self.page.forms[0], changes)

    def follow(self, words: str) -> Shown:
        """Follow the link of these words."""
        (leads,) = {*self.page.links(words)}
        return self.get(leads.removeprefix(self.host.base))

    def _send(self, form: Form, changes: Mapping[str, str]) -> Shown:
        if form.method == "GET":
            return self.get(form.path)
        return self._shown(self._turn(Request("POST", form.path, form.filled(changes))), form.path)

    def begin(self, files: Mapping[str, bytes | tuple[str, bytes]] | None = None, **changes: str) -> Shown:
        """Begin an interview, with files by the names of their fields."""
        self.get()
        form = self.page.form("begin")
        sent = {}
        for name, content in (files or {}).items():
            assert name in form.files
            assert form.element["enctype"] == "multipart/form-data"
            sent[name] = Upload(f"{name}.yaml", content) if isinstance(content, bytes) else Upload(*content)
        return self._shown(self._turn(Request("POST", "begin", form.filled(changes), sent)), "begin")

    def answer(self, value: str, **more: str) -> Shown:
        """Answer the question of this page."""
        return self.go_on(answer=value, **more)

    def answer_all(self, facts: Mapping[str, str], most: int = 100) -> list[str]:
        """Answer the questions that come, as many as ``most``, with these facts and else that it is not known, and
        leave answers that do not fit as they are; and give what was asked."""
        asked: list[str] = []
        while self.page.path.startswith(("q/", "fit/")) and len(asked) < most:
            at, _, name = self.page.path.partition("/")
            if at == "fit":
                self.go_on()
                continue
            assert name not in asked, f"{name} is asked again"
            asked.append(name)
            self.answer(facts.get(name, UNKNOWN))
        return asked

    # What a host does

    def _turn(self, request: Request) -> Turn:
        sitting = None if self.kept.text is None else read(self.kept.text, self.pages.knowledge)
        turn = self.pages.answer(request, sitting, self.host)
        after = turn.sitting
        if turn.assessed is not None or turn.decided is not None:
            assert after is not None
            if turn.assessed is not None:
                self.kept.assessed.append(turn.assessed)
            if turn.decided is not None:
                self.kept.decided.append(turn.decided)
            number = len(self.kept.assessed) + len(self.kept.decided)
            receipt = Receipt(number, f"{number:064x}")
            after = after.not_recorded(self.refused) if self.refused else after.recorded(receipt)
        if request.method == "GET":
            assert after == sitting, "what is only looked at changes nothing"
        self.kept.text = None
        if after is not None:
            self.kept.text = written(after, self.pages.knowledge)
            assert read(self.kept.text, self.pages.knowledge) == after, "a sitting that is read is the one written"
        return turn

    def _shown(self, turn: Turn, path: str) -> Shown:
        steps = 0
        while isinstance(turn.response, Redirect):
            path = turn.response.path
            assert ALLOWED_PATH.fullmatch(path), path
            steps += 1
            assert steps < 4, f"led in a circle, to {path}"
            turn = self._turn(Request("GET", path))
        assert isinstance(turn.response, Page), path
        self.page = Shown(turn.response, path, self.host.base)
        look_over(self.page, self.host)
        return self.page


def look_over(page: Shown, host: Host) -> None:
    """What holds of every page."""
    every = list(page.top.every())
    ids = Counter(each["id"] for each in every if "id" in each.attributes)
    assert all(count == 1 for count in ids.values()), ids.most_common(1)
    assert sum(each.name == "h1" for each in every) == 1
    assert sum(each.name == "main" for each in every) == 1
    assert page.top.only("h1").within("main")
    assert page.title.removeprefix("Error: ") in (page.heading, "The result")
    assert page.title.startswith("Error: ") == (page.status == 422) == bool(page.faults)
    for each in every:
        assert each.name not in ("script", "img", "iframe", "object", "embed", "link", "base", "style"), each.name
        assert not any(name.startswith("on") or name == "style" for name in each.attributes), each.attributes
        for reference in ("aria-labelledby", "aria-describedby", "for"):
            assert {*each[reference].split()} <= page.ids.keys(), (each.name, each[reference])
    for each in page.top.every("a"):
        leads = each["href"]
        assert TOKEN not in leads
        assert each.words
        if leads.startswith("#"):
            assert leads[1:] in page.ids, leads
        elif not leads.startswith("https://"):  # a source's own address
            assert leads.startswith(host.base), leads
            assert ALLOWED_PATH.fullmatch(leads[len(host.base) :]), leads
    for form in page.forms:
        assert ALLOWED_PATH.fullmatch(form.path), form.path
        assert form.fields.get("token", "") == (host.token if form.method == "POST" else "")
        assert any(form.element.every("button")), "a form without a button"
        assert not any(each["name"] for each in form.element.every("button")), "a form that needs a certain button"
    labelled = {each["for"] for each in page.top.every("label")}
    for each in page.top.every("input", "select", "textarea"):
        if each["type"] != "hidden":
            assert each["id"] in labelled, each.attributes
        if each["type"] == "radio":
            assert each.within("fieldset")
    for each in page.top.every("fieldset"):
        assert any(child.name == "legend" and child.words for child in each.every("legend"))
    if page.faults:
        (box,) = page.by_class("faults")
        assert {"tabindex", "autofocus"} <= box.attributes.keys(), "the summary takes the focus"
        for at, words in page.faults:
            assert page.ids[at]["aria-invalid"] == "true"
            assert words in page.ids[page.ids[at]["aria-describedby"]].words


@pytest.fixture(scope="session")
def pages(advisor: Advisor) -> Pages:
    return Pages(advisor)


@pytest.fixture
def visitor(pages: Pages) -> Visitor:
    return Visitor(pages)
