"""Which question to ask next: a pure function of the knowledge and the answers so far.

Knowledge gives each topic and each question its place. Questions that can still change what is to do come before those
that can change no more than tensions and caveats; of several in one place, the one that could put most advice on the
list or take it off. Last come those that can do no more than move places, as long as it is not proven that the three
things first stay. What earlier answers make moot, and what can change nothing any more, is left out. Where time is
short the place counts for nothing, and the question comes that tells most about the three things first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from advisor.interview.samples import Look, Samples
from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import KINDS, Output, catalogue, outputs_of
from advisor.model.question import NextQuestion, PossibleAnswer
from advisor.model.trace import Trace
from advisor.reasoning.moot import moot
from advisor.reasoning.outlook import Outlook
from advisor.reasoning.relevance import Relevance

SEARCH_STEPS = 20
"""Where the outlook is not exact: how many combinations of other answers are looked into, a turn, to show that a
question can change nothing. Beyond that it is asked: a question too many does less harm than one too few."""

FIRST = 3
"""How many pieces of advice are the things first."""

OutputSet = frozenset[Output]
"""The outputs that a set of answers brings."""


class Turn(NamedTuple):
    """Where an interview stands.

    ``question`` is the attribute to ask for, None when nothing can change any more; ``open`` are all the attributes
    that may still have to be asked for, that one included and first. ``now`` is what the answers so far bring;
    ``settled`` comes whatever is answered, ``undecided`` may come or not. ``could_change`` maps each open attribute to
    the outputs that its answer could bring or take. ``first`` are the things first, as they are now, and
    ``first_settled`` says that they are proven to stay so; ``list_settled`` that no answer can put advice on the list
    of what is to do, or take it off. ``exact`` as in an outlook.
    """

    question: str | None
    open: tuple[str, ...]
    now: OutputSet
    settled: OutputSet
    undecided: OutputSet
    could_change: Mapping[str, tuple[Output, ...]]
    first: tuple[str, ...]
    first_settled: bool
    list_settled: bool
    exact: bool

    @property
    def left(self) -> int:
        """How many questions there are at most from here on."""
        return len(self.open)


class Effect(NamedTuple):
    """What an answer alone brings and takes, beside what is known already."""

    gained: OutputSet
    lost: OutputSet


class Chooser:
    """Chooses questions for one knowledge base. ``run`` is the engine, ``ranked`` gives what is to do in its order,
    ``doubted`` the inputs whose answers others put in doubt, ``settled`` whether the first places are proven to stay,
    and ``could_move`` the questions that can move a place. What comes out of a turn hangs on none before it."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        run: Callable[[Mapping[str, str]], Trace],
        relevance: Relevance,
        ranked: Callable[[Mapping[str, str]], tuple[str, ...]],
        doubted: Callable[[Mapping[str, str]], Collection[str]],
        settled: Callable[[Mapping[str, str], Collection[str], int], bool],
        could_move: Callable[[Mapping[str, str], Collection[str], Mapping[str, int]], Collection[str]],
    ):
        self._knowledge, self._inputs = knowledge, knowledge.inputs
        self._order = {name: place for place, name in enumerate(knowledge.inputs)}
        topics = {name: place for place, name in enumerate(knowledge.question_topics)}
        self._places = {
            name: (topics.get(each.topic or "", len(topics)), each.place) for name, each in knowledge.inputs.items()
        }
        self._brings = {rule.id: outputs_of(rule) for rule in knowledge.rules.values()}
        self._run, self.ranked, self._settled, self._could_move = run, ranked, settled, could_move
        self._relevance = relevance
        self._samples = Samples(knowledge.inputs, ranked, doubted, FIRST)

    def turn(self, facts: Mapping[str, str], unknown: Collection[str] = (), *, quick: bool = False) -> Turn:
        """Where the interview stands with these facts; inputs in ``unknown`` were asked and stay unknown. ``quick``
        chooses what tells most about the three things first."""
        closed = self._closed(facts, unknown)
        outlook = self._relevance.open_to(facts, closed)
        now = self.outcome(facts)
        first = self.ranked(facts)[:FIRST]
        able = self._in_order(outlook)
        if not outlook.exact:
            able = self._found_useful(able, facts, closed)
        # Where a search has shown that no question changes anything, that is more than the bounds tell.
        certain, possible = (outlook.certain, outlook.possible) if able else (now, now)
        look = self._samples.at(facts, closed) if quick and able else None
        settled = (look is None or not look.moves) and self._settled(facts, closed, FIRST)
        if not settled:
            moving = self._could_move(facts, closed, outlook.hangs_on)
            able += [name for name in self._places_first(moving) if name not in able]
        if look is not None and (telling := self._most_telling(able, look, outlook)) is not None:
            able.remove(telling)
            able.insert(0, telling)
        return Turn(
            able[0] if able else None,
            tuple(able),
            now,
            certain,
            possible - certain,
            {name: outlook.could_change.get(name, ()) for name in able},
            first,
            settled,
            not any(outlook.could_rank.get(name) for name in able),
            outlook.exact,
        )

    def steadiness(self, facts: Mapping[str, str], unknown: Collection[str]) -> tuple[int, int, int]:
        """Of how many ways to answer the rest how many leave the first thing, and how many all three, as they are: the
        number of ways, and these two."""
        return self._samples.at(facts, self._closed(facts, unknown)).steadiness

    def _closed(self, facts: Mapping[str, str], unknown: Collection[str]) -> frozenset[str]:
        """The questions that stay unknown: those asked in vain, and those that the facts make moot."""
        return moot(self._knowledge, facts).union(unknown)

    def _in_order(self, outlook: Outlook) -> list[str]:
        """The questions that can change something, in the order in which they are asked."""
        able = [name for name, reach in outlook.could_change.items() if reach]
        return sorted(
            able,
            key=lambda name: (
                not outlook.could_rank[name],
                self._places[name],
                -len(outlook.could_rank[name]),
                -weight(outlook.could_change[name]),
                self._order[name],
            ),
        )

    def _places_first(self, names: Iterable[str]) -> list[str]:
        """Questions by topic and place alone."""
        return sorted(names, key=lambda name: (self._places[name], self._order[name]))

    def _found_useful(self, able: list[str], facts: Mapping[str, str], closed: frozenset[str]) -> list[str]:
        """The questions without those at the beginning that were found to change nothing."""
        search = _Search(self, SEARCH_STEPS)
        while able and not search.finds_use_of(able[0], facts, closed):
            able = able[1:]
        return able

    def _most_telling(self, able: list[str], look: Look, outlook: Outlook) -> str | None:
        """The question that tells most about the things first, and before it the role, which decides how all is read;
        None where no question tells anything."""
        if self._knowledge.asking in able:
            return self._knowledge.asking
        return self._samples.most_telling(look, [name for name in able if outlook.could_rank.get(name)])

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
        # What is moot is not open, and reaches nothing.
        return frozenset(self._relevance.open_to(others, frozenset(unknown) - {name}).could_change.get(name, ()))


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
        reach = frozenset(could_change.get(name, ()))  # none where the answers tried make it moot
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
    knowledge: KnowledgeBase,
    chooser: Chooser,
    facts: Mapping[str, str],
    unknown: Collection[str] = (),
    *,
    quick: bool = False,
) -> NextQuestion:
    """What to ask when the facts are known and the inputs in ``unknown`` were asked without an answer."""
    turn = chooser.turn(facts, unknown, quick=quick)
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
        topic=knowledge.question_topics[attribute.topic].title if attribute and attribute.topic else None,
        question=attribute.question if attribute else None,
        why=attribute.why if attribute else None,
        findings=attribute.findings if attribute else (),
        answers=answers,
        could_change=_ordered(knowledge, turn.could_change[name]) if name is not None else (),
        left=turn.left,
        settled=_ordered(knowledge, turn.settled),
        undecided=_ordered(knowledge, turn.undecided),
        first=turn.first,
        first_settled=turn.first_settled,
        list_settled=turn.list_settled,
        exact=turn.exact,
    )


def _ordered(knowledge: KnowledgeBase, outputs: Collection[Output]) -> tuple[str, ...]:
    """Outputs as documents name them, in the order of the knowledge base."""
    return tuple(str(output) for output in catalogue(knowledge) if output in outputs)
