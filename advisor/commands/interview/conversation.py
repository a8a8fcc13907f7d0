"""The conversation: asks, listens, and does what is typed, until the interview is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from typing_extensions import assert_never

from advisor.commands.interview.screen import Screen
from advisor.interview.autosave import Saved
from advisor.interview.dialogue import ROUGH, Contradiction, Dialogue, Doubtful, Stand
from advisor.interview.reply import (
    Chosen,
    Command,
    Kept,
    Resting,
    TooLong,
    Unclear,
    read_number,
    read_reply,
    read_resting,
)
from advisor.interview.session import Session, as_profile
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.profile import Profile
from advisor.reports.blocks import Block, Paragraph
from advisor.reports.contents import interview as contents
from advisor.reports.contents.page import page

End = Literal["finished", "left", "input ended"]


NOTHING_SAID = ("", "u", "unknown")
FINISH = ("f", "finish")
LEAVE = ("q", "quit", "exit", "stop")
MORE = ("m", "more")
"""What may be typed where something is offered. Who says nothing, or does not know, gets what is offered first."""


class InputEnded(Exception):
    """There is nothing more to read."""


class Conversation:
    """One interview with one person. ``save`` is called with the session's profile after each answer and says where
    it went, or what kept it from being saved."""

    def __init__(
        self,
        dialogue: Dialogue,
        session: Session,
        screen: Screen,
        assess: Callable[[Profile], Assessment],
        save: Callable[[Profile], Saved],
    ):
        self.dialogue = dialogue
        self.session = session
        self._screen = screen
        self._assess = assess
        self._save = save
        self._told_first: tuple[str, ...] = ()
        self._told_list = False
        self._stood: tuple[Session, Dialogue, Stand] | None = None
        self._resting: dict[str, Resting] = {}
        self._checked: tuple[Doubtful, ...] = ()

    @property
    def profile(self) -> Profile:
        """The answers so far as a profile."""
        return as_profile(self.session, self.dialogue.knowledge)

    @property
    def remarks(self) -> tuple[Block, ...]:
        """What is to be known of the page that the answers so far lead to."""
        stand = self._stand()
        if not self.dialogue.quick or not stand.turn.open:
            return ()
        sure = self.dialogue.steadiness(self.session, stand)
        return (contents.quick_remark(self.dialogue.knowledge, self.session, stand.turn.open, sure),)

    def hold(self) -> End:
        """Ask until nothing is left to ask, or the person stops."""
        try:
            if there := self.dialogue.contradictions(self.session):
                self._screen.say(contents.contradictions(self.dialogue.knowledge, self.session.facts, there))
            if not self._stand().turn.exact:
                self._screen.say(contents.not_exact())
            while True:
                stand = self._stand()
                if stand.question is None:
                    end = self._all_settled()
                elif stand.enough:
                    end = self._quick_end(stand)
                else:
                    end = self._reached(stand) or self._put(stand.question, stand)
                if end is not None and not (end == "finished" and self._check()):
                    return end
        except InputEnded:
            return "input ended"

    def _check(self) -> bool:
        """Before the end, list the answers that are in doubt or only assumed; whether one of them is taken up again. A
        list that was put before is not put again."""
        listed = self.dialogue.to_check(self.session)
        if not listed or listed == self._checked:
            return False
        self._checked = listed
        self._screen.say(contents.check(self.dialogue.knowledge, self.session, listed))
        while True:
            try:
                line = self._read("Number to change (Enter goes on):")
            except InputEnded:  # who has finished and types no more gets the assessment
                return False
            if line.strip().casefold() in (*NOTHING_SAID, *FINISH):
                return False
            number = read_number(line, len(listed))
            if number is not None:
                self.session = self.dialogue.edit(self.session, listed[number - 1].name)
                return True
            self._retort(contents.number_wanted(len(listed)))

    def _stand(self) -> Stand:
        """Where the interview stands. It is asked for more than once a turn, and takes its time."""
        if self._stood is None or self._stood[0] is not self.session or self._stood[1] is not self.dialogue:
            self._stood = (self.session, self.dialogue, self.dialogue.stand(self.session))
        return self._stood[2]

    def _read(self, prompt: str) -> str:
        line = self._screen.ask(prompt)
        if line is None:
            raise InputEnded
        return line

    def _retort(self, text: str) -> None:
        """Answer a typed line, right below it."""
        self._screen.say([Paragraph(text)], apart=False)

    def _put(self, name: str, stand: Stand) -> End | None:
        """Put one question until it is answered or something else is to be asked; the end, if that is what is
        wanted."""
        attribute = self.dialogue.knowledge.inputs[name]
        given = self.session.given.get(name)
        resting = self._resting.get(name)
        self._screen.say(contents.question(self.dialogue, self.session, stand, resting))
        while True:
            reply = read_reply(self._read(contents.prompt(attribute, given)), attribute, given.value if given else None)
            if isinstance(reply, Unclear):
                self._screen.say(contents.unclear(reply, attribute), apart=False)
            elif isinstance(reply, TooLong):
                self._retort(contents.note_too_long(reply))
            elif isinstance(reply, Chosen):
                rests_on = reply.rests_on or resting
                self._take(self.dialogue.answer(self.session, name, reply.value, reply.note, rests_on), name, stand)
                return None
            elif isinstance(reply, Kept):
                rests_on = reply.rests_on or resting
                self._take(self.dialogue.confirm(self.session, name, reply.note, rests_on), name, stand)
                return None
            elif isinstance(reply, Command):
                if reply.word == "unknown":
                    self._take(self.dialogue.answer(self.session, name, UNKNOWN, reply.note), name, stand)
                    return None
                if reply.word == "finish":
                    return "finished"
                if reply.word == "quit":
                    return "left"
                if self._do(reply, name, stand):
                    return None
            else:
                assert_never(reply)

    def _do(self, command: Command, name: str, stand: Stand) -> bool:
        """Do what a key asks for; whether the question has to be put afresh afterwards."""
        if command.word == "why":
            self._screen.say(contents.why(self.dialogue, self.session, name))
        elif command.word == "page":
            if len(self.session.answered) < ROUGH:
                self._retort(contents.too_early(ROUGH, len(self.session.answered)))
                return False
            self._rough_page(stand)
        elif command.word == "help":
            self._screen.say(contents.keys())
        elif command.word == "save":
            self._screen.say(contents.saved(self._save(self.profile)), apart=False)
            return False
        elif command.word == "back":
            before = self.session
            self.session = self.dialogue.back(self.session)
            if self.session == before:
                self._retort("This is the first question.")
                return False
        elif command.word == "list":
            self._edit()
        elif command.word == "rests":
            self._resting[name] = command.rests_on or self._ask_what_it_rests_on()
        return True

    def _ask_what_it_rests_on(self) -> Resting:
        while True:
            line = self._read(contents.rests_on())
            said = read_resting(line) if line.strip() else "nothing"
            if said is not None:
                return said
            self._retort("Type a number from 1 to 4, the beginning of one of the words, or just Enter.")

    def _rough_page(self, stand: Stand) -> None:
        """Show the page as it is by now, with how sure it is."""
        sure = self.dialogue.steadiness(self.session, stand)
        self._screen.say(contents.rough(len(self.session.answered), sure))
        self._screen.say(page(self._assess(self.profile), self.dialogue.knowledge))

    def _edit(self) -> None:
        self._screen.say(contents.answers(self.dialogue.knowledge, self.session))
        names = self.session.answered
        while names:
            line = self._read("Number to change (Enter for none):")
            if line.strip().casefold() in NOTHING_SAID:
                return
            number = read_number(line, len(names))
            if number is not None:
                self.session = self.dialogue.edit(self.session, names[number - 1])
                return
            self._retort(contents.number_wanted(len(names)))

    def _take(self, session: Session, name: str, stand: Stand) -> None:
        """Put an answer down, save it, and tell what it brought about."""
        before, self.session = self.session, session
        self._resting.pop(name, None)
        saved = self._save(self.profile)
        knowledge = self.dialogue.knowledge
        if saved.failure is not None:
            self._screen.say(contents.saved(saved), apart=False)
        asked_again = [each for each in session.again if each not in before.again]
        self._screen.say(contents.asked_again(knowledge, asked_again), apart=False)
        found = self.dialogue.contradictions(session, before)
        if found and self._decides_to_change(found, name):
            return
        after = self._stand()
        self._screen.say(contents.newly_settled(knowledge, stand.turn.settled, after.turn.settled), apart=False)

    def _decides_to_change(self, found: Sequence[Contradiction], name: str) -> bool:
        """Point out what does not fit an answer and let the person decide; whether an answer is to be changed."""
        names = list(dict.fromkeys([name, *(each for pair in found for each in pair.inputs)]))
        knowledge, facts = self.dialogue.knowledge, self.session.facts
        self._screen.say(
            [*contents.contradictions(knowledge, facts, found), *contents.ways_out(knowledge, facts, names)]
        )
        while True:
            line = self._read("Your choice (Enter keeps them):")
            number = 1 if line.strip().casefold() in NOTHING_SAID else read_number(line, len(names) + 1)
            if number == 1:
                return False
            if number is not None:
                self.session = self.dialogue.edit(self.session, names[number - 2])
                return True
            self._retort(contents.number_wanted(len(names) + 1))

    def _reached(self, stand: Stand) -> End | None:
        """Say once what can no longer change, and offer a person to stop there; the end, if that is what is wanted.
        Where a changed answer has brought other things to the front, these are said as well."""
        if self.dialogue.quick:  # it ends there anyway
            return None
        turn = stand.turn
        new: set[contents.Milestone] = {"first"} if turn.first_settled and turn.first != self._told_first else set()
        new |= {"list"} if turn.list_settled and not self._told_list else set()
        if not new or not turn.open or not self.session.answered:
            return None
        self._told_first = turn.first if "first" in new else self._told_first
        self._told_list = self._told_list or "list" in new
        self._screen.say(contents.reached(self.dialogue.knowledge, turn, new))
        # Lines in a pipe answer questions.
        return (
            self._offer("Enter asks on, f stops here and shows the page:", stand) if self._screen.interactive else None
        )

    def _offer(self, prompt: str, stand: Stand) -> End | None:
        """Let the person choose between the page and further questions; None for these."""
        while True:
            typed = self._read(prompt).strip().casefold()
            if typed in (*NOTHING_SAID, *MORE):
                return None
            if (end := _end_meant(typed)) is not None:
                return end
            if typed in ("a", "page"):
                self._rough_page(stand)
            else:
                self._retort("Type f to stop here, q to leave, a for the page so far, or just Enter.")

    def _quick_end(self, stand: Stand) -> End | None:
        """Say what a quick interview left out, and how sure the page is without it; None when the person wants to be
        asked the rest."""
        sure = self.dialogue.steadiness(self.session, stand)
        self._screen.say(contents.quick_end(self.dialogue.knowledge, self.session, stand.turn.open, sure))
        end = self._page_or_more("Enter shows the page, more asks the rest:")
        if end is None:
            if sure.proven:
                self._told_first = stand.turn.first
            self.dialogue = self.dialogue.asking(all_=False)
        return end

    def _all_settled(self) -> End | None:
        """Say that all is settled and offer to stop; None when the person wants to be asked the rest."""
        rest = self.dialogue.knowledge.inputs.keys() - set(self.session.answered)
        self._screen.say(contents.all_settled(rest))
        if not rest:
            return "finished"
        end = self._page_or_more("Enter shows the page, more asks the rest:")
        if end is None:
            self.dialogue = self.dialogue.asking(all_=True)
        return end

    def _page_or_more(self, prompt: str) -> End | None:
        """The end that a person wants, who may go on instead; None then."""
        while True:
            typed = self._read(prompt).strip().casefold()
            if typed in MORE:
                return None
            if typed in NOTHING_SAID:
                return "finished"
            if (end := _end_meant(typed)) is not None:
                return end
            self._retort("Type more, or just Enter.")


def _end_meant(typed: str) -> End | None:
    return "finished" if typed in FINISH else "left" if typed in LEAVE else None
