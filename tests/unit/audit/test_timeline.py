from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from advisor.audit.log import AuditLog
from advisor.audit.timeline import due, timeline
from advisor.errors import AuditMissing
from tests.unit.audit.conftest import TELECOM, WASTEWATER, Add


def test_a_relationship_over_time(log: AuditLog, add: Add) -> None:
    add("A"), add("B"), add("A", {**TELECOM, "customer_group": "operator_critical"})
    log.decide(1, "foundational-assets", "accept", "budget is there")
    log.decide(3, "move-governance-gradually", "reject", "the contract runs until June", because="not-now")
    log.decide(3, "balance-components", "defer", "in autumn")
    found = timeline(log, "A")
    assert [moment.id for moment in found.moments] == [1, 3]
    assert [moment.state["relationship_phase"] for moment in found.moments] == ["foundational", "intermediate"]
    assert [moment.state["governance_position"] for moment in found.moments] == [None, "behind"]
    advice = {each.id: each for each in found.advice}
    assert (advice["foundational-assets"].state, advice["foundational-assets"].verdict) == ("done", "accept")
    assert advice["foundational-routines"].state == "passed"
    assert advice["move-governance-gradually"].state == "rejected"
    assert advice["move-governance-gradually"].reason == "the contract runs until June"
    assert advice["move-governance-gradually"].because == "not-now"
    assert (advice["balance-components"].state, advice["balance-components"].verdict) == ("open", "defer")
    assert (advice["balance-components"].first, advice["balance-components"].last) == (1, 3)


def test_the_last_decision_counts(log: AuditLog, add: Add) -> None:
    add("A")
    log.decide(1, "balance-components", "reject", "no")
    log.decide(1, "balance-components", "accept", "yes after all")
    assert {each.id: each.state for each in timeline(log, "A").advice}["balance-components"] == "open"


def test_a_name_that_nobody_recorded(log: AuditLog, add: Add) -> None:
    add("A")
    with pytest.raises(AuditMissing, match="'B'"):
        timeline(log, "B")


def test_what_is_due(log: AuditLog, add: Add) -> None:
    add("A"), add("B"), add(None), add("A", WASTEWATER)
    moment = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
    assert [(each.name, each.days) for each in due(log, timedelta(days=7), moment)] == [("B", 8)]
    assert [(each.name, each.assessments) for each in due(log, timedelta(days=5), moment)] == [("B", 1), ("A", 2)]
    assert due(log, timedelta(days=8), moment) == ()
