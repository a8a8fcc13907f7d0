"""What a worker process is asked, and what it answers: the values that go between it and the service.

All of them can be pickled. An error of the program is answered as ``Refused``, in the words of every protocol, since
the exceptions themselves hold what only their own process needs.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor.advisor import Advisor
from advisor.errors import AdvisorError, ProfileError
from advisor.loading.bounds import bounds_of
from advisor.loading.document import Bounds, Document, decode
from advisor.loading.json_text import parse_json
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.pages.exchange import Decided, Host, Page, Redirect, Request, Response, Turn
from advisor.pages.interview import Pages
from advisor.pages.sitting import Sitting, read, written
from advisor.service.operations import OPERATIONS, AdvisorService, Channel
from advisor.service.problems import Problem, malformed, problem_of

if TYPE_CHECKING:  # a service that records nothing needs no log
    from advisor.audit.draft import Draft
    from advisor.audit.log import AuditLog

RUNS = {operation.name: operation.run for operation in OPERATIONS}


@dataclass(frozen=True)
class Setup:
    """What a worker needs before its first work: ``entry`` is the protocol that the service speaks, and ``log`` makes
    the drafts of records, None where nothing is recorded. With ``pages`` it answers on the pages of interviews, too."""

    knowledge: KnowledgeBase
    entry: Channel
    log: AuditLog | None = None
    pages: bool = False


@dataclass(frozen=True)
class Work:
    """One operation by its name, on the JSON text of a request. ``by`` is who asks, where that is known."""

    operation: str
    body: bytes
    request_id: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Answered:
    """The answer as JSON text. ``draft`` is the record that is to be filed of it, or ``unrecorded`` the reason why none
    could be made."""

    text: str
    draft: Draft | None = None
    unrecorded: str | None = None


@dataclass(frozen=True)
class Turning:
    """What was asked of the pages of an interview: ``sitting`` is the text that it is kept as, None where there is
    none. ``by`` is who asks, where that is known."""

    request: Request
    sitting: str | None
    host: Host
    request_id: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Turned:
    """What comes of it: the ``sitting`` is to be kept so from now on, None for none. The interview was ``assessed``,
    with ``draft`` and ``unrecorded`` as in ``Answered``; or something was ``decided``, which is to be recorded.
    ``ahead`` is the page that the response leads to, where the sitting as it is kept is all that it hangs on: whoever
    answered knows already what that page asks for."""

    response: Response
    sitting: str | None
    assessed: bool = False
    draft: Draft | None = None
    unrecorded: str | None = None
    decided: Decided | None = None
    ahead: Page | None = None


@dataclass(frozen=True)
class Unreadable:
    """The text of a sitting is none that this version reads."""


@dataclass(frozen=True)
class Refused:
    """The request is at fault: ``message`` says how on lines of text; the rest are the parts of a problem detail."""

    message: str
    kind: str
    detail: str
    errors: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Failed:
    """A defect of the program: the exception's name and where it was raised, and never its message, which may hold
    facts."""

    error: str
    where: str


Reply = Answered | Refused | Failed
"""What is answered to ``Work``."""
PageReply = Turned | Unreadable | Failed
"""What is answered to ``Turning``."""


class Desk:
    """Where a worker answers."""

    def __init__(self, setup: Setup):
        advisor = Advisor.of(setup.knowledge)
        self._service = AdvisorService(advisor)
        self._pages = Pages(advisor) if setup.pages else None
        self._setup = setup
        self._bounds = bounds_of(setup.knowledge)
        # Once for nobody, so that what is loaded late is loaded before the first request.
        self._service.assess({"facts": {}}).value.model_dump_json()
        if self._pages is not None:
            self._pages.answer(Request("GET", ""), None, Host("/", "server"))
            led = self._pages.answer(Request("GET", ""), Sitting(), Host("/", "server")).response
            if isinstance(led, Redirect):
                self._pages.answer(Request("GET", led.path), Sitting(), Host("/", "server"))

    def answer(self, work: Work | Turning) -> Reply | PageReply:
        """The answer to one request, whatever is wrong with it."""
        try:
            return self._turned(work) if isinstance(work, Turning) else self._answered(work)
        except Problem as problem:
            return _refused(problem, _in_lines(problem))
        except Exception as error:
            return Failed(type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))

    def _answered(self, work: Work) -> Reply:
        data = _parsed(work.body, self._bounds)
        try:
            outcome = RUNS[work.operation](self._service, data)
        except AdvisorError as error:
            return _refused(problem_of(error, data), str(error))
        return Answered(outcome.value.model_dump_json(), *self._drafted(outcome.assessed, work))

    def _turned(self, work: Turning) -> PageReply:
        assert self._pages is not None, "a service without interviews was asked for a page"
        knowledge = self._setup.knowledge
        try:
            sitting = read(work.sitting, knowledge) if work.sitting is not None else None
        except (ValueError, ProfileError):
            return Unreadable()
        turn = self._pages.answer(work.request, sitting, work.host)
        text = written(turn.sitting, knowledge) if turn.sitting is not None else None
        if turn.sitting == sitting:
            text = work.sitting  # word for word, so that it is seen to be the same
        assessed = turn.assessed is not None
        ahead = self._ahead(turn, work) if sitting is not None and not assessed and turn.decided is None else None
        return Turned(turn.response, text, assessed, *self._drafted(turn.assessed, work), turn.decided, ahead)

    def _ahead(self, turn: Turn, work: Turning) -> Page | None:
        """The page that a turn leads to, if it does and that leads no further."""
        assert self._pages is not None
        if turn.sitting is None or not isinstance(turn.response, Redirect):
            return None
        page = self._pages.answer(Request("GET", turn.response.path), turn.sitting, work.host).response
        return page if isinstance(page, Page) else None

    def _drafted(
        self, assessed: tuple[Profile, Assessment] | None, work: Work | Turning
    ) -> tuple[Draft | None, str | None]:
        """The record to be filed of what was assessed, or the reason why there is none; neither where nothing is to be
        recorded."""
        log = self._setup.log
        if log is None or assessed is None:
            return None, None
        try:
            stamp = self._setup.knowledge.stamp
            return log.draft(*assessed, self._setup.entry, work.request_id, by=work.by, knowledge=stamp), None
        except AdvisorError as error:
            return None, str(error)


def _refused(problem: Problem, message: str) -> Refused:
    return Refused(message, problem.kind, problem.detail, problem.errors)


def _in_lines(problem: Problem) -> str:
    """A problem as text, its faults a line each."""
    lines = [problem.detail]
    for each in problem.errors or ():
        expected = f"expected {each['expected']}" if "expected" in each else ""
        said = "; ".join(filter(None, [each["detail"], expected, each.get("hint")]))
        lines.append(": ".join(filter(None, [each["pointer"], said])))
    return "\n".join(lines)


def _parsed(body: bytes, bounds: Bounds) -> dict[str, Any]:
    """The body as a mapping. Raises Problem when it is not JSON, or no mapping, or goes beyond the bounds."""
    if not body.strip():
        raise Problem("malformed", "the body is empty")
    text = decode(body, "body")
    document = text if isinstance(text, Document) else parse_json(text, "body", bounds)
    if document.issues:
        raise malformed(document.issues)
    if not isinstance(document.data, dict):
        raise Problem("faulty", "the body is no mapping", [{"pointer": "", "detail": "a mapping is expected here"}])
    return document.data
