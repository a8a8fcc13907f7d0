"""Both sides of a piece of advice: all that the assessment knows of it, and what other answers would do to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import Advisor, KnowledgeBase, UnknownId
from advisor.model.advice import Caveat, Tension, TensionSide
from advisor.model.assessment import Assessment, RankedRecommendation
from advisor.model.explanation import ForAndAgainst, SpeaksAgainst, SpeaksFor
from advisor.model.rule import Consequence
from tests.strategies import attribute, is_in, rule
from tests.unit.explain.bases import knowledge_of


def sides(found: ForAndAgainst) -> tuple[SpeaksFor, SpeaksAgainst]:
    assert found.holds and found.speaks_for is not None and found.speaks_against is not None
    return found.speaks_for, found.speaks_against


def check(advisor: Advisor, assessment: Assessment, piece: RankedRecommendation) -> None:
    facts = assessment.profile.facts
    found = advisor.for_and_against(facts, piece.id)
    assert found.to_json() == advisor.for_and_against(facts, piece.id).to_json()
    speaks_for, against = sides(found)
    assert (found.state, found.rank, found.rank_because) == (piece.state, piece.rank, piece.rank_because)
    assert (found.state_because, found.waits_for) == (piece.state_because, piece.waits_for)
    assert {each.attribute: each.value for each in speaks_for.answers} == piece.facts
    assert (speaks_for.rules, against.unknown) == (piece.rules, piece.unknown)
    assert set(speaks_for.findings) == set(piece.citations)
    assert (against.weakest.grade, against.weakest.support) == (piece.grade, piece.support)
    urgency = piece.urgency_from
    counted = [each.attribute for each in speaks_for.answers if each.counts == "answer"]
    placing = [each.attribute for each in speaks_for.answers if each.counts == "placing"]
    assert counted == list(urgency.answers if urgency else ()) and placing == list(urgency.placing if urgency else ())
    assert [each.counts for each in speaks_for.answers][: len(counted) + len(placing)] == [
        *("answer" for _ in counted),
        *("placing" for _ in placing),
    ]
    handled = {each.id for each in assessment.tensions if piece.id in each.handled_by}
    assert {each.id for each in speaks_for.tensions} == handled and not handled & {each.id for each in against.tensions}
    assert set(speaks_for.waiting) >= {each.id for each in assessment.recommendations if piece.id in each.waits_for}
    assert set(speaks_for.after) >= set(piece.before)
    for caveat in against.caveats:
        assert caveat.named or set(caveat.findings) & set(piece.citations)


def where(assessment: Assessment, piece: str) -> str | None:
    return next((each.state for each in assessment.recommendations if each.id == piece), None)


def test_the_examples_tell_both_sides_of_all_that_is_listed(advisor: Advisor, examples: list[Path]) -> None:
    states = set()
    for path in examples[::3]:
        assessment = advisor.assess(advisor.read_profile(path).known)
        for piece in assessment.recommendations:
            states.add(piece.state)
            check(advisor, assessment, piece)
    assert len(states) > 1


def test_what_is_said_to_move_a_piece_does(advisor: Advisor) -> None:
    """And nothing else does, by a single given answer."""
    facts = {"relationship_phase": "intermediate", "governance_mode": "contractual", "customer_group": "other"}
    assessment = advisor.assess(facts)
    for piece in assessment.recommendations[:4]:
        _, against = sides(advisor.for_and_against(facts, piece.id))
        told = {
            (turning.attribute, each.answer): each.state for turning in against.turning for each in turning.alternatives
        }
        for name, given in facts.items():
            for value in (*advisor.knowledge.inputs[name].domain, "unknown"):
                then = where(advisor.assess({**facts, name: value}), piece.id)
                if value != given and then != piece.state:
                    assert told.pop((name, value)) == then
        assert not told
        for turn in against.open:
            assert turn.exact and turn.sets
            for answers in turn.sets:
                assert where(advisor.assess({**facts, **answers}), piece.id) == turn.state
                assert set(answers) <= set(turn.hangs_on)


def drawn() -> KnowledgeBase:
    """Big firms take care, which old ones have; one finding is behind everything."""
    attributes = [
        attribute("size", ["small", "big"]),
        attribute("age", ["young", "old"]),
        attribute("mood", ["a", "b"]),
    ]
    pulled = rule("mood-pulls", is_in("mood", "a"))
    rules = [
        rule("big-takes-care", is_in("size", "big"), recommend=("care",)),
        rule("small-rests", is_in("size", "small"), recommend=("rest",)),
        rule("old-has-care", is_in("age", "old")).model_copy(update={"then": Consequence(in_place=("care",))}),
        pulled.model_copy(update={"then": Consequence(tensions=("T1", "T2"), caveats=("bears", "shares"))}),
    ]
    base = knowledge_of(rules, {each.name: each for each in attributes})
    one, other = TensionSide(says="For.", findings=("F1",)), TensionSide(says="Against.", findings=("F2",))
    text = {"text": "They pull.", "handling": "Look."}
    finding = base.findings["F1"]
    return base.model_copy(
        update={
            "findings": {"F1": finding, "F2": finding.model_copy(update={"id": "F2"})},
            "tensions": {
                "T1": Tension(id="T1", title="one", pulls=(one, other), **text),
                "T2": Tension(id="T2", title="two", handled_by=("care",), **text),
            },
            "caveats": {
                "bears": Caveat(id="bears", kind="scope", text="Long.", in_short="Short.", bears_on=("care",)),
                "shares": Caveat(id="shares", kind="scope", text="Shared."),
            },
        }
    )


def test_tensions_and_caveats_take_sides() -> None:
    base = drawn()
    apart = base.rules["mood-pulls"].model_copy(update={"cites": ("F2",)})
    facts = {"size": "big", "mood": "a"}
    speaks_for, against = sides(Advisor.of(base).for_and_against(facts, "care"))
    assert [each.id for each in speaks_for.tensions] == ["T2"]
    (tension,) = against.tensions
    assert (tension.id, tension.pulls, tension.answers, tension.findings) == ("T1", ("Against.",), (), ("F1",))
    assert [(each.id, each.text, each.named, each.findings) for each in against.caveats] == [
        ("bears", "Short.", True, ("F1",)),
        ("shares", "Shared.", False, ("F1",)),
    ]
    other = base.model_copy(update={"rules": {**base.rules, "mood-pulls": apart}})
    _, against = sides(Advisor.of(other).for_and_against(facts, "care"))
    assert against.tensions == () and [(each.id, each.findings) for each in against.caveats] == [("bears", ())]


def test_a_piece_in_place_says_so_and_what_would_end_that() -> None:
    found = Advisor.of(drawn()).for_and_against({"size": "big", "age": "old"}, "care")
    assert (found.state, found.rank) == ("in_place", None) and found.state_because is not None
    _, against = sides(found)
    assert [(each.attribute, [(one.answer, one.state) for one in each.alternatives]) for each in against.turning] == [
        ("age", [("young", "to_do"), ("unknown", "to_do")])
    ]


def test_what_open_questions_could_still_do() -> None:
    _, against = sides(Advisor.of(drawn()).for_and_against({"size": "big"}, "care"))
    assert [(each.state, each.hangs_on, each.sets) for each in against.open] == [
        ("in_place", ("age",), ({"age": "old"},))
    ]
    assert against.in_doubt == ()


def test_an_answer_in_doubt_is_told(advisor: Advisor) -> None:
    facts = next(
        dict(each.examples.fires[0])
        for each in advisor.knowledge.rules.values()
        if any(advisor.knowledge.caveats[name].kind == "contradiction" for name in each.then.caveats)
    )
    assessment = advisor.assess(facts)
    doubted = {name for each in assessment.caveats for name in each.doubts}
    assert doubted
    resting = [each for each in assessment.recommendations if doubted & set(each.facts)]
    assert resting
    for piece in resting:
        _, against = sides(advisor.for_and_against(facts, piece.id))
        assert {each.attribute for each in against.in_doubt} == doubted & set(piece.facts)
        assert all(each.caveats for each in against.in_doubt)


def test_what_is_not_listed_has_no_sides_and_what_is_no_advice_is_refused() -> None:
    base = Advisor.of(drawn())
    other = base.for_and_against({"size": "big"}, "rest")
    assert (other.holds, other.state, other.speaks_for, other.speaks_against) == (False, None, None, None)
    for text in ("T1", "care=in_place", "nothing", "7"):
        with pytest.raises(UnknownId):
            base.for_and_against({"size": "big"}, text)
    assert base.for_and_against({"size": "big"}, "1").subject.id == "care"
