"""The conversation: asks, listens, and does what is typed, until the interview is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from typing_extensions import assert_never

from advisor.commands.interview.screen import Screen
from advisor.interview.autosave import Saved
from advisor.interview.dialogue import Contradiction, Dialogue, Doubtful, Stand
from advisor.interview.reply import Chosen, Command, Kept, Resting, Unclear, read_number, read_reply, read_resting
from advisor.interview.session import Session, as_profile
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.profile import Profile
from advisor.reports.blocks import Paragraph
from advisor.reports.contents import interview as contents

End = Literal["finished", "left", "input ended"]


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
        self._told_settled = False
        self._resting: dict[str, Resting] = {}
        self._checked: tuple[Doubtful, ...] = ()

    @property
    def profile(self) -> Profile:
        """The answers so far as a profile."""
        return as_profile(self.session, self.dialogue.knowledge)

    def hold(self) -> End:
        """Ask until nothing is left to ask, or the person stops."""
        try:
            if there := self.dialogue.contradictions(self.session):
                self._screen.say(contents.contradictions(self.dialogue.knowledge, self.session.facts, there))
            while True:
                stand = self.dialogue.stand(self.session)
                if stand.question is None:
                    end = self._all_settled()
                else:
                    self._tell_what_is_settled(stand)
                    end = self._put(stand.question, stand)
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
            if line.strip().casefold() in ("", "u", "f", "finish"):
                return False
            number = read_number(line, len(listed))
            if number is not None:
                self.session = self.dialogue.edit(self.session, listed[number - 1].name)
                return True
            self._retort(f"Type a number from 1 to {len(listed)}, or just Enter.")

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
        elif command.word == "advice":
            self._screen.say(contents.advice(self._assess(self.profile), self.dialogue.knowledge, stand))
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

    def _edit(self) -> None:
        self._screen.say(contents.answers(self.dialogue.knowledge, self.session))
        names = self.session.answered
        while names:
            line = self._read("Number to change (Enter for none):")
            if not line.strip():
                return
            number = read_number(line, len(names))
            if number is not None:
                self.session = self.dialogue.edit(self.session, names[number - 1])
                return
            self._retort(f"Type a number from 1 to {len(names)}, or just Enter.")

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
        after = self.dialogue.stand(self.session)
        self._screen.say(contents.newly_settled(knowledge, stand, after), apart=False)

    def _decides_to_change(self, found: Sequence[Contradiction], name: str) -> bool:
        """Point out what does not fit an answer and let the person decide; whether an answer is to be changed."""
        names = list(dict.fromkeys([name, *(each for pair in found for each in pair.inputs)]))
        knowledge, facts = self.dialogue.knowledge, self.session.facts
        self._screen.say(
            [*contents.contradictions(knowledge, facts, found), *contents.ways_out(knowledge, facts, names)]
        )
        while True:
            line = self._read("Your choice (Enter keeps them):")
            number = read_number(line or "1", len(names) + 1)
            if number == 1:
                return False
            if number is not None:
                self.session = self.dialogue.edit(self.session, names[number - 2])
                return True
            self._retort(f"Type a number from 1 to {len(names) + 1}, or just Enter.")

    def _tell_what_is_settled(self, stand: Stand) -> None:
        """Say once that what is left to ask can change caveats only."""
        open_advice = any(output.kind != "caveat" for output in stand.turn.undecided)
        if not self._told_settled and stand.matters and not open_advice:
            self._told_settled = True
            self._screen.say(contents.only_caveats_left(stand.left))

    def _all_settled(self) -> End | None:
        """Say that all is settled and offer to stop; None when the person wants to be asked the rest."""
        rest = self.dialogue.knowledge.inputs.keys() - set(self.session.answered)
        self._screen.say(contents.all_settled(rest))
        if not rest:
            return "finished"
        while True:
            typed = self._read("Enter shows the assessment, more asks the rest:").strip().casefold()
            if typed in ("", "f", "finish"):
                return "finished"
            if typed in ("q", "quit"):
                return "left"
            if typed in ("m", "more"):
                self.dialogue = self.dialogue.asking_all()
                return None
            self._retort("Type more, or just Enter.")
