"""What goes between a host and the pages: what was asked for, where it is asked, and what comes of it.

A host is whatever carries the pages: a server that keeps the sittings of many people, or a browser that runs the
advisor itself and keeps one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from advisor.model.assessment import Assessment
from advisor.model.profile import Profile
from advisor.model.record import Because, Decision
from advisor.pages.sitting import Sitting


@dataclass(frozen=True)
class Upload:
    """A file that a person chose: its name, and the bytes in it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """What was asked for. ``path`` is what stands behind the host's base, without a slash in front, such as
    ``q/data_trust``; ``form`` and ``files`` are what was posted, by the names of their fields. A file that was not
    chosen is left out."""

    method: Literal["GET", "POST"]
    path: str
    form: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Host:
    """What a page says of where it is shown. ``base`` stands in front of every path in a link and a form, and ``start``
    is where an interview is begun, the base itself where it is empty. ``token`` is
    sent along with every form, so that no other page can send one; empty where there are no other pages. ``home`` says
    where the answers lie. ``link`` is the address that leads back to the sitting, and ``until`` the day until which it
    is kept, both None where that has no meaning. ``records`` says that what is advised is recorded."""

    base: str
    home: Literal["server", "browser"]
    start: str = ""
    token: str = ""
    link: str | None = None
    until: str | None = None
    records: bool = False


@dataclass(frozen=True)
class Page:
    """A page to show: ``title`` for the window, and ``body`` as HTML, which a host puts into a frame of its own.
    ``status`` is what HTTP calls it."""

    title: str
    body: str
    status: int = 200


@dataclass(frozen=True)
class Redirect:
    """Another path below the base, to be asked for by GET."""

    path: str


@dataclass(frozen=True)
class Download:
    """A file to save."""

    name: str
    media_type: str
    content: bytes


Response = Page | Redirect | Download


@dataclass(frozen=True)
class Decided:
    """A decision on a piece of the advice that was recorded as ``of``, to be recorded as well."""

    of: int
    recommendation: str
    verdict: Decision
    because: Because | None
    reason: str | None


@dataclass(frozen=True)
class Turn:
    """What comes of a request: the response, and the sitting from now on, None where there is none, or no longer.

    What is to be recorded is recorded before the sitting is kept and the response given: an interview that was
    ``assessed`` just now, or something ``decided``. Once it is, ``sitting.recorded(receipt)`` is what to keep, and
    where it fails ``sitting.not_recorded(why)``.
    """

    response: Response
    sitting: Sitting | None
    assessed: tuple[Profile, Assessment] | None = None
    decided: Decided | None = None
