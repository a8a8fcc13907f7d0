"""The record of what was advised: append-only, chained by hashes, and able to be run again.

This package is quick to import. The log itself loads SQLAlchemy, which takes longer than an assessment, so it is
loaded when a log is opened and not before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.audit.location import find_location, is_off, is_required
from advisor.errors import AuditError

if TYPE_CHECKING:  # put off for the time it takes, not because of a cycle
    from advisor.audit.log import AuditLog

__all__ = ["open_log"]


def open_log(where: str | Path | None = None, *, redact: str | None = None, by: str | None = None) -> AuditLog | None:
    """The log at a database URL or file, or else where IOT_ADVISOR_AUDIT says, or else in the user's data directory;
    None when ``where`` or the variable is ``off``.

    With the word ``required`` in the place of ``where`` or of the variable, or as ``required:PLACE`` in front of it, no
    advice is given that cannot be recorded. Raises AuditError when one of the two says that, and the other ``off``;
    ``off`` for ``where`` itself is always heard.

    ``redact`` is what becomes of names and notes: ``none``, ``omit`` or ``hash``; without it IOT_ADVISOR_REDACT
    decides. ``by`` is the name of who asks, as the records hold it; without it IOT_ADVISOR_BY gives one. Nothing is
    read or made before the log is used, and what is wrong with it, or with these two, is told then.
    """
    location, required = find_location(where), is_required(where)
    if location is None:
        if required and not is_off(where):
            raise AuditError("recording is both required and off; name a place, or leave out one of the two")
        return None
    from advisor.audit.log import AuditLog

    return AuditLog(location, redact=redact, by=by, required=required)
