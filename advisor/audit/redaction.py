"""Names and notes taken out of a record before it is written, or replaced by a salted hash.

When that cannot be done, an AuditError says so and nothing is written at all.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Any

from typing_extensions import assert_never

from advisor.errors import AuditError, did_you_mean
from advisor.model.assessment import Assessment
from advisor.model.profile import Profile
from advisor.model.record import REDACTIONS, Redaction

VARIABLE = "IOT_ADVISOR_REDACT"
"""The environment variable that sets the redaction where nobody asks for another."""
PREFIX = "hashed:"


def redaction_asked(asked: str | None) -> Redaction:
    """The redaction that is asked for, or else the environment's, or else none. Raises AuditError for any other
    word, since a misspelt wish for redaction must not let names through."""
    word = asked or os.environ.get(VARIABLE) or "none"
    for known in REDACTIONS:
        if word == known:
            return known
    parts = (f"{word!r} is no way to redact", f"expected {', '.join(REDACTIONS)}", did_you_mean(word, REDACTIONS))
    raise AuditError("; ".join(filter(None, parts)))


def redact(text: str | None, how: Redaction, salt: Path) -> str | None:
    """A name or note as the record may hold it."""
    if how == "none" or text is None:
        return text
    if how == "omit":
        return None
    if how == "hash":
        return pseudonym(text, _salt(salt, create=True))
    assert_never(how)


def redact_profile(profile: Profile, how: Redaction, salt: Path) -> Profile:
    """The profile with its name, its notes and the notes on its answers redacted, and so in its firm's."""
    if how == "none":
        return profile
    answers = {
        name: answer.model_copy(update={"note": redact(answer.note, how, salt)})
        for name, answer in profile.answers.items()
    }
    return profile.model_copy(
        update={
            "name": redact(profile.name, how, salt),
            "notes": redact(profile.notes, how, salt),
            "answers": answers,
            "firm": redact_profile(profile.firm, how, salt) if profile.firm is not None else None,
        }
    )


def redact_assessment(assessment: Assessment, how: Redaction, salt: Path) -> Assessment:
    """The assessment with its name, the firm's and the notes on answers redacted; it holds no other text that a user
    wrote. What an answer rests on is one of four words, and stays."""
    if how == "none":
        return assessment
    profile, firm = assessment.profile, assessment.profile.firm
    if firm is not None:
        firm = firm.model_copy(update={"name": redact(firm.name, how, salt)})
    answers = {
        name: each.model_copy(update={"note": redact(each.note, how, salt)})
        for name, each in profile.answers.items()
        if how != "omit" or each.rests_on is not None
    }
    profile = profile.model_copy(update={"name": redact(profile.name, how, salt), "firm": firm, "answers": answers})
    return assessment.model_copy(update={"profile": profile})


def recorded_names(name: str, salt: Path) -> tuple[str, ...]:
    """Every form in which records may hold the name."""
    return (name, pseudonym(name, _salt(salt, create=False))) if salt.exists() else (name,)


def pseudonym(text: str, salt: bytes) -> str:
    """HMAC-SHA-256 of the text: the same text under the same salt gives the same hash."""
    return PREFIX + hmac.digest(salt, text.encode(errors="surrogatepass"), "sha256").hex()


def _salt(path: Path, *, create: bool) -> bytes:
    try:
        if create and not path.exists():
            _make_salt(path)
        salt = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise AuditError(f"the salt for hashed names at {path} cannot be used: {_reason(error)}") from error
    if len(salt) < 16:
        raise AuditError(f"the salt for hashed names at {path} cannot be used: it is shorter than 16 bytes")
    return salt


def _make_salt(path: Path) -> None:
    """Linked into place in one step, so that of several processes one wins and no one reads half a salt."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)


def _reason(error: Any) -> str:
    return getattr(error, "strerror", None) or "it is not hexadecimal text"
