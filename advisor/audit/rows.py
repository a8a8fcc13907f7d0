"""Records as they are filed: made from an assessment or a decision, turned into rows, and read back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Set
from functools import cache
from importlib import metadata
from typing import Any

from pydantic import ValidationError

from advisor.audit.canonical import sha256
from advisor.errors import AuditError, AuditNewer, listed
from advisor.model.assessment import Assessment
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import Profile
from advisor.model.record import FORMAT, RECORD, AssessmentRecord, DecisionRecord
from advisor.model.states import State

DISTRIBUTION = "iot-relationship-advisor"

_FIELDS: dict[Any, Set[str]] = {
    "assessment": AssessmentRecord.model_fields.keys(),
    "decision": DecisionRecord.model_fields.keys(),
}


@cache
def program_version() -> str:
    """The program's version, or ``unknown`` in a checkout that was never installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"


def assessment_parts(profile: Profile, assessment: Assessment) -> dict[str, Any]:
    """What a record holds of the two, as plain data."""
    text = assessment.to_json()
    return {
        "profile": profile.model_dump(mode="json"),
        "assessment": json.loads(text),
        "document": sha256(text.encode()),
    }


def columns_of(record: AssessmentRecord | DecisionRecord) -> dict[str, Any]:
    """The columns that repeat what the record says."""
    if isinstance(record, AssessmentRecord):
        assessment = record.current
        recommendations = words(standing(each["id"], each["state"]) for each in assessment["recommendations"])
        rules = words(dict.fromkeys(each["rule"] for each in assessment["firings"]))
        of = None
    else:
        recommendations, rules, of = words([record.recommendation]), "", record.of
    return {
        "seq": record.seq,
        "kind": record.kind,
        "at": record.at,
        "entry": record.entry,
        "name": record.name,
        "knowledge": record.knowledge.sha256,
        "version": record.knowledge.version,
        "of": of,
        "recommendations": recommendations,
        "rules": rules,
    }


def standing(recommendation: str, state: State) -> str:
    """A recommendation among the words of a row: its id alone where it is to do, as it was written before there were
    other states, and otherwise the state in front of it."""
    return recommendation if state == "to_do" else f"{state}:{recommendation}"


def words(ids: Iterable[str]) -> str:
    """Ids with a space on either side of each, so that one can be looked for without meeting parts of others."""
    return " ".join(["", *ids, ""])


def body_of(stored: bytes) -> bytes:
    """The canonical JSON that a row holds. Raises AuditError when it cannot be unpacked."""
    try:
        return zlib.decompress(stored)
    except (zlib.error, TypeError) as error:
        raise AuditError("its body cannot be unpacked") from error


def data_of(body: bytes) -> dict[str, Any]:
    """The plain data in a body. Raises AuditError for what is no object of JSON."""
    try:
        data = json.loads(body)
    except ValueError as error:
        raise AuditError("its body is no JSON") from error
    if not isinstance(data, dict):
        raise AuditError("its body is no record")
    return data


def record_of(body: bytes) -> AssessmentRecord | DecisionRecord:
    """The record in a body. Raises as ``record_from``, and AuditError for what is no object of JSON."""
    return record_from(data_of(body))


def record_from(data: dict[str, Any]) -> AssessmentRecord | DecisionRecord:
    """The record that plain data says. Raises AuditNewer for one of a format, or with a field, that this version does
    not know, and AuditError for anything else."""
    try:
        return RECORD.validate_python(data)
    except ValidationError as error:
        if isinstance(written := data.get("format"), int) and written > FORMAT:
            told = f"it is of format {written}, and this version of the program reads {FORMAT}"
        elif unknown := data.keys() - _FIELDS.get(data.get("kind"), data.keys()):
            told = f"it has what this version of the program does not know: {listed(sorted(unknown))}"
        else:
            raise AuditError("its body is no record of a shape that this version reads") from error
        raise AuditNewer(f"{told}; a newer version wrote it") from error


def knowledge_row(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The knowledge as a row. Not in canonical JSON: the order of attributes and values has a meaning."""
    text = json.dumps(knowledge.hashed, ensure_ascii=False, separators=(",", ":"))
    return {"sha256": knowledge.sha256, "body": zlib.compress(text.encode(), 9)}


def knowledge_of(sha: str, stored: bytes) -> KnowledgeBase:
    """The knowledge in a row. Raises AuditError when it is not what its hash says, or of a shape no longer read."""
    try:
        content = json.loads(body_of(stored))
        knowledge = KnowledgeBase.from_content(content)
    except ValueError as error:
        raise AuditError(f"the knowledge {sha[:12]} is not of a shape that this version reads") from error
    if knowledge.sha256 != sha:
        raise AuditError(f"the knowledge kept as {sha[:12]} is not the one with that hash")
    return knowledge
