"""Ten clients: which three things stand first, for which reasons and why the texts carry it, what is in place, what
waits, and what must not be said.

The first three are worked cases; for each of the others the reason stands beside it, with the findings that carry it.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from advisor import Advisor
from tests.scenarios.brought import advice, standing
from tests.scenarios.cases import CITY_WATER, DOSING, PACKAGING


class Client(NamedTuple):
    """Answers, and what an adviser who knows the texts expects: ``first`` begins the list of what is to do, each with
    words of why it stands there, and the first is ``carried`` by a finding among its citations; ``never`` is neither to
    do nor waiting."""

    facts: dict[str, str]
    why: str
    first: dict[str, str]
    carried: str
    to_do: set[str] = set()
    in_place: set[str] = set()
    waits: dict[str, set[str]] = {}
    theirs: set[str] = set()
    never: set[str] = set()


CLIENTS = {
    "trust ahead of the agreements": Client(
        PACKAGING,
        "Integration and governance by trust belong to the advanced phase (K20, K25), and this is the first one.",
        first={
            "settle-answers": "answers do not fit one another",
            "write-down-what-is-agreed": '"Governance: Trust", "Incentives aligned: No"',
            "assign-dedicated-staff": '"Dedicated staff: No"',
        },
        carried="K20",
        to_do={"assign-dedicated-staff", "write-down-what-is-agreed"},
        in_place={
            "personal-communication-first",
            "use-preferred-channels",
            "discuss-data-safety-openly",
            "assess-complementarity",
            "reassess-complementarity",
            "foundational-assets",
            "measure-data-trust",
        },
        never={"advanced-routines", "advanced-governance", "intermediate-assets", "foundational-governance"},
    ),
    "a link before it is signed": Client(
        CITY_WATER,
        "A machine link starts with a strategic decision that ties both partners (F6).",
        first={
            "decide-on-machine-link": "a decision is about to be taken",
            "assess-complementarity": "nobody has looked at the fit",
            "ask-for-direct-contact": '"Sales channel: Consulting engineer"',
        },
        carried="F6",
        to_do={"ask-for-direct-contact", "ask-about-your-data", "assess-complementarity", "name-your-gain"},
        in_place={"foundational-assets", "foundational-routines", "foundational-governance"},
        theirs={"supply-technology-background", "open-direct-contact", "discuss-data-safety-openly"},
        never={
            "bring-onto-platform",
            "earn-stickiness-by-mutual-value",
            "weigh-platform-models",
            "advanced-governance",
        },
    ),
    "no fit was found": Client(
        DOSING,
        "Skills that complete each other start such a relationship (K7), and here they were looked for and not found.",
        first={
            "make-the-fit-or-stop": "Four other pieces wait for it",
            "meet-users-with-the-maker": '"Personal contact: None"',
            "explain-the-basics-in-person": '"Customer\'s IoT knowledge: Low"',
        },
        carried="K7",
        to_do={"meet-users-with-the-maker", "explain-the-basics-in-person", "partner-for-capability-gap"},
        in_place={"discuss-data-safety-openly", "use-preferred-channels"},
        waits={
            piece: {"make-the-fit-or-stop"}
            for piece in ("foundational-assets", "assign-dedicated-staff", "foundational-governance")
        },
        theirs={"supply-technology-background"},
        never={"new-model-loose-supplier-ties", "review-platform-model", "find-out-the-intended-tie"},
    ),
    "a new relationship called advanced": Client(
        {
            "focal_role": "provider",
            "relationship_phase": "advanced",
            "relationship_history": "new",
            "data_trust": "high",
            "incentives_aligned": "yes",
            "governance_mode": "contractual",
        },
        "Governance by trust is for relationships that have progressed well (K25); a new one cannot show that.",
        first={
            "settle-answers": '"Relationship so far: New"',
        },
        carried="K25",
        in_place={"foundational-governance", "measure-data-trust"},
        never={"advanced-governance", "advanced-routines", "move-governance-gradually"},
    ),
    "valves through a wholesaler": Client(
        {
            "focal_role": "provider",
            "product_customization": "standardized",
            "sales_channel": "wholesaler",
            "data_trust": "low",
            "customer_iot_knowledge": "low",
            "personal_contact": "none",
            "iot_communication": "sparse",
            "perceived_usefulness": "medium",
            "relationship_phase": "not_started",
            "complementarity": "present",
        },
        "Trust is said to come before the platform (F7), and personal talk is what builds it (F48).",
        first={
            "personal-communication-first": "One other piece waits for it",
            "discuss-data-safety-openly": '"Communication on IoT: Sparse"',
            "open-direct-contact": '"Sales channel: Wholesaler or dealer"',
        },
        carried="F48",
        to_do={"open-direct-contact", "discuss-data-safety-openly", "supply-technology-background"},
        in_place={"assess-complementarity"},
        waits={"bring-onto-platform": {"personal-communication-first", "discuss-data-safety-openly"}},
        never={"make-the-fit-or-stop", "pilot-with-direct-customized", "ask-for-direct-contact"},
    ),
    "telecom in the middle phase": Client(
        {
            "focal_role": "provider",
            "relationship_phase": "intermediate",
            "asset_stage": "tailored_platform",
            "dedicated_staff": "yes",
            "knowledge_routine": "monitoring_adhoc",
            "governance_mode": "contractual",
            "incentives_aligned": "no",
            "data_trust": "medium",
            "personal_contact": "regular",
            "iot_communication": "open",
            "complementarity": "present",
            "complementarity_reviewed": "yes",
        },
        "The middle phase reopens the contract and joins data (K19, K24); staff and platform are there already.",
        first={
            "intermediate-governance": "Governance is one stage behind the phase",
            "move-governance-gradually": "One tension hangs on it (T9)",
            "intermediate-routines": "Knowledge routines are one stage behind the phase",
        },
        carried="K24",
        to_do={"intermediate-governance", "intermediate-routines", "move-governance-gradually"},
        in_place={"assign-dedicated-staff", "intermediate-assets", "foundational-governance", "foundational-routines"},
        theirs={"bring-your-half-of-the-incentives"},
        never={"intermediate-assets", "advanced-governance", "foundational-governance"},
    ),
    "gain on one side": Client(
        {
            "focal_role": "provider",
            "relationship_phase": "advanced",
            "relationship_history": "long_satisfied",
            "data_trust": "high",
            "incentives_aligned": "no",
            "benefit_distribution": "mainly_provider",
            "governance_mode": "transitional",
            "knowledge_routine": "optimising_structured",
            "asset_stage": "tailored_platform",
            "dedicated_staff": "yes",
        },
        "Both sides need a return (K1), and opportunism becomes an issue where chiefly the maker gains (F1).",
        first={
            "balance-risk-and-reward": "the gain lies on one side",
            "intermediate-governance": '"Incentives aligned: No"',
            "advanced-assets": "Digital assets are one stage behind the phase",
        },
        carried="K1",
        to_do={"balance-risk-and-reward", "intermediate-governance"},
        in_place={"assign-dedicated-staff", "intermediate-assets", "intermediate-routines"},
        waits={
            "advanced-routines": {"balance-risk-and-reward", "intermediate-governance"},
            "move-governance-gradually": {"balance-risk-and-reward"},
        },
        never={"advanced-governance", "intermediate-routines"},
    ),
    "a supplier under the New model": Client(
        {
            "focal_role": "supplier",
            "platform_model": "new",
            "market_turbulence": "high",
            "market_growth": "high",
            "key_capability_at_supplier": "yes",
            "supplier_stickiness": "high",
            "m2m_exchange": "running",
            "data_trust": "medium",
        },
        "The New model aims at loose ties to suppliers (H3), and risk may be passed on to them (H4).",
        first={
            "ask-who-bears-which-risk": '"Market turbulence: High", "Market growth: High"',
            "put-your-capability-on-the-table": '"Key skill at a supplier: Yes"',
            "find-out-the-intended-tie": "T3",
        },
        carried="H4",
        to_do={"ask-who-bears-which-risk", "put-your-capability-on-the-table"},
        never={"new-model-loose-supplier-ties", "share-risk-with-suppliers", "replaceable-supplier-interfaces"},
    ),
    "a customer who is tied": Client(
        {
            "focal_role": "customer",
            "customer_stickiness": "high",
            "benefit_distribution": "mainly_provider",
            "data_trust": "medium",
            "data_sharing_transparent": "no",
            "relationship_phase": "intermediate",
            "governance_mode": "contractual",
            "dedicated_staff": "yes",
        },
        "Joint value is fragile where chiefly the maker gains (F1), and a tied customer has little choice.",
        first={
            "name-your-gain": "the gain lies on one side",
            "balance-risk-and-reward": "One other piece waits for it",
            "check-what-ties-you": '"Customer ties: High"',
        },
        carried="F1",
        to_do={"check-what-ties-you", "make-data-sharing-transparent", "say-your-data-terms"},
        in_place={"assign-dedicated-staff", "foundational-governance"},
        waits={"move-governance-gradually": {"balance-risk-and-reward"}},
        never={"earn-stickiness-by-mutual-value", "bring-onto-platform", "prepare-own-organisation"},
    ),
    "nothing is missing": Client(
        {
            "focal_role": "provider",
            "relationship_phase": "advanced",
            "relationship_history": "long_satisfied",
            "asset_stage": "enabling_platform",
            "dedicated_staff": "yes",
            "knowledge_routine": "integrated",
            "systems_integrated": "yes",
            "governance_mode": "relational",
            "incentives_aligned": "yes",
            "risk_reward_balanced": "yes",
            "benefit_distribution": "mutual",
            "data_sharing_transparent": "yes",
            "data_trust": "high",
            "personal_contact": "regular",
            "iot_communication": "open",
            "complementarity": "present",
            "complementarity_reviewed": "yes",
            "terms_doubted": "no",
            "shared_iot_vision": "yes",
            "customization_level_agreed": "yes",
        },
        "What is left is to look at all four components together (K28) and to keep adjusting (F51).",
        first={
            "balance-components": 'it belongs to "Digital relationship phase: Advanced"',
            "adjust-continuously": "it belongs to",
        },
        carried="K28",
        to_do={"adjust-continuously"},
        in_place={"advanced-assets", "advanced-routines", "advanced-governance", "balance-risk-and-reward"},
        never={"settle-answers", "intermediate-governance", "foundational-assets", "measure-data-trust"},
    ),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_reads_what_the_texts_carry(advisor: Advisor, name: str) -> None:
    client = CLIENTS[name]
    assessment = advisor.assess(client.facts)
    to_do = advice(assessment)
    first = assessment.recommendations[0]
    firsts = assessment.recommendations[: len(client.first)]
    assert [each.id for each in firsts if each.rank] == list(client.first), client.why
    for each in firsts:
        assert each.rank_because is not None and client.first[each.id] in each.rank_because, each.rank_because
    assert client.carried in first.citations, client.why
    assert client.to_do <= to_do.keys()
    assert client.in_place <= standing(assessment, "in_place")
    waiting = {each.id: set(each.waits_for) for each in assessment.recommendations if each.state == "waits"}
    assert client.waits.items() <= waiting.items()
    assert client.theirs <= standing(assessment, "theirs")
    assert not client.never & {*to_do, *waiting}
