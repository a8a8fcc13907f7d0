"""Proofs agree with the assessment they are taken from, and are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Advisor
from advisor.explain.subject import subject_of
from advisor.explain.why import why
from advisor.model.assessment import Assessment, Conclusion, RankedRecommendation
from advisor.model.explanation import Why
from tests.strategies import attribute, is_in, rule
from tests.unit.explain.bases import ON_SHIPPED, knowledge_of, profiles, subjects


def check(advisor: Advisor, assessment: Assessment) -> None:
    knowledge = advisor.knowledge
    hangs_on = advisor.outlook(assessment.profile.facts).hangs_on
    found = {name: why(knowledge, assessment, subject_of(name, knowledge), hangs_on) for name in subjects(knowledge)}
    came = {
        *(each.id for part in (assessment.recommendations, assessment.tensions, assessment.caveats) for each in part),
        *(name for each in assessment.conclusions for name in (each.attribute, f"{each.attribute}={each.value}")),
    }
    assert {name for name, proof in found.items() if proof.holds} == came
    outputs: dict[str, RankedRecommendation | Conclusion] = {
        **{each.id: each for each in assessment.recommendations},
        **{each.attribute: each for each in assessment.conclusions},
    }
    for name, one in outputs.items():
        proof = found[name]
        assert proof.weakest is not None
        assert (proof.weakest.grade, proof.weakest.support) == (one.grade, one.support)
        state = one.state_because if isinstance(one, RankedRecommendation) else None
        assert proof.rules == one.rules
        assert proof.findings.keys() == {*one.citations, *(state.citations if state else ())}
    for recommendation in assessment.recommendations:
        proof = found[recommendation.id]
        assert (proof.facts, proof.unknown) == (recommendation.facts, recommendation.unknown)
        assert (proof.state, proof.state_because) == (recommendation.state, recommendation.state_because)
        assert proof.waits_for == recommendation.waits_for
        said = recommendation.state_because.rules if recommendation.state_because else ()
        assert set(said) <= {step.rule for step in proof.state_steps}
    for proof in found.values():
        check_whole(proof)


def check_whole(proof: Why) -> None:
    """Whatever a step matched is an answer, or a conclusion proven by earlier steps."""
    seen: set[str] = set()
    conclusions = {each.attribute: each for each in proof.conclusions}
    for step in proof.steps:
        for name, value in step.facts.items():
            assert proof.facts.get(name) == value or (
                conclusions[name].value == value and set(conclusions[name].rules) <= seen
            )
        assert set(step.cites) <= proof.findings.keys()
        seen.add(step.rule)
    assert set(proof.rules) <= seen
    assert [step.seq for step in proof.steps] == sorted(step.seq for step in proof.steps)


def test_the_examples_are_proven(advisor: Advisor, examples: list[Path]) -> None:
    for path in examples:
        check(advisor, advisor.assess(advisor.read_profile(path)))


@pytest.mark.long
@ON_SHIPPED
@given(st.data())
def test_any_profile_is_proven(advisor: Advisor, data: st.DataObject) -> None:
    check(advisor, advisor.assess(data.draw(profiles(advisor.knowledge))))


@pytest.fixture
def merging() -> Advisor:
    """Two rules conclude different levels of one risk; the higher holds and calls for advice."""
    attributes = [
        attribute("size", ["small", "big"]),
        attribute("age", ["young", "old"]),
        attribute("risk", ["low", "high"], merge="highest"),
    ]
    rules = [
        rule("small-is-low", is_in("size", "small"), conclude={"risk": "low"}),
        rule("old-is-high", is_in("age", "old"), conclude={"risk": "high"}),
        rule("high-calls-for-care", is_in("risk", "high"), recommend=("care",)),
    ]
    return Advisor.of(knowledge_of(rules, {each.name: each for each in attributes}))


def test_a_merge_shows_what_it_set_aside(merging: Advisor) -> None:
    proof = merging.why({"size": "small", "age": "old"}, "care")
    (risk,) = proof.conclusions
    assert (risk.value, risk.rules, risk.overruled) == ("high", ("old-is-high",), {"small-is-low": "low"})
    assert [step.rule for step in proof.steps] == ["old-is-high", "high-calls-for-care"]
    assert proof.facts == {"age": "old"}


def test_what_did_not_come_out_has_no_proof(merging: Advisor) -> None:
    proof = merging.why({"size": "small"}, "risk=high")
    assert (proof.holds, proof.found, proof.steps, proof.weakest) == (False, "low", (), None)
