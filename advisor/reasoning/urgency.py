"""How urgent a piece of advice is in a case: one integer, which ranks what is to do.

It is the larger of the piece's own weight, and one more than the highest urgency of what waits for it or had better
come after it (``before``). The own weight is that of the weightiest reason that a rule names, and what the case adds:
the answers that speak for the piece, the tensions that hang on it, the stages by which its component is behind the
phase, and its horizon. The points stand in the knowledge, and docs/provenance.md tells this with an example.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.model.advice import Horizon
from advisor.model.knowledge import KnowledgeBase
from advisor.model.states import ADVICE, State, piece_of
from advisor.model.trace import Trace
from advisor.model.urgency import Counted, Weight
from advisor.reasoning.proof import ProofBook, Proofs


class Scale:
    """The points of a knowledge base."""

    def __init__(self, weights: Mapping[str, Weight]):
        self._reasons = {name: each.weight for name, each in weights.items() if each.counts is None}
        self._counted = {each.counts: each.weight for each in weights.values() if each.counts is not None}

    def counts(self, what: Counted) -> int:
        """How much one of the things that a case adds weighs."""
        return self._counted.get(what, 0)

    def weightiest(self, reasons: Iterable[str]) -> str | None:
        """The reason that weighs most, the first of those that weigh alike; None without any."""
        return max(reasons, key=lambda name: (self._reasons[name], [-ord(each) for each in name]), default=None)

    def own(
        self, reason: str | None, answers: int, placing: int, tensions: int, stages: int, after: int, horizon: Horizon
    ) -> int:
        """The own weight of a piece: of its reason, and of what the case adds, which is at most ``most``."""
        count = self._counted.get
        case = (
            answers * count("answer", 0)
            + placing * count("placing", 0)
            + tensions * count("tension", 0)
            + stages * count("stage_behind", 0)
            + after * count("after", 0)
            + count(horizon, 0)
        )
        most = count("most", case)
        return (self._reasons[reason] if reason is not None else 0) + min(case, most)


class Urgent(NamedTuple):
    """How urgent a piece is, and what makes it so: its ``own`` weight with the ``reason`` that a rule names, the inputs
    whose ``answers`` speak for it and those that are ``placing`` the case, the ``tensions`` that hang on it and the
    stages by which its component is ``behind``; the pieces ``waiting`` for it, those to do that had better come
    ``after`` it, and the ``highest`` urgency of these, None without any."""

    urgency: int
    own: int
    reason: str | None
    answers: tuple[str, ...]
    placing: tuple[str, ...]
    tensions: tuple[str, ...]
    behind: int
    waiting: tuple[str, ...]
    after: tuple[str, ...]
    highest: int | None


class UrgencyBook:
    """The advice of a knowledge base, arranged to tell how urgent each piece is. What does not depend on the case is
    made once."""

    def __init__(self, knowledge: KnowledgeBase, book: ProofBook):
        self.scale = Scale(knowledge.weights)
        self.after = {name: _all_after(name, knowledge) for name in knowledge.recommendations}
        self.handled = {name: tensions_of(name, knowledge) for name in knowledge.recommendations}
        self.phased = knowledge.phased
        self._knowledge, self._book = knowledge, book

    def of(self, trace: Trace, proofs: Proofs, states: Mapping[str, State]) -> dict[str, Urgent]:
        """How urgent each piece is that is to do or waits, in the order of ``states``."""
        known = self._knowledge
        found = {**trace.facts, **trace.conclusions}
        pressing = {name: self._pressing(name, found, proofs) for name, state in states.items() if state in RANKED}
        waiting: dict[str, list[str]] = {name: [] for name in pressing}
        for name, pieces in waiting_for(trace, known).items():
            if states.get(name) == "waits":
                for piece in pieces:
                    if piece in waiting:
                        waiting[piece].append(name)
        after = {
            name: [each for each in self.after[name] if states.get(each) == "to_do"] if states[name] == "to_do" else []
            for name in pressing
        }
        own = {
            name: self.scale.own(
                each.reason,
                len(each.answers),
                len(each.placing),
                len(each.tensions),
                each.behind,
                len(after[name]),
                known.recommendations[name].horizon,
            )
            for name, each in pressing.items()
        }
        later = {name: [*waiting[name], *after[name]] for name in pressing}
        urgency = raised(own, later)
        return {
            name: each._replace(
                urgency=urgency[name],
                own=own[name],
                waiting=tuple(waiting[name]),
                after=tuple(after[name]),
                highest=max((urgency[one] for one in later[name]), default=None),
            )
            for name, each in pressing.items()
        }

    def _pressing(self, name: str, found: Mapping[str, str], proofs: Proofs) -> Urgent:
        brought = proofs.conclusions[f"{ADVICE}{name}"]
        rules = self._knowledge.rules
        reasons = (rules[rule].urgent for rule in brought.rules)
        return Urgent(
            urgency=0,
            own=0,
            reason=self.scale.weightiest(each for each in reasons if each is not None),
            answers=self._book.names(brought.telling & ~self._book.placing),
            placing=self._book.names(brought.telling & self._book.placing),
            tensions=tuple([each for each in self.handled[name] if each in proofs.outputs["tension"]]),
            behind=self._stages_behind(name, found),
            waiting=(),
            after=(),
            highest=None,
        )

    def _stages_behind(self, name: str, known: Mapping[str, str]) -> int:
        component = self._knowledge.recommendations[name].component
        guide = self.phased.get(component) if component is not None else None
        if guide is None or known.get(guide.position) != "behind":
            return 0
        stages = self._knowledge.attributes[guide.here].domain
        here, expected = known.get(guide.here), known.get(guide.expected)
        return max(0, stages.index(expected) - stages.index(here)) if {here, expected} <= {*stages} else 0


RANKED: Collection[State] = ("to_do", "waits")
"""The states in which a piece is urgent: what waits lends its urgency to what it waits for."""


def raised(own: Mapping[str, int], after: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The urgency of each piece from its own weight and the pieces that come after it. What waits for one another in a
    circle raises nothing within the circle."""
    found: dict[str, int] = {}
    if not all(_raise(name, own, after, found, ()) for name in own):
        return raised(own, _without_circles(after))
    return found


def _raise(
    name: str, own: Mapping[str, int], after: Mapping[str, Sequence[str]], found: dict[str, int], above: tuple[str, ...]
) -> bool:
    """Find the urgency of a piece; false where it comes after itself."""
    if name in above:
        return False
    if name not in found:
        later = after[name]
        if later:
            inside = (*above, name)
            if not all(_raise(each, own, after, found, inside) for each in later):
                return False
        found[name] = max([own[name], *[1 + found[each] for each in later]])
    return True


def _without_circles(after: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What comes after each piece, but for what it comes after itself."""
    reached = _reached(after)
    return {name: [each for each in later if name not in reached[each]] for name, later in after.items()}


def _reached(after: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Each piece, with all that comes after it, directly or through others."""
    reached = {name: {name} for name in after}
    for name, seen in reached.items():
        ahead = [name]
        while ahead:
            fresh = [each for each in after[ahead.pop()] if each not in seen]
            seen.update(fresh)
            ahead.extend(fresh)
    return reached


def raised_between(
    lowest: Mapping[str, int],
    highest: Mapping[str, int],
    surely: Mapping[str, Sequence[str]],
    perhaps: Mapping[str, Sequence[str]],
) -> tuple[dict[str, int], dict[str, int]]:
    """The least and the most that ``raised`` comes to, from bounds of the own weights, and from what comes after each
    piece for sure and at most."""
    found: dict[str, int] = {}
    if all(_raise(name, highest, perhaps, found, ()) for name in highest):
        return raised(lowest, surely), found
    # Which of a circle counts hangs on the answers: all may, and none has to.
    reached = _reached(perhaps)
    most = {name: max(highest[each] for each in reached[name]) + len(highest) for name in highest}
    return dict(lowest), most


def waiting_for(trace: Trace, knowledge: KnowledgeBase) -> dict[str, dict[str, None]]:
    """For each piece that rules say waits, the open pieces that they matched."""
    found: dict[str, dict[str, None]] = {}
    for firing in trace.firings:
        waits = knowledge.rules[firing.rule].then.waits
        if waits:
            pieces = [piece for each in firing.facts if (piece := piece_of(each)) is not None]
            for name in waits:
                found.setdefault(name, {}).update(dict.fromkeys(pieces))
    return found


def tensions_of(piece: str, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The tensions that a piece of advice handles."""
    return tuple(name for name, tension in knowledge.tensions.items() if piece in tension.handled_by)


def _all_after(name: str, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """Every piece that had better come after this one, directly or through others, in the catalogue's order."""
    known = knowledge.recommendations
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        for each in known[ahead.pop()].before:
            if each not in reached:
                reached.add(each)
                ahead.append(each)
    return tuple(each for each in known if each in reached)
