"""Ids, ranks, titles and labels: whatever a thing is called, it is found, and never another one."""

from __future__ import annotations

import pytest

from advisor import Advisor, AmbiguousId, KnowledgeBase, ProfileError, UnknownId
from advisor.errors import did_you_mean
from advisor.explain.naming import Named, everything_named, resolved
from advisor.explain.subject import advice_named, subject_of

RANKS = {"1": "measure-data-trust", "2": "move-governance-gradually"}
FACTS = {"relationship_phase": "intermediate", "governance_mode": "contractual"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2", "recommendation:move-governance-gradually"),
        (" 2 ", "recommendation:move-governance-gradually"),
        ("2=first", "recommendation:move-governance-gradually=first"),
        ("recommendation:2", "recommendation:move-governance-gradually"),
        ("move governance towards trust STEP by step", "recommendation:move-governance-gradually"),
        ("Move gov", "recommendation:move-governance-gradually"),
        ("Move gov=in_place", "recommendation:move-governance-gradually=in_place"),
        ("Move gov=In place", "recommendation:move-governance-gradually=in_place"),
        ("Move gov=the other side's", "recommendation:move-governance-gradually=theirs"),
        ("t9", "tension:T9"),
        ("governance out of step", "tension:T9"),
        ("Governance-out-of-step", "tension:T9"),
        ("tension: governance out", "tension:T9"),
        ("outside history", "caveat:outside-history"),
        ("Outside hist", "caveat:outside-history"),
        ("risk of distrust", "conclusion:distrust_risk"),
        ("Risk of distrust: Highest", "conclusion:distrust_risk=highest"),
        ("distrust_risk: highest", "conclusion:distrust_risk=highest"),
        ("Risk of distrust=HIGHEST", "conclusion:distrust_risk=highest"),
        ("conclusion:Risk of distrust: highest", "conclusion:distrust_risk=highest"),
    ],
)
def test_words_stand_for_ids(knowledge: KnowledgeBase, text: str, found: str) -> None:
    assert str(subject_of(text, knowledge, RANKS)) == found


def test_every_title_and_label_names_what_bears_it(knowledge: KnowledgeBase) -> None:
    for each in everything_named(knowledge):
        subject = subject_of(each.title.upper(), knowledge)
        assert (subject.kind, subject.id) == (each.kind, each.id)
        if each.kind == "conclusion":
            for name, value in knowledge.attributes[each.id].values.items():
                assert subject_of(f"{each.title}: {value.label.lower()}", knowledge).name == f"{each.id}={name}"


KNOWN = [
    Named("recommendation", "2", "Care for it"),
    Named("recommendation", "b", "3"),
    Named("recommendation", "c", "Care"),
    Named("tension", "T1", "Care for all"),
    Named("caveat", "b", "A caveat"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [("2", "2"), ("3", "c"), ("care", "c"), ("b", "b"), ("Care for a", "T1")],
    ids=["an id before a rank", "a rank before a title", "a title before a beginning", "the first kind", "a beginning"],
)
def test_what_fits_better_wins(text: str, found: str) -> None:
    assert resolved(text, KNOWN, {"2": "b", "3": "c"}, "thing").id == found


def test_a_beginning_of_several_lists_them() -> None:
    many = [Named("recommendation", f"r{number}", f"Care for {number}") for number in range(12)]
    with pytest.raises(AmbiguousId) as raised:
        resolved("care f", many, {}, "thing")
    lines = str(raised.value).splitlines()
    assert "'care f'" in lines[0]
    assert lines[1:] == [*(f"  r{number}: Care for {number}" for number in range(10)), "  and 2 more"]
    assert len(raised.value.candidates) == 12 and isinstance(raised.value, UnknownId)
    with pytest.raises(AmbiguousId) as raised:
        resolved(
            "Care for", [*many[:9], many[10]._replace(id="T1"), many[11]._replace(kind="tension", id="T1")], {}, "x"
        )
    assert ("tension:T1", "Care for 11") in raised.value.candidates, "one id of two kinds is told apart"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7", "there is no piece of advice of the rank '7'; expected 1 to 2"),
        ("caveat:2", "there is no caveat '2'"),
        ("Mvoe governance", "did you mean 'Move governance towards trust step by step'?"),
        ("Risk of distrust: lots", "there is no value of distrust_risk 'lots'; expected"),
        ("Move gov=somewhere", "there is no state of move-governance-gradually 'somewhere'"),
        ("Governance out=to_do", "there is no"),
        ("Rsk of distrust: high", "did you mean 'Risk of distrust'?"),
        (" ", "there is no"),
    ],
)
def test_what_nothing_is_called_is_refused(knowledge: KnowledgeBase, text: str, said: str) -> None:
    with pytest.raises(UnknownId, match="there is no") as raised:
        subject_of(text, knowledge, RANKS)
    assert said in str(raised.value)


def test_a_piece_of_advice_is_no_state_and_no_tension(knowledge: KnowledgeBase) -> None:
    assert advice_named("recommendation:2", knowledge, RANKS) == subject_of("2", knowledge, RANKS)
    for text in ("T9", "2=in_place", "distrust_risk"):
        with pytest.raises(UnknownId, match="there is no recommendation"):
            advice_named(text, knowledge, RANKS)


def test_a_rank_is_that_of_the_case(advisor: Advisor) -> None:
    for each in advisor.assess(FACTS).recommendations:
        if each.rank is not None:
            assert advisor.why(FACTS, str(each.rank)) == advisor.why(FACTS, each.id)
            assert advisor.why_not(FACTS, f"{each.rank}=first") == advisor.why_not(FACTS, f"{each.id}=first")


def test_a_hint_is_of_a_title_only_where_something_is_given() -> None:
    assert did_you_mean("", ["x"], ["A title"]) == ""


def test_other_answers_may_be_given_by_labels(advisor: Advisor) -> None:
    named = advisor.what_if(FACTS, {"dedicated_staff": "yes", "governance_mode": "unknown"})
    assert advisor.what_if(FACTS, {"Dedicated staff": "YES", "governance": "Unknown"}) == named
    assert advisor.what_if(FACTS, {"dedicated_staff": True, "governance_mode": "unknown"}) == named


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Dedicated stuff": "yes"}, "Dedicated stuff"),
        ({"Dedicated staff": "maybe"}, "'maybe' is no value of dedicated_staff"),
        ({"Dedicated staff": "yes", "dedicated_staff": "no"}, "dedicated_staff is answered twice"),
        ({"Risk of distrust": "high"}, "Risk of distrust"),
    ],
)
def test_answers_that_nothing_is_called_are_refused(advisor: Advisor, changes: dict[str, str], said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        advisor.what_if(FACTS, changes)
