"""Reading what was posted: an answer to a question, the beginning of an interview, a decision; and what is wrong with
each, to be told on the page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from advisor.advisor import Advisor
from advisor.errors import Issue, ProfileError
from advisor.interview.reply import GROUNDS, MAX_NOTE, Resting
from advisor.interview.resume import resumed
from advisor.interview.session import Given, Session
from advisor.loading.document import decode
from advisor.model.attribute import UNKNOWN, Attribute
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import LONGEST_NAME
from advisor.model.record import BECAUSES, DECISIONS, Because, Decision
from advisor.pages.exchange import Request, Upload
from advisor.pages.sitting import Since, Sitting, Verdict
from advisor.reports.words import clean


class Fault(NamedTuple):
    """What is wrong with a field of a form: the id of its element on the page, and what to do about it."""

    field: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What was posted to a question: a value or ``unknown``, empty where nothing was chosen; the note, and what it
    rests on. ``seen`` is the mark of the answer that the form was drawn with."""

    value: str
    note: str
    rests_on: Resting
    seen: str

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Answer:
        """The answer in a form."""
        note = _on_one_line(form.get("note", ""))
        rests_on = form.get("rests_on", "")
        resting: Resting = cast(Resting, rests_on) if rests_on in GROUNDS else "nothing"
        return cls(form.get("answer", ""), note, resting, form.get("was", ""))

    @classmethod
    def as_given(cls, given: Given | None) -> Answer:
        """The form's content for an answer that was given before, or none."""
        if given is None:
            return cls("", "", "nothing", "")
        return cls(given.value, given.note or "", given.rests_on or "nothing", mark_of(given))

    def faults(self, attribute: Attribute, given: Given | None) -> list[Fault]:
        """What is wrong with it as an answer to a question that was answered before with ``given``, if at all."""
        found = []
        if self.value not in (*attribute.domain, UNKNOWN):
            found.append(Fault("answer-1", "Choose one of the answers, or \u201cI don't know\u201d."))
        if self.new_note(given) is not None and len(self.note) > MAX_NOTE:
            found.append(Fault("note", f"The note has {len(self.note):,} characters; it may have {MAX_NOTE}."))
        return found

    def says(self, given: Given | None) -> bool:
        """Whether it says just what was answered before."""
        return (
            given is not None
            and (self.value, self.rests_on) == (given.value, given.rests_on or "nothing")
            and self.new_note(given) is None
        )

    def new_note(self, given: Given | None) -> str | None:
        """The note, where it says something else than the one before, which may have come on several lines, or with
        signs that a page shows as escapes."""
        before = given.note or "" if given is not None else ""
        return None if self.note == as_drawn(before) else self.note


def as_drawn(text: str) -> str:
    """A text as it is posted back from the page that it is drawn on, when nobody has changed it there."""
    return _on_one_line(clean(text))


def _on_one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def mark_of(given: Given | None) -> str:
    """A mark of an answer, by which a form can tell whether it was drawn with it; empty where there is none."""
    if given is None:
        return ""
    text = json.dumps([given.value, given.note, given.rests_on])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def begun(request: Request, advisor: Advisor) -> Sitting | list[Fault]:
    """The sitting that a start form asks for, with what its files answer; or what is wrong with it."""
    faults: list[Fault] = []
    name = name_in(request.form)
    if isinstance(name, Fault):
        faults.append(name)
    session, since = Session(), Since()
    if (file := request.files.get("profile")) is not None:
        try:
            profile, gone = advisor.interview_in(decode(file.content, _named(file)), _named(file))
        except ProfileError as error:
            faults += _of_file("profile", error.issues, error.more)
        else:
            session, new, changed = resumed(profile, advisor.knowledge)
            since = Since(new, changed, gone)
    firm = None
    if (file := request.files.get("firm")) is not None:
        try:
            firm = advisor.firm_in(decode(file.content, _named(file)), _named(file))
        except ProfileError as error:
            faults += _of_file("firm", error.issues, error.more)
    if faults or isinstance(name, Fault):
        return faults
    session = replace(session, name=name or session.name, firm=firm)
    return Sitting(session, quick=request.form.get("way") == "quick", since=since)


def name_in(form: Mapping[str, str]) -> str | Fault:
    """What a form calls the relationship, empty for nothing; or what is wrong with that."""
    name = _on_one_line(form.get("name", ""))
    if len(name) > LONGEST_NAME:
        return Fault("name", f"The name has {len(name):,} characters; it may have {LONGEST_NAME}.")
    return name


def _named(file: Upload) -> str:
    """A file's name without the directories that some browsers put before it."""
    return file.name.replace("\\", "/").rpartition("/")[2][:LONGEST_NAME] or "the file"


def _of_file(field: str, issues: tuple[Issue, ...] | list[Issue], more: int) -> list[Fault]:
    found = [Fault(field, str(issue)) for issue in issues]
    return found + ([Fault(field, f"and {more:,} more faults")] if more else [])


def changed(form: Mapping[str, str], knowledge: KnowledgeBase) -> tuple[str, str] | None:
    """The other answer that a form asks about, as an attribute and its value; None where it names none."""
    name, _, value = form.get("change", "").partition("=")
    attribute = knowledge.inputs.get(name)
    if attribute is None or value not in (*attribute.domain, UNKNOWN):
        return None
    return name, value


def decision(form: Mapping[str, str], pieces: Mapping[str, str]) -> tuple[str, Verdict] | list[Fault]:
    """What was decided on which of the pieces, or what is wrong with the form."""
    faults = []
    piece, verdict, code = (form.get(name, "") for name in ("piece", "verdict", "because"))
    reason = _on_one_line(form.get("reason", ""))
    if piece not in pieces:
        faults.append(Fault("piece", "Choose a piece of advice."))
    if verdict not in DECISIONS:
        faults.append(Fault("verdict-accept", "Choose whether it is accepted, deferred or rejected."))
    if len(reason) > MAX_NOTE:
        faults.append(Fault("reason", f"The reason has {len(reason):,} characters; it may have {MAX_NOTE}."))
    if verdict == "accept" and code:
        faults.append(Fault("because", "What is accepted needs no reason why it is not followed; choose none."))
    if verdict in ("reject", "defer") and code not in BECAUSES:
        faults.append(Fault("because", "Choose why the advice is not followed."))
    if faults:
        return faults
    return piece, Verdict(cast(Decision, verdict), cast(Because, code) if code else None, reason or None)
