"""How the pages of an interview are drawn. What they say in running text is that of ``reports.contents``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from advisor.interview.dialogue import Contradiction, Dialogue, Stand
from advisor.interview.reply import GROUNDS, MAX_NOTE
from advisor.interview.session import Session
from advisor.model.attribute import UNKNOWN
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output
from advisor.model.profile import LONGEST_NAME
from advisor.model.record import BECAUSES, DECISIONS, Because
from advisor.pages.exchange import Host, Page
from advisor.pages.forms import Answer, Fault, mark_of
from advisor.pages.sitting import Sitting
from advisor.reports.blocks import Block, Heading, Paragraph, Title
from advisor.reports.contents import interview as contents
from advisor.reports.contents.recorded import BECAUSE, VERDICT
from advisor.reports.document import Document
from advisor.reports.formats import Format, html
from advisor.reports.sheet import Piece
from advisor.reports.words import counted, named, valued

RESTING = {
    "documented": "a document",
    "observed": "what somebody observed",
    "said": "what somebody said",
    "assumed": "only an assumption",
}
"""What an answer rests on, as it is chosen on a page."""

FORMAT = {
    "json": "data for programs (JSON)",
    "markdown": "Markdown",
    "html": "a page with pictures (HTML)",
}
"""What the formats of the result are called where one is chosen."""

REST = "Ask the rest as well"
"""What goes on with the questions that a quick interview left out."""

VERDICTS = {"accept": "Accept", "defer": "Defer", "reject": "Reject"}


class Sight(NamedTuple):
    """What every page of a sitting shows: the sitting, its dialogue and where it stands; ``rough`` says that the page
    so far can be looked at."""

    sitting: Sitting
    dialogue: Dialogue
    stand: Stand
    rough: bool


class Listed(NamedTuple):
    """A line of the list of answers: the question's attribute, what it is called, the answer in words, what it rests
    on, its note, and why it is to be looked at once more, each empty where there is nothing to say."""

    name: str
    label: str
    said: str
    resting: str
    note: str
    doubt: str


class Drawing:
    """Draws the pages for one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self._templates = html.templates("advisor.pages")

    def message(self, title: str, lines: Sequence[str], host: Host, status: int, way_on: str) -> Page:
        """A page that only says something."""
        return self._page("message", title, host, status=status, lines=lines, words=way_on)

    def start(self, host: Host, form: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()) -> Page:
        """Where an interview is begun."""
        questions = len(self.knowledge.inputs)
        return self._page(
            "start",
            "Begin an interview",
            host,
            faults=faults,
            form_values=defaultdict(str, form or {}),
            questions=questions,
            longest_name=LONGEST_NAME,
        )

    def question(
        self, seen: Sight, host: Host, asked: Stand, way: str, answer: Answer, faults: Sequence[Fault] = ()
    ) -> Page:
        """A question, with the answer that is chosen already; ``asked`` is where the interview would stand with it."""
        assert asked.question is not None
        name, session = asked.question, seen.sitting.session
        attribute = self.knowledge.inputs[name]
        topic = self.knowledge.question_topics.get(attribute.topic or "")
        trail = session.trail
        before = trail[trail.index(name) - 1 :][:1] if name in trail[1:] else () if name in trail else trail[-1:]
        inherited = session.inherited.get(name)
        return self._in_sitting(
            "question",
            attribute.question or attribute.label,
            seen,
            host,
            faults=faults,
            name=name,
            way=way,
            attribute=attribute,
            topic=topic.title if topic is not None else "",
            answer=answer,
            was=answer.seen,  # also where it was answered meanwhile, or that would be overwritten unseen
            unknown=UNKNOWN,
            inherited=attribute.values[inherited].label if inherited is not None else "",
            before=before[0] if before else None,
            notices=self._blocks(self._notices(seen, asked)),
            why=self._blocks(contents.why(seen.dialogue, session, name, seen.stand.turn), "why"),
            grounds={each: RESTING[each] for each in GROUNDS},
            longest_note=MAX_NOTE,
        )

    def answered_meanwhile(self, seen: Sight, host: Host, name: str, way: str, answer: Answer) -> Page:
        """That a question was answered elsewhere since the form with another answer was drawn."""
        given = seen.sitting.session.given[name]
        attribute = self.knowledge.inputs[name]
        return self._in_sitting(
            "meanwhile",
            "This question was answered meanwhile",
            seen,
            host,
            status=409,
            name=name,
            way=way,
            question=attribute.question or attribute.label,
            was=mark_of(given),
            held=Answer.as_given(given),
            posted=answer,
            grounds=RESTING,
            said_before=self._answer(name, given.value),
            said_now=self._answer(name, answer.value),
        )

    def fit(self, seen: Sight, host: Host, name: str, way: str, found: Sequence[Contradiction]) -> Page:
        """Answers that do not fit together."""
        facts = seen.sitting.session.facts
        heading, *others = contents.contradictions(self.knowledge, facts, found)
        assert isinstance(heading, Heading)
        names = dict.fromkeys([name, *(each for pair in found for each in pair.inputs)])
        return self._in_sitting(
            "fit",
            heading.text.rstrip("."),
            seen,
            host,
            name=name,
            way=way,
            told=html.content(others, "b", level=1),
            answers=[(each, named(self.knowledge, each), self._answer(each, facts[each])) for each in names],
        )

    def settled(self, seen: Sight, host: Host) -> Page:
        """That nothing is left to ask, or nothing that would change the advice."""
        rest = self.knowledge.inputs.keys() - {*seen.sitting.session.answered}
        left = Paragraph(contents.left_unasked(rest))
        told = self._blocks([*contents.since(self.knowledge, *seen.sitting.since), left])
        more = f"Ask the {counted(len(rest), 'question')} that {'is' if len(rest) == 1 else 'are'} left" if rest else ""
        return self._way_on("All advice is settled", seen, host, told=told, more=more)

    def enough(self, seen: Sight, host: Host) -> Page:
        """That a quick interview has asked what it may."""
        session, turn = seen.sitting.session, seen.stand.turn
        sure = seen.dialogue.steadiness(session, seen.stand)
        _, *told = contents.quick_end(self.knowledge, session, turn.open, sure)
        title = "The quick interview is over"
        told = [*contents.since(self.knowledge, *seen.sitting.since), *told]
        return self._way_on(title, seen, host, told=self._blocks(told), more=REST)

    def answers(
        self, seen: Sight, host: Host, faults: Sequence[Fault] = (), form: Mapping[str, str] | None = None
    ) -> Page:
        """The answers so far, those first that are to be looked at once more."""
        session = seen.sitting.session
        listed = list(self._listed(seen))
        return self._in_sitting(
            "answers",
            "Check your answers",
            seen,
            host,
            faults=faults,
            left=counted(seen.stand.left, "question"),
            doubtful=[each for each in listed if each.doubt],
            listed=listed,
            name=(form or {}).get("name", session.name or ""),
            longest_name=LONGEST_NAME,
        )

    def so_far(self, seen: Sight, host: Host, shown: Document) -> Page:
        """The page so far."""
        return self._in_sitting("so_far", "The advice so far", seen, host, report=self._sheet(shown, "below"))

    def too_early(self, seen: Sight, host: Host, why: str) -> Page:
        """That there is no page yet."""
        return self._in_sitting("message", "The advice so far", seen, host, lines=[why], words="Go on")

    def keep(self, seen: Sight, host: Host) -> Page:
        """How to come back to the interview."""
        return self._in_sitting("keep", "Come back later", seen, host)

    def delete(self, seen: Sight, host: Host) -> Page:
        """The question whether to delete the interview."""
        return self._in_sitting("delete", "Delete this interview?", seen, host)

    def deleted(self, sitting: Sitting, host: Host) -> Page:
        """That the interview is deleted, and what is not."""
        lines = ["The answers are deleted and cannot be had back."]
        if sitting.record is not None:
            lines.append(f"The record of the result, number {sitting.record.id} of the audit, stays.")
        begun_at = replace(host, base=host.start or host.base)
        return self.message("The interview is deleted", lines, begun_at, 200, "Begin another")

    def result(
        self,
        seen: Sight,
        host: Host,
        shown: Document,
        reports: Sequence[Format],
        pieces: Mapping[str, str],
        form: Mapping[str, str],
        faults: Sequence[Fault],
    ) -> Page:
        """The result, and what can be done with it."""
        decided = [
            (pieces.get(piece, piece), VERDICT[each.verdict], _because(each.because), each.reason or "")
            for piece, each in seen.sitting.decided.items()
        ]
        return self._in_sitting(
            "result",
            "The result",
            seen,
            host,
            faults=faults,
            form_values=defaultdict(str, form),
            report=self._sheet(shown, "first"),
            downloads=[(f"report{each.endings[0]}", FORMAT.get(each.name, each.name)) for each in reports],
            changes=list(self._changes(seen.sitting.session)),
            pieces=pieces,
            decided=decided,
            more=_more(seen.stand),
            decisions=f"{counted(len(decided), 'decision')} {'is' if len(decided) == 1 else 'are'} recorded",
            verdicts={each: VERDICTS[each] for each in DECISIONS},
            becauses={each: _because(each) for each in BECAUSES},
            longest_reason=MAX_NOTE,
        )

    def what_if(self, seen: Sight, host: Host, shown: Document) -> Page:
        """What other answers would change."""
        sitting = seen.sitting
        tried = [(named(self.knowledge, name), self._answer(name, value)) for name, value in sitting.tried.items()]
        return self._in_sitting(
            "what_if",
            "What if",
            seen,
            host,
            tried=tried,
            told=self._sheet(shown, "left out"),
            changes=list(self._changes(sitting.session)),
            form_values=defaultdict(str),
        )

    def _way_on(self, title: str, seen: Sight, host: Host, **told: Any) -> Page:
        """A page that leads to the result, or first to answers that are to be looked at once more."""
        to_check = bool(seen.dialogue.to_check(seen.sitting.session))
        return self._in_sitting("way_on", title, seen, host, to_check=to_check, **told)

    def _page(self, template: str, title: str, host: Host, *, status: int = 200, **told: Any) -> Page:
        faults = told.setdefault("faults", ())
        body = self._templates.get_template(f"{template}.html").render(
            title=title, host=host, seen=told.pop("seen", None), **told
        )
        return Page(f"Error: {title}" if faults else title, body, 422 if faults else status)

    def _in_sitting(self, template: str, title: str, seen: Sight, host: Host, **told: Any) -> Page:
        turn, session = seen.stand.turn, seen.sitting.session
        first = [
            (self.knowledge.recommendations[each].title, Output("recommendation", each) in turn.settled)
            for each in turn.first
        ]
        advice = [each for each in turn.now if each.kind == "recommendation"]
        return self._page(
            template,
            title,
            host,
            seen=seen,
            first=first,
            advice=f"{counted(len(advice), 'piece')} of advice",
            advice_settled=len(turn.settled.intersection(advice)),
            answered=len(session.given),
            not_known=sum(each.value == UNKNOWN for each in session.given.values()),
            inherited_answers=len(session.inherited),
            client=session.name or "",
            **told,
        )

    def _blocks(self, blocks: Iterable[Block], prefix: str = "b") -> Markup:
        return html.content(blocks, prefix)

    def _sheet(self, document: Document, title: Literal["first", "below", "left out"]) -> Markup:
        """A document as part of a page: with its title as the page's own, below that, or without it."""
        make = document.part("sheet")
        assert make is not None
        pieces: Iterable[Piece] = make()
        if title == "below":
            pieces = [Heading(each.text) if isinstance(each, Title) else each for each in pieces]
        elif title == "left out":
            pieces = [each for each in pieces if not isinstance(each, Title)]
        return html.content(pieces, "r")

    def _notices(self, seen: Sight, asked: Stand) -> Iterable[Block]:
        """What there is to say before a question: what the last answer settled, what is asked once more, and what has
        changed since the answers were given."""
        sitting, session = seen.sitting, seen.sitting.session
        yield from contents.since(self.knowledge, *sitting.since)
        if not asked.turn.exact:
            yield from contents.not_exact()
        yield from contents.newly_settled(self.knowledge, frozenset(), frozenset[Output](sitting.news))
        yield from contents.asked_again(self.knowledge, session.again)
        yield from contents.beside_the_point(self.knowledge, session, asked)

    def _answer(self, name: str, value: str) -> str:
        return "I don't know" if value == UNKNOWN else valued(self.knowledge, name, value)

    def _listed(self, seen: Sight) -> Iterable[Listed]:
        session = seen.sitting.session
        doubtful = {each.name: each for each in seen.dialogue.to_check(session)}
        for name in session.answered:
            doubt = contents.doubt(self.knowledge, doubtful[name]) if name in doubtful else ""
            told = session.remarks.get(name, session.given.get(name))
            assumed = name in doubtful and doubtful[name].assumed  # as the doubt says already
            resting = RESTING[told.rests_on] if told and told.rests_on and not assumed else ""
            note = told.note or "" if told else ""
            said = contents.said_plainly(self.knowledge, session, name)
            yield Listed(name, named(self.knowledge, name), said, resting, note, doubt)

    def _changes(self, session: Session) -> Iterable[tuple[str, list[tuple[str, str]]]]:
        """For each question its other answers, as they are chosen to look into what they would change."""
        facts = session.facts
        for name, attribute in self.knowledge.inputs.items():
            values = [(value, each.label) for value, each in attribute.values.items() if facts.get(name) != value]
            if name in facts:
                values.append((UNKNOWN, "not known"))
            yield attribute.label, [(f"{name}={value}", label) for value, label in values]


def _because(code: Because | None) -> str:
    return "" if code is None else BECAUSE.get(code, "another reason")


def _more(stand: Stand) -> str:
    """What goes on with the questions from a result, empty where none is left that could change it."""
    if not stand.matters:
        return ""
    return REST if stand.enough else "Go on with the questions"
