"""Running an old assessment again, on the knowledge that it was made with or on other knowledge."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import ValidationError

from advisor.audit.canonical import sha256
from advisor.audit.inference import inference_apart
from advisor.audit.log import AuditLog
from advisor.errors import AuditError, AuditMissing
from advisor.model.assessment import Assessment
from advisor.model.base import Model
from advisor.model.difference import Difference
from advisor.model.knowledge import KnowledgeBase
from advisor.model.profile import KnowledgeStamp, Profile
from advisor.model.record import AssessmentRecord

Assess = Callable[[KnowledgeBase, Profile], Assessment]
"""How to assess a profile on a knowledge base; handed in, since the audit does not know the engine."""

Recorded = tuple[Mapping[str, Any], "KnowledgeBase | None"]
"""An assessment as plain data, and the knowledge behind it; None when this version cannot read that."""

Compare = Callable[[Recorded, Recorded], Difference]
"""How to tell two assessments apart; handed in, since that is an explanation."""


Verdict = Literal["same bytes", "same inference, other format", "differs"]


class Replay(Model):
    """An assessment run again. ``same`` says that both documents are the same byte for byte. ``inference`` names what
    was reasoned otherwise, and ``difference`` is the account of all that differs: nothing but the order of keys may be
    left, or fields that another version of the program writes."""

    record: int
    program_then: str
    knowledge_then: KnowledgeStamp
    knowledge_now: KnowledgeStamp
    format_then: int
    format_now: int
    same: bool
    inference: tuple[str, ...]
    difference: Difference

    @property
    def verdict(self) -> Verdict:
        """What the comparison comes to. Another format excuses other bytes, and nothing else does: on other knowledge,
        or in one format with all its fields, whatever differs counts."""
        if self.same:
            return "same bytes"
        fields = self.difference.fields_before or self.difference.fields_after
        other_format = self.format_then != self.format_now or bool(fields)
        same_knowledge = self.knowledge_then.sha256 == self.knowledge_now.sha256
        return "same inference, other format" if other_format and same_knowledge and not self.inference else "differs"

    @property
    def holds(self) -> bool:
        """Whether it came out the same, as far as the format lets one tell."""
        return self.verdict != "differs"


def replay(
    log: AuditLog, record: int, assess: Assess, compare: Compare, knowledge: KnowledgeBase | None = None
) -> Replay:
    """Run the recorded profile again, on the recorded knowledge or on that given. Raises AuditMissing when the record
    is not there, AuditError when the knowledge or the profile cannot be read by this version."""
    recorded = log.assessment(record)
    then = _knowledge_then(log, recorded, needed=knowledge is None)
    base = knowledge if knowledge is not None else then
    assert base is not None
    assessment = assess(base, _profile(recorded, base))
    if base.sha256 == recorded.knowledge.sha256:
        assessment = _with_overrides(assessment, recorded.current["knowledge"].get("overrides", ()))
    text = assessment.to_json()
    again = json.loads(text)
    return Replay(
        record=record,
        program_then=recorded.program,
        knowledge_then=recorded.knowledge,
        knowledge_now=base.stamp,
        format_then=recorded.assessment["format"],
        format_now=again["format"],
        same=sha256(text.encode()) == recorded.document,
        inference=inference_apart(recorded.assessment, again),
        difference=compare((recorded.assessment, then), (again, base)),
    )


def recorded_difference(log: AuditLog, before: int, after: int, compare: Compare) -> Difference:
    """What differs between two recorded assessments. Raises AuditMissing when one is not there."""
    old, new = log.assessment(before), log.assessment(after)
    return compare(
        (old.assessment, _knowledge_then(log, old, needed=False)),
        (new.assessment, _knowledge_then(log, new, needed=False)),
    )


def _knowledge_then(log: AuditLog, recorded: AssessmentRecord, needed: bool) -> KnowledgeBase | None:
    """Where it is not needed and cannot be had, the comparison goes without what changed in the knowledge."""
    sha256 = recorded.knowledge.sha256
    return log.knowledge(sha256) if needed else log.readable_knowledge(sha256)


def _profile(recorded: AssessmentRecord, knowledge: KnowledgeBase) -> Profile:
    """The recorded profile, its facts and its firm's in the vocabulary's order again, which canonical JSON does not
    keep."""
    firm = recorded.profile.get("firm")
    profiles = [recorded.profile] if firm is None else [recorded.profile, firm]
    lost = {
        f"{name}={value}": None
        for each in profiles
        for name, value in each["facts"].items()
        if name not in knowledge.inputs or value not in knowledge.inputs[name].values
    }
    if lost:
        raise AuditMissing(
            f"record {recorded.seq} cannot run on this knowledge, which does not have its facts: {', '.join(lost)}"
        )
    data, *under = (
        {**each, "facts": {name: each["facts"][name] for name in knowledge.inputs if name in each["facts"]}}
        for each in profiles
    )
    if under:
        data["firm"] = under[0]
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        raise AuditError(f"the profile in record {recorded.seq} is not of a shape that this version reads") from error


def _with_overrides(assessment: Assessment, overrides: list[str]) -> Assessment:
    """Which parts a user's directory had replaced is told in the record and not in the knowledge itself, whose hash
    is the same wherever its parts came from."""
    return assessment.model_copy(
        update={"knowledge": assessment.knowledge.model_copy(update={"overrides": tuple(overrides)})}
    )
