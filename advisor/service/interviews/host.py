"""The host of the pages: it finds the sitting that a path names, has a worker answer, keeps what comes of it and sends
it. Nothing is sent before it is kept."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timezone
from functools import partial
from typing import TypeVar
from urllib.parse import quote, urlsplit
from weakref import WeakValueDictionary

import anyio
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from advisor.errors import AuditError, SittingsError
from advisor.pages import exchange
from advisor.pages.exchange import Download, Host, Page, Redirect
from advisor.pages.interview import Pages
from advisor.service.door import Door
from advisor.service.interviews.forms import Form, posted
from advisor.service.interviews.frames import BASE, PAGE_HEADERS, Visible, document, looks, sign_in
from advisor.service.interviews.sittings import Kept, Sittings, is_id
from advisor.service.interviews.tokens import Cookies, Tokens, new_visitor
from advisor.service.keys import named
from advisor.service.middleware import client_of
from advisor.service.pool import Busy, Overtime
from advisor.service.problems import KINDS, Defect, Problem
from advisor.service.staff import Staff
from advisor.service.work import Failed, Turned, Turning, Unreadable

logger = logging.getLogger("advisor.service")
MOST_TRIES = 8
"""How often a request is answered anew because somebody else changed the sitting meanwhile."""
SWEEP_SECONDS = 60 * 60.0
"""How often what has expired is deleted."""
THREADS = 64
"""How many requests may wait for the database at once."""
SIGN_IN = f"{BASE}sign-in"
SIGN_OUT = f"{BASE}sign-out"
_SIGNING = "sign-in"
"""What the tokens of the forms are about by which somebody signs in and out."""
_PLAIN_HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
TITLES = {
    "malformed": "This request cannot be read",
    "not-found": "There is no such page",
    "method": "This page cannot be asked so",
    "slow": "What you sent took too long to arrive",
    "too-large": "What you sent is too large",
    "media-type": "What you sent is no form",
    "host": "This service does not answer here",
    "wrong-keys": "Too many wrong keys",
    "internal": "The advisor failed",
    "busy": "The advisor is busy",
    "not-recorded": "This could not be recorded",
    "forged": "This form was not taken",
    "gone": "This interview is not here",
    "unreadable": "This interview cannot be read",
    "not-kept": "The interview cannot be kept just now",
}
"""What pages call the problems that there are."""
STATUS = {kind: each.status for kind, each in KINDS.items()} | {
    "forged": 403,
    "gone": 410,
    "unreadable": 410,
    "not-kept": 503,
}
WORDS = {
    "busy": "Nothing is lost: what was answered before is kept. Wait a moment, go back and send this again.",
    "internal": "Nothing is lost: what was answered before is kept. Whoever runs this service finds in its log where "
    "it failed.",
    "not-recorded": "It was not kept either: wait a moment, go back and send it again. Whoever runs this service finds "
    "in its log why.",
    "not-found": "Nothing is at this address.",
    "method": "It is looked at, or a form of it is sent, and nothing else.",
}
"""What pages say of a problem, where that is not what the service says to a program."""

T = TypeVar("T")


class InterviewHost:
    """The host of the pages of one service, below ``/interview/``. ``pages`` draw what it has to say itself; the rest
    the workers of ``staff`` answer. ``door`` is where keys are shown, None where none
    is needed; ``hosts`` are the names that the service answers to, None for any. Makes the database of the sittings;
    raises SittingsError when that fails."""

    def __init__(
        self, pages: Pages, sittings: Sittings, staff: Staff, door: Door | None, hosts: Collection[str] | None
    ):
        self._pages = pages
        self._sittings = sittings
        self._staff = staff
        self._door = door
        self._secure = hosts is None or not all(map(_of_this_machine, hosts))
        self._tokens = Tokens(sittings.secret(), sittings.clock)
        self._threads = CapacityLimiter(THREADS)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ahead = _Ahead()

    def add_to(self, app: Starlette) -> None:
        """Have an application serve the pages."""
        both = ["GET", "POST"]
        for name in ("pages.css", "pages.js", "pages.{mark}.css", "pages.{mark}.js"):
            app.add_route(f"{BASE}{name}", looks, ["GET"], include_in_schema=False)
        app.add_route(SIGN_IN, self._signing_in, both, include_in_schema=False)
        app.add_route(SIGN_OUT, self._signing_out, ["POST"], include_in_schema=False)
        app.add_route(BASE.rstrip("/"), self._start, ["GET"], include_in_schema=False)
        app.add_route(BASE, self._start, ["GET"], include_in_schema=False)
        app.add_route(f"{BASE}begin", self._begin, both, include_in_schema=False)
        app.add_route(f"{BASE}{{sitting}}", self._led_on, ["GET"], include_in_schema=False)
        app.add_route(f"{BASE}{{sitting}}/{{path:path}}", self._page, both, include_in_schema=False)

    @asynccontextmanager
    async def sweeping(self) -> AsyncIterator[None]:
        """Delete what has expired, now and then."""
        sweeper = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeper.cancel()
            with suppress(asyncio.CancelledError):
                await sweeper

    async def _sweep(self) -> None:
        while True:
            try:
                await self._threaded(self._sittings.sweep)
            except SittingsError as error:
                logger.error("expired interviews were not deleted", extra={"detail": str(error)})
            await asyncio.sleep(SWEEP_SECONDS)

    # What the guard asks.

    def among(self, path: str) -> bool:
        """Whether a path is one of the pages."""
        return path == BASE.rstrip("/") or path.startswith(BASE)

    def open_to_all(self, path: str) -> bool:
        """Whether a path is shown without a key: what the page is made of that asks for one."""
        return path in (SIGN_IN, SIGN_OUT) or re.fullmatch(rf"{BASE}pages(\.[^/.]+)?\.(css|js)", path) is not None

    def signed_in(self, scope: Scope) -> str | None:
        """The name of whoever signed in in this browser with a key that still holds."""
        if self._door is None:
            return None
        shown = self._cookies(scope["scheme"]).caller(Headers(scope=scope).get("cookie", ""))
        return self._tokens.caller(shown, self._door.keys) if shown is not None else None

    def told(self, problem: Problem, scope: Scope) -> Response:
        """A problem as a page; where a key is missing, that is the page that asks for one."""
        request = Request(scope)
        if problem.kind == "key":
            response = self._asking_for_key(request, scope["path"], 401)
        else:
            response = document(self._problem(problem.kind, problem.detail, request))
        response.headers.update(problem.headers)
        return response

    # What browsers ask.

    async def _signing_in(self, request: Request) -> Response:
        if self._door is None or request.state.caller is not None:
            return _led(BASE)
        if request.method == "GET":
            return self._asking_for_key(request, BASE, 200)
        form = await posted(request)
        self._check_form(request, form, _SIGNING)
        to = form.fields.get("to", "")
        key = form.fields.get("key", "").strip()
        if not key:
            return self._asking_for_key(request, to, 422, "Enter the key that you were given.")
        caller = await self._door.caller(key.encode(), client_of(request.scope))
        if caller is None:
            return self._asking_for_key(
                request,
                to,
                401,
                "This is not a key of this service, or no longer. See whether you have copied all of it.",
            )
        response = _led(to if _is_own(to) else BASE)
        cookies = self._cookies(request.scope["scheme"])
        response.headers.append("Set-Cookie", cookies.of_caller(self._tokens.of_caller(caller, self._door.keys)))
        return response

    async def _signing_out(self, request: Request) -> Response:
        self._check_form(request, await posted(request), _SIGNING)
        response = _led(SIGN_IN if self._door is not None else BASE)
        response.headers.append("Set-Cookie", self._cookies(request.scope["scheme"]).of_caller(None))
        return response

    async def _start(self, request: Request) -> Response:
        return await self._without_sitting(request, "", Form({}, {}))

    async def _begin(self, request: Request) -> Response:
        form = Form({}, {})
        if request.method == "POST":
            form = await posted(request)
            self._check_form(request, form, "")
        return await self._without_sitting(request, "begin", form)

    async def _without_sitting(self, request: Request, path: str, form: Form) -> Response:
        turned = await self._turned(request, path, form, None, self._host(request, "", None))
        if turned.sitting is None or request.method != "POST":
            return self._sent(request, turned.response, BASE)
        sitting = await self._kept(partial(self._sittings.begin, turned.sitting))
        return self._sent(request, turned.response, f"{BASE}{sitting}/")

    async def _led_on(self, request: Request) -> Response:
        sitting = request.path_params["sitting"]
        if not is_id(sitting):
            raise Problem("not-found", "")
        return _led(f"{BASE}{sitting}/")

    async def _page(self, request: Request) -> Response:
        sitting, path = request.path_params["sitting"], request.path_params["path"]
        if not is_id(sitting):
            raise Problem("not-found", "")
        if request.method == "GET":
            return await self._answered(request, path, Form({}, {}), sitting)
        form = await posted(request)
        self._check_form(request, form, sitting)
        # One after the other, so that of two clicks the second finds what the first has left, and an interview that is
        # finished twice at once is recorded once. Other processes are told apart by the revision alone.
        turns = self._turns.setdefault(sitting, asyncio.Lock())
        try:
            with anyio.fail_after(self._staff.patience):
                await turns.acquire()
        except TimeoutError:
            raise Problem("busy", "", headers={"Retry-After": "1"}) from None
        try:
            return await self._answered(request, path, form, sitting)
        finally:
            turns.release()

    async def _answered(self, request: Request, path: str, form: Form, sitting: str) -> Response:
        """What comes of a request in a sitting: answered anew for as long as others change it meanwhile."""
        for _ in range(MOST_TRIES):
            kept = await self._kept(partial(self._sittings.get, sitting))
            if kept is None:
                return document(self._problem("gone", self._why_gone(), request))
            host = self._host(request, sitting, kept)
            if request.method == "GET":
                ahead = self._ahead.take((sitting, kept.revision, path), host)
                if ahead is not None:
                    return self._shown(request, ahead)
            turned = await self._turned(request, path, form, kept, host)
            text = turned.sitting
            if text is None:
                await self._kept(partial(self._sittings.delete, sitting))
                return self._sent(request, turned.response, BASE)
            same = text == kept.text
            if same or await self._kept(partial(self._sittings.replace, sitting, kept, text)):
                if turned.ahead is not None and isinstance(turned.response, Redirect):
                    self._ahead.put((sitting, kept.revision + (not same), turned.response.path), host, turned.ahead)
                return self._sent(request, turned.response, f"{BASE}{sitting}/")
        raise Problem("busy", "", headers={"Retry-After": "1"})

    def _host(self, request: Request, sitting: str, kept: Kept | None) -> Host:
        """What the pages are told of where they are shown."""
        until = self._sittings.until() if request.method == "POST" or kept is None else kept.until
        return Host(
            base=f"{BASE}{sitting}/" if sitting else BASE,
            home="server",
            start=BASE,
            token=self._tokens.of_form(self._visitor(request), sitting),
            link=self._link(request, sitting) if sitting else None,
            until=None if until is None else datetime.fromtimestamp(until, timezone.utc).date().isoformat(),
            records=self._staff.records,
        )

    async def _turned(self, request: Request, path: str, form: Form, kept: Kept | None, host: Host) -> Turned:
        """What the pages make of a request. Raises Problem where they cannot, and Defect where they fail."""
        asked = exchange.Request("GET" if request.method == "GET" else "POST", path, form.fields, form.files)
        state = request.state
        work = Turning(asked, kept.text if kept is not None else None, host, state.request_id, named(state.caller))
        try:
            reply = await self._staff.turn(work)
        except (Busy, Overtime) as error:
            raise Problem("busy", str(error), headers={"Retry-After": "1"}) from error
        except AuditError as error:
            # Why says where the audit is, which is for whoever runs the service and not for its visitors.
            logger.error("an interview was not recorded", extra={"detail": str(error)})
            raise Problem("not-recorded", "") from error
        if isinstance(reply, Failed):
            raise Defect(reply.error, reply.where)
        if isinstance(reply, Unreadable):
            raise Problem("unreadable", "It was kept by another version of this program.")
        return reply

    # How it is answered.

    def _sent(self, request: Request, response: exchange.Response, base: str) -> Response:
        if isinstance(response, Redirect):
            return _led(base + quote(response.path, safe="/?=&#%~:@!$'()*+,;-._"))
        if isinstance(response, Download):
            name = response.name
            plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
            said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
            headers = {**PAGE_HEADERS, "Content-Disposition": said}
            return Response(response.content, 200, headers, response.media_type)
        return self._shown(request, response)

    def _shown(self, request: Request, page: Page) -> Response:
        """A page as a document, with a cookie for who has none."""
        caller = request.state.caller
        visible = None
        if caller is not None and self.signed_in(request.scope) == caller:
            visible = Visible(caller, self._tokens.of_form(self._visitor(request), _SIGNING))
        return self._remembered(request, document(page, visible))

    def _asking_for_key(self, request: Request, to: str, status: int, wrong: str = "") -> Response:
        token = self._tokens.of_form(self._visitor(request), _SIGNING)
        without_tls = self._secure and request.scope["scheme"] != "https"
        page = sign_in(token, to if _is_own(to) else BASE, status, wrong=wrong, without_tls=without_tls)
        return self._remembered(request, document(page))

    def _remembered(self, request: Request, response: Response) -> Response:
        cookies = self._cookies(request.scope["scheme"])
        visitor = self._visitor(request)
        if cookies.visitor(request.headers.get("cookie", "")) != visitor:
            response.headers.append("Set-Cookie", cookies.of_visitor(visitor))
        return response

    def _visitor(self, request: Request) -> str:
        """Who asks, from one request to the next: by the cookie, or from now on."""
        known = self._cookies(request.scope["scheme"]).visitor(request.headers.get("cookie", ""))
        if known is None:
            known = getattr(request.state, "visitor", None) or new_visitor()
            request.state.visitor = known
        return known

    def _cookies(self, scheme: str) -> Cookies:
        """The cookies as they are here. uvicorn knows of a proxy's TLS, from one that it may believe."""
        return Cookies(self._secure or scheme == "https")

    def _link(self, request: Request, sitting: str) -> str | None:
        """The address of a sitting as this browser has it."""
        host = request.headers.get("host", "")
        return f"{request.scope['scheme']}://{host}{BASE}{sitting}/" if _PLAIN_HOST.fullmatch(host) else None

    def _problem(self, kind: str, detail: str, request: Request) -> Page:
        sitting = request.scope["path"].removeprefix(BASE).partition("/")[0]
        there = is_id(sitting) and kind not in ("gone", "unreadable", "host")
        return self._pages.message(
            TITLES[kind],
            WORDS.get(kind, _sentence(detail)),
            host=Host(f"{BASE}{sitting}/" if there else BASE, "server"),
            status=STATUS[kind],
            way_on="Go to where the interview stands" if there else "Begin an interview",
        )

    def _why_gone(self) -> str:
        days = self._sittings.keep_days
        kept = "a day" if days == 1 else f"{days} days"
        return (
            f"It was deleted, or not changed for {kept}, after which interviews are deleted; or the address is not "
            "all of it. If you saved its answers as a profile, you can begin an interview from that file."
        )

    def _check_form(self, request: Request, form: Form, about: str) -> None:
        """Raise Problem for a form that may be another page's."""
        origin = request.headers.get("origin")
        foreign = origin is not None and not _is_of(origin, request)
        if foreign or request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise Problem("forged", "It came from a page of another site.")
        visitor = self._cookies(request.scope["scheme"]).visitor(request.headers.get("cookie", ""))
        if not self._tokens.fits(form.fields.get("token", ""), visitor, about):
            raise Problem(
                "forged",
                "The page was shown too long ago, or this browser keeps no cookies, of which one is needed here. "
                "Nothing was changed: load the page again, and send it then.",
            )

    async def _kept(self, done: Callable[[], T]) -> T:
        """What the database gives. Raises Problem where it fails, which is logged."""
        try:
            return await self._threaded(done)
        except SittingsError as error:
            logger.error("an interview was not kept or found", extra={"detail": str(error)})
            raise Problem(
                "not-kept", "What was kept before is not lost. Wait a moment, go back and send this again."
            ) from error

    async def _threaded(self, done: Callable[[], T]) -> T:
        return await run_sync(done, limiter=self._threads)


class _Ahead:
    """Pages that answers lead to, each kept until it is asked for. There are only so many; the oldest make room."""

    MOST = 256

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, int, str], tuple[Host, Page]] = OrderedDict()

    def put(self, where: tuple[str, int, str], host: Host, page: Page) -> None:
        """Keep the page of a sitting at a revision and a path, as it is drawn for a host."""
        self._pages[where] = (host, page)
        if len(self._pages) > self.MOST:
            self._pages.popitem(last=False)

    def take(self, where: tuple[str, int, str], host: Host) -> Page | None:
        """The page, once, if there is one for just this host: it holds a token that others must not see."""
        drawn_for, page = self._pages.pop(where, (None, None))
        return page if drawn_for == host else None


def _led(path: str) -> Response:
    """The way on to another page, which is asked for by GET."""
    return Response(None, 303, {**PAGE_HEADERS, "Location": path})


def _is_own(path: str) -> bool:
    """Whether a path is one of the pages, and cannot lead anywhere else."""
    return re.fullmatch(r"/interview(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?", path) is not None


def _is_of(origin: str, request: Request) -> bool:
    """Whether an Origin header names where the request went. Behind a proxy that says nothing of its TLS, that may be
    https where this seems to be http, and never the other way round."""
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    here = request.scope["scheme"]
    if asked.scheme not in ("http", "https") or (here == "https" and asked.scheme != "https"):
        return False
    host = request.headers.get("host", "").casefold()
    usual = {"http": 80, "https": 443}[asked.scheme]
    return _with_port(host, usual) == _with_port(asked.netloc.casefold(), usual)


def _with_port(host: str, usual: int) -> str:
    return host if re.search(r":[0-9]+$", host) else f"{host}:{usual}"


def _of_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _sentence(detail: str) -> str:
    """What the service says to a program, as a sentence."""
    text = detail[:1].upper() + detail[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
