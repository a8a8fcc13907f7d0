"""Errors as problem details (RFC 9457), with a JSON Pointer (RFC 6901) to each fault in the body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.responses import Response

from advisor.errors import AdvisorError, AmbiguousId, FaultyInput, Issue, UnknownId

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:iot-relationship-advisor:problem:"


class ProblemKind(NamedTuple):
    """A sort of problem: its status, and what it is called."""

    status: int
    title: str


KINDS = {
    "malformed": ProblemKind(400, "The body is not what it should be"),
    "key": ProblemKind(401, "The API key is missing or wrong"),
    "not-found": ProblemKind(404, "There is nothing here"),
    "method": ProblemKind(405, "This path does not take that method"),
    "slow": ProblemKind(408, "The body did not arrive in time"),
    "too-large": ProblemKind(413, "The body is too large"),
    "media-type": ProblemKind(415, "The body must be JSON"),
    "host": ProblemKind(421, "This service does not answer for that host"),
    "faulty": ProblemKind(422, "The request has faults"),
    "wrong-keys": ProblemKind(429, "Too many wrong API keys"),
    "internal": ProblemKind(500, "The advisor failed"),
    "busy": ProblemKind(503, "The advisor is busy"),
    "not-recorded": ProblemKind(503, "The assessment could not be recorded"),
}


class Problem(Exception):
    """A request that is refused, for the reason that ``kind`` names."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: list[dict[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
    ):
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})
        super().__init__(detail)

    def response(self, request_id: str | None) -> Response:
        """The problem as RFC 9457 has it."""
        status, title = KINDS[self.kind]
        content: dict[str, Any] = {"type": PREFIX + self.kind, "title": title, "status": status, "detail": self.detail}
        if self.errors is not None:
            content["errors"] = self.errors
        if request_id is not None:
            content["request_id"] = request_id
        text = json.dumps(content, ensure_ascii=False)
        return Response(text, status, {"Cache-Control": "no-store", **self.headers}, MEDIA_TYPE)


class Defect(Exception):
    """The program failed in another process: ``name`` and ``where`` are those of the exception there. Its message may
    hold facts and stays where it is."""

    def __init__(self, name: str, where: str):
        self.name = name
        self.where = where
        super().__init__(name)


def problem_of(error: AdvisorError, data: Any = None) -> Problem:
    """An error of the program as a problem; ``data`` is the body in which its faults lie."""
    if isinstance(error, FaultyInput):
        number = len(error.issues)
        detail = f"{number} fault{'' if number == 1 else 's'} in the body"
        return Problem("faulty", detail, [fault(issue, data) for issue in error.issues])
    if isinstance(error, UnknownId):
        code = "ambiguous-id" if isinstance(error, AmbiguousId) else "unknown-id"
        return Problem("faulty", str(error), [{"pointer": "/id", "detail": str(error), "code": code}])
    return Problem("internal", "the request could not be answered")


def fault(issue: Issue, data: Any) -> dict[str, Any]:
    """One fault of a body. ``line`` and ``column`` are there when the text itself is at fault."""
    found: dict[str, Any] = {"pointer": pointer(issue.path, data), "detail": issue.what}
    for key in ("expected", "hint", "code"):
        if getattr(issue, key):
            found[key] = getattr(issue, key)
    if issue.line:
        found |= {"line": issue.line, "column": issue.column}
    return found


def pointer(path: str, data: Any) -> str:
    """An issue's path as a JSON Pointer. Keys may hold dots and brackets themselves, so the path is read along the
    data: at each step the longest key that fits; what the data does not have is split at its dots."""
    out = ""
    while path:
        path = path.removeprefix(".")
        index = re.match(r"\[(\d+)\]", path)
        if index and isinstance(data, list) and int(index[1]) < len(data):
            step, path, data = index[1], path[index.end() :], data[int(index[1])]
        else:
            step = _key(path, data)
            path = path[len(step) :]
            data = data.get(step) if isinstance(data, Mapping) else None
        out += "/" + step.replace("~", "~0").replace("/", "~1")
    return out


def _key(path: str, data: Any) -> str:
    keys = [key for key in data if isinstance(key, str)] if isinstance(data, Mapping) else []
    fitting = [key for key in keys if path.startswith(key) and path[len(key) : len(key) + 1] in ("", ".", "[")]
    return max(fitting, key=len) if fitting else path.partition(".")[0] or path
