"""Old assessments run again: the same bytes on the same knowledge, and the culprits named on other knowledge."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from advisor import Advisor, KnowledgeBase
from advisor.audit.log import AuditLog
from advisor.audit.replay import recorded_difference, replay
from advisor.audit.schema import RECORDS
from advisor.audit.verify import verify
from advisor.errors import AuditMissing
from advisor.explain.difference import compare_recorded
from advisor.model.assessment import Assessment
from advisor.model.difference import KNOWLEDGE, KnowledgeChange
from advisor.model.knowledge import Override
from advisor.model.profile import Answer, Profile
from tests.audit.conftest import row_of
from tests.unit.audit.conftest import TELECOM, WASTEWATER, Add


def assess(base: KnowledgeBase, profile: Profile) -> Assessment:
    return Advisor.of(base).assess(profile)


def changed(base: KnowledgeBase, change: Callable[[dict[str, Any]], object]) -> KnowledgeBase:
    content = json.loads(json.dumps(base.content))
    change(content)
    return KnowledgeBase.from_content(content)


def test_the_same_knowledge_gives_the_same_bytes(log: AuditLog, add: Add) -> None:
    add(facts=TELECOM)
    result = replay(log, 1, assess, compare_recorded)
    assert result.same and result.difference.none


def noted(profile: Profile, **answers: Answer) -> Profile:
    return profile.model_copy(update={"answers": answers})


def test_what_answers_rest_on_is_recorded_and_compared_but_never_reasoned(log: AuditLog, advisor: Advisor) -> None:
    plain = advisor.profile(TELECOM)
    said = Answer(note="in May", rests_on="said")
    for profile in (plain, noted(plain, data_trust=said), noted(plain, sales_channel=said)):
        log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    assert all(replay(log, record, assess, compare_recorded).same for record in (1, 2, 3))
    assert log.assessment(2).assessment["profile"]["answers"] == {"data_trust": {"note": "in May", "rests_on": "said"}}
    for before, after in ((1, 2), (2, 3)):
        found = recorded_difference(log, before, after, compare_recorded)
        assert found.elsewhere == ("notes_on_answers",)
        assert found.model_copy(update={"elsewhere": ()}).none, "no field is missing on either side"


def test_a_record_from_before_there_was_a_word_on_what_answers_rest_on(
    log: AuditLog, add: Add, advisor: Advisor
) -> None:
    """Of format 2, and yet without the field: only another format is found, and no other inference."""
    add()
    record = log.assessment(1)
    document = {**record.assessment, "profile": {**record.assessment["profile"]}}
    del document["profile"]["answers"]
    with log.store.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_record_no_update")
        row = row_of(record.model_copy(update={"assessment": document, "document": "0" * 64}))
        connection.execute(RECORDS.update().where(RECORDS.c.seq == 1).values(body=row["body"]))
    found = replay(log, 1, assess, compare_recorded)
    assert (found.verdict, found.difference.fields_after) == ("same inference, other format", ("profile.answers",))
    assert found.difference.model_copy(update={"fields_after": ()}).none


def test_facts_in_another_order_give_the_same_bytes(log: AuditLog, add: Add) -> None:
    add(facts=dict(reversed(TELECOM.items())))
    assert replay(log, 1, assess, compare_recorded).same


def test_parts_of_the_users_own_are_still_told(log: AuditLog, advisor: Advisor) -> None:
    override = Override(kind="rule", id="x", change="replaced", file="f")
    own = KnowledgeBase.from_content({**advisor.knowledge.content, "overrides": [override]})
    profile = advisor.profile(WASTEWATER)
    assessment = assess(own, profile)
    assert assessment.knowledge.overrides
    log.record(profile, assessment, own, "command")
    assert replay(log, 1, assess, compare_recorded).same


def test_a_removed_rule_is_named(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    lost = "rebuild-trust-before-loosening-control"
    rules = {
        rule.id for rule in advisor.knowledge.rules.values() if "personal-communication-first" in rule.then.recommend
    }
    other = changed(advisor.knowledge, lambda content: [content["rules"].pop(rule) for rule in rules])
    result = replay(log, 1, assess, compare_recorded, other)
    assert not result.same
    gone = {each.id: each for each in result.difference.lost}
    assert "personal-communication-first" in gone and lost not in gone
    assert gone["personal-communication-first"].causes == ((KNOWLEDGE,),)
    culprits = gone["personal-communication-first"].knowledge
    assert culprits and all(each.how == "removed" and each.id in rules for each in culprits)


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

    result = replay(log, 1, assess, compare_recorded, changed(advisor.knowledge, never))
    conclusions = {each.attribute: each for each in result.difference.conclusions}
    assert {"expected_governance", "governance_position"} <= set(conclusions)
    culprit = KnowledgeChange(kind="rule", id=rule, how="changed")
    assert result.difference.knowledge == (culprit,)
    assert culprit in conclusions["governance_position"].knowledge
    assert culprit in next(each.knowledge for each in result.difference.lost if each.id == "intermediate-governance")


def test_reworded_advice_is_named(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    name = "personal-communication-first"
    other = changed(advisor.knowledge, lambda content: content["recommendations"][name].update(title="Talk"))
    (output,) = replay(log, 1, assess, compare_recorded, other).difference.otherwise
    assert (output.id, output.fields) == (name, ("title",))
    assert output.knowledge == (KnowledgeChange(kind="recommendation", id=name, how="changed"),)


def test_old_records_replay_after_the_knowledge_has_moved_on(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    profile = advisor.profile(TELECOM)
    newer = changed(advisor.knowledge, lambda content: content.update(version="9.0.0"))
    log.record(profile, assess(newer, profile), newer, "command")
    assert replay(log, 1, assess, compare_recorded).same and replay(log, 2, assess, compare_recorded).same
    found = replay(log, 1, assess, compare_recorded, newer)
    assert not found.same
    assert found.difference.elsewhere == ("knowledge",)
    assert (found.knowledge_then.version, found.knowledge_now.version) == (advisor.knowledge.version, "9.0.0")


def test_knowledge_that_lost_a_fact_cannot_run_the_record(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()

    def drop(content: dict[str, Any]) -> None:
        del content["attributes"]["data_trust"]["values"]["low"]

    with pytest.raises(AuditMissing, match="data_trust=low"):
        replay(log, 1, assess, compare_recorded, changed(advisor.knowledge, drop))


def test_two_records_compared(log: AuditLog, add: Add) -> None:
    add(), add("Other", TELECOM)
    found = recorded_difference(log, 1, 2, compare_recorded)
    assert {each.attribute for each in found.facts} == {
        "customer_group",
        "data_trust",
        "relationship_phase",
        "governance_mode",
    }
    assert found.elsewhere[0] == "name" or "name" in found.elsewhere
    gained = next(each for each in found.gained if each.id == "move-governance-gradually")
    assert all("governance_mode" in cause for cause in gained.causes) and gained.causes
    assert recorded_difference(log, 1, 1, compare_recorded).none


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
            assert not compare_recorded((before, None), (after, None)).none, section


def test_the_audit_and_a_comparison_give_the_same_account(log: AuditLog, advisor: Advisor, add: Add) -> None:
    one, two = {"platform_model": "classic", "data_trust": "low"}, {"platform_model": "new", "sales_channel": "direct"}
    add(facts=one), add(facts=two)
    recorded = recorded_difference(log, 1, 2, compare_recorded)
    assert recorded.model_dump(mode="json") == advisor.compare(one, two).difference.model_dump(mode="json")


def test_a_change_of_knowledge_is_one_more_cause(log: AuditLog, add: Add, advisor: Advisor) -> None:
    """What the new answer brings by itself, what the new knowledge does, and what takes both, are told apart."""
    rule = "platform-low-trust"
    name = next(iter(advisor.knowledge.recommendations))

    def alter(content: dict[str, Any]) -> None:
        some = content["rules"][min(content["rules"])]
        test = {"node": "is", "attribute": "data_trust", "form": "is", "operand": ["low"], "allowed": ["low"]}
        then = {"conclude": {}, "recommend": [name], "tensions": [], "caveats": []}
        content["rules"][rule] = {**some, "id": rule, "when": test, "then": then}

    add(facts={"data_trust": "high"})
    newer = changed(advisor.knowledge, alter)
    profile = advisor.profile({"data_trust": "low"})
    log.record(profile, assess(newer, profile), newer, "command")
    found = recorded_difference(log, 1, 2, compare_recorded)
    gained = {each.id: each for each in found.gained}
    assert gained[name].causes == (("data_trust", KNOWLEDGE),)
    assert [(each.kind, each.id, each.how) for each in gained[name].knowledge] == [("rule", rule, "added")]
    others = [each for each in found.gained if each.id != name]
    assert others and all(each.causes == (("data_trust",),) for each in others)


def test_knowledge_that_was_given_as_content_can_be_read_again(log: AuditLog, advisor: Advisor) -> None:
    """Also where the content says less than today's models write, as that of an earlier version does."""
    content = json.loads(json.dumps(advisor.knowledge.content))
    for rule in content["rules"].values():
        del rule["then"]["in_place"]
    earlier = KnowledgeBase.from_content(content)
    profile = advisor.profile(WASTEWATER)
    log.record(profile, assess(earlier, profile), earlier, "library")
    assert log.knowledge(earlier.sha256) == earlier
    assert verify(log.store).holds


def test_other_texts_on_other_knowledge_are_no_other_format(log: AuditLog, add: Add, advisor: Advisor) -> None:
    add()
    name = "personal-communication-first"
    other = changed(advisor.knowledge, lambda content: content["recommendations"][name].update(title="Talk"))
    result = replay(log, 1, assess, compare_recorded, other)
    assert (result.inference, result.verdict) == ((), "differs")


def test_fields_of_another_version_are_named_and_compared_nowhere(advisor: Advisor) -> None:
    now = json.loads(advisor.assess(WASTEWATER).to_json())
    then = json.loads(json.dumps(now))
    for each in then["caveats"]:
        del each["doubts"]
        each["since"] = "2019"
    for each in then["findings"].values():
        del each["support"]
    del then["plan"]
    found = compare_recorded((then, advisor.knowledge), (now, advisor.knowledge))
    assert (set(found.fields_before), set(found.fields_after)) == (
        {"caveats.since"},
        {"caveats.doubts", "findings.support", "plan"},
    )
    left = found.model_copy(update={"fields_before": (), "fields_after": ()})
    assert left.none and not found.none
    without = {**now, "caveats": []}
    assert compare_recorded((without, None), (now, None)).fields_after == ()


FIRM = {"platform_model": "new", "market_turbulence": "high", "market_growth": "high"}


def test_what_lay_under_a_profile_is_run_again(log: AuditLog, advisor: Advisor) -> None:
    for case in ({**TELECOM, "market_growth": "low"}, TELECOM, {**TELECOM, "market_turbulence": "low"}):
        profile = advisor.profile(case, firm=dict(reversed(FIRM.items())))
        log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    for record in (1, 2, 3):
        assert replay(log, record, assess, compare_recorded).same
    found = recorded_difference(log, 1, 2, compare_recorded)
    assert [(each.attribute, each.before, each.after) for each in found.facts] == [("market_growth", "low", "high")]
    for before, after in ((1, 2), (1, 3)):
        found = recorded_difference(log, before, after, compare_recorded)
        assert not found.fields_before and not found.fields_after


def test_records_with_and_without_a_firm_differ_in_what_holds_alone(log: AuditLog, add: Add, advisor: Advisor) -> None:
    profile = advisor.profile(TELECOM, name="Wastewater", firm=FIRM)
    log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    add(facts={**TELECOM, **FIRM})
    assert recorded_difference(log, 1, 2, compare_recorded).none


def test_a_firm_s_answer_that_the_knowledge_no_longer_has_is_told(log: AuditLog, advisor: Advisor) -> None:
    profile = advisor.profile(TELECOM, firm=FIRM)
    log.record(profile, advisor.assess(profile), advisor.knowledge, "library")
    other = changed(advisor.knowledge, lambda content: content["attributes"]["market_growth"]["values"].pop("high"))
    with pytest.raises(AuditMissing, match="market_growth=high"):
        replay(log, 1, assess, compare_recorded, other)
