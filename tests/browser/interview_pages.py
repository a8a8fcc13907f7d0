"""Every kind of page that an interview has, as its pages make it, without a host. Another one takes a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from advisor import Advisor
from advisor.model.record import Receipt
from advisor.pages.exchange import Host, Page, Redirect, Request, Upload
from advisor.pages.frame import script, style
from advisor.pages.interview import Pages
from advisor.pages.sitting import Sitting
from tests.browser.pages import HOSTILE
from tests.scenarios.cases import PACKAGING

SERVER = Host(
    "/interview/x/", "server", "/interview/", "token", "http://localhost/interview/x/", "2027-01-31", records=True
)
BROWSER = Host("#/", "browser")

Kind = Callable[[Pages], Page]


class Walk:
    """One interview, request after request."""

    def __init__(self, pages: Pages, host: Host = SERVER):
        self.pages = pages
        self.host = host
        self.sitting: Sitting | None = None

    def ask(self, path: str, form: Mapping[str, str] | None = None, **files: bytes) -> Page | Redirect:
        """What comes of GET, or of POST where there is a form."""
        uploads = {name: Upload(f"{name}.yaml", content) for name, content in files.items()}
        request = Request("GET" if form is None else "POST", path, form or {}, uploads)
        turn = self.pages.answer(request, self.sitting, self.host)
        self.sitting = turn.sitting
        assert isinstance(turn.response, (Page, Redirect))
        return turn.response

    def page(self, path: str, form: Mapping[str, str] | None = None, **files: bytes) -> Page:
        """The page that comes of it, after all redirects."""
        response = self.ask(path, form, **files)
        while isinstance(response, Redirect):
            response = self.ask(response.path)
        return response

    def answer(self, name: str, value: str, note: str = "", rests_on: str = "") -> Page:
        """The page after a question is answered."""
        return self.page(f"q/{name}", {"answer": value, "note": note, "rests_on": rests_on})

    def begun(self, name: str = "City Water", way: str = "full") -> Walk:
        """The same walk with an interview begun."""
        self.page("begin", {"name": name, "way": way})
        return self

    def some(self, name: str = "City Water") -> Walk:
        """With the answers of a case whose answers do not fit, one of them only assumed."""
        self.begun(name)
        for number, (attribute, value) in enumerate(PACKAGING.items()):
            self.answer(attribute, value, name if number == 2 else "", "assumed" if number == 3 else "")
        return self

    def finished(self, name: str = "City Water") -> Walk:
        """With the result asked for, and recorded."""
        self.some(name).page("finish", {"checked": "yes"})
        assert self.sitting is not None
        self.sitting = self.sitting.recorded(Receipt(12, "0123456789abcdef" * 4))
        return self


def _meanwhile(pages: Pages) -> Page:
    walk = Walk(pages).begun()
    walk.answer("data_trust", "low", "said so")
    return walk.page("q/data_trust", {"answer": "high", "was": ""})


def _fit(pages: Pages) -> Page:
    walk = Walk(pages).begun()
    walk.answer("benefit_distribution", "mutual")
    return walk.answer("risk_reward_balanced", "no")


def _settled(pages: Pages) -> Page:
    walk = Walk(pages).begun()
    page = walk.page("")
    while page.title != "All advice is settled":
        where = walk.ask("")
        assert isinstance(where, Redirect)
        page = walk.answer(where.path.removeprefix("q/"), "unknown") if where.path.startswith("q/") else walk.page("")
    return page


def _enough(pages: Pages) -> Page:
    walk = Walk(pages).begun(way="quick")
    for _ in range(20):
        where = walk.ask("")
        assert isinstance(where, Redirect)
        if not where.path.startswith("q/"):
            break
        name = where.path.removeprefix("q/")
        walk.answer(name, pages.knowledge.inputs[name].domain[0])
    return walk.page("enough")


def _decided(pages: Pages) -> Page:
    walk = Walk(pages).finished()
    piece = pages.advisor.assess(PACKAGING).recommendations[0].id
    return walk.page("decide", {"piece": piece, "verdict": "defer", "because": "not-now", "reason": "next year"})


def _unrecorded(pages: Pages) -> Page:
    walk = Walk(pages).some()
    walk.page("finish", {"checked": "yes"})
    assert walk.sitting is not None
    walk.sitting = walk.sitting.not_recorded("the disk is full")
    return walk.page("result")


def _what_if(pages: Pages) -> Page:
    return Walk(pages).finished().page("what-if", {"change": "data_trust=high"})


def _news(pages: Pages) -> Page:
    """A question below what the last answer has settled."""
    walk = Walk(pages).begun()
    for attribute, value in PACKAGING.items():
        page = walk.answer(attribute, value)
        if "Settled:" in page.body:
            return page
    raise AssertionError("nothing was settled")


NAME = " ".join(HOSTILE)
"""What a name or a note may be, in as much as a page takes of it."""

KINDS: dict[str, Kind] = {
    "start": lambda pages: Walk(pages).page(""),
    "start with faults": lambda pages: Walk(pages).page(
        "begin", {"name": "x" * 300}, profile=b"facts: {foo: 1, data_trust: much}", firm=b"facts: {data_trust: low}"
    ),
    "start in a browser": lambda pages: Walk(pages, BROWSER).page(""),
    "question": lambda pages: Walk(pages).begun().page(""),
    "question under way": lambda pages: Walk(pages).some().page(""),
    "question with news": _news,
    "question answered before": lambda pages: Walk(pages).some().page("q/data_trust/change"),
    "question without an answer": lambda pages: Walk(pages).begun().page("q/data_trust", {}),
    "question in a browser": lambda pages: Walk(pages, BROWSER).some().page(""),
    "answered meanwhile": _meanwhile,
    "answers that do not fit": _fit,
    "all settled": _settled,
    "enough": _enough,
    "answers": lambda pages: Walk(pages).some().page("answers"),
    "name too long": lambda pages: Walk(pages).some().page("name", {"name": "x" * 300}),
    "page so far": lambda pages: Walk(pages).some().page("so-far"),
    "too early": lambda pages: Walk(pages).begun().page("so-far"),
    "keep": lambda pages: Walk(pages).some().page("keep"),
    "keep in a browser": lambda pages: Walk(pages, BROWSER).some().page("keep"),
    "delete": lambda pages: Walk(pages).finished().page("delete"),
    "deleted": lambda pages: Walk(pages).finished().page("delete", {}),
    "result": lambda pages: Walk(pages).finished().page(""),
    "result in a browser": lambda pages: Walk(pages, BROWSER).finished().page(""),
    "result not recorded": _unrecorded,
    "decided": _decided,
    "decision with faults": lambda pages: Walk(pages).finished().page("decide", {"verdict": "reject"}),
    "what if": _what_if,
    "what if without a change": lambda pages: Walk(pages).finished().page("what-if", {}),
    "nothing here": lambda pages: Walk(pages).page("nowhere"),
    "hostile": lambda pages: Walk(pages).finished(NAME[:200]).page(""),
    "hostile answers": lambda pages: Walk(pages).some(NAME[:200]).page("answers"),
}


def drawn(advisor: Advisor, name: str) -> Page:
    """The page of that kind."""
    return KINDS[name](Pages(advisor))


def written(advisor: Advisor, name: str, directory: Path) -> Path:
    """The page as a file in a directory, beside its style and script. It is written when it is first asked for."""
    path = directory / f"{name.replace(' ', '-')}.html"
    if not path.exists():
        (directory / "pages.css").write_text(style(), encoding="utf-8")
        (directory / "pages.js").write_text(script(), encoding="utf-8")
        page = drawn(advisor, name)
        path.write_text(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{page.title}</title>"
            '<link rel="stylesheet" href="pages.css"><script src="pages.js" defer></script></head>'
            f'<body class="iot-advisor pages">{page.body}</body></html>',
            encoding="utf-8",
        )
    return path
