"""An audit that an earlier version wrote is read by this one: listed, shown, verified, and run again.

``recorded/`` holds a database as each such version left it: an assessment of every example it shipped, one with a house
rule laid over the knowledge, and two decisions, one accepted and one rejected.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.log import AuditLog
from advisor.audit.query import find
from advisor.audit.replay import replay
from advisor.audit.timeline import timeline
from advisor.audit.verify import verify
from advisor.explain.difference import compare_recorded
from advisor.model.assessment import Assessment
from advisor.model.profile import Profile
from advisor.model.record import AssessmentRecord, DecisionRecord
from tests.audit.conftest import log_at


def assess(base: KnowledgeBase, profile: Profile) -> Assessment:
    return Advisor.of(base).assess(profile)


RECORDED = sorted((Path(__file__).parent / "recorded").glob("*.db"))
HEAD = {
    "program-0.1.0-knowledge-1.0.0": "e019cea33b1387940bc2b834f2f160cbf1bab815329a889415e95a04ad9e6858",
}


@pytest.fixture(params=RECORDED, ids=lambda path: path.stem)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[AuditLog, str]:
    """A copy of the recorded database, since reading is not to touch what git keeps, and the head noted elsewhere."""
    shutil.copyfile(request.param, tmp_path / "audit.db")
    return log_at(tmp_path / "audit.db"), HEAD[request.param.stem]


def test_the_chain_holds_up_to_the_head_that_was_noted(written: tuple[AuditLog, str]) -> None:
    log, head = written
    assert verify(log.store, head).holds


def test_every_record_is_read_with_its_decisions(written: tuple[AuditLog, str]) -> None:
    log, _ = written
    listed = list(find(log.store))
    records = [log.get(each.id) for each in listed]
    assessments = [each for each in records if isinstance(each, AssessmentRecord)]
    decisions = [each for each in records if isinstance(each, DecisionRecord)]
    assert len(assessments) == 11 and {each.verdict for each in decisions} == {"accept", "reject"}
    for decision in decisions:
        assert list(log.decisions(decision.of)) == [decision]
        assert decision.recommendation in {
            each["id"] for each in log.assessment(decision.of).assessment["recommendations"]
        }
        follow = {each.id: each for each in timeline(log, str(decision.name)).advice}
        assert follow[decision.recommendation].verdict == decision.verdict


def test_each_is_run_again_on_the_knowledge_of_the_time(written: tuple[AuditLog, str]) -> None:
    """What fired, what followed and what was advised is the same; a later version may only tell more of it."""
    log, _ = written
    for listed in find(log.store):
        if not isinstance(record := log.get(listed.id), AssessmentRecord):
            continue
        again = replay(log, record.seq, assess, compare_recorded).difference
        assert again.fields_after and not again.fields_before
        # The one correction since: the inputs behind a conclusion that had to be undrawn are named.
        assert {field for each in again.otherwise for field in each.fields} <= {"unknown"}
        told = {"otherwise": (), "fields_after": ()}
        assert again.model_copy(update=told).none, record.seq


def test_each_is_run_again_on_the_knowledge_of_today(written: tuple[AuditLog, str], knowledge: KnowledgeBase) -> None:
    """Every answer of the time is still one, and what the new knowledge says otherwise is told with its causes."""
    log, _ = written
    for listed in find(log.store):
        if isinstance(log.get(listed.id), AssessmentRecord):
            found = replay(log, listed.id, assess, compare_recorded, knowledge).difference
            assert all(each.causes and each.knowledge for each in (*found.gained, *found.lost))
