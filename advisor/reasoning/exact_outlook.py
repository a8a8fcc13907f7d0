"""What an answer to an open question can still change, told exactly, from the decision diagrams of the rules.

Each output, each state of a piece of advice and each value of a conclusion is a diagram over the inputs. Answers cut it
down; what it then still asks for is what it hangs on, since a diagram asks for nothing that makes no difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from advisor.model.knowledge import KnowledgeBase
from advisor.model.outputs import Output, catalogue
from advisor.model.states import ADVICE, HOLD, IN_PLACE, OPEN, THEIRS, WAITS
from advisor.reasoning.diagram import ALL, NONE
from advisor.reasoning.firing_sets import FiringSets
from advisor.reasoning.outlook import Outlook


class ExactOutlook:
    """The diagrams of a knowledge base. Raises BudgetSpent and Undecided where they were not found in the steps of
    ``sets``; afterwards nothing in it changes, so any number of threads may share it."""

    def __init__(self, knowledge: KnowledgeBase, sets: FiringSets):
        rules = sets.rules
        self._inputs = {name: sets.variables[rules.places[name]] for name in knowledge.inputs}
        self._states = {
            name: {value: state for state, value in enumerate(attribute.domain, 1)}
            for name, attribute in knowledge.inputs.items()
        }
        self._vocabulary = {1 << self._inputs[name]: 1 << at for at, name in enumerate(knowledge.inputs)}
        both, outside = sets.diagrams.both, sets.diagrams.outside
        roots: list[tuple[Output, tuple[int, ...], int]] = []
        for output in catalogue(knowledge):
            if output.kind == "recommendation":
                advice, hold = f"{ADVICE}{output.id}", f"{HOLD}{output.id}"
                opened, placed = sets.having(advice, OPEN), sets.having(advice, IN_PLACE)
                waits, theirs = both(opened, sets.having(hold, WAITS)), both(opened, sets.having(hold, THEIRS))
                to_do = both(opened, outside(sets.union([waits, theirs])))
                roots.append((output, (sets.union([opened, placed]), to_do, waits, theirs, placed), to_do))
            else:
                brings = sets.union(sets.known(rule.id) for rule in rules.index.giving.get(output, ()))
                roots.append((output, (brings,), NONE))
        values = [
            (name, tuple(sets.having(name, value) for value in attribute.domain))
            for name, attribute in rules.attributes.items()
            if attribute.derived
        ]
        nodes, number = sets.diagrams.numbered(
            root for _, found, _ in [*roots, *((None, found, NONE) for _, found in values)] for root in found
        )
        # By variable: what reads where each of its nodes leads, and for each of its states where all of them lead then.
        self._levels = [
            (variable, [itemgetter(*ways) for ways in leading], list(zip(*leading, strict=True)))
            for variable, group in groupby(nodes, key=itemgetter(0))
            for leading in [[ways for _, ways in group]]
        ]
        self._outputs = [
            (output, tuple(number[root] for root in found), number[to_do]) for output, found, to_do in roots
        ]
        self._values = [(name, tuple(number[root] for root in found)) for name, found in values]

    def open_to(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> Outlook:
        """The outlook from known facts; inputs in ``closed`` are answered "unknown" and stay that way."""
        answers = {**dict.fromkeys(closed, 0), **{name: self._states[name][value] for name, value in facts.items()}}
        leads, hangs = self._cut_down(answers)
        certain, possible, moving, ranking, ranked, rankable = [], [], [], [], [], []
        for output, roots, to_do in self._outputs:
            listed = leads[roots[0]]
            if listed == NONE:
                continue
            possible.append(output)
            if listed == ALL:
                certain.append(output)
            if mask := _asked_by(roots, leads, hangs):
                moving.append((output, mask))
            if (to_do := leads[to_do]) != NONE:
                rankable.append(output.id)
                if to_do == ALL:
                    ranked.append(output.id)
                else:
                    ranking.append((output.id, hangs[to_do]))
        open_inputs = {name: 1 << variable for name, variable in self._inputs.items() if name not in answers}
        hanging = {name: mask for name, roots in self._values if (mask := _asked_by(roots, leads, hangs))}
        return Outlook(
            {name: tuple([output for output, mask in moving if mask & bit]) for name, bit in open_inputs.items()},
            {name: self._in_the_vocabularys_order(mask) for name, mask in hanging.items()},
            certain,
            possible,
            {name: frozenset([piece for piece, mask in ranking if mask & bit]) for name, bit in open_inputs.items()},
            frozenset(ranked),
            frozenset(rankable),
            exact=True,
        )

    def _cut_down(self, answers: Mapping[str, int]) -> tuple[list[int], list[int]]:
        """For each node the diagram that is left of it under these answers, by number, and for each of those the
        inputs that it asks for, as bits by variable."""
        settled = [-1] * len(self._inputs)
        for name, state in answers.items():
            settled[self._inputs[name]] = state
        leads, hangs = [NONE, ALL], [0, 0]
        for variable, readers, columns in self._levels:
            state = settled[variable]
            if state >= 0:
                leads += [leads[way] for way in columns[state]]
                continue
            known: dict[tuple[int, ...], int] = {}
            bit = 1 << variable
            for read in readers:
                left = read(leads)
                if left.count(left[0]) == len(left):
                    leads.append(left[0])
                    continue
                found = known.get(left)
                if found is None:
                    found = known[left] = len(hangs)
                    mask = bit
                    for way in left:
                        mask |= hangs[way]
                    hangs.append(mask)
                leads.append(found)
        return leads, hangs

    def _in_the_vocabularys_order(self, mask: int) -> int:
        ordered = 0
        while mask:
            variable = mask & -mask  # the lowest bit
            ordered |= self._vocabulary[variable]
            mask ^= variable
        return ordered


def _asked_by(roots: Iterable[int], leads: list[int], hangs: list[int]) -> int:
    mask = 0
    for root in roots:
        mask |= hangs[leads[root]]
    return mask
