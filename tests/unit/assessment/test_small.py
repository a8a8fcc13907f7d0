"""What an assessment is made of, on knowledge small enough to see every part of it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from advisor import Advisor
from advisor.model.advice import HORIZONS, Recommendation
from advisor.model.assessment import Assessment
from advisor.model.base import GRADES, SUPPORTS
from advisor.model.condition import Unknown
from advisor.model.finding import Benchmark, Finding, Source
from advisor.model.knowledge import KnowledgeBase
from advisor.model.rule import Rule
from advisor.model.urgency import Weight
from tests.strategies import attribute, is_in, rule

VALUES = ("no", "yes")
ATTRIBUTES = {
    each.name: each
    for each in (
        *(attribute(name, VALUES) for name in ("a", "b", "c", "d")),
        attribute("first", VALUES, merge="single"),
        attribute("second", ("low", "middle", "high"), merge="highest"),
    )
}
FINDINGS = {
    f"F{number}": Finding(
        id=f"F{number}",
        source="paper",
        locator="x",
        paraphrase="x",
        nature=("framework",),
        scope="x",
        caveat="x",
        support=support,
    )
    for number, support in enumerate(SUPPORTS, 1)
}
"""F1 is the best supported, F6 the least."""


def advice(name: str, horizon: str = "now", before: tuple[str, ...] = (), step: int = 1) -> Recommendation:
    texts = {"code": "R1", "title": name, "action": "x", "indicator": "x"}
    return Recommendation.model_validate({"id": name, **texts, "horizon": horizon, "step": step, "before": before})


def graded(one: Rule, grade: str = "stated", cites: tuple[str, ...] = ("F1",)) -> Rule:
    return one.model_copy(update={"grade": grade, "cites": cites})


def advisor_of(
    rules: Iterable[Rule],
    known: Iterable[Recommendation] = (),
    benchmarks: Iterable[Benchmark] = (),
    weights: Iterable[Weight] = (),
) -> Advisor:
    source = Source(key="paper", letter="F", description="x", held="x", method="x")
    return Advisor.of(
        KnowledgeBase(
            version="1",
            attributes=ATTRIBUTES,
            sources={"paper": source},
            findings=FINDINGS,
            benchmarks={each.id: each for each in benchmarks},
            recommendations={each.id: each for each in known},
            tensions={},
            caveats={},
            steps=(),
            weights={each.id: each for each in weights},
            topics={},
            rules={each.id: each for each in rules},
        )
    )


def order(assessment: Assessment) -> list[str]:
    return [each.id for each in assessment.recommendations]


def recommending(name: str, grade: str = "stated", cites: tuple[str, ...] = ("F1",)) -> Rule:
    return graded(rule(f"for-{name}", is_in("a", "yes"), recommend=(name,)), grade, cites)


WEIGHTS = [
    *(
        Weight(id=f"due-{horizon}", weight=points, counts=horizon)
        for horizon, points in zip(HORIZONS, (3, 2, 0), strict=True)
    ),
    Weight(id="an-answer", weight=4, counts="answer"),
    Weight(id="at-once", weight=50, says="it cannot wait"),
]


def test_what_weighs_more_comes_first_whatever_its_grade() -> None:
    known = [advice("zz", "later", before=("x",)), advice("yy", "next"), advice("xx", "now"), advice("x", "later")]
    rules = [recommending(each.id, "operationalised" if each.id == "xx" else "stated") for each in known]
    listed = advisor_of(rules, known, weights=WEIGHTS).assess({"a": "yes"}).recommendations
    assert [(each.id, each.urgency) for each in listed] == [("xx", 7), ("yy", 6), ("zz", 5), ("x", 4)]
    for each, decided_by in zip(listed, (None, "urgency", "urgency", "urgency"), strict=True):
        assert each.urgency_from is not None and each.urgency_from.decided_by == decided_by
    assert listed[2].urgency_from is not None and listed[2].urgency_from.highest_after == 4


def test_a_reason_that_a_rule_names_weighs_where_that_rule_fires() -> None:
    known = [advice("plain"), advice("pressing")]
    urgent = graded(rule("pressing-now", is_in("b", "yes"), recommend=("pressing",))).model_copy(
        update={"urgent": "at-once"}
    )
    advisor = advisor_of([*(recommending(each.id) for each in known), urgent], known, weights=WEIGHTS)
    assert order(advisor.assess({"a": "yes"})) == ["plain", "pressing"]
    first, second = advisor.assess({"a": "yes", "b": "yes"}).recommendations
    assert (first.id, first.urgency, second.urgency) == ("pressing", 50 + 8 + 3, 7)
    assert first.rank_because == 'First: it cannot wait. Two answers speak for it ("a: yes", "b: yes").'
    assert second.rank_because == 'Second: one answer speaks for it ("a: yes").'


def test_what_waits_makes_what_it_waits_for_urgent() -> None:
    known = [advice("other"), advice("ground", "later"), advice("pressing")]
    pressing = recommending("pressing").model_copy(update={"urgent": "at-once"})
    waiting = graded(rule("it-waits", is_in("advice.ground", "open"), waits=("pressing",)))
    rules = [recommending("other"), recommending("ground"), pressing, waiting]
    ground, other, last = advisor_of(rules, known, weights=WEIGHTS).assess({"a": "yes"}).recommendations
    assert (ground.id, other.id, last.id, last.state) == ("ground", "other", "pressing", "waits")
    assert (ground.urgency, other.urgency, last.urgency) == (1 + 50 + 4 + 3, 7, None)
    assert ground.urgency_from is not None and ground.urgency_from.waiting == ("pressing",)
    assert ground.urgency_from.highest_after == 57 and ground.rank_because is not None
    assert ground.rank_because.endswith('One other piece waits for it ("pressing").')


def test_then_what_had_better_come_after() -> None:
    known = [advice("c"), advice("b", before=("c",)), advice("a", before=("b",)), advice("lone")]
    rules = [recommending(each.id, "stated" if each.id == "c" else "synthesis") for each in known]
    assert order(advisor_of(rules, known).assess({"a": "yes"})) == ["a", "b", "c", "lone"]


def test_only_advice_at_hand_is_waited_for() -> None:
    known = [advice("plain"), advice("early", before=("absent", "missing")), advice("absent"), advice("missing")]
    rules = [recommending("plain"), recommending("early")]
    assert order(advisor_of(rules, known).assess({"a": "yes"})) == ["plain", "early"]


def test_advice_in_between_that_did_not_come_still_links() -> None:
    known = [advice("plain"), advice("last"), advice("middle", before=("last",)), advice("early", before=("middle",))]
    rules = [recommending(name) for name in ("plain", "last", "early")]
    assert order(advisor_of(rules, known).assess({"a": "yes"})) == ["early", "plain", "last"]


def test_then_grade_then_support_then_the_catalogue() -> None:
    known = [advice(name) for name in ("g", "f", "e", "d", "c", "b", "a")]
    standing = {
        "g": ("operationalised", "F1"),
        "f": ("synthesis", "F1"),
        "e": ("derived", "F1"),
        "d": ("stated", "F6"),
        "c": ("stated", "F5"),
        "b": ("stated", "F1"),
        "a": ("stated", "F1"),
    }
    rules = [recommending(name, grade, (finding,)) for name, (grade, finding) in standing.items()]
    assert order(advisor_of(rules, known).assess({"a": "yes"})) == ["b", "a", "c", "d", "e", "f", "g"]


@pytest.mark.parametrize("weakest", GRADES)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_grade_is_that_of_the_weakest_link_of_the_chain(weakest: str, at: int) -> None:
    chain = [
        rule("start", is_in("a", "yes"), conclude={"first": "yes"}),
        rule("middle", is_in("first", "yes"), conclude={"second": "low"}),
        rule("end", is_in("second", "low"), recommend=("advice",)),
    ]
    rules = [graded(each, weakest if index == at else "stated", (f"F{index + 1}",)) for index, each in enumerate(chain)]
    assessment = advisor_of(rules, [advice("advice")]).assess({"a": "yes", "b": "yes"})
    (brought,) = assessment.recommendations
    assert (brought.grade, brought.support) == (weakest, SUPPORTS[2])
    assert brought.citations == ("F1", "F2", "F3")
    assert brought.rules == ("end",)
    assert brought.facts == {"a": "yes"}
    assert list(assessment.findings) == ["F1", "F2", "F3"]


def test_every_rule_that_fired_for_it_counts_and_none_that_did_not() -> None:
    rules = [
        graded(rule("one", is_in("a", "yes"), recommend=("advice",)), "stated", ("F1",)),
        graded(rule("two", is_in("b", "yes"), recommend=("advice",)), "synthesis", ("F4", "F2")),
        graded(rule("three", is_in("c", "yes"), recommend=("advice",)), "operationalised", ("F6",)),
    ]
    (brought,) = advisor_of(rules, [advice("advice")]).assess({"a": "yes", "b": "yes"}).recommendations
    assert (brought.grade, brought.support, brought.citations) == ("synthesis", "case", ("F1", "F2", "F4"))
    assert brought.rules == ("one", "two")
    assert brought.facts == {"a": "yes", "b": "yes"}


def test_a_value_that_lost_the_merge_carries_nothing() -> None:
    rules = [
        graded(rule("low", is_in("a", "yes"), conclude={"second": "low"}), "operationalised", ("F6",)),
        graded(rule("high", is_in("b", "yes"), conclude={"second": "high"}), "stated", ("F1",)),
        graded(rule("high-too", is_in("c", "yes"), conclude={"second": "high"}), "derived", ("F2",)),
        graded(rule("end", is_in("second", "high"), recommend=("advice",)), "stated", ("F1",)),
    ]
    assessment = advisor_of(rules, [advice("advice")]).assess({"a": "yes", "b": "yes", "c": "yes"})
    (conclusion,), (brought,) = assessment.conclusions, assessment.recommendations
    assert (conclusion.value, conclusion.rules, conclusion.grade) == ("high", ("high", "high-too"), "derived")
    assert (brought.grade, brought.citations) == ("derived", ("F1", "F2"))
    assert brought.facts == {"b": "yes", "c": "yes"}


def test_absence_at_the_leaves_is_said() -> None:
    rules = [
        rule("start", Unknown(attribute="d"), conclude={"first": "yes"}),
        rule("end", is_in("first", "yes"), recommend=("advice",)),
    ]
    (brought,) = advisor_of(rules, [advice("advice")]).assess({}).recommendations
    assert (brought.facts, brought.unknown) == ({}, ("d",))


def figure(name: str, mean: float | None, object_: str = "o", direction: str = "higher is worse") -> Benchmark:
    texts = {"figure": "fig1", "measure": "m", "group": name, "groups": ["yes"], "label": name, "object": object_}
    read = {"direction": direction, "direction_inferred": True, "citations": ["F1"]}
    silences = {"not_given": {} if mean is not None else {"mean": "not given"}}
    return Benchmark.model_validate({"id": name, **texts, "mean": mean, **read, **silences})


@pytest.mark.parametrize(
    ("direction", "position"),
    [("higher is worse", "the most"), ("higher is better", "the least"), ("not stated", None)],
)
def test_where_a_group_stands(direction: str, position: str | None) -> None:
    figures = [figure(name, mean, direction=direction) for name, mean in (("x", 1.0), ("y", 2.0), ("z", None))]
    group = attribute("customer_group", VALUES).model_copy(update={"marks": ("benchmark_group",)})
    base = advisor_of([], benchmarks=figures).knowledge
    content = {**base.content, "attributes": {"customer_group": group.model_dump()}}
    advisor = Advisor.of(KnowledgeBase.from_content(content))
    assessment = advisor.assess({"customer_group": "yes"})
    assert list(assessment.findings) == ["F1"], "what only a figure cites is among the findings too"
    lowest, _, without = assessment.benchmarks
    assert lowest.position == (position and f"{position} favourable of the 2 group means in the text")
    assert (without.mean, without.position) == (None, None)
    assert [peer.group for peer in without.peers] == ["x", "y"]
    assert [(peer.group, peer.mean, peer.not_given) for peer in lowest.peers] == [
        ("y", 2.0, {}),
        ("z", None, {"mean": "not given"}),
    ]
    assert advisor.assess({"customer_group": "no"}).benchmarks == ()


def test_figures_on_different_objects_are_said_to_be_so() -> None:
    group = attribute("customer_group", VALUES).model_copy(update={"marks": ("benchmark_group",)})
    figures = [figure("x", 1.0, "the maker"), figure("y", 2.0, "the dealer")]
    content = {**advisor_of([], benchmarks=figures).knowledge.content, "attributes": {group.name: group.model_dump()}}
    (first, _) = Advisor.of(KnowledgeBase.from_content(content)).assess({"customer_group": "yes"}).benchmarks
    assert (first.position or "").endswith("in the text; the groups did not all judge the same thing")
    assert [(peer.object, peer.same_object) for peer in first.peers] == [("the dealer", False)]
