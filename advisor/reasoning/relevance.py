"""What an answer to an open question can still change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.model.condition import tests
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.reasoning.possible import TRUE, Spread


class Outlook(NamedTuple):
    """``could_change`` maps each open input to the outputs that an answer to it could bring or take; ``certain`` are
    the outputs that come whatever is answered, ``possible`` those that can still come, the certain ones included.

    Outputs are written ``recommendation:ID``, ``tension:ID`` and ``caveat:ID``. An answer that can change something is
    never missing; now and then one is named that turns out to change nothing.
    """

    could_change: dict[str, frozenset[str]]
    certain: frozenset[str]
    possible: frozenset[str]


def outputs(rule: Rule) -> tuple[str, ...]:
    """What a rule brings out for a person."""
    then = rule.then
    return (
        *(f"recommendation:{each}" for each in then.recommend),
        *(f"tension:{each}" for each in then.tensions),
        *(f"caveat:{each}" for each in then.caveats),
    )


class Relevance:
    """The rules of a knowledge base, arranged for the question what can still change."""

    def __init__(self, knowledge: KnowledgeBase):
        self._spread = Spread(knowledge.rules.values(), knowledge.attributes)
        self._bits = {name: 1 << index for index, name in enumerate(knowledge.inputs)}
        self._rules = [
            (rule, tuple({test.attribute: None for test in tests(rule.when)}), outputs(rule))
            for rule in self._spread.rules
        ]

    def open_to(self, facts: Mapping[str, str], closed: Collection[str] = ()) -> Outlook:
        """The outlook from known facts; inputs in ``closed`` are answered "unknown" and stay that way."""
        answers: dict[str, str | None] = {**dict.fromkeys(closed), **facts}
        possible, found = self._spread.settle(answers)
        # For every attribute the open inputs that its value can hang on, as a set of bits.
        hangs = {name: 0 if name in answers else bit for name, bit in self._bits.items()}
        certain: set[str] = set()
        reached: dict[str, int] = {}
        for rule, attributes, brought in self._rules:
            verdict = found[rule.id]
            if not verdict & TRUE:
                continue
            mask = 0
            if verdict == TRUE:
                certain.update(brought)
            else:
                for attribute in attributes:
                    if len(possible[attribute]) > 1:
                        mask |= hangs.get(attribute, 0)
                for name in rule.then.conclude:
                    hangs[name] = hangs.get(name, 0) | mask
            for output in brought:
                reached[output] = reached.get(output, 0) | mask
        return Outlook(
            {
                name: frozenset(output for output, mask in reached.items() if mask & bit and output not in certain)
                for name, bit in self._bits.items()
                if name not in answers
            },
            frozenset(certain),
            frozenset(reached),
        )
