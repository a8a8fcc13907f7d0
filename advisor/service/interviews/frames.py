"""What stands around a page on its way over HTTP: the document and its headers, and the pages of the service itself."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from advisor.pages import frame
from advisor.pages.exchange import Host, Page
from advisor.pages.forms import Fault
from advisor.reports.formats import html
from advisor.service.tagged import tagged

BASE = "/interview/"
"""Where the pages are. What stands behind it is the id of a sitting, or one of a few words."""
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    # Without a referrer, browsers would send forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FOR_EVER = "public, max-age=31536000, immutable"


class Visible(NamedTuple):
    """What the document around a page shows of who is signed in: the ``caller``, and the ``token`` to sign out."""

    caller: str
    token: str


def document(page: Page, visible: Visible | None = None) -> Response:
    """A page as the whole document of a response."""
    text = (
        _environment()
        .get_template("document.html")
        .render(
            title=page.title,
            body=Markup(page.body),
            style=f"{BASE}pages.{mark('css')}.css",
            script=f"{BASE}pages.{mark('js')}.js",
            base=BASE,
            visible=visible,
        )
    )
    return Response(text.encode("utf-8", "replace"), page.status, PAGE_HEADERS, "text/html; charset=utf-8")


def sign_in(token: str, to: str, status: int, *, wrong: str = "", without_tls: bool = False) -> Page:
    """The page that asks for a key. ``to`` is where the way leads from there, and ``wrong`` says what is wrong with the
    key that was given; ``without_tls`` that the way here is one by which the browser sends no cookie."""
    body = (
        _environment()
        .get_template("sign_in.html")
        .render(
            title="Sign in",
            host=Host(BASE, "server", token=token),
            seen=None,
            faults=[Fault("key", wrong)] if wrong else [],
            to=to,
            without_tls=without_tls,
        )
    )
    return Page(("Error: " if wrong else "") + "Sign in", body, status)


@cache
def mark(kind: str) -> str:
    """What the address of the style sheet or of the script has in it, so that it changes with it."""
    return hashlib.sha256(_looks(kind).encode()).hexdigest()[:16]


async def looks(request: Request) -> Response:
    """The style sheet or the script of the pages, to be kept for good where it is asked for by its present address."""
    kind = request.scope["path"].rpartition(".")[2]
    headers = {
        "Cache-Control": _FOR_EVER if request.path_params.get("mark") == mark(kind) else "no-cache",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    media_type = "text/css" if kind == "css" else "text/javascript"
    return tagged(_looks(kind), f'"{mark(kind)}"', request, f"{media_type}; charset=utf-8", headers)


def _looks(kind: str) -> str:
    return frame.style() if kind == "css" else frame.script()


@cache
def _environment() -> Environment:
    """Templates as those of the pages are, and on what stands around them."""
    loaders = [PackageLoader("advisor.service.interviews"), PackageLoader("advisor.pages")]
    return html.templates("advisor.pages").overlay(loader=ChoiceLoader(loaders))
