"""Who asked for advice or decided on it, as far as somebody says so: a name, and no proof of who it was."""

from __future__ import annotations

import os
import unicodedata

from advisor.characters import ON_ONE_LINE
from advisor.errors import AuditError

VARIABLE = "IOT_ADVISOR_BY"
"""The environment variable with the name to record where nobody gives another."""
LONGEST = 200
"""Characters of a name."""

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
"""Categories of characters that show nothing."""


def author(asked: str | None) -> str | None:
    """The name that is asked for, or else the environment's; None where there is neither. Raises AuditError for one
    that is blank or too long, or that does more than be read: controls, line ends, marks that turn the direction."""
    name = asked if asked is not None else os.environ.get(VARIABLE) or None
    if name is None:
        return None
    if all(unicodedata.category(sign) in _UNSEEN for sign in name):
        raise AuditError("the name of who asked is blank; give one, or none at all")
    if len(name) > LONGEST:
        raise AuditError(f"the name of who asked has {len(name):,} characters; expected at most {LONGEST}")
    if found := ON_ONE_LINE.search(name):
        sign, place = ord(found.group()), found.start() + 1
        raise AuditError(f"the name of who asked has a control character, U+{sign:04X}, at place {place}")
    return name
