"""Old assessments run again: the same bytes on the same knowledge, and the culprits named on other knowledge."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.causes import Cause
from advisor.audit.difference import difference
from advisor.audit.log import AuditLog
from advisor.audit.replay import recorded_difference, replay
from advisor.errors import AuditMissing
from advisor.model.assessment import Assessment
from advisor.model.knowledge import Override
from advisor.model.profile import Profile
from tests.unit.audit.conftest import TELECOM, WASTEWATER, Add


def assess(base: KnowledgeBase, profile: Profile) -> Assessment:
    return Advisor.of(base).assess(profile)


def changed(base: KnowledgeBase, change: Callable[[dict[str, Any]], object]) -> KnowledgeBase:
    content = json.loads(json.dumps(base.content))
    change(content)
    return KnowledgeBase.from_content(content)


def test_the_same_knowledge_gives_the_same_bytes(log: AuditLog, add: Add) -> None:
    add(facts=TELECOM)
    result = replay(log, 1, assess)
    assert result.same and result.difference.none


def test_facts_in_another_order_give_the_same_bytes(log: AuditLog, add: Add) -> None:
    add(facts=dict(reversed(TELECOM.items())))
    assert replay(log, 1, assess).same


def test_parts_of_the_users_own_are_still_told(log: AuditLog, advisor: Advisor) -> None:
    override = Override(kind="rule", id="x", change="replaced", file="f")
    own = KnowledgeBase.from_content({**advisor.knowledge.content, "overrides": [override]})
    profile = advisor.profile(WASTEWATER)
    assessment = assess(own, profile)
    assert assessment.knowledge.overrides
    log.record(profile, assessment, own, "command")
    assert replay(log, 1, assess).same


def test_a_removed_rule_is_named(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    lost = "rebuild-trust-before-loosening-control"
    rules = {
        rule.id for rule in advisor.knowledge.rules.values() if "personal-communication-first" in rule.then.recommend
    }
    other = changed(advisor.knowledge, lambda content: [content["rules"].pop(rule) for rule in rules])
    result = replay(log, 1, assess, other)
    assert not result.same
    gone = [each for each in result.difference.outputs if each.how == "lost"]
    assert "personal-communication-first" in [each.id for each in gone] and lost not in [each.id for each in gone]
    culprits = next(each.causes for each in gone if each.id == "personal-communication-first")
    assert culprits and all(cause.how == "removed" and cause.id in rules for cause in culprits)


def test_a_changed_rule_far_up_the_chain_is_named(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add(facts=TELECOM)
    rule = "intermediate-phase-expects-transition"
    assert rule in advisor.knowledge.rules

    def never(content: dict[str, Any]) -> None:
        content["rules"][rule]["when"] = {
            "node": "is",
            "attribute": "data_trust",
            "form": "is",
            "operand": ["low"],
            "allowed": ["low"],
        }

    result = replay(log, 1, assess, changed(advisor.knowledge, never))
    conclusions = {each.id: each for each in result.difference.conclusions}
    assert {"expected_governance", "governance_position"} <= set(conclusions)
    culprit = Cause(kind="rule", id=rule, how="changed")
    assert result.difference.knowledge == (culprit,)
    assert culprit in conclusions["governance_position"].causes
    assert culprit in next(each.causes for each in result.difference.outputs if each.id == "intermediate-governance")


def test_reworded_advice_is_named(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    name = "personal-communication-first"
    other = changed(advisor.knowledge, lambda content: content["recommendations"][name].update(title="Talk"))
    output = next(each for each in replay(log, 1, assess, other).difference.outputs if each.id == name)
    assert (output.how, output.changed) == ("changed", ("title",))
    assert output.causes == (Cause(kind="recommendation", id=name, how="changed"),)


def test_old_records_replay_after_the_knowledge_has_moved_on(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    profile = advisor.profile(TELECOM)
    newer = changed(advisor.knowledge, lambda content: content.update(version="9.0.0"))
    log.record(profile, assess(newer, profile), newer, "command")
    assert replay(log, 1, assess).same and replay(log, 2, assess).same
    found = replay(log, 1, assess, newer)
    assert not found.same
    assert found.difference.elsewhere == ("knowledge",)
    assert (found.knowledge_then.version, found.knowledge_now.version) == (advisor.knowledge.version, "9.0.0")


def test_knowledge_that_lost_a_fact_cannot_run_the_record(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()

    def drop(content: dict[str, Any]) -> None:
        del content["attributes"]["data_trust"]["values"]["low"]

    with pytest.raises(AuditMissing, match="data_trust=low"):
        replay(log, 1, assess, changed(advisor.knowledge, drop))


def test_two_records_compared(log: AuditLog, add: Add) -> None:
    add(), add("Other", TELECOM)
    found = recorded_difference(log, 1, 2)
    assert {each.id for each in found.facts} == {
        "customer_group",
        "data_trust",
        "relationship_phase",
        "governance_mode",
    }
    assert found.elsewhere[0] == "name" or "name" in found.elsewhere
    gained = next(each for each in found.outputs if each.id == "move-governance-gradually")
    assert gained.how == "gained"
    assert Cause(kind="fact", id="governance_mode", how="differs") in gained.causes
    assert recorded_difference(log, 1, 1).none


def test_every_difference_of_two_documents_is_named(advisor: Advisor) -> None:
    before = json.loads(advisor.assess(WASTEWATER).to_json())
    for section in before:
        after = json.loads(json.dumps(before))
        after[section] = [] if isinstance(after[section], list) else after[section]
        if section == "profile":
            after[section]["facts"]["data_trust"] = "high"
        elif isinstance(after[section], (dict, int)):
            after[section] = {"sha256": "0"}
        if after[section] != before[section]:
            assert not difference(before, after).none, section
