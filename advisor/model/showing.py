"""How a document shows itself in a notebook. What draws it stands in a layer above, which hands itself in here.

A document says by a hash with which knowledge it was made, and to draw it takes that knowledge. It is found here for as
long as somebody else holds it, so that documents stay what they are: equal and pickled without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from advisor.model.base import Model
    from advisor.model.knowledge import KnowledgeBase

# by identity: of two alike that come and go, the one that is left has to be found
_held: WeakValueDictionary[int, KnowledgeBase] = WeakValueDictionary()
_drawing: Callable[[Model], str] | None = None


def remember(knowledge: KnowledgeBase) -> None:
    """Let documents that are made with this knowledge find it."""
    _held[id(knowledge)] = knowledge


def at_hand(sha256: str) -> KnowledgeBase | None:
    """The knowledge of that hash, if anybody holds it still."""
    held = (reference() for reference in _held.valuerefs())
    return next((each for each in held if each is not None and each.sha256 == sha256), None)


def shown_by(draw: Callable[[Model], str]) -> None:
    """From now on, documents are drawn so."""
    global _drawing
    _drawing = draw


def shown(document: Model) -> str:
    """A document as HTML."""
    assert _drawing is not None, "the package hands in what draws when it is imported"
    return _drawing(document)
