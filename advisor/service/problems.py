"""Errors as problem details (RFC 9457), with a JSON Pointer (RFC 6901) to each fault in the body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from starlette.responses import Response

from advisor.errors import AdvisorError, AmbiguousId, FaultyInput, Issue, ProfileError, UnknownId, in_order
from advisor.loading.document import dotted

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
        return Problem("faulty", _counted(error), faults(error, data))
    if isinstance(error, UnknownId):
        code = "ambiguous-id" if isinstance(error, AmbiguousId) else "unknown-id"
        return Problem("faulty", str(error), [{"pointer": "/id", "detail": str(error), "code": code}])
    return Problem("internal", "the request could not be answered")


def malformed(issues: Iterable[Issue]) -> Problem:
    """The faults of a text that is not what JSON is, or holds too much, as a problem."""
    error = ProfileError(in_order(issues))
    if all(issue.code == "too-many" for issue in error.issues):
        return problem_of(error)
    told = f": {_counted(error)}" if error.more else ""
    return Problem("malformed", f"the body cannot be read as JSON{told}", faults(error, None))


def _counted(error: FaultyInput) -> str:
    number = len(error.issues) + error.more
    told = f", of which the first {len(error.issues)} are told" if error.more else ""
    return f"{number:,} fault{'' if number == 1 else 's'} in the body{told}"


def faults(error: FaultyInput, data: Any) -> list[dict[str, Any]]:
    """The faults of a body, as far as they are told. ``line`` and ``column`` are there when the text itself is at
    fault."""
    pointers = Pointers(data)
    found = []
    for issue in error.issues:
        fault: dict[str, Any] = {"pointer": pointers.to(issue.path), "detail": issue.what}
        for key in ("expected", "hint", "code"):
            if getattr(issue, key):
                fault[key] = getattr(issue, key)
        if issue.line:
            fault |= {"line": issue.line, "column": issue.column}
        found.append(fault)
    return found


class Pointers:
    """Issues' paths as JSON Pointers into a body. Keys may hold dots and brackets themselves, so a path is read along
    the data: at each step the longest key that fits; what the data does not have is split at its dots.

    The keys of a mapping are gone through once, for all the paths that lead through it.
    """

    def __init__(self, data: Any):
        self._data = data
        self._keys: dict[int, tuple[dict[str, str], int]] = {}

    def to(self, path: str) -> str:
        """The pointer to the place that a path leads to."""
        out, data = "", self._data
        while path:
            path = path.removeprefix(".")
            index = re.match(r"\[(\d{1,9})\]", path)
            if index and isinstance(data, list) and int(index[1]) < len(data):
                step, path, data = index[1], path[index.end() :], data[int(index[1])]
            else:
                written = self._key(path, data)
                path = path[len(written) :]
                step = self._known(data)[0].get(written, written)
                data = data.get(step) if isinstance(data, Mapping) else None
            out += "/" + step.replace("~", "~0").replace("/", "~1")
        return out

    def _known(self, data: Any) -> tuple[dict[str, str], int]:
        """The keys of a mapping as they stand in a path, and the length of the longest."""
        if not isinstance(data, Mapping):
            return {}, 0
        if id(data) not in self._keys:
            known = {dotted((key,)): key for key in data if isinstance(key, str)}
            self._keys[id(data)] = known, max(map(len, known), default=0)
        return self._keys[id(data)]

    def _key(self, path: str, data: Any) -> str:
        known, longest = self._known(data)
        ends = [at.start() for at in re.finditer(r"[.\[]|\Z", path[: longest + 1])]
        if len(path) > longest + 1:
            ends = ends[:-1]
        fitting = (path[:end] for end in reversed(ends) if path[:end] in known)
        return next(fitting, "") or path.partition(".")[0] or path
