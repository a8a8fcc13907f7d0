"""What the pictures of a case show of its doubts, its order, and of what nobody asked."""

from __future__ import annotations

import re

import pytest

from advisor import Advisor, Assessment
from advisor.reports.contents.next_phase import matrix
from advisor.reports.drawing import Box, Group, Words
from advisor.reports.pictures.figures import figures
from advisor.reports.pictures.governance import governance
from advisor.reports.pictures.proof import proof
from advisor.reports.pictures.roadmap import roadmap
from advisor.reports.pictures.standing import standing
from advisor.reports.sheet import NARROW, WIDE, Picture
from tests.unit.reports.pictures.drawn import cases

DOUBTED = {
    "relationship_phase": "advanced",
    "complementarity": "absent",
    "asset_stage": "none",
    "knowledge_routine": "integrated",
    "governance_mode": "relational",
    "data_trust": "low",
}
WAITING_FOR_THE_OTHER_SIDE = {
    "focal_role": "customer",
    "customer_group": "industrial",
    "product_customization": "customized",
    "sales_channel": "direct",
    "relationship_history": "long_satisfied",
    "relationship_phase": "advanced",
    "data_trust": "low",
    "personal_contact": "occasional",
    "iot_communication": "open",
    "complementarity": "absent",
    "asset_stage": "none",
    "dedicated_staff": "no",
    "knowledge_routine": "integrated",
    "governance_mode": "relational",
    "incentives_aligned": "no",
    "data_sharing_transparent": "no",
    "systems_integrated": "no",
    "benefit_distribution": "mutual",
    "perceived_usefulness": "high",
    "m2m_exchange": "running",
    "risk_reward_balanced": "no",
}
WIDTHS = (WIDE, NARROW)


def cards(picture: Picture, width: float = WIDE) -> list[tuple[Box, str]]:
    """Each box of a picture with the words in it."""
    groups = [each for each in picture.drawn(width).shapes if isinstance(each, Group)]
    return [
        (each.box, " ".join(" ".join(words.lines) for words in each.inside if isinstance(words, Words)))
        for each in groups
    ]


@pytest.fixture(scope="module")
def assessed(advisor: Advisor) -> list[Assessment]:
    return [*cases(advisor), advisor.assess(WAITING_FOR_THE_OTHER_SIDE)]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_a_piece_waits_for_stands_on_a_card_or_is_told_by_its_title(
    advisor: Advisor, assessed: list[Assessment], width: float
) -> None:
    waited = lettered = 0
    for assessment in assessed:
        pieces = {each.id: each for each in assessment.recommendations}
        for picture in roadmap(assessment, advisor.knowledge):
            shown = [text for _, text in cards(picture, width)]
            for piece in pieces.values():
                if piece.state != "waits":
                    continue
                (text,) = (text for text in shown if re.match(rf"(?:[A-Z] )?{re.escape(piece.title)} ", text))
                told = text.partition("waits for ")[2]
                for name in piece.waits_for:
                    waited += 1
                    first = pieces.get(name)
                    if first is None or first.state == "in_place":
                        assert f'"{advisor.knowledge.recommendations[name].title}"' in told
                        continue
                    title = first.ask if first.state == "theirs" and first.ask else first.title
                    (mark,) = {each.split()[0] for each in shown if title in each and each != text}
                    assert mark in re.findall(r"\b(?:\d+|[A-Z])\b", told.partition(" · ")[0])
                    lettered += mark.isalpha()
    assert waited > 20 and lettered > 3


def test_an_answer_in_doubt_is_dotted_and_not_filled(advisor: Advisor) -> None:
    assessment = advisor.assess(DOUBTED)
    there = assessment.next_phase
    assert there is not None and there.in_doubt
    doubted = {each.component for each in there.components if each.in_doubt}
    assert {"routines", "governance"} <= doubted
    (stands,) = standing(assessment, advisor.knowledge)
    (way,) = governance(assessment, advisor.knowledge)
    for picture in (stands, way):
        assert "Dotted is an answer that is in doubt" in picture.said
        dotted = [text for box, text in cards(picture) if box.look == "doubtful"]
        assert dotted and all("here, in doubt" in text for text in dotted)
        assert not [text for box, text in cards(picture) if box.look == "accent" and "in doubt" in text]
    heads = [" ".join(each.lines) for each in stands.drawn(WIDE).shapes if isinstance(each, Words)]
    assert any("in doubt" in each for each in heads), "the phase is, too"


def test_what_is_answered_in_no_phase_stands_on_the_page_as_well(advisor: Advisor) -> None:
    assessment, framework = advisor.assess(DOUBTED), advisor.knowledge.framework
    assert assessment.next_phase is not None and framework is not None
    rows = {label: said for label, _, said in matrix(assessment.next_phase, framework, advisor.knowledge).rows}
    assert rows["Assets"] == "here: none"


@pytest.mark.parametrize("width", WIDTHS)
def test_only_what_can_still_be_asked_is_hatched(advisor: Advisor, width: float) -> None:
    moot = advisor.assess({"relationship_phase": "not_started", "complementarity": "present"})
    asked = advisor.assess({"relationship_phase": "advanced", "complementarity": "present"})
    open_ones = {each.attribute for each in moot.open_questions}
    assert "knowledge_routine" not in open_ones and "governance_mode" in open_ones

    def hatched(assessment: Assessment) -> int:
        (picture,) = standing(assessment, advisor.knowledge)
        assert ("Hatched is not known yet" in picture.said) == any("known yet" in str(each) for each in picture.words)
        return sum(isinstance(each, Box) and each.look == "unknown" for each in picture.drawn(width).shapes)

    assert 0 < hatched(moot) < hatched(asked)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_nearest_sample_does_not_look_like_the_own_group(advisor: Advisor, width: float) -> None:
    assessment = advisor.assess({"customer_group": "industrial"})
    assert assessment.benchmarks and not any(each.own_group for each in assessment.benchmarks)
    for picture in figures(assessment):
        looks = [each.look for each in picture.drawn(width).shapes if isinstance(each, Box)]
        assert "accent" not in looks and looks.count("expected") == 1
        assert "not this customer's own group" in picture.said


def test_a_proof_says_which_answers_are_only_assumed(advisor: Advisor) -> None:
    profile = {
        "facts": {"sales_channel": "wholesaler", "data_trust": "low"},
        "answers": {"data_trust": {"rests_on": "assumed"}},
    }
    from advisor.loading.profile import profile_from_data

    read = profile_from_data(profile, advisor.knowledge)
    assessment = advisor.assess(read)
    drawn = [proof(assessment, advisor.knowledge, each.id) for each in assessment.recommendations]
    texts = [text for picture in drawn for box, text in cards(picture) if box.look == "answer"]
    trust = advisor.knowledge.inputs["data_trust"].label
    assert {text.endswith("only assumed") for text in texts if text.startswith(trust)} == {True}
    assert {text.endswith("only assumed") for text in texts if not text.startswith(trust)} == {False}
