"""Where a piece of advice stands in a case: to do, waiting, the other side's, or in place.

Rules settle it as they settle every conclusion. Each piece has two conclusions of its own: ``advice.ID``, which is
``open`` where rules recommend the piece and ``in_place`` where the answers show that its indicator holds, and
``hold.ID``, which says what keeps an open piece from being done now. The higher value of each holds. So a rule may test
them, and trace, explanations, outlook and exports need nothing of their own for them. ``state_in`` reads them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

from advisor.model.attribute import Attribute, Value

if TYPE_CHECKING:
    from advisor.model.rule import Consequence

State = Literal["to_do", "waits", "theirs", "in_place"]
STATES: tuple[State, ...] = get_args(State)

SPOKEN: Mapping[State, str] = {
    "to_do": "to do",
    "waits": "waiting",
    "theirs": "the other side's",
    "in_place": "in place",
}
"""Each state within a sentence."""

OPEN, IN_PLACE, WAITS, THEIRS = "open", "in_place", "waits", "theirs"

ADVICE, HOLD = "advice.", "hold."
"""What the names of the two conclusions begin with; the id of the piece follows."""

SAYS: Mapping[str, tuple[str, str]] = {
    "recommend": (ADVICE, OPEN),
    "in_place": (ADVICE, IN_PLACE),
    "waits": (HOLD, WAITS),
    "theirs": (HOLD, THEIRS),
}
"""For each part of a rule's ``then`` that names pieces: the conclusion that it draws of them, and the value."""

_VALUES = {
    ADVICE: {
        OPEN: Value(label="Open", observe="A rule recommends it, and nothing says that it is in place."),
        IN_PLACE: Value(label="In place", observe="The answers say that its indicator holds."),
    },
    HOLD: {
        WAITS: Value(label="Waits", observe="Something comes first that is known not to be done."),
        THEIRS: Value(label="The other side's", observe="It is the other side's to carry out."),
    },
}
_LABELS = {ADVICE: "Advice: ", HOLD: "Held back: "}
_WHY = {
    ADVICE: "Other advice waits for it while it is open; what is in place is kept and not advised.",
    HOLD: "Advice that waits, or that is the other side's to carry out, is not ranked.",
}


def drawn_of(then: Consequence) -> dict[str, str]:
    """Everything that a consequence concludes: of derived attributes, and of pieces of advice."""
    pieces = {f"{prefix}{piece}": value for part, (prefix, value) in SAYS.items() for piece in getattr(then, part)}
    return {**then.conclude, **pieces}


def part_saying(then: Consequence, conclusion: str) -> tuple[str | int, ...]:
    """Where in a consequence one of its conclusions stands."""
    for part, (prefix, value) in SAYS.items():
        if conclusion.startswith(prefix) and then.drawn[conclusion] == value:
            return (part, getattr(then, part).index(conclusion[len(prefix) :]))
    return ("conclude", conclusion)


@lru_cache(maxsize=4_096)
def piece_attributes(piece: str, title: str) -> tuple[Attribute, ...]:
    """The two conclusions about a piece of advice."""
    return tuple(
        Attribute(
            name=f"{prefix}{piece}",
            kind="derived",
            label=f"{_LABELS[prefix]}{title}",
            why=_WHY[prefix],
            findings=(),
            scale="ordinal",
            informative=True,
            merge="highest",
            values=values,
        )
        for prefix, values in _VALUES.items()
    )


def piece_of(attribute: str) -> str | None:
    """The piece of advice that a conclusion is about; None when it is about none."""
    for prefix in _VALUES:
        if attribute.startswith(prefix):
            return attribute[len(prefix) :]
    return None


def about_cases(conclusions: Mapping[str, str]) -> dict[str, str]:
    """The conclusions about the case alone, without those about pieces of advice."""
    return {name: value for name, value in conclusions.items() if "." not in name}


def state_in(conclusions: Mapping[str, str], piece: str) -> State | None:
    """Where a piece stands; None when it is not listed, being neither recommended nor in place."""
    advice = conclusions.get(f"{ADVICE}{piece}")
    if advice is None:
        return None
    if advice == IN_PLACE:
        return "in_place"
    hold = conclusions.get(f"{HOLD}{piece}")
    return "waits" if hold == WAITS else "theirs" if hold == THEIRS else "to_do"


def states_in(conclusions: Mapping[str, str], pieces: Iterable[str]) -> dict[str, State]:
    """The state of each listed piece, in the order given."""
    return {piece: state for piece in pieces if (state := state_in(conclusions, piece)) is not None}


def said_of(piece: str, state: State) -> dict[str, str]:
    """The conclusions about a listed piece that its state comes from, as far as rules may test them."""
    hold = {f"{HOLD}{piece}": WAITS if state == "waits" else THEIRS} if state in ("waits", "theirs") else {}
    return {f"{ADVICE}{piece}": IN_PLACE if state == "in_place" else OPEN, **hold}


def concluded_as(piece: str, state: State) -> tuple[str, str]:
    """The conclusion, and its value, that puts a recommended piece into a state."""
    if state == "waits":
        return f"{HOLD}{piece}", WAITS
    if state == "theirs":
        return f"{HOLD}{piece}", THEIRS
    return f"{ADVICE}{piece}", IN_PLACE if state == "in_place" else OPEN
