"""A record as far as it can be made before its place in the log is known, so that little is left to do while other
writers wait."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.audit.canonical import canonical, sha256
from advisor.audit.rows import columns_of
from advisor.model.record import AssessmentRecord, DecisionRecord

PLACE = ("seq", "at", "program", "previous")
"""What of a record is known only when it is filed."""

_STREAM = b"\x78\x9c"  # how zlib begins a stream of the usual window, compressed as usual
_LEVEL, _RAW = 6, -15


@dataclass(frozen=True)
class Draft:
    """A record without its place. It can be sent to another process, and holds of the knowledge nothing but its hash.

    ``columns`` are those of the table that the record fills by itself, ``parts`` the canonical JSON of each field, and
    ``packed`` the beginning of the body up to the first field of the place, compressed.
    """

    knowledge: str
    columns: Mapping[str, Any]
    parts: Mapping[str, bytes]
    packed: bytes


def drafted(record: AssessmentRecord | DecisionRecord) -> Draft:
    """The draft of a record; what it says of its place does not count. Raises AuditError for what JSON cannot hold."""
    plain = record.model_dump(mode="json")
    parts = {name: canonical(value) for name, value in plain.items() if name not in PLACE}
    columns = {name: value for name, value in columns_of(record).items() if name not in PLACE}
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    packed = packing.compress(_joined(parts, _before(parts), b"{")) + packing.flush(zlib.Z_FULL_FLUSH)
    return Draft(record.knowledge.sha256, columns, parts, packed)


def row_of(draft: Draft, place: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a draft at its place: ``place`` has every field of PLACE. Its body is the canonical JSON of the whole
    record, byte for byte, which is only joined here: canonical JSON has its keys in order."""
    parts = {**draft.parts, **{name: canonical(place[name]) for name in PLACE}}
    before = _before(draft.parts)
    begun = _joined(parts, before, b"{")
    rest = _joined(parts, sorted(parts)[len(before) :], b"," if before else b"") + b"}"
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    body = begun + rest
    stored = _STREAM + draft.packed + packing.compress(rest) + packing.flush() + zlib.adler32(body).to_bytes(4, "big")
    return {"seq": place["seq"], "at": place["at"], **draft.columns, "hash": sha256(body), "body": stored}


def _before(parts: Mapping[str, bytes]) -> list[str]:
    """The fields in front of the first one of the place."""
    return [name for name in sorted(parts) if name < min(PLACE)]


def _joined(parts: Mapping[str, bytes], names: Sequence[str], lead: bytes) -> bytes:
    # The names of fields are ASCII, which all orders agree on and which need no escapes.
    return lead + b",".join(b'"' + name.encode() + b'":' + parts[name] for name in names)
