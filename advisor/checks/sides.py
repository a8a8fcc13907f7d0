"""Advice that reaches somebody whom it is not for: the wrong side, or a whole firm because of one relationship."""

from __future__ import annotations

import json
from collections.abc import Iterator

from advisor.checks.reachability import undecided
from advisor.errors import Issue
from advisor.loading.knowledge import LoadedKnowledge
from advisor.model.advice import asks_for_side
from advisor.model.base import SIDES
from advisor.model.states import ADVICE, HOLD, OPEN, THEIRS
from advisor.reasoning.diagram import NONE
from advisor.reasoning.firing_sets import FiringSets
from advisor.reasoning.index import RuleIndex


def side_issues(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Every fault of whom advice is for."""
    yield from _for_the_other_side(loaded, sets)
    yield from _counterparts(loaded)
    yield from _firm_by_relationship(loaded, sets.rules.index)


def _for_the_other_side(loaded: LoadedKnowledge, sets: FiringSets) -> Iterator[Issue]:
    """Each piece for one side that another side gets to do, as no rule says there that it is theirs."""
    base, both = loaded.base, sets.diagrams.both
    asking = base.asking
    if asking is None:
        return

    def reached(piece: str, side: str) -> int:
        """The cases in which a side is told to do a piece."""
        told = sets.diagrams.beyond(sets.having(f"{ADVICE}{piece}", OPEN), sets.having(f"{HOLD}{piece}", THEIRS))
        return both(told, sets.having(asking, side))

    for key, piece in base.recommendations.items():
        recommending = [rule.id for rule in base.rules.values() if key in rule.then.recommend]
        for side in SIDES if piece.side is not None and recommending else ():
            if side == piece.side:
                continue
            cases = sets.decide(lambda key=key, side=side: reached(key, side))  # type: ignore[misc]
            if cases is None:
                yield undecided(loaded, recommending[0], f"whether the {side} can be told to do {key}")
            elif cases != NONE:
                yield loaded.issue(
                    "recommendation",
                    key,
                    ("for",),
                    f"this is for the {piece.side}, and on {json.dumps(sets.facts(cases))} the {side} is told to do it",
                    f"a rule that says there theirs: [{key}]",
                    f"or narrow what recommends it: {', '.join(recommending)}",
                    code="other-side",
                )


def _counterparts(loaded: LoadedKnowledge) -> Iterator[Issue]:
    """Pieces whose counterpart is not the other side's, and questions to the other side of a piece that has none."""
    pieces = loaded.base.recommendations
    for key, piece in pieces.items():
        if piece.counterpart is not None and piece.side is not None and pieces[piece.counterpart].side == piece.side:
            yield loaded.issue(
                "recommendation",
                key,
                ("counterpart",),
                f"{piece.counterpart} is for the {piece.side} as well",
                "a piece by which the other side does its part",
                code="counterpart",
            )
        if piece.ask is not None and piece.side is None:
            yield loaded.issue(
                "recommendation",
                key,
                ("ask",),
                "this is for whoever asks, so that no other side can ask for it",
                f"for: {', '.join(SIDES[:-1])} or {SIDES[-1]}",
                "name the side, or take ask out",
                code="counterpart",
            )


def _firm_by_relationship(loaded: LoadedKnowledge, index: RuleIndex) -> Iterator[Issue]:
    """Advice to a whole firm by a rule behind which there are only answers about one relationship."""
    base = loaded.base
    for key, rule in base.rules.items():
        behind = [
            base.inputs[name]
            for name in index.behind(index.tested[key])
            if name in base.inputs and not asks_for_side(base.inputs[name])
        ]
        if not behind or any(each.level == "firm" for each in behind):
            continue
        for at, piece in enumerate(rule.then.recommend):
            if base.recommendations[piece].level == "firm":
                yield loaded.issue(
                    "rule",
                    key,
                    ("then", "recommend", at),
                    f"{piece} is decided for the whole firm, and this rule rests on answers about one relationship",
                    "an answer about the firm behind it",
                    "test one, or let the advice be of the level relationship",
                    code="firm-advice",
                )
