"""A record is made in two steps, and comes out as if it had been made in one."""

from __future__ import annotations

import pickle
import zlib
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.audit.canonical import canonical
from advisor.audit.draft import PLACE, Draft, drafted, row_of
from advisor.audit.log import AuditLog
from advisor.audit.verify import verify
from advisor.errors import AuditError
from advisor.model.record import DecisionRecord, Receipt
from tests.audit.conftest import log_at
from tests.audit.conftest import row_of as plain_row
from tests.unit.audit.conftest import WASTEWATER, Add


def test_joined_parts_are_the_canonical_record(log: AuditLog, add: Add) -> None:
    add('Ünïcode \u20ac \U0001f600 \x01"\\', request_id="r-1")
    add(None, redact="omit")
    log.decide(1, "personal-communication-first", "reject", 'no "staff"', because="not-now")
    log.decide(1, "personal-communication-first", "accept", "good")
    for seq in (1, 2, 3, 4):
        record = log.get(seq)
        place = {name: getattr(record, name) for name in PLACE}
        joined, plain = row_of(drafted(record), place), plain_row(record)
        body = zlib.decompress(joined.pop("body"))
        assert body == zlib.decompress(plain.pop("body")) == canonical(record.model_dump(mode="json"))
        assert joined == plain and isinstance(record, DecisionRecord) == (seq > 2)
    assert verify(log.store).holds


def test_a_draft_and_a_log_go_to_another_process(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    profile = advisor.profile(WASTEWATER, name="A")
    used = AuditLog(log.location, redact="omit")
    assert used.get(1).seq == 1  # the connection is made, and stays behind
    there: AuditLog = pickle.loads(pickle.dumps(used))
    draft = there.draft(profile, advisor.assess(profile), "http", "r-9", knowledge=advisor.knowledge.stamp)
    sent = pickle.dumps(draft)
    assert len(sent) < 200_000, "the knowledge is not in it"
    [receipt] = log.file([pickle.loads(sent)], advisor.knowledge)
    record = log.assessment(receipt.id)
    assert (record.request_id, record.name, record.redaction) == ("r-9", None, "omit")
    assert verify(log.store, receipt.hash).holds


def drafts(log: AuditLog, advisor: Advisor, *names: str) -> list[Draft]:
    made = []
    for name in names:
        profile = advisor.profile(WASTEWATER, name=name)
        made.append(log.draft(profile, advisor.assess(profile), "http", knowledge=advisor.knowledge.stamp))
    return made


@pytest.mark.parametrize("options", ["", "?timeout=5"])
def test_a_group_is_filed_in_its_order(file: Path, advisor: Advisor, options: str) -> None:
    log = log_at(f"sqlite:///{file}{options}")
    assert log.file([], advisor.knowledge) == []
    receipts = log.file(drafts(log, advisor, "A", "B", "C"), advisor.knowledge)
    assert receipts == [Receipt(seq, log._hash(seq)) for seq in (1, 2, 3)]
    assert [log.assessment(seq).name for seq in (1, 2, 3)] == ["A", "B", "C"]
    assert verify(log.store).holds


def test_a_group_is_filed_wholly_or_not_at_all(
    log: AuditLog, add: Add, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    made = drafts(log, advisor, "A", "B", "C")
    times = iter(["2026-04-01T00:00:00.000000Z", "\udcff"])
    monkeypatch.setattr(log, "_clock", lambda: next(times))
    with pytest.raises(AuditError):
        log.file(made, advisor.knowledge)
    result = verify(log.store)
    assert result.holds and result.records == 1


def test_an_assessment_is_filed_with_its_knowledge(log: AuditLog, advisor: Advisor) -> None:
    with pytest.raises(ValueError, match="knowledge"):
        log.file(drafts(log, advisor, "A"))
