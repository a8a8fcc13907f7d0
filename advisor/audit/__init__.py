"""The record of what was advised: append-only, chained by hashes, and able to be run again.

This package is quick to import. The log itself loads SQLAlchemy, which takes longer than an assessment, so it is
loaded when a log is opened and not before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.audit.location import find_location

if TYPE_CHECKING:  # put off for the time it takes, not because of a cycle
    from advisor.audit.log import AuditLog

__all__ = ["open_log"]


def open_log(where: str | Path | None = None, *, redact: str | None = None) -> AuditLog | None:
    """The log at a database URL or file, or else where IOT_ADVISOR_AUDIT says, or else in the user's data directory;
    None when ``where`` or the variable is ``off``.

    ``redact`` is what becomes of names and notes: ``none``, ``omit`` or ``hash``; without it IOT_ADVISOR_REDACT
    decides. Nothing is read or made, and nothing can fail, before the log is used.
    """
    location = find_location(where)
    if location is None:
        return None
    from advisor.audit.log import AuditLog

    return AuditLog(location, redact=redact)
