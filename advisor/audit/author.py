"""Who asked for advice or decided on it, as far as somebody says so: a name, and no proof of who it was."""

from __future__ import annotations

import os
import unicodedata

from advisor.errors import AuditError

VARIABLE = "IOT_ADVISOR_BY"
"""The environment variable with the name to record where nobody gives another."""
LONGEST = 200
"""Characters of a name."""

_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def author(asked: str | None) -> str | None:
    """The name that is asked for, or else the environment's; None where there is neither. Raises AuditError for one
    that is blank or too long, or that does more than be read: controls, line ends, marks that turn the direction."""
    name = asked if asked is not None else os.environ.get(VARIABLE) or None
    if name is None:
        return None
    if not name.strip():
        raise AuditError("the name of who asked is blank; give one, or none at all")
    if len(name) > LONGEST:
        raise AuditError(f"the name of who asked has {len(name):,} characters; expected at most {LONGEST}")
    for place, sign in enumerate(name, 1):
        if unicodedata.category(sign) in _REFUSED or unicodedata.bidirectional(sign) in _TURNING:
            raise AuditError(f"the name of who asked has a control character, U+{ord(sign):04X}, at place {place}")
    return name
