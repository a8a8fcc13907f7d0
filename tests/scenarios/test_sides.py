"""Whose advice it is: what a provider, a customer and a supplier are to do, and what each can ask of the others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Assessment
from advisor.model.rule import Rule
from tests.scenarios.brought import caveats, tensions
from tests.scenarios.cases import CITY_WATER, DOSING, MANUFACTURERS, PACKAGING
from tests.strategies import facts

UNHURRIED = settings(max_examples=150, deadline=None)
SIDES = ("provider", "customer", "supplier")

RISKY = {"platform_model": "new", "market_turbulence": "high", "market_growth": "high"}


def states(assessment: Assessment) -> dict[str, str]:
    return {each.id: each.state for each in assessment.recommendations}


def in_state(assessment: Assessment, state: str) -> set[str]:
    return {each.id for each in assessment.recommendations if each.state == state}


def as_seen_by(answers: Mapping[str, str], side: str | None) -> dict[str, str]:
    rest = {name: value for name, value in answers.items() if name != "focal_role"}
    return rest if side is None else {**rest, "focal_role": side}


class TestWhoseItIs:
    """What holds of every case."""

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_nothing_of_one_side_is_to_do_for_another(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        for side in (*SIDES, None):
            assessment = advisor.assess(as_seen_by(answers, side))
            for each in assessment.recommendations:
                if each.side is not None and each.side != (side or "provider"):
                    assert each.state != "to_do", (side, each.id)
                if each.side == (side or "provider"):
                    assert each.state != "theirs", (side, each.id)

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_what_is_theirs_is_worded_to_be_asked_for(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        for side in SIDES:
            for each in advisor.assess(as_seen_by(answers, side)).recommendations:
                assert each.state != "theirs" or each.ask

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_an_unknown_side_is_read_as_the_providers_and_told_once(
        self, advisor: Advisor, data: st.DataObject
    ) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        unknown, provider = (advisor.assess(as_seen_by(answers, side)) for side in (None, "provider"))
        assert states(unknown) == states(provider)
        for one, other in zip(unknown.recommendations, provider.recommendations, strict=True):
            assert (one.id, one.grade, one.rank) == (other.id, other.grade, other.rank)
        differs = any(each.side == "provider" and each.state != "in_place" for each in unknown.recommendations)
        assert ("side-not-given" in caveats(unknown)) == differs
        assert "side-not-given" not in caveats(provider)

    @pytest.mark.parametrize("side", SIDES)
    def test_a_side_alone_puts_nothing_in_place_and_lets_nothing_wait(self, advisor: Advisor, side: str) -> None:
        assessment = advisor.assess({"focal_role": side})
        assert not in_state(assessment, "in_place") | in_state(assessment, "waits")

    def test_every_piece_for_a_side_has_its_rule_and_its_counterpart(self, advisor: Advisor) -> None:
        pieces = {name: each for name, each in advisor.knowledge.recommendations.items() if each.side}
        assert {each.side for each in pieces.values()} == set(SIDES)
        rules: dict[str, Rule] = {
            "provider": advisor.knowledge.rules["the-makers-tasks-are-the-makers-part"],
            "customer": advisor.knowledge.rules["the-customers-tasks-are-the-customers-part"],
            "supplier": advisor.knowledge.rules["the-suppliers-tasks-are-the-suppliers-part"],
        }
        for side, rule in rules.items():
            assert set(rule.then.theirs) == {name for name, each in pieces.items() if each.side == side}
        for name, each in pieces.items():
            assert each.ask, name
            if each.counterpart is not None:
                assert advisor.knowledge.recommendations[each.counterpart].side != each.side, name

    @pytest.mark.parametrize("answers", [CITY_WATER, DOSING, PACKAGING, RISKY])
    def test_the_three_sides_are_told_different_things(self, advisor: Advisor, answers: dict[str, str]) -> None:
        told = {frozenset(in_state(advisor.assess(as_seen_by(answers, side)), "to_do")) for side in SIDES}
        assert len(told) == len(SIDES)

    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_nothing_for_a_customer_or_supplier_alone_is_stated(self, advisor: Advisor, data: st.DataObject) -> None:
        """The texts speak to the maker, so their reading for another side is derived at best."""
        answers = data.draw(facts(advisor.knowledge.inputs))
        for side in SIDES:
            for each in advisor.assess(as_seen_by(answers, side)).recommendations:
                assert each.side not in ("customer", "supplier") or each.grade != "stated", each.id


class TestCustomer:
    @pytest.mark.long
    @UNHURRIED
    @given(st.data())
    def test_the_makers_aims_are_not_even_listed(self, advisor: Advisor, data: st.DataObject) -> None:
        answers = data.draw(facts(advisor.knowledge.inputs))
        for side in ("customer", "supplier"):
            assert not MANUFACTURERS & states(advisor.assess(as_seen_by(answers, side))).keys()

    @pytest.mark.parametrize("first", ["prepare-your-people", "say-which-service-you-want"])
    def test_what_it_puts_in_waits_for_the_fit(self, advisor: Advisor, first: str) -> None:
        low = {"focal_role": "customer", "customer_preparedness": "low", "perceived_usefulness": "high"}
        assert states(advisor.assess(low))[first] == "to_do"
        assert states(advisor.assess({**low, "complementarity": "absent"}))[first] == "waits"

    def test_a_first_service_waits_for_answers_on_data(self, advisor: Advisor) -> None:
        answers = {"focal_role": "customer", "data_trust": "low", "perceived_usefulness": "high"}
        (piece,) = (each for each in advisor.assess(answers).recommendations if each.id == "say-which-service-you-want")
        assert piece.state == "waits"
        assert "ask-about-your-data" in piece.waits_for

    def test_a_city_water_company_before_it_signs_the_link(self, advisor: Advisor) -> None:
        assessment = advisor.assess(CITY_WATER)
        assert in_state(assessment, "to_do") >= {
            "decide-on-machine-link",
            "ask-for-direct-contact",
            "ask-about-your-data",
            "assess-complementarity",
            "bring-process-knowledge",
            "name-your-gain",
            "learn-to-judge-offers",
            "prepare-your-people",
            "assign-dedicated-staff",
        }
        assert in_state(assessment, "theirs") >= {
            "supply-technology-background",
            "discuss-data-safety-openly",
            "b2g-trusted-channels",
            "open-direct-contact",
        }
        assert not states(assessment).keys() & {"bring-onto-platform", "earn-stickiness-by-mutual-value"}
        assert "T18" in tensions(assessment)

    def test_a_distrust_is_called_neither_right_nor_wrong(self, advisor: Advisor) -> None:
        (asked,) = (each for each in advisor.assess(CITY_WATER).recommendations if each.id == "ask-for-direct-contact")
        assert any("not who was right" in because for because in asked.because)

    def test_what_ties_it_is_looked_at_under_either_model(self, advisor: Advisor) -> None:
        for model in ("classic", "new"):
            assessment = advisor.assess(
                {"focal_role": "customer", "platform_model": model, "relationship_phase": "foundational"}
            )
            assert "check-what-ties-you" in in_state(assessment, "to_do")
            assert "T19" in tensions(assessment)

    def test_a_distrusting_customer_keeps_its_controls(self, advisor: Advisor) -> None:
        assessment = advisor.assess({"focal_role": "customer", "data_trust": "low", "relationship_phase": "advanced"})
        assert "keep-control-until-trust-holds" in in_state(assessment, "to_do")
        assert "rebuild-trust-before-loosening-control" in in_state(assessment, "theirs")

    def test_risk_passed_on_to_suppliers_is_no_tension_of_the_customers(self, advisor: Advisor) -> None:
        assessment = advisor.assess({**RISKY, "focal_role": "customer"})
        assert "T5" not in tensions(assessment)
        assert "ask-who-bears-which-risk" not in states(assessment)

    def test_incentives_in_doubt_are_not_in_place(self, advisor: Advisor) -> None:
        aligned = {"focal_role": "customer", "incentives_aligned": "yes"}
        assert "bring-your-half-of-the-incentives" in in_state(advisor.assess(aligned), "in_place")
        doubted = advisor.assess({**aligned, "benefit_distribution": "mainly_provider"})
        assert "bring-your-half-of-the-incentives" not in in_state(doubted, "in_place")


class TestSupplier:
    def test_dosing_pumps_behind_engineers(self, advisor: Advisor) -> None:
        assessment = advisor.assess(DOSING)
        assert in_state(assessment, "to_do") == {
            "make-the-fit-or-stop",
            "meet-users-with-the-maker",
            "explain-the-basics-in-person",
            "partner-for-capability-gap",
        }
        assert "reach-users-by-their-channels" in in_state(assessment, "in_place")
        assert "bring-process-knowledge" in in_state(assessment, "theirs")
        assert "find-out-the-intended-tie" not in states(assessment), "no aim is told for the Classic model"

    def test_a_turbulent_growing_market_under_the_new_model(self, advisor: Advisor) -> None:
        told = in_state(advisor.assess({**RISKY, "focal_role": "supplier"}), "to_do")
        assert told >= {"find-out-the-intended-tie", "ask-who-bears-which-risk"}
        for one in ("market_turbulence", "market_growth"):
            calmer = advisor.assess({**RISKY, "focal_role": "supplier", one: "low"})
            assert "ask-who-bears-which-risk" not in states(calmer), "the motive needs both"

    @pytest.mark.parametrize("model", ["classic", "new", "undecided", None])
    def test_a_key_capability_is_put_on_the_table(self, advisor: Advisor, model: str | None) -> None:
        answers = {"focal_role": "supplier", "key_capability_at_supplier": "yes"}
        assessment = advisor.assess({**answers, "platform_model": model} if model else answers)
        assert "put-your-capability-on-the-table" in in_state(assessment, "to_do")

    def test_a_machine_link_meets_loose_ties(self, advisor: Advisor) -> None:
        answers = {"focal_role": "supplier", "platform_model": "new", "m2m_exchange": "planned"}
        assert "T3" in tensions(advisor.assess(answers))


class TestProvider:
    def test_the_customers_part_is_what_to_ask_for(self, advisor: Advisor) -> None:
        theirs = in_state(advisor.assess(PACKAGING), "theirs")
        assert theirs >= {"bring-your-half-of-the-incentives", "say-your-data-terms"}

    def test_a_key_supplier_is_asked_for_its_part(self, advisor: Advisor) -> None:
        assessment = advisor.assess({**RISKY, "focal_role": "provider", "key_capability_at_supplier": "yes"})
        assert in_state(assessment, "theirs") >= {"put-your-capability-on-the-table", "ask-who-bears-which-risk"}
