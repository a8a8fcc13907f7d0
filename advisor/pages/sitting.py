"""One interview on its pages: the session, and what the pages remember beside it. A value that is never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from advisor.interview.resume import resumed, without_the_outdated
from advisor.interview.session import Session, as_profile
from advisor.loading.profile import profile_from_data
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.profile import file_data
from advisor.model.record import Because, Decision, Receipt

FORMAT = 1
"""The version of the text that a sitting is kept as."""


class Since(NamedTuple):
    """What is different in the vocabulary since the answers were given: questions that are ``new`` or ``changed``, and
    answers that are ``gone``, as ``attribute: value``."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What was decided on a piece of advice."""

    verdict: Decision
    because: Because | None
    reason: str | None


@dataclass(frozen=True)
class Sitting:
    """An interview and how far it is. ``quick`` asks few questions, ``ask_all`` leaves none out. ``finished`` says that
    the result was asked for, on the answers as they are; ``record`` is the receipt of it, and ``unrecorded`` why there
    is none. ``tried`` are other answers that were looked into on the result; ``decided`` what was decided on its
    advice. ``since`` is what changed before the interview was taken up. ``settled`` are the outputs that come whatever
    is answered from here on, and ``news`` those of them that the last answer has settled; each by its kind and id."""

    session: Session = field(default_factory=Session)
    quick: bool = False
    ask_all: bool = False
    finished: bool = False
    record: Receipt | None = None
    unrecorded: str | None = None
    tried: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decided: Mapping[str, Verdict] = field(default_factory=lambda: MappingProxyType({}))
    since: Since = field(default_factory=Since)
    settled: tuple[Output, ...] = ()
    news: tuple[Output, ...] = ()

    def going_on(self, session: Session) -> Sitting:
        """The sitting with other answers: what was concluded from those before is concluded no longer."""
        return Sitting(session, self.quick, self.ask_all, settled=self.settled)

    def recorded(self, receipt: Receipt) -> Sitting:
        """The sitting once its result, or the last decision on it, is recorded."""
        return self if self.record is not None else replace(self, record=receipt, unrecorded=None)

    def not_recorded(self, why: str) -> Sitting:
        """The sitting whose result could not be recorded and may be shown all the same."""
        return replace(self, unrecorded=why)


def written(sitting: Sitting, knowledge: KnowledgeBase) -> str:
    """The sitting as JSON text, to be kept by a host and read back by ``read``."""
    session = sitting.session
    data: dict[str, Any] = {
        "format": FORMAT,
        "profile": file_data(as_profile(session, knowledge)),
        "firm": file_data(session.firm) if session.firm is not None else None,
        "trail": session.trail,
        "again": session.again,
        "quick": sitting.quick,
        "ask_all": sitting.ask_all,
        "finished": sitting.finished,
        "record": sitting.record,
        "unrecorded": sitting.unrecorded,
        "tried": dict(sitting.tried),
        "decided": dict(sitting.decided),
        "since": sitting.since,
        "settled": sitting.settled,
        "news": sitting.news,
    }
    return json.dumps(data, ensure_ascii=False)


def read(text: str, knowledge: KnowledgeBase) -> Sitting:
    """The sitting that was kept as a text. Answers that the present vocabulary has no place for are left out, and
    questions that have changed are put again, as when a saved interview is taken up; the result of such a sitting has
    to be asked for anew. Raises ValueError when the text is none of a sitting, and ProfileError when its answers are
    none of a profile."""
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("this is no interview of this version")
    try:
        return _sitting(data, knowledge)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError("this is no whole interview") from error


def _sitting(data: dict[str, Any], knowledge: KnowledgeBase) -> Sitting:
    same = data["profile"].get("knowledge") == knowledge.stamp.model_dump()
    profile: dict[str, Any] = data["profile"]
    gone: tuple[str, ...] = ()
    if not same:
        profile, gone = without_the_outdated(profile, knowledge)
    session, new, changed = resumed(profile_from_data(profile, knowledge), knowledge)
    firm = data["firm"]
    if firm is not None:
        if not same:
            firm, gone_of_firm = without_the_outdated(firm, knowledge)
            gone += gone_of_firm
        session = replace(session, firm=profile_from_data(firm, knowledge, firm=True))
    names = session.given.keys()
    if same:
        session = replace(session, trail=tuple(data["trail"]), again=tuple(data["again"]))
    else:
        session = replace(session, trail=tuple(name for name in data["trail"] if name in names))
        return Sitting(session, data["quick"], data["ask_all"], since=Since(new, changed, gone))
    return Sitting(
        session,
        data["quick"],
        data["ask_all"],
        data["finished"],
        Receipt(*data["record"]) if data["record"] is not None else None,
        data["unrecorded"],
        MappingProxyType(data["tried"]),
        MappingProxyType({name: Verdict(*each) for name, each in data["decided"].items()}),
        Since(*map(tuple, data["since"])),
        _outputs(data["settled"]),
        _outputs(data["news"]),
    )


def _outputs(kept: list[tuple[Any, str]]) -> tuple[Output, ...]:
    return tuple(Output(kind, name) for kind, name in kept)
