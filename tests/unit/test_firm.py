"""A firm's answers under those of a relationship, asked of the library."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, ProfileError
from advisor.loading.profile_writing import profile_as_yaml
from advisor.model.attribute import Attribute

FIRM = {"platform_model": "new", "market_turbulence": "high", "market_growth": "high"}
CASE = {"sales_channel": "direct", "market_growth": "low", "platform_model": "unknown"}
HOLDS = {"sales_channel": "direct", "platform_model": "new", "market_turbulence": "high", "market_growth": "low"}


def test_what_the_relationship_does_not_answer_is_inherited(advisor: Advisor) -> None:
    case = advisor.assess(CASE, firm=advisor.profile(FIRM, name="The maker")).profile
    assert case.facts == HOLDS
    assert list(case.facts) == [name for name in advisor.knowledge.inputs if name in HOLDS]
    assert case.firm is not None and (case.firm.name, case.firm.facts) == ("The maker", FIRM)
    assert case.inherited == ("platform_model", "market_turbulence")
    assert case.overruled == {"market_growth": "high"}


def test_the_same_answer_is_neither_inherited_nor_overruled(advisor: Advisor) -> None:
    case = advisor.assess({"market_growth": "high"}, firm={"market_growth": "high"}).profile
    assert (case.inherited, case.overruled) == ((), {})


def test_without_a_firm_nothing_is_said_of_one(advisor: Advisor) -> None:
    case = advisor.assess(CASE).profile
    assert (case.firm, case.inherited, case.overruled) == (None, (), {})


def test_the_faults_of_both_are_told_at_once(advisor: Advisor) -> None:
    with pytest.raises(ProfileError) as caught:
        advisor.assess({"sales_channel": "wholesale"}, firm={"market_growth": "hihg", "data_trust": "low"})
    assert [issue.path for issue in caught.value.issues] == [
        "facts.sales_channel",
        "firm.facts.market_growth",
        "firm.facts.data_trust",
    ]
    with pytest.raises(ProfileError, match="answered for each relationship"):
        advisor.assess({}, firm=advisor.profile({"data_trust": "low"}))


def test_every_explanation_takes_the_firm_under_the_profile(advisor: Advisor) -> None:
    merged = advisor.profile(HOLDS)
    alone = {"explanation", "format", "knowledge", "profile", "other"}
    for one, other in (
        (advisor.why(CASE, "aim_supplier_stickiness", firm=FIRM), advisor.why(merged, "aim_supplier_stickiness")),
        (advisor.why_not(CASE, "weigh-platform-models", firm=FIRM), advisor.why_not(merged, "weigh-platform-models")),
        (advisor.sensitivity(CASE, firm=FIRM), advisor.sensitivity(merged)),
        (
            advisor.what_if(CASE, {"platform_model": "unknown", "market_growth": "high"}, firm=FIRM),
            advisor.what_if(merged, {"platform_model": "unknown", "market_growth": "high"}),
        ),
        (advisor.compare(CASE, {}, firm=FIRM), advisor.compare(merged, FIRM)),
    ):
        assert one.model_dump(exclude=alone) == other.model_dump(exclude=alone)
        assert one.profile.facts == HOLDS and one.profile.inherited == ("platform_model", "market_turbulence")


def test_an_inherited_answer_can_be_taken_back_to_see_what_hangs_on_it(advisor: Advisor) -> None:
    difference = advisor.what_if({}, {"platform_model": "unknown"}, firm=FIRM).difference
    assert [(each.attribute, each.before, each.after) for each in difference.facts] == [("platform_model", "new", None)]


def test_the_firm_lies_under_both_that_are_compared(advisor: Advisor) -> None:
    found = advisor.compare(CASE, {"market_growth": "high"}, firm=FIRM)
    assert found.other.inherited == ("platform_model", "market_turbulence")
    assert [each.attribute for each in found.difference.facts] == ["sales_channel", "market_growth"]


def test_many_are_laid_over_one_firm(advisor: Advisor) -> None:
    found = list(advisor.assess_many([CASE, {}], firm=FIRM))
    assert [each.profile.facts for each in found] == [HOLDS, FIRM]
    with pytest.raises(ProfileError):
        advisor.assess_many([CASE], firm={"data_trust": "low"})


def test_what_the_firm_answered_is_not_asked(advisor: Advisor) -> None:
    facts: dict[str, str] = {name: "unknown" for name in advisor.knowledge.inputs if name != "market_turbulence"}
    turn = advisor.next_question(facts, firm=FIRM)
    assert turn.attribute is None
    assert turn.settled == advisor.next_question({**facts, **FIRM}).settled != advisor.next_question(facts).settled


def test_a_profile_keeps_its_firm_beside_its_file(advisor: Advisor) -> None:
    profile = advisor.profile(CASE, name="One customer", firm=FIRM)
    assert advisor.assess(profile).profile.inherited == ("platform_model", "market_turbulence")
    assert "firm" not in profile_as_yaml(profile) and "market_turbulence" not in profile_as_yaml(profile)


def test_advice_says_its_level(advisor: Advisor) -> None:
    found = {each.id: each.level for each in advisor.assess({"data_trust": "low"}, firm=FIRM).recommendations}
    assert found == {name: advisor.knowledge.recommendations[name].level for name in found}
    assert {"firm", "relationship"} == set(found.values())


def answers(inputs: Iterable[Attribute]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(
        {}, optional={each.name: st.sampled_from([*each.domain, "unknown"]) for each in inputs}
    )


@pytest.mark.long
@settings(deadline=None)
@given(data=st.data())
def test_it_comes_to_what_the_answers_together_come_to(data: st.DataObject, advisor: Advisor) -> None:
    inputs = advisor.knowledge.inputs.values()
    own, firm = data.draw(answers(inputs)), data.draw(answers(each for each in inputs if each.level == "firm"))
    known = {name: value for name, value in own.items() if value != "unknown"}
    alone = advisor.assess({**firm, **known})
    found = advisor.assess(own, firm=firm)
    assert found.model_dump(exclude={"profile"}) == alone.model_dump(exclude={"profile"})
    assert found.profile.facts == alone.profile.facts
    stands = {name: value for name, value in firm.items() if value != "unknown"}
    assert set(found.profile.inherited) == stands.keys() - known.keys()
    assert found.profile.overruled == {name: value for name, value in stands.items() if known.get(name, value) != value}
