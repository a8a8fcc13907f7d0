"""The pages of an interview: what is shown at each path, and what is posted to it leads to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import partial
from threading import Lock
from types import MappingProxyType

from advisor.advisor import Advisor
from advisor.interview.autosave import named_after
from advisor.interview.dialogue import ROUGH, Dialogue, Stand
from advisor.interview.session import Session, as_profile
from advisor.loading.profile_writing import profile_as_yaml
from advisor.model.assessment import Assessment
from advisor.model.outputs import in_order
from advisor.model.profile import Profile
from advisor.pages.drawing import Drawing, Sight
from advisor.pages.exchange import Decided, Download, Host, Page, Redirect, Request, Response, Turn
from advisor.pages.forms import Answer, Fault, as_drawn, begun, changed, decision, name_in
from advisor.pages.sitting import Sitting
from advisor.reports.blocks import Block
from advisor.reports.contents import interview as contents
from advisor.reports.contents.assessment import document
from advisor.reports.contents.explanation import document as explained
from advisor.reports.document import Document
from advisor.reports.formats import FORMATS, Format, formats, written

KEPT_STANDS = 64
"""Of how many sittings, seen last, it is remembered where they stand: a page is asked for right after an answer."""

REPORTS = tuple(each for each in FORMATS if each.name in formats("blocks", "data") and each.name != "terminal")
"""The formats in which the result can be had. What is drawn for a terminal is of no use in a file."""


class Pages:
    """The pages on one advisor. What they answer depends on nothing but what they are asked."""

    def __init__(self, advisor: Advisor):
        self.advisor = advisor
        self.knowledge = advisor.knowledge
        self._drawing = Drawing(advisor.knowledge)
        self._stands: OrderedDict[Hashable, Stand] = OrderedDict()
        self._remembering = Lock()  # several threads may ask at once
        self._shown: dict[str, Callable[[Sitting, Host], Response]] = {
            "": lambda sitting, _: Redirect(self._where(sitting)),
            "settled": self._settled,
            "enough": self._enough,
            "answers": self._answers,
            "so-far": self._so_far,
            "keep": lambda sitting, host: self._drawing.keep(self._seen(sitting), host),
            "delete": lambda sitting, host: self._drawing.delete(self._seen(sitting), host),
            "result": self._result,
            "what-if": self._what_if,
            "profile.yaml": self._profile,
        }
        self._shown |= {f"report{each.endings[0]}": partial(self._report, each) for each in REPORTS}
        self._posted: dict[str, Callable[[Request, Sitting, Host], Turn]] = {
            "finish": self._finish,
            "rest": self._ask_the_rest,
            "name": self._rename,
            "what-if": self._try,
            "decide": self._decide,
            "delete": lambda _, sitting, host: Turn(self._drawing.deleted(sitting, host), None),
        }

    def answer(self, request: Request, sitting: Sitting | None, host: Host) -> Turn:
        """What comes of a request in a sitting, or without one, where an interview can be begun. Nothing that a request
        holds makes it fail: what is wrong with it is told on the page."""
        if sitting is None:
            return self._without(request, host)
        at, _, name = request.path.partition("/")
        if at in ("q", "fit"):
            return self._at_question(request, sitting, host, at, *name.split("/", 1))
        if request.method == "POST" and request.path in self._posted:
            return self._posted[request.path](request, sitting, host)
        if request.path in self._shown:
            return Turn(self._shown[request.path](sitting, host), sitting)
        if request.path in (*self._posted, "begin"):  # asked for by hand, or on the way back
            return Turn(Redirect(""), sitting)
        return Turn(self._nothing_here(host), sitting)

    def message(self, title: str, *lines: str, host: Host, status: int = 200, way_on: str = "Go on") -> Page:
        """A page that says something and leads on to where the host's base is, such as that a request was refused."""
        return self._drawing.message(title, lines, host, status, way_on)

    def _without(self, request: Request, host: Host) -> Turn:
        if request.method == "POST" and request.path == "begin":
            sitting = begun(request, self.advisor)
            if not isinstance(sitting, Sitting):
                return Turn(self._drawing.start(host, request.form, sitting), None)
            stand = self._stand(sitting)
            sitting = replace(sitting, settled=tuple(in_order(stand.turn.settled, self.knowledge)))
            return Turn(Redirect(self._where(sitting)), sitting)
        if request.path in ("", "begin"):
            return Turn(self._drawing.start(host), None)
        return Turn(self._nothing_here(host), None)

    def _nothing_here(self, host: Host) -> Page:
        return self.message(
            "There is nothing here", "No page of the interview has this address.", host=host, status=404
        )

    # Where an interview stands

    def _dialogue(self, sitting: Sitting) -> Dialogue:
        return self.advisor.dialogue(ask_all=sitting.ask_all, quick=sitting.quick)

    def _stand(self, sitting: Sitting) -> Stand:
        """Where the interview stands, which takes its time and is asked for again by the next request."""
        session = sitting.session
        firm = tuple(session.firm.facts.items()) if session.firm is not None else None
        key = (
            *session.given.items(),
            session.trail,
            session.again,
            firm,
            sitting.quick,
            sitting.ask_all,
        )
        with self._remembering:
            stand = self._stands.pop(key, None)
        if stand is None:
            stand = self._dialogue(sitting).stand(session)
        with self._remembering:
            self._stands[key] = stand
            if len(self._stands) > KEPT_STANDS:
                self._stands.popitem(last=False)
        return stand

    def _seen(self, sitting: Sitting) -> Sight:
        """What every page of a sitting shows beside what it is for."""
        return Sight(sitting, self._dialogue(sitting), self._stand(sitting), len(sitting.session.answered) >= ROUGH)

    def _where(self, sitting: Sitting) -> str:
        """The path of the page that comes next."""
        if sitting.finished:
            return "result"
        stand = self._stand(sitting)
        if stand.question is None:
            return "settled"
        return "enough" if stand.enough else f"q/{stand.question}"

    # Questions

    def _at_question(self, request: Request, sitting: Sitting, host: Host, at: str, name: str, way: str = "") -> Turn:
        """A question, or the answers that do not fit the one to it. ``way`` is ``change`` where it is answered on the
        way from the list of answers."""
        if name not in self.knowledge.inputs or way not in ("", "change"):
            return Turn(self._nothing_here(host), sitting)
        if at == "fit":
            return self._fit(request, sitting, host, name, way)
        if request.method == "GET":
            return Turn(self._question(sitting, host, name, way), sitting)
        given = sitting.session.given.get(name)
        answer = Answer.of(request.form)
        if faults := answer.faults(self.knowledge.inputs[name], given):
            return Turn(self._question(sitting, host, name, way, answer, faults), sitting)
        dialogue, before = self._dialogue(sitting), sitting.session
        if answer.says(given):
            # As when a button is pressed twice: there is nothing new but that the answer is meant as it is.
            session = dialogue.confirm(before, name)
        elif given is not None and answer.seen != Answer.as_given(given).seen:
            return Turn(self._drawing.answered_meanwhile(self._seen(sitting), host, name, way, answer), sitting)
        elif given is not None and answer.value == given.value:
            session = dialogue.confirm(before, name, answer.new_note(given), answer.rests_on)
        else:
            session = dialogue.answer(before, name, answer.value, answer.new_note(given), answer.rests_on)
        if session == before:
            return Turn(Redirect(self._on(sitting, way)), sitting)
        gone_on = self._with_news(sitting, sitting.going_on(session))
        if dialogue.contradictions(session, before):
            return Turn(Redirect(f"fit/{name}/{way}" if way else f"fit/{name}"), gone_on)
        return Turn(Redirect(self._on(gone_on, way)), gone_on)

    def _on(self, sitting: Sitting, way: str) -> str:
        """Where a question leads that was answered on that way."""
        return "answers" if way else self._where(sitting)

    def _with_news(self, before: Sitting, after: Sitting) -> Sitting:
        """The sitting after an answer, with what that has settled."""
        # A sitting that was kept under other knowledge does not say what is settled by the present one.
        known = {*before.settled} or self._stand(before).turn.settled
        settled = self._stand(after).turn.settled
        news = tuple(in_order(settled - known, self.knowledge))
        return replace(after, settled=tuple(in_order(settled, self.knowledge)), news=news)

    def _question(
        self,
        sitting: Sitting,
        host: Host,
        name: str,
        way: str,
        answer: Answer | None = None,
        faults: list[Fault] | None = None,
    ) -> Page:
        seen = self._seen(sitting)
        asked = seen.stand
        if asked.question != name:
            asked = seen.dialogue.stand(seen.dialogue.edit(sitting.session, name), asked.turn)
        given = sitting.session.given.get(name)
        return self._drawing.question(seen, host, asked, way, answer or Answer.as_given(given), faults or [])

    def _fit(self, request: Request, sitting: Sitting, host: Host, name: str, way: str) -> Turn:
        found = [each for each in self._dialogue(sitting).contradictions(sitting.session) if name in each.inputs]
        if request.method == "POST" or not found:
            return Turn(Redirect(self._on(sitting, way)), sitting)
        return Turn(self._drawing.fit(self._seen(sitting), host, name, way, found), sitting)

    def _ask_the_rest(self, request: Request, sitting: Sitting, host: Host) -> Turn:
        """Go on with what was not asked before the result, or with what a quick interview left out, or else with what
        can change nothing."""
        stand = self._stand(sitting)
        ask_all = sitting.ask_all or stand.question is None
        quick = sitting.quick and stand.question is not None and not stand.enough
        further = replace(sitting.going_on(sitting.session), quick=quick, ask_all=ask_all, since=sitting.since)
        return Turn(Redirect(self._where(further)), further)

    def _rename(self, request: Request, sitting: Sitting, host: Host) -> Turn:
        name = name_in(request.form)
        if not isinstance(name, str):
            return Turn(self._drawing.answers(self._seen(sitting), host, [name], request.form), sitting)
        if name == as_drawn(sitting.session.name or ""):
            return Turn(Redirect("answers"), sitting)
        return Turn(Redirect("answers"), sitting.going_on(replace(sitting.session, name=name or None)))

    # Pages without a question

    def _settled(self, sitting: Sitting, host: Host) -> Response:
        seen = self._seen(sitting)
        if seen.stand.question is not None:
            return Redirect(self._where(sitting))
        return self._drawing.settled(seen, host)

    def _enough(self, sitting: Sitting, host: Host) -> Response:
        seen = self._seen(sitting)
        if not seen.stand.enough:
            return Redirect(self._where(sitting))
        return self._drawing.enough(seen, host)

    def _answers(self, sitting: Sitting, host: Host) -> Response:
        return self._drawing.answers(self._seen(sitting), host)

    def _so_far(self, sitting: Sitting, host: Host) -> Response:
        seen = self._seen(sitting)
        if not seen.rough:
            return self._drawing.too_early(seen, host, contents.too_early(ROUGH, len(sitting.session.answered)))
        sure = seen.dialogue.steadiness(sitting.session, seen.stand)
        heading, *remarks = contents.rough(len(sitting.session.answered), sure)
        shown = document(self._assessed(sitting)[1], self.knowledge, remarks=[heading, *remarks])
        return self._drawing.so_far(seen, host, shown)

    # The result

    def _finish(self, request: Request, sitting: Sitting, host: Host) -> Turn:
        if sitting.finished:
            return Turn(Redirect("result"), sitting)
        if "checked" not in request.form and self._dialogue(sitting).to_check(sitting.session):
            return Turn(Redirect("answers"), sitting)
        finished = replace(sitting, finished=True, record=None, unrecorded=None, news=())
        return Turn(Redirect("result"), finished, assessed=self._assessed(sitting) if host.records else None)

    def _assessed(self, sitting: Sitting) -> tuple[Profile, Assessment]:
        profile = as_profile(sitting.session, self.knowledge)
        return profile, self.advisor.assess(profile)

    def _shown_result(self, sitting: Sitting, assessment: Assessment) -> Document:
        remarks: tuple[Block, ...] = ()
        stand = self._stand(sitting)
        if sitting.quick and stand.turn.open:
            sure = self._dialogue(sitting).steadiness(sitting.session, stand)
            remarks = (contents.quick_remark(self.knowledge, sitting.session, stand.turn.open, sure),)
        return document(assessment, self.knowledge, remarks=remarks)

    def _result(self, sitting: Sitting, host: Host) -> Response:
        if not sitting.finished:
            return Redirect(self._where(sitting))
        return self._drawn_result(sitting, host)

    def _drawn_result(
        self, sitting: Sitting, host: Host, form: Mapping[str, str] | None = None, faults: list[Fault] | None = None
    ) -> Page:
        assessment = self._assessed(sitting)[1]
        shown, pieces = self._shown_result(sitting, assessment), _pieces(assessment)
        return self._drawing.result(self._seen(sitting), host, shown, REPORTS, pieces, form or {}, faults or [])

    def _report(self, form: Format, sitting: Sitting, host: Host) -> Response:
        if not sitting.finished:
            return Redirect(self._where(sitting))
        text = written(self._shown_result(sitting, self._assessed(sitting)[1]), form.name)
        return Download(f"{_file_name(sitting.session)}{form.endings[0]}", form.media_type, text.encode())

    def _profile(self, sitting: Sitting, host: Host) -> Response:
        text = profile_as_yaml(as_profile(sitting.session, self.knowledge))
        return Download(f"{_file_name(sitting.session)}.yaml", "application/yaml", text.encode())

    def _try(self, request: Request, sitting: Sitting, host: Host) -> Turn:
        """Look into other answers, one more or, with ``clear``, none."""
        if not sitting.finished:
            return Turn(Redirect(self._where(sitting)), sitting)
        if "clear" in request.form:
            return Turn(Redirect("result"), replace(sitting, tried=MappingProxyType({})))
        change = changed(request.form, self.knowledge)
        if change is None:
            fault = Fault("change", "Choose another answer to look into.")
            return Turn(self._drawn_result(sitting, host, request.form, [fault]), sitting)
        tried = MappingProxyType({**sitting.tried, change[0]: change[1]})
        return Turn(Redirect("what-if"), replace(sitting, tried=tried))

    def _what_if(self, sitting: Sitting, host: Host) -> Response:
        if not sitting.finished or not sitting.tried:
            return Redirect(self._where(sitting))
        profile = as_profile(sitting.session, self.knowledge)
        found = self.advisor.what_if(profile, sitting.tried)
        return self._drawing.what_if(self._seen(sitting), host, explained(found, self.knowledge))

    def _decide(self, request: Request, sitting: Sitting, host: Host) -> Turn:
        if not sitting.finished or sitting.record is None:
            return Turn(Redirect(self._where(sitting)), sitting)
        found = decision(request.form, _pieces(self._assessed(sitting)[1]))
        if isinstance(found, list):
            return Turn(self._drawn_result(sitting, host, request.form, found), sitting)
        piece, verdict = found
        if sitting.decided.get(piece) == verdict:  # a button pressed twice
            return Turn(Redirect("result"), sitting)
        decided = MappingProxyType({**sitting.decided, piece: verdict})
        return Turn(
            Redirect("result"),
            replace(sitting, decided=decided),
            decided=Decided(sitting.record.id, piece, verdict.verdict, verdict.because, verdict.reason),
        )


def _pieces(assessment: Assessment) -> dict[str, str]:
    """The pieces of advice that can be decided on, by id, as they are called."""
    listed = assessment.recommendations
    return {each.id: f"{each.rank} {each.title}" if each.rank else each.title for each in listed}


def _file_name(session: Session) -> str:
    return named_after(session.name) or "relationship"
