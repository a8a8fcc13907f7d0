"""The head of a log as a short text: the bytes to be signed, or kept where those who can write to the log cannot change
them. The same log gives the same bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import AuditError, FaultyInput, Issue
from advisor.model.record import START

if TYPE_CHECKING:  # the database layer is loaded where a log is read
    from advisor.audit.store import Store

TITLE = "iot-advisor audit head"
FORMAT = 1
LONGEST = 4096
"""Bytes of a file that can be a head."""
NO_TIME = "none"

_FIRST = f"{TITLE}, format {FORMAT}"

_LINES = {
    "records": (r"[0-9]{1,18}", "a number of records"),
    "hash": (r"[0-9a-f]{64}", "64 hexadecimal digits in lower case"),
    "time": (
        rf"(?a)\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6}}Z|{NO_TIME}",
        "a time such as 2026-03-31T12:00:00.000000Z",
    ),
}


class KeptHead(NamedTuple):
    """How many records a log has or had, the hash of the last, and its time; None for a log without records."""

    records: int
    hash: str
    at: str | None

    def fields(self) -> dict[str, object]:
        """What its lines say, by their names."""
        return {"records": self.records, "hash": self.hash, "time": self.at or NO_TIME}

    def text(self) -> str:
        """The head as it is signed or kept."""
        return "\n".join([_FIRST, *(f"{name}: {part}" for name, part in self.fields().items()), ""])


def head_of(store: Store) -> KeptHead:
    """The head of a log as it is now. Raises AuditMissing when there is no log, AuditError when it has lost its head or
    its last record."""
    from sqlalchemy import select

    from advisor.audit.schema import HEAD, RECORDS

    with store.reading() as connection:
        head = connection.execute(select(HEAD.c.records, HEAD.c.hash)).one_or_none()
        last = connection.execute(
            select(RECORDS.c.seq, RECORDS.c.hash, RECORDS.c.at).order_by(RECORDS.c.seq.desc()).limit(1)
        ).one_or_none()
    counted = (0, START) if last is None else (last.seq, last.hash)
    if head is not None and (head.records, head.hash) == counted:
        found = KeptHead(head.records, head.hash, None if last is None else last.at)
        if all(re.fullmatch(_LINES[name][0], str(part)) for name, part in found.fields().items()):
            return found
    raise AuditError(
        f"the last record of the audit at {store.location.shown} is not the one that was written last: see "
        "'iot-advisor audit verify'"
    )


def read_head(path: Path) -> KeptHead:
    """The head in a file. Raises FaultyInput with every fault of one that holds none."""
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "there is no such file" if not path.exists() else "it is no plain file")
        with path.open("rb") as file:
            stored = file.read(LONGEST + 1)
    except OSError as error:
        raise FaultyInput([Issue(str(path), 0, 0, "", f"it cannot be read: {error.strerror}", _EXPECTED)]) from error
    if len(stored) > LONGEST:
        raise FaultyInput([Issue(str(path), 0, 0, "", "it is too long to be a head", _EXPECTED)])
    first, *lines = stored.decode(errors="replace").splitlines() or [""]
    issues = []
    if first != _FIRST:
        hint = "a newer version of the program reads it" if re.fullmatch(rf"{TITLE}, format \d{{1,4}}", first) else ""
        raise FaultyInput([Issue(str(path), 1, 1, "", repr(first[:80]), _FIRST, hint)])
    found = {}
    for number, (name, (shape, expected)) in enumerate(_LINES.items(), 2):
        line = lines[number - 2] if len(lines) > number - 2 else ""
        key, _, value = line.partition(": ")
        if key != name or not re.fullmatch(shape, value):
            issues.append(Issue(str(path), number, 1, "", repr(line[:80]), f"'{name}: ' and {expected}"))
        found[name] = value
    if len(lines) > len(_LINES):
        issues.append(Issue(str(path), 2 + len(_LINES), 1, "", "there is more", f"{1 + len(_LINES)} lines"))
    if issues:
        raise FaultyInput(issues)
    return KeptHead(int(found["records"]), found["hash"], None if found["time"] == NO_TIME else found["time"])


_EXPECTED = "a file that 'iot-advisor audit head' wrote, or a hash of 64 hexadecimal digits"
