"""Whole profiles on which the rules once departed from the texts, each with what the texts say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor
from tests.scenarios.brought import advice, caveats, conclusions, tensions
from tests.scenarios.cases import MANUFACTURERS
from tests.strategies import facts

UNHURRIED = settings(max_examples=150, deadline=None)
OPERATORS = ("operator_critical", "operator_noncritical")

INVESTS = {
    "foundational-assets",
    "assign-dedicated-staff",
    "foundational-routines",
    "foundational-governance",
    "intermediate-assets",
    "intermediate-routines",
    "intermediate-governance",
    "advanced-assets",
    "advanced-routines",
    "bring-onto-platform",
    "pilot-with-direct-customized",
    "integrate-digital-systems",
    "review-meeting-rhythm",
    "prepare-own-organisation",
    "prepare-the-customer",
    "prepare-your-people",
    "say-which-service-you-want",
}
"""Advice that puts money, people or effort into the joint digital work."""


NEED_AN_AGREEMENT = {
    "intermediate-governance",
    "advanced-governance",
    "move-governance-gradually",
    "write-down-what-is-agreed",
    "rebuild-trust-before-loosening-control",
    "keep-control-until-trust-holds",
}
"""Advice that revises an agreement, or speaks of the control that comes with one."""


class TestScope:
    """Which study a case lies outside of, each cause with its own citations."""

    @pytest.mark.parametrize(
        ("answers", "caveat", "citations"),
        [
            ({"relationship_history": "new"}, "outside-history", {"F24"}),
            ({"relationship_history": "dissatisfied"}, "outside-history", {"F24"}),
            (
                {"customer_group": "other"},
                "outside-customer-group",
                {"F18", "F19", "F20", "F33", "K11", "K16", "K21", "K27"},
            ),
            ({"customer_group": "other_public"}, "outside-public-group", {"F19", "F20", "F33"}),
            ({"focal_role": "supplier"}, "suppliers-are-hardly-heard", {"F20", "H7", "K5"}),
        ],
    )
    def test_each_cause_has_its_own_caveat(
        self, advisor: Advisor, answers: dict[str, str], caveat: str, citations: set[str]
    ) -> None:
        assessment = advisor.assess(answers)
        (raised,) = (each for each in assessment.caveats if each.id == caveat)
        assert set(raised.citations) == citations
        assert conclusions(assessment)["outside_evidence_scope"] == "yes"

    def test_the_industries_of_the_framework_are_not_outside_everything(self, advisor: Advisor) -> None:
        text = advisor.knowledge.caveats["outside-customer-group"].text
        assert all(each in text for each in ("telecom", "energy", "forestry", "mining"))
        assert "everything" not in text

    def test_the_framework_is_said_to_speak_to_both_sides(self, advisor: Advisor) -> None:
        assert "provider and customer alike" in advisor.knowledge.caveats["addressed-to-the-provider"].text


class TestGroupsAndChannels:
    def test_a_university_that_buys_customized_and_direct_keeps_both_findings(self, advisor: Advisor) -> None:
        assessment = advisor.assess(
            {"customer_group": "university", "product_customization": "customized", "sales_channel": "direct"}
        )
        found = conclusions(assessment)
        assert (found["group_attitude"], found["expected_acceptance"]) == ("more_open", "highest")
        assert {"F36", "F47"} <= assessment.findings.keys()

    @pytest.mark.parametrize("group", OPERATORS)
    def test_an_operator_who_buys_customized_and_direct_is_not_the_most_accepting(
        self, advisor: Advisor, group: str
    ) -> None:
        assessment = advisor.assess(
            {"customer_group": group, "product_customization": "customized", "sales_channel": "direct"}
        )
        assert not {"expected_acceptance", "distrust_risk"} & conclusions(assessment).keys()
        assert "pilot-with-direct-customized" not in advice(assessment)
        assert "T16" in tensions(assessment)
        assert conclusions(assessment)["contact_openness"] == "more_open", "direct contact counts all the same"

    @pytest.mark.parametrize("history", ["new", "dissatisfied"])
    def test_the_most_accepting_are_in_close_relationships(self, advisor: Advisor, history: str) -> None:
        answers = {"product_customization": "customized", "sales_channel": "direct"}
        assert conclusions(advisor.assess(answers))["expected_acceptance"] == "highest", "unknown is no objection"
        found = conclusions(advisor.assess({**answers, "relationship_history": history}))
        assert not {"expected_acceptance", "distrust_risk"} & found.keys()

    @pytest.mark.parametrize("group", OPERATORS)
    def test_the_most_negative_are_wastewater_plants_whatever_the_channel(self, advisor: Advisor, group: str) -> None:
        for channel in ({}, {"sales_channel": "direct"}, {"sales_channel": "consulting_engineer"}):
            wastewater = advisor.assess({"customer_group": group, "operator_plant": "wastewater", **channel})
            assert conclusions(wastewater)["group_attitude"] == "most_negative"
            for plant in ({"operator_plant": "water_supply"}, {}):
                other = advisor.assess({"customer_group": group, **plant, **channel})
                assert "group_attitude" not in conclusions(other), "the plant is another or not known"
                assert "F37" not in {name for each in other.benchmarks for name in each.citations}

    def test_both_kinds_of_plant_behind_engineers_distrust_most(self, advisor: Advisor) -> None:
        for plant in ("wastewater", "water_supply"):
            answers = {"customer_group": "operator_critical", "operator_plant": plant}
            found = conclusions(advisor.assess({**answers, "sales_channel": "consulting_engineer"}))
            assert found["distrust_risk"] == "highest"

    @pytest.mark.parametrize("product", ["standardized", "mixed", "customized"])
    def test_direct_contact_goes_with_openness_whatever_the_product(self, advisor: Advisor, product: str) -> None:
        assessment = advisor.assess({"sales_channel": "direct", "product_customization": product})
        assert conclusions(assessment)["contact_openness"] == "more_open"

    def test_a_gap_in_the_evidence_needs_a_known_group(self, advisor: Advisor) -> None:
        for answers in (
            {"product_customization": "customized", "sales_channel": "consulting_engineer"},
            {"product_customization": "standardized", "sales_channel": "direct"},
            {"product_customization": "mixed", "sales_channel": "wholesaler"},
        ):
            assessment = advisor.assess(answers)
            assert "T10" not in tensions(assessment) and "combination-not-reported" not in caveats(assessment)
            assert "combination-not-reported" in caveats(advisor.assess({**answers, "customer_group": "industrial"}))

    def test_customized_behind_an_engineer_goes_by_the_channel(self, advisor: Advisor) -> None:
        assessment = advisor.assess(
            {
                "product_customization": "customized",
                "sales_channel": "consulting_engineer",
                "customer_group": "operator_critical",
            }
        )
        assert conclusions(assessment)["distrust_risk"] == "highest"
        assert "expected_acceptance" not in conclusions(assessment)
        assert "customized-but-not-direct" in caveats(assessment)

    def test_behind_a_wholesaler_the_product_decides_between_finding_and_direction(self, advisor: Advisor) -> None:
        standardized = advisor.assess({"sales_channel": "wholesaler", "product_customization": "standardized"})
        mixed = advisor.assess({"sales_channel": "wholesaler", "product_customization": "mixed"})
        grades = [
            {each.attribute: each.grade for each in found.conclusions}["distrust_risk"]
            for found in (standardized, mixed)
        ]
        assert grades == ["stated", "derived"]
        assert "longer-chain-is-a-direction" in caveats(mixed) - caveats(standardized)
        for assessment in (standardized, mixed):
            assert "likely-distrust-is-no-measurement" in caveats(assessment), "a risk is never the client's own trust"

    def test_industrial_figures_are_nobodys_own(self, advisor: Advisor) -> None:
        shown = advisor.assess({"customer_group": "industrial"}).benchmarks
        assert shown and not any(each.own_group for each in shown)
        assert all(each.own_group for each in advisor.assess({"customer_group": "university"}).benchmarks)

    def test_public_customers_as_a_whole_have_their_channels(self, advisor: Advisor) -> None:
        for group in ("university", *OPERATORS, "other_public"):
            assert advice(advisor.assess({"customer_group": group}))["b2g-trusted-channels"] == "derived"
        assert "b2g-trusted-channels" not in advice(advisor.assess({"customer_group": "other"}))

    def test_personal_talk_is_for_every_group(self, advisor: Advisor) -> None:
        for group in advisor.knowledge.inputs["customer_group"].domain:
            assert "personal-communication-first" in advice(advisor.assess({"customer_group": group}))

    def test_knowledge_is_sparse_in_all_groups_and_sparsest_among_operators(self, advisor: Advisor) -> None:
        for group in ("industrial", "university"):
            assert conclusions(advisor.assess({"customer_group": group}))["likely_knowledge"] == "sparse"
        for group in OPERATORS:
            assessment = advisor.assess({"customer_group": group})
            assert conclusions(assessment)["likely_knowledge"] == "sparsest"
            assert "supply-technology-background" in advice(assessment)
            knowing = advisor.assess({"customer_group": group, "customer_iot_knowledge": "high"})
            assert "supply-technology-background" not in advice(knowing), "what they know counts before their group"


class TestTheGate:
    ABSENT = {"complementarity": "absent"}

    def test_a_fit_that_was_not_found_is_made_or_the_work_stops(self, advisor: Advisor) -> None:
        for phase in ({}, *({"relationship_phase": each} for each in ("not_started", "foundational", "advanced"))):
            assessment = advisor.assess({**self.ABSENT, **phase})
            assert advice(assessment)["make-the-fit-or-stop"] == "derived"
            assert not {"assess-complementarity", "reassess-complementarity"} & advice(assessment).keys()

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_nothing_invests_beside_it(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = {**data.draw(facts(advisor.knowledge.inputs)), **self.ABSENT}
        assert not INVESTS & advice(advisor.assess(answers)).keys()

    @pytest.mark.parametrize("role", ["provider", "customer", "supplier", None])
    def test_a_planned_machine_link_is_a_decision_for_every_side(self, advisor: Advisor, role: str | None) -> None:
        side = {"focal_role": role} if role else {}
        planned = advisor.assess({"m2m_exchange": "planned", **side})
        assert advice(planned)["decide-on-machine-link"] == "derived"
        assert "lock-in-claim-uncited" in caveats(planned)
        running = advisor.assess({"m2m_exchange": "running", **side})
        assert "decide-on-machine-link" not in advice(running)
        assert "machine-link-is-decided" in caveats(running)

    def test_a_running_phase_asks_for_the_fit_even_where_nothing_is_said_of_it(self, advisor: Advisor) -> None:
        for phase in ("foundational", "intermediate", "advanced"):
            assert advice(advisor.assess({"relationship_phase": phase}))["reassess-complementarity"] == "derived"


class TestGovernance:
    READY = {"relationship_phase": "advanced", "data_trust": "high", "incentives_aligned": "yes"}

    @pytest.mark.parametrize(
        "against",
        [
            {"relationship_history": "new"},
            {"relationship_history": "dissatisfied"},
            {"terms_doubted": "yes"},
            {"benefit_distribution": "mainly_provider"},
            {"benefit_distribution": "mainly_customer"},
            {"risk_reward_balanced": "no"},
            {"data_trust": "low"},
            {"incentives_aligned": "no"},
        ],
        ids=lambda each: " ".join(each.values()),
    )
    def test_not_ready_with_anything_against_it(self, advisor: Advisor, against: dict[str, str]) -> None:
        ready = advisor.assess(self.READY)
        assert conclusions(ready)["ready_for_relational_governance"] == "yes"
        assert "advanced-governance" in advice(ready)
        assessment = advisor.assess({**self.READY, **against})
        assert conclusions(assessment)["ready_for_relational_governance"] == "no"
        assert "advanced-governance" not in advice(assessment)

    def test_trust_without_control_and_one_sided_gain_pull_apart(self, advisor: Advisor) -> None:
        assert "T17" in tensions(advisor.assess({**self.READY, "benefit_distribution": "mainly_provider"}))

    def test_what_is_normal_in_the_first_phase_is_not_advised(self, advisor: Advisor) -> None:
        assessment = advisor.assess(
            {
                "relationship_phase": "foundational",
                "governance_mode": "contractual",
                "asset_stage": "base_systems",
                "knowledge_routine": "monitoring_adhoc",
                "dedicated_staff": "yes",
            }
        )
        foundational = {"foundational-assets", "foundational-routines", "foundational-governance"}
        assert not (foundational | {"assign-dedicated-staff"}) & advice(assessment).keys()
        positions = {name: value for name, value in conclusions(assessment).items() if name.endswith("_position")}
        assert set(positions.values()) == {"aligned"} and len(positions) == 3

    def test_no_agreement_is_lower_than_a_contract_and_never_read_as_one(self, advisor: Advisor) -> None:
        assert advisor.knowledge.inputs["governance_mode"].domain[0] == "none"
        for phase in ("foundational", "intermediate"):
            assessment = advisor.assess({"relationship_phase": phase, "governance_mode": "none"})
            assert "foundational-governance" in advice(assessment)
            assert not {"move-governance-gradually", "intermediate-governance"} & advice(assessment).keys()
            assert conclusions(assessment)["governance_position"] == "behind"

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_where_nothing_is_agreed_nothing_is_revised_or_loosened(
        self, advisor: Advisor, data: st.DataObject
    ) -> None:
        answers = {**data.draw(facts(advisor.knowledge.inputs)), "governance_mode": "none"}
        assert not NEED_AN_AGREEMENT & advice(advisor.assess(answers)).keys()

    def test_trust_ahead_of_its_phase_is_written_down_and_not_sent_back(self, advisor: Advisor) -> None:
        answers = {"relationship_phase": "foundational", "governance_mode": "relational", "data_trust": "high"}
        assessment = advisor.assess({**answers, "incentives_aligned": "no"})
        assert advice(assessment)["write-down-what-is-agreed"] == "operationalised"
        assert not {"foundational-governance", "move-governance-gradually"} & advice(assessment).keys()
        assert "other-orders-were-not-tested" in caveats(assessment)
        assert "no text advises to go back" in " ".join(advisor.knowledge.tensions["T9"].handling.split())

    def test_a_contract_is_kept_only_where_there_is_one(self, advisor: Advisor) -> None:
        texts = [each.handling for each in advisor.knowledge.tensions.values()]
        texts += [each.action for each in advisor.knowledge.recommendations.values()]
        assert not [text for text in texts if "Keep the contract" in text]


class TestSides:
    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_the_manufacturers_aims_are_nobody_elses_advice(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        for role in ("customer", "supplier"):
            assert not MANUFACTURERS & advice(advisor.assess({**answers, "focal_role": role})).keys()

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_an_unknown_side_is_read_as_the_providers(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        answers.pop("focal_role", None)
        assert advice(advisor.assess(answers)) == advice(advisor.assess({**answers, "focal_role": "provider"}))

    def test_whose_preparedness_it_is(self, advisor: Advisor) -> None:
        low = {"digital_preparedness": "low", "customer_preparedness": "low"}
        own, customers, peoples = "prepare-own-organisation", "prepare-the-customer", "prepare-your-people"
        for side, expected in {
            "provider": {own: "to_do", customers: "to_do", peoples: "theirs"},
            "customer": {own: "theirs", customers: "theirs", peoples: "to_do"},
            "supplier": {own: "theirs", customers: "theirs", peoples: "theirs"},
        }.items():
            states = {each.id: each.state for each in advisor.assess({**low, "focal_role": side}).recommendations}
            assert {name: states[name] for name in expected} == expected, side


GAPS = {
    "tensions": {"T10"},
    "caveats": {
        "combination-not-reported",
        "customized-but-not-direct",
        "outside-history",
        "outside-customer-group",
        "outside-public-group",
        "suppliers-are-hardly-heard",
        "critical-mean-not-given",
        "classic-supplier-ties-not-stated",
        "universities-inferred",
        "university-openness-unexplained",
        "operator-bases-differ",
        "critical-below-noncritical",
    },
}
"""What is claimed of missing or limited evidence."""


@pytest.mark.long
@UNHURRIED
@given(st.data())
def test_a_claim_of_missing_evidence_holds_for_every_answer_to_what_is_open(
    advisor: Advisor, data: st.DataObject
) -> None:
    knowledge = advisor.knowledge
    names = st.sets(st.sampled_from(sorted(knowledge.inputs)), max_size=8)
    few = names.flatmap(lambda some: facts({name: knowledge.inputs[name] for name in sorted(some)}))
    answers = data.draw(facts(knowledge.inputs) | few)
    claimed = claims(advisor, answers)
    for name, attribute in knowledge.inputs.items():
        if name not in answers:
            for value in attribute.domain:
                assert claimed <= claims(advisor, {**answers, name: value}), f"{name}={value} takes a claim away"


def claims(advisor: Advisor, answers: dict[str, str]) -> set[str]:
    fired = [advisor.knowledge.rules[firing.rule].then for firing in advisor.run(answers).firings]
    found = {each for then in fired for each in (*then.tensions, *then.caveats)}
    return found & (GAPS["tensions"] | GAPS["caveats"])


def test_the_claims_are_there_to_be_claimed(advisor: Advisor) -> None:
    assert GAPS["tensions"] <= advisor.knowledge.tensions.keys()
    assert GAPS["caveats"] <= advisor.knowledge.caveats.keys()
