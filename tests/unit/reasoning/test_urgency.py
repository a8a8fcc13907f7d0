"""Urgency: what a case adds, what comes after a piece, and the shipped weights."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Assessment, KnowledgeBase
from advisor.model.assessment import RankedRecommendation
from advisor.model.urgency import Weight
from advisor.reasoning.urgency import Scale, raised
from tests.strategies import facts

WEIGHTS = {
    "heavy": Weight(id="heavy", weight=100, says="it is heavy"),
    "light": Weight(id="light", weight=5, says="it is light"),
    "answer": Weight(id="answer", weight=3, counts="answer"),
    "tension": Weight(id="tension", weight=4, counts="tension"),
    "stage": Weight(id="stage", weight=2, counts="stage_behind"),
    "now": Weight(id="now", weight=1, counts="now"),
    "most": Weight(id="most", weight=20, counts="most"),
}


@pytest.mark.parametrize(
    ("reason", "answers", "tensions", "stages", "horizon", "own"),
    [
        (None, 0, 0, 0, "later", 0),
        (None, 2, 1, 1, "now", 6 + 4 + 2 + 1),
        (None, 2, 1, 1, "next", 6 + 4 + 2),
        ("light", 1, 0, 0, "later", 5 + 3),
        ("heavy", 9, 9, 9, "now", 100 + 20),
    ],
)
def test_the_own_weight_is_the_reason_and_what_the_case_adds(
    reason: str | None, answers: int, tensions: int, stages: int, horizon: str, own: int
) -> None:
    assert Scale(WEIGHTS).own(reason, answers, 2, tensions, stages, 3, horizon) == own  # type: ignore[arg-type]


def test_the_weightiest_reason_counts() -> None:
    scale = Scale({**WEIGHTS, "alike": WEIGHTS["light"]})
    assert scale.weightiest(["light", "heavy"]) == "heavy"
    assert scale.weightiest(["light", "alike"]) == scale.weightiest(["alike", "light"]) == "alike"
    assert scale.weightiest([]) is None


def test_knowledge_without_weights_ranks_by_what_comes_after() -> None:
    assert Scale({}).own(None, 3, 2, 2, 1, 1, "now") == 0


def test_what_comes_after_a_piece_may_be_counted() -> None:
    """As it was before there were weights, and is for knowledge of that time."""
    counted = Weight(id="after", weight=1, counts="after")
    assert Scale({**WEIGHTS, "after": counted}).own(None, 0, 0, 0, 0, 4, "now") == 1 + 4


def test_a_piece_is_one_more_urgent_than_what_comes_after_it() -> None:
    own = {"a": 1, "b": 2, "c": 7, "d": 9}
    assert raised(own, {"a": ["b"], "b": ["c"], "c": [], "d": ["a"]}) == {"a": 9, "b": 8, "c": 7, "d": 10}
    assert raised(own, {name: [] for name in own}) == own


def test_a_circle_raises_nothing_within_itself() -> None:
    own = {"a": 1, "b": 5, "c": 9, "d": 0}
    after = {"a": ["b"], "b": ["a", "c"], "c": [], "d": ["a"]}
    assert raised(own, after) == {"a": 1, "b": 10, "c": 9, "d": 2}


def recomputed(each: RankedRecommendation, assessment: Assessment, knowledge: KnowledgeBase) -> int:
    """The urgency of a piece to do, added up from the finished document and the weights alone."""
    weights = {weight.counts or name: weight.weight for name, weight in knowledge.weights.items()}
    by_id = {one.id: one for one in assessment.recommendations}
    source = each.urgency_from
    assert source is not None
    case = (
        weights["answer"] * len(source.answers)
        + weights["placing"] * len(source.placing)
        + weights["tension"] * len(source.tensions)
        + weights["stage_behind"] * source.stages_behind
        + weights[each.horizon]
    )
    own = (weights[source.reason] if source.reason else 0) + min(case, weights["most"])
    assert own == source.own
    to_do = max((by_id[name].urgency or 0 for name in source.after), default=-1)
    highest = -1 if source.highest_after is None else source.highest_after
    assert highest == to_do or (source.waiting and highest > to_do)
    return max(own, 1 + highest)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_an_urgency_can_be_added_up_again(advisor: Advisor, data: st.DataObject) -> None:
    knowledge = advisor.knowledge
    assessment = advisor.assess(data.draw(facts(knowledge.inputs)))
    tensions = {tension.id for tension in assessment.tensions}
    for each in assessment.recommendations:
        if each.rank is None:
            assert (each.urgency, each.rank_because, each.urgency_from) == (None, None, None)
            continue
        source = each.urgency_from
        assert source is not None and each.urgency is not None and each.rank_because
        assert set(source.waiting) == {one.id for one in assessment.recommendations if each.id in one.waits_for}
        assert each.urgency == recomputed(each, assessment, knowledge)
        assert {*source.answers, *source.placing} <= set(each.facts), "what speaks for it is an answer of its proof"
        assert not {*source.answers} & {*source.placing}
        assert set(source.tensions) == {name for name in tensions if each.id in knowledge.tensions[name].handled_by}
        assert source.reason in {knowledge.rules[rule].urgent for rule in each.rules}
        assert "focal_role" not in source.answers
        assert each.rank_because.endswith(".") and "None" not in each.rank_because.replace(": None", "")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_nothing_is_as_urgent_as_what_it_waits_for(advisor: Advisor, data: st.DataObject) -> None:
    assessment = advisor.assess(data.draw(facts(advisor.knowledge.inputs)))
    urgency = {each.id: each.urgency for each in assessment.recommendations if each.urgency is not None}
    for each in assessment.recommendations:
        for later in each.urgency_from.after if each.urgency_from else ():
            assert urgency[each.id] > urgency[later]
    reasons = [each.urgency_from.reason for each in assessment.recommendations if each.urgency_from]
    settled = [each.id for each in assessment.recommendations if each.rank == 1 and "answers-do-not-fit" in reasons]
    assert settled in ([], ["settle-answers"])


def test_the_first_reasons_outweigh_whatever_a_case_adds(knowledge: KnowledgeBase) -> None:
    most = next(each.weight for each in knowledge.weights.values() if each.counts == "most")
    reasons = [each.weight for each in knowledge.weights.values() if each.counts is None]
    apart = [one - two for one, two in pairwise(reasons) if two > most]
    assert apart == [100, 100, 100]
    assert min(apart) > most + len(knowledge.recommendations) / 2
    assert {"answers-do-not-fit", "gate", "decision", "terms-in-doubt"} == {
        name for name, each in knowledge.weights.items() if each.counts is None and each.weight > most
    }


def test_a_doubt_speaks_for_nothing(advisor: Advisor) -> None:
    """That data is called integrated where systems are not puts the routine in doubt; what the start takes is then
    advised for the phase alone."""
    known = {
        "relationship_phase": "foundational",
        "knowledge_routine": "integrated",
        "systems_integrated": "no",
    }
    piece = next(each for each in advisor.assess(known).recommendations if each.id == "foundational-routines")
    assert set(piece.facts) == set(known)
    assert piece.urgency_from is not None and piece.urgency_from.placing == ("relationship_phase",)
    assert piece.urgency_from.answers == ()
