"""Canonical JSON (RFC 8785) and the hashes over it."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from advisor.errors import AuditError


def canonical(value: Any) -> bytes:
    """The one byte sequence that RFC 8785 gives for a JSON value. Raises AuditError for what JSON cannot hold."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise AuditError(f"this cannot be written as canonical JSON: {error}") from error


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()
