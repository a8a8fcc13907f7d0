"""IoT relationship advisor: facts about a customer relationship go in, cited advice comes out.

``Advisor`` is where a program starts; what it returns is an ``Assessment``; what goes wrong is an ``AdvisorError``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from advisor.errors import (
    AdvisorError,
    AmbiguousId,
    AuditError,
    AuditMissing,
    EngineError,
    FaultyInput,
    Issue,
    KnowledgeError,
    MissingExtra,
    ProfileError,
    UnknownId,
)
from advisor.model.showing import shown_by

if TYPE_CHECKING:
    from advisor.advisor import Advisor
    from advisor.model.assessment import Assessment
    from advisor.model.base import Model
    from advisor.model.knowledge import KnowledgeBase
    from advisor.model.profile import Profile

__all__ = [
    "Advisor",
    "AdvisorError",
    "AmbiguousId",
    "Assessment",
    "AuditError",
    "AuditMissing",
    "EngineError",
    "FaultyInput",
    "Issue",
    "KnowledgeBase",
    "KnowledgeError",
    "MissingExtra",
    "Profile",
    "ProfileError",
    "UnknownId",
]

if not TYPE_CHECKING:  # a type checker would take it for a promise of every name

    def __getattr__(name: str) -> Any:
        """A name that takes time to load, loaded when it is first asked for: whoever runs ``iot-advisor --help`` needs
        no expert."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(_LATER[name]), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})


_LATER = {
    "Advisor": "advisor.advisor",
    "Assessment": "advisor.model.assessment",
    "KnowledgeBase": "advisor.model.knowledge",
    "Profile": "advisor.model.profile",
}


def _shown(document: Model) -> str:
    from advisor.reports.notebook import shown  # nothing draws before somebody looks

    return shown(document)


shown_by(_shown)  # here, so that a document that was pickled elsewhere can be shown, too
