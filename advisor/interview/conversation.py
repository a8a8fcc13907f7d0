"""The conversation: asks, listens, and does what is typed, until the interview is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, Protocol

from typing_extensions import assert_never

from advisor.interview import wording
from advisor.interview.autosave import Saved
from advisor.interview.dialogue import Contradiction, Dialogue, Stand
from advisor.interview.page import Page, count
from advisor.interview.reply import Chosen, Command, Kept, Unclear, read_number, read_reply
from advisor.interview.session import Session, as_profile
from advisor.model.assessment import Assessment
from advisor.model.attribute import UNKNOWN
from advisor.model.profile import Profile

End = Literal["finished", "left", "input ended"]


class Screen(Protocol):
    """Where the conversation takes place."""

    color: bool

    @property
    def width(self) -> int:
        """How many columns there are."""

    def say(self, lines: Iterable[str]) -> None:
        """Show lines."""

    def ask(self, prompt: str) -> str | None:
        """What is typed behind a prompt; None when the input has ended."""


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

    @property
    def profile(self) -> Profile:
        """The answers so far as a profile."""
        return as_profile(self.session, self.dialogue.knowledge)

    @property
    def _page(self) -> Page:
        return Page(self._screen.width, self._screen.color)

    def hold(self) -> End:
        """Ask until nothing is left to ask, or the person stops."""
        try:
            if there := self.dialogue.contradictions(self.session):
                self._screen.say(wording.contradictions(self._page, self.dialogue.knowledge, there))
            while True:
                stand = self.dialogue.stand(self.session)
                if stand.question is None:
                    end = self._all_settled()
                else:
                    self._tell_what_is_settled(stand)
                    end = self._put(stand.question, stand)
                if end is not None:
                    return end
        except InputEnded:
            return "input ended"

    def _read(self, prompt: str) -> str:
        line = self._screen.ask(prompt)
        if line is None:
            raise InputEnded
        return line

    def _say(self, text: str) -> None:
        self._screen.say(self._page.text(text))

    def _put(self, name: str, stand: Stand) -> End | None:
        """Put one question until it is answered or something else is to be asked; the end, if that is what is
        wanted."""
        attribute = self.dialogue.knowledge.inputs[name]
        given = self.session.given.get(name)
        self._screen.say(wording.question(self._page, self.dialogue, self.session, stand))
        while True:
            reply = read_reply(self._read(wording.prompt(attribute, given)), attribute, given.value if given else None)
            if isinstance(reply, Unclear):
                self._say(reply.message)
            elif isinstance(reply, Chosen):
                self._take(self.dialogue.answer(self.session, name, reply.value, reply.note), name, stand)
                return None
            elif isinstance(reply, Kept):
                self._take(self.dialogue.confirm(self.session, name, reply.note), name, stand)
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
            self._screen.say(wording.why(self._page, self.dialogue, self.session, name))
        elif command.word == "advice":
            self._screen.say(wording.advice(self._page, self._assess(self.profile), stand))
        elif command.word == "help":
            self._screen.say(wording.help_lines(self._page))
        elif command.word == "save":
            self._screen.say([str(self._save(self.profile))])
            return False
        elif command.word == "back":
            before = self.session
            self.session = self.dialogue.back(self.session)
            if self.session == before:
                self._say("This is the first question.")
                return False
        elif command.word == "list":
            self._edit()
        return True

    def _edit(self) -> None:
        self._screen.say(wording.answers(self._page, self.dialogue.knowledge, self.session))
        names = self.session.answered
        while names:
            line = self._read("Number to change (Enter for none): ")
            if not line.strip():
                return
            number = read_number(line, len(names))
            if number is not None:
                self.session = self.dialogue.edit(self.session, names[number - 1])
                return
            self._say(f"Type a number from 1 to {len(names)}, or just Enter.")

    def _take(self, session: Session, name: str, stand: Stand) -> None:
        """Put an answer down, save it, and tell what it brought about."""
        before, self.session = self.session, session
        saved = self._save(self.profile)
        if saved.failure is not None:
            self._screen.say([str(saved)])
        asked_again = [each for each in session.again if each not in before.again]
        if asked_again:
            labels = ", ".join(self.dialogue.knowledge.inputs[each].label for each in asked_again)
            self._say(f"Asked again, since it hung on that answer: {labels}.")
        found = self.dialogue.contradictions(session, before)
        if found and self._decides_to_change(found, name):
            return
        after = self.dialogue.stand(self.session)
        self._screen.say(wording.newly_settled(self._page, self.dialogue.knowledge, stand, after))

    def _decides_to_change(self, found: Sequence[Contradiction], name: str) -> bool:
        """Point out what does not fit an answer and let the person decide; whether an answer is to be changed."""
        names = list(dict.fromkeys([name, *(each for pair in found for each in pair.inputs)]))
        page, knowledge = self._page, self.dialogue.knowledge
        self._screen.say(wording.contradictions(page, knowledge, found))
        self._screen.say(page.item("  1  ", "Keep them as they are"))
        for choice, each in enumerate(names, 2):
            attribute = knowledge.inputs[each]
            value = attribute.values[self.session.facts[each]].label
            self._screen.say(page.item(f"  {choice}  ", f"Change {attribute.label}: {value}"))
        while True:
            line = self._read("Your choice (Enter keeps them): ")
            number = read_number(line or "1", len(names) + 1)
            if number == 1:
                return False
            if number is not None:
                self.session = self.dialogue.edit(self.session, names[number - 2])
                return True
            self._say(f"Type a number from 1 to {len(names) + 1}, or just Enter.")

    def _tell_what_is_settled(self, stand: Stand) -> None:
        """Say once that what is left to ask can change caveats only."""
        open_advice = any(output.kind != "caveat" for output in stand.turn.undecided)
        if not self._told_settled and stand.matters and not open_advice:
            self._told_settled = True
            self._screen.say([""])
            self._say(
                "All recommendations and tensions are settled. "
                f"{count(stand.left, 'question')} at most can still bring or take caveats; f finishes now."
            )

    def _all_settled(self) -> End | None:
        """Say that all is settled and offer to stop; None when the person wants to be asked the rest."""
        rest = self.dialogue.knowledge.inputs.keys() - set(self.session.answered)
        self._screen.say([""])
        if not rest:
            self._say("Every question is answered.")
            return "finished"
        self._say(
            f"All advice is settled: {count(len(rest), 'question')} could still be asked and would change nothing."
        )
        while True:
            typed = self._read("Enter shows the assessment, more asks the rest: ").strip().casefold()
            if typed in ("", "f", "finish"):
                return "finished"
            if typed in ("q", "quit"):
                return "left"
            if typed in ("m", "more"):
                self.dialogue = self.dialogue.asking_all()
                return None
            self._say("Type more, or just Enter.")
