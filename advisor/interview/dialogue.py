"""The course of an interview, without input or output: what is asked now, and what an answer leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from advisor.interview.choose_question import Chooser, OutputSet, Turn
from advisor.interview.reply import Resting
from advisor.interview.session import (
    Given,
    Session,
    fingerprint,
    stepped_back,
    to_be_asked_again,
    with_answer,
)
from advisor.model.advice import Caveat
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import RestsOn
from advisor.model.rule import Rule
from advisor.model.trace import Trace
from advisor.reasoning.possible import NEVER, RuleOutlook
from advisor.reasoning.proof import proof


class Contradiction(NamedTuple):
    """Answers that do not fit one another: the caveat that says so, the rule behind it, the inputs it is about, and
    those of them whose answer it doubts."""

    caveat: Caveat
    rule: Rule
    inputs: tuple[str, ...]
    doubts: tuple[str, ...]


class Doubtful(NamedTuple):
    """An answer to look at once more: whether it is in doubt, the inputs whose answers it does not fit, and whether it
    is only assumed."""

    name: str
    value: str
    in_doubt: bool
    misfits: tuple[str, ...]
    assumed: bool


ROUGH = 4
"""After how many answers a rough page can be looked at."""

QUICK = 12
"""How many questions a quick interview asks at most."""


class Stand(NamedTuple):
    """Where the interview stands: the question to put, None when all is settled and nothing is left to ask; how many
    there are at most, that one included; and whether the question can still change anything. ``enough`` says that a
    quick interview has asked what it may, or that the things first can no longer change."""

    question: str | None
    left: int
    matters: bool
    turn: Turn
    enough: bool = False


class Steadiness(NamedTuple):
    """How sure the things first are: whether it is proven that they stay, and, of how many ways to answer the rest, how
    many leave the first of them, and all of them, as they are."""

    proven: bool
    ways: int
    first: int
    all_first: int


class Dialogue:
    """The rules of conduct of an interview on one knowledge base. With ``ask_all`` questions that can change nothing
    any more are asked as well, after the others. ``quick`` asks few questions, those that tell most about the three
    things first."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        run: Callable[[Mapping[str, str]], Trace],
        chooser: Chooser,
        outlook: RuleOutlook,
        ask_all: bool = False,
        quick: bool = False,
    ):
        self.knowledge = knowledge
        self.chooser = chooser
        self.ask_all, self.quick = ask_all, quick
        self._run = run
        self._outlook = outlook

    def asking(self, *, all_: bool) -> Dialogue:
        """The same dialogue, not quick; with ``all_`` it leaves no question out."""
        return Dialogue(self.knowledge, self._run, self.chooser, self._outlook, ask_all=all_)

    def stand(self, session: Session, turn: Turn | None = None) -> Stand:
        """What comes next: a question taken up again, then those to be put once more, then new ones. ``turn`` is that
        of these answers, where it is known already."""
        if turn is None:
            turn = self.chooser.turn(session.facts, session.unknown, quick=self.quick)
        again = [name for name in session.again if self.reach(session, name)]
        waiting = {*again, *turn.open}
        if self.ask_all:
            waiting |= self.knowledge.inputs.keys() - set(session.answered)
        if session.shown is not None:
            question: str | None = session.shown
        elif again:
            question = again[0]
        else:
            question = turn.question or next((name for name in self.knowledge.inputs if name in waiting), None)
        left = len(waiting | {question}) if question else 0
        matters = question is not None and (question in turn.open or bool(self.reach(session, question)))
        enough = False
        if self.quick and question is not None:
            more = min(len(turn.open), QUICK - len(session.trail))
            anew = question == turn.question
            enough = anew and (more <= 0 or turn.first_settled)
            left = max(more, 0) + (not anew)
        return Stand(question, left, matters, turn, enough)

    def steadiness(self, session: Session, stand: Stand) -> Steadiness:
        """How sure the three things first are with what is answered so far."""
        return Steadiness(stand.turn.first_settled, *self.chooser.steadiness(session.facts, session.unknown))

    def answer(
        self, session: Session, name: str, value: str, note: str | None = None, rests_on: Resting | None = None
    ) -> Session:
        """The session with a question answered. Later answers that hung on an answer now changed are asked again; all
        others stay. What the answer before rested on says nothing of another one. An empty note takes back the one
        there was."""
        before = session.given.get(name)
        note = (note or None) if note is not None else before.note if before else None
        if rests_on is None and before is not None and before.value == value:
            rests_on = before.rests_on
        now = fingerprint(self.knowledge.inputs[name])
        after = with_answer(session, name, Given(value, "asked", note, now, _kept(rests_on)))
        if (before is None and name not in session.inherited) or session.facts.get(name) == after.facts.get(name):
            return after
        order = list(session.given)
        later = order[order.index(name) + 1 :] if before is not None else order
        return to_be_asked_again(after, (each for each in later if self._hung(each, session, after)))

    def confirm(self, session: Session, name: str, note: str | None = None, rests_on: Resting | None = None) -> Session:
        """The session with an answer left as it is, its note, and what it rests on, changed if that is given anew."""
        before = session.given[name]
        now = fingerprint(self.knowledge.inputs[name])
        note = (note or None) if note is not None else before.note
        resting = before.rests_on if rests_on is None else _kept(rests_on)
        return with_answer(session, name, replace(before, question=now, note=note, rests_on=resting))

    def back(self, session: Session) -> Session:
        """The question before the present one, its answer kept; the same session at the first question."""
        return stepped_back(session, self.stand(session).question)

    def edit(self, session: Session, name: str) -> Session:
        """An answered question taken up again."""
        return replace(session, shown=name)

    def contradictions(self, session: Session, before: Session | None = None) -> tuple[Contradiction, ...]:
        """The answers that contradict each other; with ``before``, only where that was not so, or rested on other
        answers, then."""
        known = set() if before is None else self._contradicting(before.facts).keys()
        return tuple(each for key, each in self._contradicting(session.facts).items() if key not in known)

    def to_check(self, session: Session) -> tuple[Doubtful, ...]:
        """The answers that are in doubt or only assumed, in the order of answering. Where answers do not fit and none
        of them is doubted more than the others, each of them is in doubt."""
        misfits: dict[str, dict[str, None]] = {}
        for found in self.contradictions(session):
            for name in found.doubts or found.inputs:
                others = dict.fromkeys(each for each in found.inputs if each != name and each not in found.doubts)
                misfits.setdefault(name, {}).update(others)
        facts, remarks = session.facts, session.remarks
        assumed = {name for name, each in remarks.items() if each.rests_on == "assumed"}
        return tuple(
            Doubtful(name, facts[name], name in misfits, tuple(misfits.get(name, ())), name in assumed)
            for name in session.answered
            if name in facts and (name in misfits or name in assumed)
        )

    def reach(self, session: Session, name: str, turn: Turn | None = None) -> OutputSet:
        """The outputs that a question could bring or take if it were open, whether or not it has an answer. ``turn`` is
        that of these answers, where it is known already."""
        if turn is not None and name in turn.could_change:
            return frozenset(turn.could_change[name])
        return self.chooser.reach(session.facts, session.unknown, name)

    def hanging_on(self, session: Session, name: str) -> tuple[Rule, ...]:
        """The rules that test an input and can still fire, by title."""
        answers: dict[str, str | None] = {**dict.fromkeys(session.unknown), **session.facts}
        answers.pop(name, None)
        _, fires = self._outlook.propagate(answers)
        place = self._outlook.rules.places[name]
        rules = (
            case.compiled.rule
            for case, certainty in zip(self._outlook.cases, fires, strict=True)
            if certainty != NEVER and place in case.compiled.places
        )
        return tuple(sorted(rules, key=lambda rule: rule.title))

    def _contradicting(self, facts: dict[str, str]) -> dict[tuple[object, ...], Contradiction]:
        """The contradictions in a set of facts, by caveat, rule, and the answers that they rest on."""
        trace = self._run(facts)
        found: dict[tuple[object, ...], Contradiction] = {}
        for firing in trace.firings:
            rule = self.knowledge.rules[firing.rule]
            for caveat in rule.then.caveats:
                if self.knowledge.caveats[caveat].kind == "contradiction":
                    inputs = _inputs_behind(firing.rule, trace, self.knowledge)
                    key = (caveat, rule.id, *((name, facts[name]) for name in inputs))
                    doubted = {self.knowledge.attributes[name].doubts for name in rule.then.conclude}
                    doubts = tuple(name for name in inputs if name in doubted)
                    found[key] = Contradiction(self.knowledge.caveats[caveat], rule, inputs, doubts)
        return found

    def _hung(self, name: str, before: Session, after: Session) -> bool:
        """Whether an answer means something else since another one was changed, and still means something."""
        return self.reach(before, name) != (reach := self.reach(after, name)) and bool(reach)


def _kept(rests_on: Resting | None) -> RestsOn | None:
    """What is put down of what an answer rests on."""
    return None if rests_on == "nothing" else rests_on


def _inputs_behind(rule: str, trace: Trace, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The answers that a firing rests on, its own first, then those behind the conclusions it matched."""
    concluders: dict[str, list[str]] = {}
    for firing in trace.firings:
        for name, value in firing.concluded.items():
            if trace.conclusions[name] == value:
                concluders.setdefault(name, []).append(firing.rule)
    behind = reversed(proof(trace.firings, concluders, [rule]))
    return tuple(dict.fromkeys(name for firing in behind for name in firing.facts if name in knowledge.inputs))
