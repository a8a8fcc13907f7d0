"""IoT relationship advisor: facts about a customer relationship go in, cited advice comes out.

``Advisor`` is where a program starts; what it returns is an ``Assessment``; what goes wrong is an ``AdvisorError``.
"""

from advisor.advisor import Advisor
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
from advisor.model.assessment import Assessment
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
