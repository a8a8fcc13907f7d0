"""A firm's own profile: of the shape of any profile, and with no answer about one relationship."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase, ProfileError
from advisor.loading.profile import profile_from_data, profile_from_text

FIRMS = {
    "digital_preparedness",
    "platform_model",
    "platform_complexity",
    "market_turbulence",
    "market_growth",
    "customer_stickiness",
    "supplier_stickiness",
    "key_capability_at_supplier",
}


def test_these_questions_are_the_firm_s(knowledge: KnowledgeBase) -> None:
    assert {name for name, each in knowledge.inputs.items() if each.level == "firm"} == FIRMS


def test_this_advice_is_the_firm_s(knowledge: KnowledgeBase) -> None:
    assert {name for name, each in knowledge.recommendations.items() if each.level == "firm"} == {
        "weigh-platform-models",
        "review-platform-model",
        "new-model-loose-supplier-ties",
        "replaceable-supplier-interfaces",
        "share-risk-with-suppliers",
        "prepare-own-organisation",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("firm.yaml", "name: The maker\nfacts:\n  platform_model: new\n  market_growth: unknown\n"),
        ("firm.json", '{"name": "The maker", "facts": {"platform_model": "new", "market_growth": "unknown"}}'),
    ],
)
def test_it_has_the_shape_of_any_profile(advisor: Advisor, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    firm = advisor.read_firm(tmp_path / name)
    assert (firm.name, firm.facts, firm.asked_unknown) == ("The maker", {"platform_model": "new"}, ("market_growth",))


def test_answers_about_a_relationship_are_refused_with_all_else_that_is_wrong(knowledge: KnowledgeBase) -> None:
    text = "facts:\n  data_trust: low\n  platform_model: newer\n  sales_channel: wholesale\nnmae: x\n"
    with pytest.raises(ProfileError) as caught:
        profile_from_text(text, "firm.yaml", knowledge, firm=True)
    told = [str(issue) for issue in caught.value.issues]
    assert [line.partition(": facts")[0] for line in told[:4]] == [
        "firm.yaml:2:3",
        "firm.yaml:3:19",
        "firm.yaml:4:3",
        "firm.yaml:4:18",
    ]
    assert told[0].startswith(
        "firm.yaml:2:3: facts.data_trust: data_trust is answered for each relationship, and not once for the firm; "
        "expected what is asked about the firm: digital_preparedness, platform_model,"
    )
    assert told[0].endswith("; move it to the relationship's profile")
    assert told[4].startswith("firm.yaml:5:1: nmae: unknown key")


def test_what_a_saved_interview_did_not_ask_is_no_answer(knowledge: KnowledgeBase) -> None:
    firm = profile_from_data({"facts": {"data_trust": "unknown", "platform_model": "new"}}, knowledge, firm=True)
    assert firm.facts == {"platform_model": "new"}


def test_a_profile_does_not_hold_its_firm(knowledge: KnowledgeBase) -> None:
    with pytest.raises(ProfileError, match=r"unknown key 'firm'.*in a profile of their own"):
        profile_from_text("facts: {}\nfirm: {facts: {}}\n", "case.yaml", knowledge)
