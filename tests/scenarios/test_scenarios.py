"""The cases of the papers, each with what the advice must and must not say."""

from __future__ import annotations

import re

import pytest

from advisor import Advisor, Assessment
from tests.scenarios.brought import advice, conclusions, tensions

NONE: dict[str, str] = {}


def means(assessment: Assessment) -> dict[str, float | None]:
    return {each.figure: each.mean for each in assessment.benchmarks}


class TestInstrumentsToUniversities:
    FACTS = {"customer_group": "university", "data_trust": "high"}

    @pytest.fixture
    def assessment(self, advisor: Advisor) -> Assessment:
        return advisor.assess(self.FACTS)

    def test_figures_are_those_of_universities_and_the_most_favourable(self, assessment: Assessment) -> None:
        shown = {each.figure: each for each in assessment.benchmarks}
        assert (shown["fig1"].mean, shown["fig2"].mean, shown["fig3"].mean) == (2.81, 2.23, 3.23)
        assert shown["disbelief"].share == 4
        assert shown["useful"].share == 50
        for figure in ("fig1", "fig2", "fig3"):
            assert shown[figure].direction == "higher is worse"
            assert shown[figure].direction_inferred
            assert (shown[figure].position or "").startswith("the most favourable")
            others = [peer.mean for peer in shown[figure].peers if peer.mean is not None]
            assert others and all(mean > (shown[figure].mean or 0) for mean in others)

    def test_personal_and_trusted_channels_are_advised_as_graded(self, assessment: Assessment) -> None:
        assert advice(assessment)["personal-communication-first"] == "stated"
        assert advice(assessment)["b2g-trusted-channels"] == "derived"

    def test_unknowns_are_asked_for(self, assessment: Assessment) -> None:
        open_questions = {each.attribute for each in assessment.open_questions}
        assert {"sales_channel", "product_customization", "relationship_phase"} <= open_questions

    def test_nothing_is_concluded_from_channel_or_product(self, assessment: Assessment) -> None:
        assert "distrust_risk" not in conclusions(assessment)
        assert "expected_acceptance" not in conclusions(assessment)
        assert conclusions(assessment)["group_attitude"] == "more_open", "said of universities without a condition"
        assert "open-direct-contact" not in advice(assessment)

    def test_distrust_of_operators_is_not_applied_to_public_customers(self, assessment: Assessment) -> None:
        assert "uncertainty_outweighs_usefulness" not in conclusions(assessment)
        assert "rebuild-trust-before-loosening-control" not in advice(assessment)
        assert not {5.06, 6.12, 4.16, 4.47, 5.90} & {each.mean for each in assessment.benchmarks}

    def test_scientific_background_is_never_an_established_cause(self, advisor: Advisor) -> None:
        assessment = advisor.assess({**self.FACTS, "sales_channel": "direct", "product_customization": "standardized"})
        assert "F36" in assessment.findings
        assert re.search("specul|possib|suggest|guess", assessment.findings["F36"].caveat, re.IGNORECASE)


class TestWastewaterOperatorsThroughConsultingEngineers:
    FACTS = {
        "product_customization": "standardized",
        "sales_channel": "consulting_engineer",
        "customer_group": "operator_noncritical",
        "operator_plant": "wastewater",
        "data_trust": "low",
        "customer_iot_knowledge": "low",
    }

    @pytest.fixture
    def assessment(self, advisor: Advisor) -> Assessment:
        return advisor.assess(self.FACTS)

    def test_diagnoses(self, assessment: Assessment) -> None:
        found = conclusions(assessment)
        assert found["distrust_risk"] == "highest"
        assert found["knowledge_barrier"] == "yes"
        assert found["uncertainty_outweighs_usefulness"] == "yes"
        assert {each.attribute: each.grade for each in assessment.conclusions}["distrust_risk"] == "stated"

    def test_figures(self, assessment: Assessment) -> None:
        assert (means(assessment)["fig1"], means(assessment)["fig2"], means(assessment)["fig3"]) == (4.47, 5.90, 6.12)
        shown = {each.figure: each for each in assessment.benchmarks}
        assert (shown["disbelief"].share, shown["disbelief"].bound) == (30, "more than")
        unknown = shown["digitalization-unknown"]
        assert (unknown.count, unknown.base, unknown.share, unknown.mean) == (45, 165, None, None)

    def test_45_is_divided_by_nothing_but_165(self, assessment: Assessment) -> None:
        text = assessment.to_json()
        for base in (134, 158, 631):
            share = 45 / base * 100
            assert f"{share:.1f}" not in text
            assert f"45 of {base}" not in text

    def test_advice(self, assessment: Assessment) -> None:
        grades = advice(assessment)
        assert grades["personal-communication-first"] == "stated"
        assert grades["open-direct-contact"] == "derived"
        assert grades["supply-technology-background"] == "derived"
        assert grades["b2g-trusted-channels"] == "derived"
        assert grades["discuss-data-safety-openly"] == "stated"

    def test_critical_plants_are_not_said_to_be_worse(self, advisor: Advisor, assessment: Assessment) -> None:
        critical = advisor.assess({**self.FACTS, "customer_group": "operator_critical"})
        assert conclusions(critical)["distrust_risk"] == conclusions(assessment)["distrust_risk"]
        assert advice(critical) == advice(assessment)

    def test_plan_is_our_reading_but_for_one_theme(self, assessment: Assessment) -> None:
        assert [(step.step, step.provenance) for step in assessment.plan] == [
            (1, "operationalised"),
            (2, "operationalised"),
            (3, "operationalised"),
            (4, "stated"),
        ]
        assert "F46" in assessment.plan[3].citations
        assert "plan-is-our-reading" in {each.id for each in assessment.caveats}

    def test_internet_channels_are_not_recommended(self, assessment: Assessment) -> None:
        for each in assessment.recommendations:
            assert not re.search(r"\b(internet|online|web ?shop|e-mail campaign)\b", each.action, re.IGNORECASE), (
                each.id
            )

    def test_critical_variant_has_its_own_figures_and_a_gap(self, advisor: Advisor) -> None:
        critical = advisor.assess({**self.FACTS, "customer_group": "operator_critical"})
        shown = {each.figure: each for each in critical.benchmarks}
        assert (shown["fig1"].mean, shown["fig3"].mean, shown["disbelief"].share) == (4.16, 5.06, 18)
        assert shown["fig2"].mean is None
        assert "not given" in shown["fig2"].not_given["mean"]


class TestTelecom:
    FACTS = {"relationship_phase": "intermediate", "governance_mode": "contractual"}

    def test_governance_lags_and_is_moved_gradually(self, advisor: Advisor) -> None:
        assessment = advisor.assess(self.FACTS)
        assert conclusions(assessment)["governance_position"] == "behind"
        assert {each.attribute: each.grade for each in assessment.conclusions}["governance_position"] == (
            "operationalised"
        )
        assert advice(assessment)["intermediate-governance"] == "derived"
        assert advice(assessment)["move-governance-gradually"] == "stated"
        assert "T9" in tensions(assessment)

    def test_the_case_behind_the_contract_advice_is_named_as_one(self, advisor: Advisor) -> None:
        (each,) = (r for r in advisor.assess(self.FACTS).recommendations if r.id == "intermediate-governance")
        assert "reward" in each.action and "penalt" in each.action and "KPI" in each.action
        assert "one" in each.action.lower()
        assert "K27" in each.citations

    def test_no_jump_and_nothing_inferred_about_assets_and_routines(self, advisor: Advisor) -> None:
        assessment = advisor.assess(self.FACTS)
        assert "advanced-governance" not in advice(assessment)
        assert not {"assets_position", "routine_position"} & conclusions(assessment).keys()

    def test_advanced_with_low_trust_is_blocked(self, advisor: Advisor) -> None:
        assessment = advisor.assess(
            {**self.FACTS, "relationship_phase": "advanced", "data_trust": "low", "incentives_aligned": "yes"}
        )
        assert "T1" in tensions(assessment)
        assert "advanced-governance" not in advice(assessment)
        assert advice(assessment)["rebuild-trust-before-loosening-control"] == "synthesis"
        assert conclusions(assessment)["ready_for_relational_governance"] == "no"

    def test_unknown_trust_neither_blocks_nor_readies(self, advisor: Advisor) -> None:
        assessment = advisor.assess({"relationship_phase": "advanced", "incentives_aligned": "yes"})
        assert "ready_for_relational_governance" not in conclusions(assessment)
        assert "T1" not in tensions(assessment)
        open_questions = {each.attribute: each.could_change for each in assessment.open_questions}
        assert "advanced-governance" in open_questions["data_trust"]


class TestForestry:
    FACTS = {"relationship_phase": "intermediate", "knowledge_routine": "optimising_structured"}

    def test_the_intermediate_cells_and_balance(self, advisor: Advisor) -> None:
        for facts in (self.FACTS, {"relationship_phase": "intermediate"}):
            grades = advice(advisor.assess(facts))
            assert grades["intermediate-assets"] == grades["intermediate-governance"] == "derived"
            assert grades["balance-components"] == "stated"
        assert advice(advisor.assess({"relationship_phase": "intermediate"}))["intermediate-routines"] == "derived"

    def test_the_other_components_are_asked_about(self, advisor: Advisor) -> None:
        open_questions = {each.attribute for each in advisor.assess(self.FACTS).open_questions}
        assert {"asset_stage", "governance_mode"} <= open_questions

    def test_twice_a_year_is_one_cases_rhythm(self, advisor: Advisor) -> None:
        recommendation = advisor.knowledge.recommendations["review-meeting-rhythm"]
        assert re.search("forestry", recommendation.action)
        assert re.search("not a norm|no norm|not a rule|one case", recommendation.action)
        unknown = {"relationship_phase": "intermediate"}
        assert advice(advisor.assess(unknown))["review-meeting-rhythm"] == "operationalised"

    def test_what_is_in_place_is_not_advised_again(self, advisor: Advisor) -> None:
        assert not {"intermediate-routines", "review-meeting-rhythm"} & advice(advisor.assess(self.FACTS)).keys()

    def test_joint_development_is_possible_not_required(self, advisor: Advisor) -> None:
        action = advisor.knowledge.recommendations["advanced-routines"].action
        assert "possible" in action and "not required" in action


class TestNewRelationshipPlatform:
    FACTS = {
        "platform_model": "new",
        "market_turbulence": "high",
        "market_growth": "high",
        "m2m_exchange": "planned",
    }

    def test_stickiness_aims_and_motive(self, advisor: Advisor) -> None:
        found = conclusions(advisor.assess(self.FACTS))
        assert (found["aim_customer_stickiness"], found["aim_supplier_stickiness"]) == ("high", "low")
        assert found["risk_shifting_motive"] == "plausible"

    def test_advice_and_tensions(self, advisor: Advisor) -> None:
        assessment = advisor.assess(self.FACTS)
        assert advice(assessment)["review-platform-model"] == "derived"
        assert [*advice(assessment)][-1] == "review-platform-model", "a chosen model is weighed again later"
        assert advice(assessment)["new-model-loose-supplier-ties"] == "operationalised"
        assert advice(assessment)["replaceable-supplier-interfaces"] == "operationalised"
        assert advice(advisor.assess({"platform_model": "undecided"}))["weigh-platform-models"] == "derived"
        assert {"T3", "T5"} <= tensions(assessment)

    @pytest.mark.parametrize("calm", ["market_turbulence", "market_growth"])
    def test_one_market_condition_is_not_enough(self, advisor: Advisor, calm: str) -> None:
        for facts in ({**self.FACTS, calm: "low"}, {key: value for key, value in self.FACTS.items() if key != calm}):
            assessment = advisor.assess(facts)
            assert "risk_shifting_motive" not in conclusions(assessment)
            assert "T5" not in tensions(assessment)

    def test_classic_leaves_supplier_stickiness_unstated(self, advisor: Advisor) -> None:
        assessment = advisor.assess({**self.FACTS, "platform_model": "classic"})
        found = conclusions(assessment)
        assert (found["aim_customer_stickiness"], found["aim_supplier_stickiness"]) == ("high", "not_stated")
        assert "risk_shifting_motive" not in found
        assert not {"T3", "T5"} & tensions(assessment)

    def test_no_success_is_promised(self, advisor: Advisor) -> None:
        for each in advisor.assess(self.FACTS).recommendations:
            if "danfoss" in each.action.lower():
                assert not re.search("success|outperform|profit", each.action, re.IGNORECASE)


def test_no_rule_rests_on_the_age_groups_that_were_never_reported(advisor: Advisor) -> None:
    assert all("F21" not in rule.cites for rule in advisor.knowledge.rules.values())


def test_preparedness_is_no_benchmark_and_ranks_nobody(advisor: Advisor) -> None:
    for benchmark in advisor.knowledge.benchmarks.values():
        assert "F22" not in benchmark.citations
        assert benchmark.mean not in (4.06, 4.46)


def test_unknown_trust_is_asked_for_and_never_low(advisor: Advisor) -> None:
    for facts in (NONE, {"data_trust": "unknown"}, {"relationship_phase": "advanced"}):
        assessment = advisor.assess(facts)
        assert "measure-data-trust" in advice(assessment)
        assert "data_trust" not in assessment.profile.facts
        assert not {"T1", "T6", "T7"} & tensions(assessment)
        assert "rebuild-trust-before-loosening-control" not in advice(assessment)


def test_every_output_carries_findings_with_locator_and_caveat(advisor: Advisor) -> None:
    assessment = advisor.assess(TestWastewaterOperatorsThroughConsultingEngineers.FACTS)
    for part in (assessment.recommendations, assessment.tensions, assessment.caveats, assessment.conclusions):
        assert all(each.citations for each in part)
    for finding in assessment.findings.values():
        assert finding.locator and finding.caveat and finding.scope
