"""Which question to ask next: a pure function of the knowledge and the answers so far.

The essential questions come first. After them comes the question whose answers, tried out one by one, change most of
the advice on average. A question that can change nothing any more is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS, Output, catalogue, outputs_of
from advisor.model.question import NextQuestion, PossibleAnswer
from advisor.model.trace import Trace
from advisor.reasoning.outlook import Outlook
from advisor.reasoning.relevance import Relevance

SEARCH_STEPS = 20
"""How many combinations of other answers are looked into, a turn, to show that a question can change nothing. Beyond
that it is asked: a question too many does less harm than one too few."""

OutputSet = frozenset[Output]
"""The outputs that a set of answers brings."""


class Turn(NamedTuple):
    """Where an interview stands.

    ``question`` is the attribute to ask for, None when nothing can change any more; ``open`` are all the attributes
    that may still have to be asked for, that one included and first. ``now`` is what the answers so far bring;
    ``settled`` comes whatever is answered, ``undecided`` may come or not. ``could_change`` maps each open attribute to
    the outputs that its answer could bring or take.
    """

    question: str | None
    open: tuple[str, ...]
    now: OutputSet
    settled: OutputSet
    undecided: OutputSet
    could_change: Mapping[str, tuple[Output, ...]]

    @property
    def left(self) -> int:
        """How many questions there are at most from here on."""
        return len(self.open)


class Effect(NamedTuple):
    """What an answer alone brings and takes, beside what is known already."""

    gained: OutputSet
    lost: OutputSet


class Chooser:
    """Chooses questions for one knowledge base. ``run`` is the engine; nothing is kept from one turn to the next."""

    def __init__(self, knowledge: KnowledgeBase, run: Callable[[Mapping[str, str]], Trace], relevance: Relevance):
        self._inputs = knowledge.inputs
        self._order = {name: place for place, name in enumerate(knowledge.inputs)}
        self._brings = {rule.id: outputs_of(rule) for rule in knowledge.rules.values()}
        self._run = run
        self._relevance = relevance

    def turn(self, facts: Mapping[str, str], unknown: Collection[str] = ()) -> Turn:
        """Where the interview stands with these facts; inputs in ``unknown`` were asked and stay unknown."""
        closed = frozenset(unknown)
        outlook = self._relevance.open_to(facts, closed)
        now = self.outcome(facts)
        able = [name for name, reach in outlook.could_change.items() if reach]
        search = _Search(self, SEARCH_STEPS)
        while able:
            question = self._most_telling(able, facts, now, outlook)
            if search.finds_use_of(question, facts, closed):
                able.remove(question)
                could_change = {name: outlook.could_change[name] for name in (question, *able)}
                undecided = outlook.possible - outlook.certain
                return Turn(question, tuple(could_change), now, outlook.certain, undecided, could_change)
            able.remove(question)
        return Turn(None, (), now, now, frozenset(), {})

    def outcome(self, facts: Mapping[str, str]) -> OutputSet:
        """What the facts bring when everything else stays unknown."""
        return frozenset(output for firing in self._run(facts).firings for output in self._brings[firing.rule])

    def effects(self, facts: Mapping[str, str], name: str) -> dict[str, Effect]:
        """For each value of an input what it brings and takes, against leaving the input unknown."""
        others = {key: value for key, value in facts.items() if key != name}
        now = self.outcome(others)
        found = {}
        for value in self._inputs[name].domain:
            then = self.outcome({**others, name: value})
            found[value] = Effect(then - now, now - then)
        return found

    def reach(self, facts: Mapping[str, str], unknown: Collection[str], name: str) -> OutputSet:
        """The outputs that an input could bring or take if it were open, whether or not it has an answer."""
        others = {key: value for key, value in facts.items() if key != name}
        return frozenset(self._relevance.open_to(others, frozenset(unknown) - {name}).could_change[name])

    def _most_telling(self, names: list[str], facts: Mapping[str, str], now: OutputSet, outlook: Outlook) -> str:
        """The first essential input, or else the one whose answers change most on average; among equals the one that
        could change most together with others, and then the vocabulary's first."""
        for name in names:
            if self._inputs[name].essential:
                return name
        at_most = {name: weight(outlook.could_change[name]) for name in names}
        best, change = "", -1.0
        for name in sorted(names, key=lambda name: (-at_most[name], self._order[name])):
            if change > at_most[name]:
                break  # no answer can change more than all that its question could change
            domain = self._inputs[name].domain
            found = sum(weight(self.outcome({**facts, name: value}) ^ now) for value in domain) / len(domain)
            if found > change:
                best, change = name, found
        return best


class _Search:
    """Looks for answers to the other open questions under which one question matters."""

    def __init__(self, chooser: Chooser, steps: int):
        self._chooser = chooser
        self._steps = steps

    def finds_use_of(self, name: str, facts: Mapping[str, str], closed: frozenset[str]) -> bool:
        """False only when the answer changes nothing, whatever is answered to the other open questions."""
        chooser = self._chooser
        now = chooser.outcome(facts)
        if any(chooser.outcome({**facts, name: value}) != now for value in chooser._inputs[name].domain):
            return True
        could_change = chooser._relevance.open_to(facts, closed).could_change
        reach = frozenset(could_change[name])
        partners = {other: len(reach.intersection(could_change[other])) for other in could_change if other != name}
        # Outputs that hang on this question alone were tried above; the others hang on a partner too.
        partner = max(partners, key=lambda other: (partners[other], -chooser._order[other]), default=None)
        if not reach or partner is None or not partners[partner]:
            return False
        if self._steps <= 0:
            return True
        self._steps -= 1
        return any(
            self.finds_use_of(name, {**facts, partner: value}, closed) for value in chooser._inputs[partner].domain
        ) or self.finds_use_of(name, facts, closed | {partner})


def weight(changes: Iterable[Output]) -> int:
    """How much outputs that come or go count."""
    return sum(KINDS[output.kind].weight for output in changes)


def next_question(
    knowledge: KnowledgeBase, chooser: Chooser, facts: Mapping[str, str], unknown: Collection[str] = ()
) -> NextQuestion:
    """What to ask when the facts are known and the inputs in ``unknown`` were asked without an answer."""
    turn = chooser.turn(facts, unknown)
    name = turn.question
    attribute = knowledge.inputs[name] if name is not None else None
    answers: tuple[PossibleAnswer, ...] = ()
    if attribute is not None:
        effects = chooser.effects(facts, attribute.name)
        answers = tuple(
            PossibleAnswer(
                value=value,
                label=each.label,
                observe=each.observe,
                gained=_ordered(knowledge, effects[value].gained),
                lost=_ordered(knowledge, effects[value].lost),
            )
            for value, each in attribute.values.items()
        )
    return NextQuestion(
        attribute=name,
        question=attribute.question if attribute else None,
        why=attribute.why if attribute else None,
        findings=attribute.findings if attribute else (),
        answers=answers,
        could_change=_ordered(knowledge, turn.could_change[name]) if name is not None else (),
        left=turn.left,
        settled=_ordered(knowledge, turn.settled),
        undecided=_ordered(knowledge, turn.undecided),
    )


def _ordered(knowledge: KnowledgeBase, outputs: Collection[Output]) -> tuple[str, ...]:
    """Outputs as documents name them, in the order of the knowledge base."""
    return tuple(str(output) for output in catalogue(knowledge) if output in outputs)
