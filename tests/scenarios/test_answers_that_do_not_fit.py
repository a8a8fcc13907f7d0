"""Answers set against one another: each pair names what it doubts, and a doubted answer makes nothing good."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Assessment, KnowledgeBase
from advisor.model.rule import Rule
from advisor.resources import shipped_root
from tests.strategies import facts

UNHURRIED = settings(max_examples=150, deadline=None)

PAIRS: list[tuple[dict[str, str], str]] = [
    ({"systems_integrated": "yes", "asset_stage": "none"}, "systems_integrated"),
    ({"relationship_phase": "not_started", "systems_integrated": "yes"}, "systems_integrated"),
    ({"relationship_phase": "not_started", "m2m_exchange": "running"}, "m2m_exchange"),
    ({"relationship_phase": "not_started", "governance_mode": "transitional"}, "governance_mode"),
    ({"relationship_phase": "not_started", "asset_stage": "tailored_platform"}, "asset_stage"),
    ({"relationship_phase": "not_started", "knowledge_routine": "monitoring_adhoc"}, "knowledge_routine"),
    ({"asset_stage": "none", "m2m_exchange": "running"}, "m2m_exchange"),
    ({"knowledge_routine": "integrated", "systems_integrated": "no"}, "knowledge_routine"),
    ({"knowledge_routine": "integrated", "asset_stage": "base_systems"}, "knowledge_routine"),
    ({"knowledge_routine": "integrated", "incentives_aligned": "no"}, "knowledge_routine"),
    ({"knowledge_routine": "integrated", "data_sharing_transparent": "no"}, "knowledge_routine"),
    ({"knowledge_routine": "integrated", "relationship_phase": "foundational"}, "knowledge_routine"),
    ({"governance_mode": "relational", "incentives_aligned": "no"}, "governance_mode"),
    ({"governance_mode": "relational", "data_trust": "low"}, "governance_mode"),
    ({"governance_mode": "relational", "relationship_phase": "foundational"}, "governance_mode"),
    ({"governance_mode": "relational", "relationship_history": "new"}, "governance_mode"),
    ({"risk_reward_balanced": "yes", "benefit_distribution": "mainly_provider"}, "risk_reward_balanced"),
    ({"risk_reward_balanced": "yes", "benefit_distribution": "mainly_customer"}, "risk_reward_balanced"),
    ({"incentives_aligned": "yes", "benefit_distribution": "mainly_provider"}, "incentives_aligned"),
    ({"benefit_distribution": "mutual", "risk_reward_balanced": "no"}, "benefit_distribution"),
    ({"relationship_history": "new", "relationship_phase": "advanced"}, "relationship_phase"),
    ({"relationship_phase": "advanced", "asset_stage": "none"}, "relationship_phase"),
    ({"relationship_phase": "advanced", "knowledge_routine": "none"}, "relationship_phase"),
    ({"relationship_phase": "advanced", "governance_mode": "none"}, "relationship_phase"),
    (
        {"terms_doubted": "yes", "risk_reward_balanced": "yes", "benefit_distribution": "mutual"},
        "risk_reward_balanced",
    ),
    ({"m2m_exchange": "running", "systems_integrated": "no"}, "m2m_exchange"),
    ({"asset_stage": "tailored_platform", "dedicated_staff": "no"}, "asset_stage"),
    ({"complementarity": "not_assessed", "complementarity_reviewed": "yes"}, "complementarity_reviewed"),
    ({"sales_channel": "direct", "personal_contact": "none"}, "sales_channel"),
    ({"iot_communication": "open", "data_sharing_transparent": "no"}, "iot_communication"),
    ({"platform_model": "new", "platform_complexity": "low"}, "platform_model"),
    ({"platform_model": "classic", "platform_complexity": "high"}, "platform_complexity"),
]


def pairs(knowledge: KnowledgeBase) -> list[Rule]:
    return [rule for rule in knowledge.rules.values() if doubts(knowledge, rule)]


def doubts(knowledge: KnowledgeBase, rule: Rule) -> set[str]:
    return {target for name in rule.then.conclude if (target := knowledge.attributes[name].doubts)}


def doubted(assessment: Assessment) -> set[str]:
    return {name for each in assessment.caveats for name in each.doubts}


@pytest.mark.parametrize(("answers", "in_doubt"), PAIRS, ids=[" ".join(each.values()) for each, _ in PAIRS])
def test_a_pair_is_pointed_out_and_doubts_the_higher_stage(
    advisor: Advisor, answers: dict[str, str], in_doubt: str
) -> None:
    assessment = advisor.assess(answers)
    found = [each for each in assessment.caveats if each.kind == "contradiction"]
    assert {name for each in found for name in each.doubts} == {in_doubt}
    assert all(each.who_can_tell and each.until_then and each.citations for each in found)
    settle = assessment.recommendations[0]
    assert (settle.id, settle.rank, settle.grade) == ("settle-answers", 1, "operationalised")
    assert settle.facts == {name: answers[name] for name in advisor.knowledge.inputs if name in answers}


def test_each_answer_of_a_pair_alone_is_no_contradiction(advisor: Advisor) -> None:
    for answers, _ in PAIRS:
        for left_out in answers:
            rest = {name: value for name, value in answers.items() if name != left_out}
            assert not doubted(advisor.assess(rest)), f"{rest} stands by itself"


def test_every_pair_has_findings_grade_and_examples(knowledge: KnowledgeBase) -> None:
    for rule in pairs(knowledge):
        assert rule.cites and rule.grade == "operationalised" and rule.examples.fires and rule.examples.misses
        assert rule.then.recommend == ("settle-answers",)
        (caveat,) = rule.then.caveats
        assert knowledge.caveats[caveat].kind == "contradiction"
    assert {rule.topic for rule in pairs(knowledge)} == {"contradictions"}
    assert (shipped_root() / "rules" / "contradictions.yaml").exists()


def test_every_pair_makes_settling_the_most_urgent(knowledge: KnowledgeBase) -> None:
    heaviest = max(knowledge.weights.values(), key=lambda each: each.weight)
    pairs = {rule.urgent for rule in knowledge.rules.values() if "settle-answers" in rule.then.recommend}
    assert pairs == {heaviest.id}
    assert heaviest.id not in {rule.urgent for rule in knowledge.rules.values() if not rule.then.caveats}


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_settling_stands_first_exactly_when_a_pair_does_not_fit(advisor: Advisor, data: st.DataObject) -> None:
    assessment = advisor.assess(data.draw(facts(advisor.knowledge.inputs)))
    there = any(each.kind == "contradiction" for each in assessment.caveats)
    assert [each.rank for each in assessment.recommendations if each.id == "settle-answers"] == ([1] if there else [])


POSITIONS = {
    "assets_position": "asset_stage",
    "routine_position": "knowledge_routine",
    "governance_position": "governance_mode",
}


@pytest.mark.parametrize(
    ("position", "fitting", "against"),
    [
        ("assets_position", {"asset_stage": "enabling_platform"}, {"dedicated_staff": "no"}),
        ("routine_position", {"knowledge_routine": "integrated"}, {"systems_integrated": "no"}),
        ("governance_position", {"governance_mode": "relational"}, {"incentives_aligned": "no"}),
        ("assets_position", {"asset_stage": "enabling_platform"}, {"relationship_history": "new"}),
        ("routine_position", {"knowledge_routine": "integrated"}, {"governance_mode": "none"}),
        ("governance_position", {"governance_mode": "relational"}, {"knowledge_routine": "none"}),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each.values()),
)
def test_a_component_is_aligned_only_while_nothing_doubts_it_or_the_phase(
    advisor: Advisor, position: str, fitting: dict[str, str], against: dict[str, str]
) -> None:
    for answers, expected in (({}, "aligned"), (against, None)):
        assessment = advisor.assess({"relationship_phase": "advanced", **fitting, **answers})
        assert {each.attribute: each.value for each in assessment.conclusions}.get(position) == expected


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_nothing_is_ready_or_aligned_because_of_a_doubted_answer(advisor: Advisor, data: st.DataObject) -> None:
    answers = data.draw(facts(advisor.knowledge.inputs))
    assessment = advisor.assess(answers)
    values = {each.attribute: each.value for each in assessment.conclusions}
    in_doubt = doubted(assessment)
    for position, component in POSITIONS.items():
        if {component, "relationship_phase"} & in_doubt:
            assert values.get(position) != "aligned"
    if {"relationship_phase", "incentives_aligned", "risk_reward_balanced", "benefit_distribution"} & in_doubt:
        assert values.get("ready_for_relational_governance") != "yes"
        assert "advanced-governance" not in {each.id for each in assessment.recommendations}
    assert assessment.profile.facts == {name: answers[name] for name in advisor.knowledge.inputs if name in answers}, (
        "no other answer is put in the place of a doubted one"
    )


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_tensions_say_which_of_their_answers_are_in_doubt(advisor: Advisor, data: st.DataObject) -> None:
    assessment = advisor.assess(data.draw(facts(advisor.knowledge.inputs)))
    in_doubt = doubted(assessment)
    for tension in assessment.tensions:
        resting = advisor.why(assessment.profile.facts, tension.id).facts
        assert set(tension.in_doubt) == set(resting) & in_doubt


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_what_is_doubted_is_one_of_two_answers_that_were_given(advisor: Advisor, data: st.DataObject) -> None:
    knowledge = advisor.knowledge
    assessment = advisor.assess(data.draw(facts(knowledge.inputs)))
    for firing in assessment.firings:
        doubt = doubts(knowledge, knowledge.rules[firing.rule])
        assert doubt <= set(firing.facts)
        if doubt:
            assert len(firing.facts) >= 2 and not firing.unknown, "a pair is made of answers, never of their absence"
